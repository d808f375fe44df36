"""Plans as the sources of the rules would have them: what may be in one, and what never."""

import json

import pytest
from tests.reference.plan.plan_cases import case_text, planned

from turgor.plan.template import NOTHING, SUNSCREEN
from turgor.workflow.plan.document import plan_document

OVERRIDE = """
[[override]]
rule = "{rule}"
who = "Dr Example"
role = "clinician"
reason = "benefit-outweighs"
text = "talked through"
date = 2026-12-20
"""
FEW = ("tretinoin-0.05", "nafl-1550", "microneedling", "plla")


@pytest.fixture(scope="module")
def periorbital(tmp_path_factory):
    """Lines around the eyes in phototype II, 52 weeks, every shipped template."""
    text = case_text(
        site="periorbital",
        concerns='"periorbital-wrinkles"',
        wishes="downtime_days = 21\nvisits = 6",
    )
    return planned(tmp_path_factory.mktemp("periorbital"), text, front=True)


def test_every_plan_states_its_gap_and_holds_the_limits(periorbital):
    assert periorbital.outcome == "planned" and len(periorbital.points) >= 3
    for point in periorbital.points:
        plan = point.plan
        assert plan.solved and 0.0 <= plan.gap < 1.0
        assert plan.holds
        assert plan.downtime.median <= 21.0 and plan.visits <= 6
        (whole,) = periorbital.checked(plan).courses
        assert whole.outcome == "clear"
        chosen = {one.candidate.id for one in plan.courses}
        offered = {
            one.candidate.id for one in periorbital.prepared.verdicts if one.status == "offered"
        }
        assert chosen <= offered


def test_nothing_and_sun_protection_are_always_listed(periorbital):
    document = plan_document(periorbital)
    assert [one["id"] for one in document["always"]] == [NOTHING, SUNSCREEN]
    assert {NOTHING, SUNSCREEN} <= {one["id"] for one in document["options"]}
    assert all(one["reasons"] for one in document["options"])


def test_what_was_published_elsewhere_is_not_planned_here(periorbital):
    # PLLA and diluted CaHA were studied on cheeks, necks and below, not around the eye
    for point in periorbital.points:
        assert not {one.candidate.family for one in point.plan.courses} & {"biostimulator"}


def test_in_pregnancy_there_is_nothing_but_sun_protection(tmp_path):
    found = planned(tmp_path, case_text(pregnant="true"))
    assert found.outcome == "blocked"
    assert {one.candidate.id for one in found.first.courses} <= {SUNSCREEN}
    kept = {one.candidate.id: one for one in found.prepared.verdicts}
    assert kept[SUNSCREEN].status == kept[NOTHING].status == "offered"
    rules = {
        reason.rule.partition("@")[0]
        for one in found.prepared.verdicts
        for reason in one.reasons
        if one.candidate.id not in (NOTHING, SUNSCREEN)
    }
    assert "ANY-001" in rules  # elective treatment waits until after the pregnancy


def test_a_history_of_keloids_keeps_plla_out_of_every_plan(tmp_path):
    found = planned(tmp_path, case_text(keloid_history="true"), FEW, front=True)
    assert found.points
    for point in found.points:
        assert not any(one.candidate.template.id == "plla" for one in point.plan.courses)
    acid = [one for one in found.prepared.verdicts if one.candidate.template.id == "plla"]
    assert acid and all(one.status == "rejected" for one in acid)
    assert all(one.reasons[0].rule.startswith("PLLA-009") for one in acid)  # the label


def test_an_unknown_history_of_keloids_asks_before_plla(tmp_path):
    found = planned(tmp_path, case_text(keloid_history=None), ("tretinoin-0.05", "plla"))
    assert found.outcome == "unanswered"
    acid = [one for one in found.prepared.verdicts if one.candidate.template.id == "plla"]
    assert all(one.status == "waits" for one in acid)
    assert not any(one.candidate.template.id == "plla" for one in found.first.courses)


def test_in_phototype_v_the_warning_of_density_is_carried(tmp_path):
    found = planned(tmp_path, case_text(phototype="V"), ("nafl-1550-low-density", "nafl-1550"))
    assert any(one.candidate.template.id == "nafl-1550-low-density" for one in found.first.courses)
    (point,) = plan_document(found)["plans"]
    assert "NAFL-006@1" in {one["rule"] for one in point["warnings"]}
    high = [one for one in found.prepared.verdicts if one.candidate.template.id == "nafl-1550"]
    assert all(one.status == "rejected" for one in high)


@pytest.mark.parametrize(("pacemaker", "status"), [("true", "waits"), ("false", "offered")])
def test_a_pacemaker_keeps_current_out_until_a_clinician_looked(pacemaker, status, tmp_path):
    # the two rules that ask for an override of any needles with current are overridden; that of
    # the pacemaker was not read in its source, so that it can't block and has to be looked into
    more = "".join(OVERRIDE.format(rule=rule) for rule in ("RFM-013@1", "RFA-001@1"))
    text = case_text(pacemaker=pacemaker, more=more)
    found = planned(tmp_path, text, ("tretinoin-0.05", "rf-microneedling-cheek"))
    current = [one for one in found.prepared.verdicts if "rf-" in one.candidate.id]
    assert current and all(one.status == status for one in current)
    if status == "waits":
        assert all("RFM-011" in one.reasons[0].text for one in current)
        assert not any("rf-" in one.candidate.id for one in found.first.courses)
        looked = case_text(pacemaker="true", more=more + OVERRIDE.format(rule="RFM-011@1"))
        again = planned(tmp_path, looked, ("rf-microneedling-cheek",))
        assert any(
            one.status == "offered" for one in again.prepared.verdicts if "rf-" in one.candidate.id
        )


def test_a_case_that_is_declined_has_no_plan(tmp_path):
    found = planned(tmp_path, case_text(clinician_present="false"), FEW)
    assert found.outcome == "declined" and not found.points
    assert [one["id"] for one in plan_document(found)["always"]] == [NOTHING, SUNSCREEN]


def test_the_same_file_gives_the_same_bytes(tmp_path):
    text = case_text(wishes="visits = 5", horizon=252)
    told = [json.dumps(plan_document(planned(tmp_path, text, FEW, front=True))) for _ in range(2)]
    assert told[0] == told[1]


def test_more_to_keep_free_never_reaches_more(tmp_path):
    spans = ("[2027-02-01, 2027-02-07]", "[2027-03-01, 2027-05-30]", "[2027-06-05, 2027-08-20]")
    bound = None
    for number in range(len(spans) + 1):
        wish = f"keep_free = [{', '.join(spans[:number])}]" if number else ""
        found = planned(
            tmp_path, case_text(wishes=wish, horizon=252), ("nafl-1550", "microneedling")
        )
        first = found.first.solved[0]
        assert bound is None or first.value <= bound + 1e-9
        bound = first.bound if bound is None else min(bound, first.bound)
        assert found.first.holds
