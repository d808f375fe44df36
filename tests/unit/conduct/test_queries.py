"""Queries that follow from the record, one kind after another, and what people say to them."""

import datetime as dt
from pathlib import Path

import pytest

from turgor.errors import ConflictError, StudyError
from turgor.metrics.measurand import Measurand
from turgor.record.capture import Capture
from turgor.record.consent import Consent
from turgor.record.design import Allocation
from turgor.record.finding import Finding
from turgor.record.session import Session
from turgor.record.site import BodySite
from turgor.record.subject import Subject
from turgor.record.visit import Visit, VisitConditions
from turgor.store import Measurement, Refusal, WorkKey, sha256_of
from turgor.store.audit import doing
from turgor.workflow.conduct.queries import (
    FINDERS,
    answer_query,
    close_query,
    raise_query,
    study_queries,
)
from turgor.workflow.conduct.query_facts import found
from turgor.workflow.study import Study

ON = dt.date(2026, 3, 1)
START = dt.date(2026, 1, 5)

DESIGN = """
[study]
id = "q"
kind = "single-arm"
baseline = "V0"
[[visit]]
label = "V0"
day = 0
[[visit]]
label = "V1"
day = 28
early_days = 3
late_days = 5
[[visit]]
label = "V2"
day = 84
[[window]]
name = "product"
condition = "hours_since_product"
below = 12
source = "protocol"
[[endpoint]]
id = "m"
metric = "mexameter.melanin"
site = "cheek"
direction = "decrease"
visit = "V1"
source = "protocol"
[endpoint.conditions]
device_model = "x"
software_version = "1"
"""


@pytest.fixture
def study(make) -> Study:
    return make(DESIGN)


def visit(study, subject, label, day, **conditions):
    date = None if day is None else START + dt.timedelta(day)
    study.store.people.add_visit(Visit(subject, label, date, VisitConditions(**conditions)))


def capture(study, folder: Path, subject, label, side="left", kind="photograph", word=""):
    path = folder / f"{subject}{label}{side}{kind}{word}.bin"
    path.write_text(path.name)
    made = Capture(sha256_of(path), path.name, subject, label, BodySite("cheek", side), kind=kind)
    study.store.captures.add(made, path)
    return made


def kinds(study, on=ON, subject=None):
    return [
        (item.kind, item.subject, item.visit, item.days)
        for item, _ in study_queries(study, on).found
        if subject in (None, item.subject)
    ]


@pytest.mark.parametrize(
    ("day", "told"),
    [
        (24, ("visit-early", 1)), (25, None), (28, None), (33, None), (34, ("visit-late", 1)),
        (50, ("visit-late", 17)),
    ],
)  # fmt: skip
def test_a_window_is_as_wide_as_declared_to_the_day(study: Study, day, told) -> None:
    visit(study, "S1", "V0", 0)
    visit(study, "S1", "V1", day, hours_since_product=24.0)
    found_now = [(k, d) for k, _, v, d in kinds(study) if k.startswith("visit-") and v == "V1"]
    assert found_now == ([told] if told else [])


@pytest.mark.parametrize(("after", "missed"), [(33, None), (34, 1), (55, 22)])
def test_a_visit_is_missed_when_its_window_has_passed(study: Study, after, missed) -> None:
    visit(study, "S1", "V0", 0)
    on = START + dt.timedelta(after)
    found_now = [d for k, _, v, d in kinds(study, on) if k == "visit-missed" and v == "V1"]
    assert found_now == ([missed] if missed else [])


def test_who_left_the_study_misses_nothing_after(study: Study) -> None:
    visit(study, "S1", "V0", 0)
    study.store.consents.add(Consent("S1", "1", START, "study", START + dt.timedelta(20)))
    assert [k for k, *_ in kinds(study, dt.date(2026, 12, 1)) if k == "visit-missed"] == []


def test_gaps_in_captures_values_conditions_and_dates(study: Study, tmp_path: Path) -> None:
    visit(study, "S1", "V0", 0)
    visit(study, "S1", "V1", 28)
    first = capture(study, tmp_path, "S1", "V0")
    capture(study, tmp_path, "S1", "V0", kind="surface")
    capture(study, tmp_path, "S1", "V1")
    capture(study, tmp_path, "S2", "V0", "right")
    study.store.captures.set_refusal(Refusal(first.sha256, "reading", "is torn"))
    found_now = kinds(study)
    assert ("capture-missing", "S1", "V1", None) in found_now
    assert ("capture-refused", "S1", "V0", None) in found_now
    assert ("condition-missing", "S1", "V1", None) in found_now
    assert ("visit-undated", "S2", "V0", None) in found_now
    assert {("endpoint-missing", "S1", v, None) for v in ("V0", "V1")} <= set(found_now)


