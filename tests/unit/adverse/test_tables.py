"""Adverse events, courses, diaries and sessions from tables: each row alone, refusals by line."""

import dataclasses
from collections.abc import Callable

from turgor.record.adverse_event import CoursePoint
from turgor.workflow.study import Study
from turgor.workflow.take_in.report import TakeInReport

Taking = Callable[..., TakeInReport]
EVENT = {
    "subject": "S01", "event": "AE1", "kind": "infection", "site": "cheek", "side": "left",
    "onset": "2026-03-04", "relatedness": "probable", "serious": "no", "signs": "pus=yes;fever=?",
    "history": "none", "outcome": "ongoing",
}  # fmt: skip


def test_events_and_course(study: Study, take: Taking) -> None:
    report = take("adverse-events", EVENT, {**EVENT, "event": "AE2", "kind": "rash"})
    assert [entry.kind for entry in report.entries] == ["adverse event"]
    assert [(item.line, item.reason[:14]) for item in report.refused] == [(3, "kind is 'rash'")]
    (kept,) = study.store.adverse.all()
    assert (kept.record.signs, kept.record.history) == ({"pus": True}, ())
    report = take(
        "adverse-course",
        {"subject": "S01", "event": "AE1", "date": "2026-03-04", "grade": "1"},
        {"subject": "S01", "event": "#1", "date": "2026-03-05", "grade": "2"},
        {"subject": "S01", "event": "AE1", "date": "2026-03-03", "grade": "1"},
        {"subject": "S01", "event": "AE9", "date": "2026-03-04", "grade": "1"},
        {"subject": "S01", "event": "AE1", "date": "2026-03-06", "grade": "5"},
        {"subject": "S01", "event": "AE1", "date": "2026-03-05", "grade": "1"},
    )
    assert [entry.outcome for entry in report.entries] == ["added", "added"]
    reasons = {item.line: item.reason for item in report.refused}
    assert "before onset" in reasons[4] and "no adverse event 'AE9'" in reasons[5]
    assert "is 5" in reasons[6] and "has grade 2 already, not 1" in reasons[7]
    (kept,) = study.store.adverse.all()
    assert kept.record.course == (CoursePoint(0, 1), CoursePoint(1, 2))
    assert len(study.store.escalations.all()) == 2


def test_a_table_may_say_more_later_and_never_takes_back(study: Study, take: Taking) -> None:
    take("adverse-events", EVENT)
    ended = {**EVENT, "outcome": "resolved", "outcome_date": "2026-03-12", "action": "cream"}
    assert take("adverse-events", EVENT).count("same") == 1
    assert take("adverse-events", ended).count("added") == 1
    # the older sheet again: 'ongoing' was true then, and nothing is lost
    assert take("adverse-events", EVENT).count("same") == 1
    (kept,) = study.store.adverse.all()
    assert (kept.record.outcome, kept.record.action, kept.version) == ("resolved", "cream", 2)
    for changed, told in (
        ({"relatedness": "unlikely"}, "relatedness is 'probable' on record, not 'unlikely'"),
        ({"signs": "pus=no"}, "sign pus is yes on record, not no"),
        ({"outcome": "not-resolved"}, "outcome is 'resolved' on record"),
        ({"onset": "2026-03-05"}, "onset is '2026-03-04' on record"),
    ):
        (refused,) = take("adverse-events", {**EVENT, **changed}).refused
        assert told in refused.reason and refused.line == 2


def test_a_dry_run_shows_and_changes_nothing(study: Study, take: Taking) -> None:
    told = take("adverse-events", EVENT, dry_run=True)
    assert study.store.adverse.all() == () and study.store.escalations.all() == ()
    assert take("adverse-events", EVENT).entries == told.entries


def test_diaries(study: Study, take: Taking) -> None:
    row = {
        "subject": "S01", "date": "2026-03-05", "site": "cheek", "side": "left",
        "symptoms": "pain=2;itch=", "signs": "nonhealing_patch=yes", "care": "petrolatum",
    }  # fmt: skip
    report = take(
        "diary",
        row,
        {**row, "date": "5.3.2026"},
        {**row, "date": "2026-03-06", "symptoms": "pain=7"},
        {**row, "date": "2026-03-06", "symptoms": "pain=7", "scale": "10"},
        {**row, "date": "2026-03-07", "signs": "pus=perhaps"},
        {**row, "symptoms": "pain=1"},
    )
    assert [entry.line for entry in report.entries] == [2, 5]
    reasons = {item.line: item.reason for item in report.refused}
    assert "date: date is '5.3.2026'" in reasons[3] and "allowed: 0 to 4" in reasons[4]
    assert "write yes, no or unknown" in reasons[6] and "on record already" in reasons[7]
    first, _ = (item.record for item in study.store.diary.all())
    assert dict(first.symptoms) == {"pain": 2} and first.care == "petrolatum"


def test_sessions_are_normalised_with_notes(study: Study, take: Taking) -> None:
    sessions = study.store.people.sessions()
    assert [item.delivered for item in sessions] == [True, False, True, True]
    assert dict(sessions[0].lots) == {"tip": "T7"} and sessions[0].operator == "AB"
    assert sessions[2].deviation == "person asked for less"
    needled = sessions[3]
    assert needled.settings == {"needle_depth_um": "1000", "passes": "4", "level": "6"}
    row = {
        "subject": "S02", "date": "2026-03-02", "site": "face", "modality": "microneedling",
        "delivered": "yes", "device": "N", "settings": "depth=1 mm;passes=4;level=6",
    }  # fmt: skip
    report = take("sessions", row, {**row, "settings": "needle_depth_um=-5"})
    assert report.count("same") == 1
    assert report.notes[0].endswith("kept as text (S02 2026-03-02 face unstated)")
    assert [item.line for item in report.refused] == [3]


def test_a_session_kept_in_other_units_is_the_same(study: Study, take: Taking) -> None:
    (session,) = [item for item in study.store.people.sessions() if item.subject == "S02"]
    old = dataclasses.replace(session, subject="S03", settings={"needle_depth_mm": "1.0"})
    study.store.people.add_session(old)
    row = {
        "subject": "S03", "date": "2026-03-02", "site": "face", "modality": "microneedling",
        "delivered": "yes", "device": "N", "settings": "needle_depth_mm=1.0",
    }  # fmt: skip
    assert take("sessions", row).count("same") == 1


def test_one_table_is_one_link_of_the_chain(study: Study, take: Taking) -> None:
    before = study.store.head().seq
    rows = [{**EVENT, "event": f"AE{n}", "onset": f"2026-03-{n:02}"} for n in range(3, 9)]
    assert take("adverse-events", *rows).count("added") == 6
    assert study.store.head().seq == before + 1
