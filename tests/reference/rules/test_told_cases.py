"""Cases whose answer the sources state, each with what must and must not be said of it."""

import datetime as dt

import pytest

from turgor.record.case import Case, CaseEvent
from turgor.record.course import Course, CourseSession
from turgor.record.skin_place import SkinPlace
from turgor.rules import check_course, standard_library
from turgor.rules.finding import rank

LIBRARY = standard_library()
DAY = dt.date(2026, 12, 1)


def case(site="full face", phototype="II", age=50.0, **more):
    return Case("c", SkinPlace(site, age, "female", phototype), **more)


def session(modality, day=0.0, **settings):
    return CourseSession(day, modality, settings=settings)


def check(made, *sessions):
    return check_course(LIBRARY, made, Course("a", sessions), DAY)


def asked(found):
    return {item.field: item for item in found.questions}


def co2(energy=10.0, coverage=10.0):
    return session(
        "fractional-laser",
        wavelength_nm=10600.0,
        energy_mj=energy,
        coverage_pct=coverage,
        passes=1.0,
    )


def nafl(density):
    return session(
        "fractional-laser",
        wavelength_nm=1550.0,
        energy_mj=40.0,
        density_mtz_cm2=density,
        passes=8.0,
    )


PEEL = session("chemical-peel", agent="glycolic", percent=30.0)
FULL_ABLATION = session("laser-ablative-full", 28.0, wavelength_nm=10600.0)
TAKEN = {"isotretinoin_taken": True, "isotretinoin_months": 0.0}


def test_isotretinoin_a_peel_and_full_ablation_with_pregnancy_unknown():
    """Two consensus papers: full ablation waits, superficial peels need not. Pregnancy is asked."""
    found = check(case(age=30.0, answers=TAKEN), PEEL, FULL_ABLATION)
    waits = [
        item
        for item in found.findings
        if item.rule.then.do in ("defer", "avoid") and "isotretinoin_months" in item.rule.when_text
    ]
    assert waits and all(item.sessions == (1,) for item in waits)
    assert all(rank(item.severity) >= rank("require_override") for item in waits)
    told = [item for item in found.findings if item.rule.then.do == "no_delay"]
    assert told and {item.severity for item in told} == {"info"}
    assert all(item.sessions == (0,) for item in told)
    pregnant = asked(found)["pregnant"]
    assert rank(pregnant.severity) >= rank("require_override")
    # the label, where it binds, stands beside the consensus with both sources
    binding = check(case(age=30.0, answers={**TAKEN, "label_binding": True}), PEEL, FULL_ABLATION)
    sides = [
        {item.one.rule.then.do, item.other.rule.then.do}
        for item in binding.conflicts
        if item.one.citation and item.other.citation
    ]
    assert any("no_delay" in side and len(side) == 2 for side in sides)


@pytest.mark.parametrize(
    ("site", "energy", "coverage", "warned"),
    [("neck", 30.0, 25.0, True), ("neck", 20.0, 30.0, True), ("cheek", 10.0, 10.0, False)],
)
def test_fractional_co2_on_the_neck(site, energy, coverage, warned):
    """Scars were seen at 20 mJ with 30 % and 30 mJ with 25 % on the neck."""
    found = check(case(site), co2(energy, coverage))
    of_neck = [
        item
        for item in found.findings
        if item.rule.about == "safety" and "neck" in str(item.rule.condition)
    ]
    assert any(item.severity == "require_override" for item in of_neck) is warned


def test_high_density_at_1550_nm_in_phototype_v():
    """Darkening 3 of 7 at low and 5 of 7 at high density: the density is lowered first."""
    high, low = (check(case(phototype="V"), nafl(density)) for density in (800.0, 250.0))
    about_density = {
        item.rule.id for item in high.findings if "density_mtz_cm2" in item.rule.when_text
    }
    assert about_density - {item.rule.id for item in low.findings}
    reduced = [item for item in high.findings if item.rule.then.do == "reduce"]
    assert reduced and all(rank(item.severity) >= rank("warn") for item in reduced)
    light = check(case(phototype="I"), nafl(800.0))
    assert not {item.rule.id for item in light.findings} & about_density


def test_stinging_and_yellow_exudate_on_day_3():
    """Infection until shown otherwise: stop, and be seen the same day."""
    events = (CaseEvent(3.0, {"stinging": True, "exudate": True, "pus": True}),)
    found = check(case(events=events), co2())
    stops = [item for item in found.findings if item.rule.then.do == "stop_and_refer"]
    assert stops and all(rank(item.severity) >= rank("require_override") for item in stops)
    assert all(place.label == "event 1 (day 3)" for item in stops for place in item.places)
    calm = check(case(events=(CaseEvent(3.0, {"stinging": False, "exudate": False}),)), co2())
    assert not [item for item in calm.findings if item.rule.then.do == "stop_and_refer"]


def test_poly_l_lactic_acid_with_a_history_of_keloids():
    """The label forbids it, and the label was read: it blocks, and says that nobody reviewed it."""
    plla = session("biostimulator", agent="plla", vials=2.0, dilution_ml=8.0)
    found = check(case("cheek", answers={"keloid_history": True}), plla)
    blocks = [item for item in found.findings if item.severity == "block"]
    assert found.blocked and [item.rule.evidence.level for item in blocks] == ["label"]
    assert "not yet reviewed by a clinician" in blocks[0].standing.reason and blocks[0].citation
    unknown = check(case("cheek"), plla)
    assert not unknown.blocked and unknown.undecided and asked(unknown)["keloid_history"].blocking
    never = {"keloid_history": False, "hypertrophic_scar_history": False}
    denied = check(case("cheek", answers=never), plla)
    assert blocks[0].rule.key in denied.silent


@pytest.mark.parametrize(("power", "meant"), [(20.0, True), (0.0, False)])
def test_needling_with_radiofrequency_and_a_pacemaker(power, meant):
    """Makers exclude it, as quoted by a clinician: an override, and the specialist first."""
    needles = session("microneedling", needle_depth_um=1500.0, passes=2.0, rf_power_w=power)
    found = check(case("cheek", answers={"pacemaker": True}), needles)
    of_implants = [item for item in found.findings if "pacemaker" in item.rule.when_text]
    assert bool(of_implants) is meant
    if meant:
        assert max(rank(item.severity) for item in of_implants) == rank("require_override")
        quoted = [item for item in of_implants if item.standing.verify]
        assert all(item.severity == "warn" for item in quoted)


def test_radiofrequency_that_is_not_stated_is_asked():
    needles = session("microneedling", needle_depth_um=1500.0, passes=2.0)
    found = check(case("cheek", answers={"pacemaker": True}), needles)
    assert "modality" in asked(found)
    assert any("rf_microneedling" in reason for reason in asked(found)["modality"].reasons)