def test_an_endpoint_value_that_one_side_lacks(study: Study, tmp_path: Path) -> None:
    measurand = Measurand.of("mexameter.melanin", {"device_model": "x", "software_version": "1"})
    for label, sides in (("V0", ("left", "right")), ("V1", ("left",))):
        visit(study, "S1", label, 0 if label == "V0" else 28, hours_since_product=24.0)
        for side in sides:
            own = capture(study, tmp_path, "S1", label, side, kind="barrier")
            flags = ("outside-skin-range",) if label == "V1" else ()
            finding = Finding(
                measurand, 5.0, "1", "m", "1", u_reason="x", captures=(own.sha256,), flags=flags
            )
            study.store.findings.add(Measurement(WorkKey(own.sha256, "m", "1", "", 1), (finding,)))
    found_now = study_queries(study, ON).found
    missing = [q.place for q, _ in found_now if q.kind == "endpoint-missing"]
    assert missing == ["m right"]
    assert [q.visit for q, _ in found_now if q.kind == "value-odd"] == ["V1"]


def test_consent_and_sessions(study: Study, tmp_path: Path) -> None:
    visit(study, "S1", "V0", 0)
    capture(study, tmp_path, "S1", "V0", word="a")
    assert ("consent-missing", "S1", "V0", None) in kinds(study)
    _, kept = study.store.consents.add(Consent("S1", "2", START, "photographs"))
    study.store.consents.add(Consent("S1", "2", START, "study"))
    assert "consent-missing" not in {k for k, *_ in kinds(study)}
    study.store.consents.correct(
        kept.id, 1, Consent("S1", "2", START, "photographs", dt.date(2026, 2, 1)), "withdrawn"
    )
    (gone,) = [q for q, _ in study_queries(study, ON).found if q.kind == "consent-withdrawn"]
    assert "erase the photographs; their numbers stay (1 are in the study)" in gone.text
    people = study.store.people
    site = BodySite("cheek")
    people.add_session(Session("S1", START, site, "microneedling", deviation="two passes"))
    people.add_session(Session("S1", dt.date(2026, 2, 2), site, "chemical-peel", delivered=False))
    people.add_session(Session("S1", dt.date(2026, 5, 2), site, "other", delivered=False))
    assert {k for k, *_ in kinds(study) if k.startswith("session")} == {
        "session-deviation", "session-not-delivered",
    }  # fmt: skip


def test_who_was_not_allocated_and_a_hook_of_another_room(parallel: Study) -> None:
    visit(parallel, "S1", "V0", 0)
    assert ("not-allocated", "S1", "", None) in kinds(parallel)
    parallel.store.people.add_allocation(Allocation("S1", "active"))
    assert "not-allocated" not in {k for k, *_ in kinds(parallel)}

    def events(facts):
        assert facts.on == ON
        yield found("event-open", "S1", "", "burn", "is it resolved?")

    more = study_queries(parallel, ON, (*FINDERS, events)).found
    assert more[-1][0].kind == "event-open"


def test_a_short_washout(make) -> None:
    text = (Path(__file__).parents[1] / "exchange" / "test_conduct_toml.py").read_text()
    design = text.split('GOOD = """')[1].split('"""')[0].split("[[endpoint]]")[0]
    study = make(design)
    for label, day in (("A0", 0), ("A1", 28), ("B0", 38), ("B1", 70)):
        visit(study, "S1", label, day)
    assert ("washout-short", "S1", "B0", 4) in kinds(study)


def test_people_raise_answer_and_close(study: Study) -> None:
    study.store.people.add_subject(Subject("S1"))
    with doing(who="monitor"):
        kept = raise_query(study, "S1", "V1", "", "is 12 right?")
        with pytest.raises(StudyError, match="asks this already"):
            raise_query(study, "S1", "V1", "", "is 12 right?")
    with doing(who="site"):
        answered = answer_query(study, str(kept.id), "yes, read twice", ON)
    with doing(who="monitor"):
        closed = close_query(study, str(kept.id), ON)
    assert (answered.record.answered_by, closed.record.closed_by) == ("site", "monitor")
    assert closed.record.answer == "yes, read twice" and closed.version == 3
    with pytest.raises(StudyError, match="is closed"):
        answer_query(study, str(kept.id), "no", ON)
    with pytest.raises(ConflictError):
        study.store.queries.correct(kept.id, 1, closed.record, "stale")
    assert study_queries(study, ON).open_count() == 0
    for wrong, told in (("S9", "is not in the study"),):
        with pytest.raises(StudyError, match=told):
            raise_query(study, wrong, "", "", "x?")
    with pytest.raises(StudyError, match="allowed: V0, V1, V2"):
        raise_query(study, "S1", "V7", "", "x?")


def test_a_found_query_is_answered_under_its_name_and_keeps_it(study: Study) -> None:
    visit(study, "S1", "V0", 0)
    visit(study, "S1", "V1", 50, hours_since_product=24.0)
    late = next(q for q, _ in study_queries(study, ON).found if q.kind == "visit-late")
    answer_query(study, late.id, "the subject was ill", ON)
    again = {q.id: said for q, said in study_queries(study, dt.date(2026, 3, 20)).found}
    assert again[late.id].record.answer == "the subject was ill"
    close_query(study, late.id, ON)
    queries = study_queries(study, ON)
    assert queries.open_count() == len(queries.found) - 1 and queries.raised == ()
    for wrong in ("C-00000000", "x"):
        with pytest.raises(StudyError):
            answer_query(study, wrong, "y", ON)


def test_reading_queries_writes_nothing(study: Study) -> None:
    visit(study, "S1", "V0", 0)
    head = study.store.head()
    study_queries(study, ON)
    assert study.store.head() == head
