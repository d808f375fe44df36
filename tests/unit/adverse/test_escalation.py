"""Events and diaries are held to the rules as they are entered, and what was said stays."""

import dataclasses
import datetime as dt

import pytest

from turgor.errors import StudyError
from turgor.record.adverse_event import EVENT_KINDS, AdverseEvent, CoursePoint
from turgor.record.diary import DiaryEntry
from turgor.record.signs import HISTORY
from turgor.record.site import BodySite
from turgor.rules import standard_vocabulary
from turgor.rules.words import modality_words, phototype_number, site_word, words_document
from turgor.workflow.adverse import verdict as verdicts
from turgor.workflow.adverse.background import background_of
from turgor.workflow.adverse.enter import (
    add_diary,
    add_event,
    add_grade,
    answer_escalation,
    resolve_event,
)
from turgor.workflow.adverse.facts import course_on, event_situation
from turgor.workflow.adverse.overview import study_events
from turgor.workflow.adverse.rule_words import _document
from turgor.workflow.adverse.verdict import judge
from turgor.workflow.study import Study

LEFT = BodySite("cheek", "left")
TODAY = dt.date(2026, 4, 1)


def day(number: int) -> dt.date:
    return dt.date(2026, 3, number)


def event(**changes: object) -> AdverseEvent:
    base = AdverseEvent("S01", "infection", day(4), LEFT, course=(CoursePoint(0, 1),))
    return dataclasses.replace(base, **changes)  # type: ignore[arg-type]


def rules(study: Study) -> list[str]:
    return [item.record.rule for item in study.store.escalations.all()]


def test_every_word_of_the_table_is_in_the_vocabulary() -> None:
    fields = standard_vocabulary().fields
    document = {**_document(), **words_document()}
    for table, field in (("kind", "event"), ("other", "event"), ("site", "site")):
        assert set(document[table].values()) <= set(fields[field].words)
    words = {word for listed in document["modality"].values() for word in listed}
    words |= {row["word"] for row in document["told"]}
    assert words <= set(fields["modality"].words)
    assert set(document["symptom_sign"].values()) <= set(fields)
    assert set(document["history"]) == set(HISTORY)
    assert {fields[flag].part for flag in document["history"].values()} == {"person"}
    assert set(document["kind"]) == set(EVENT_KINDS) - {"other"}
    assert set(document["face_words"]) <= set(fields["site"].words)


@pytest.mark.parametrize(
    ("modality", "settings", "words"),
    [
        ("fractional-laser", {}, ("nafl", "afl")),
        ("fractional-laser", {"wavelength_nm": 1550.0}, ("nafl",)),
        ("fractional-laser", {"wavelength_nm": 2940.0}, ("afl",)),
        ("fractional-laser", {"wavelength_nm": 2940.0, "ablative": False}, ("nafl",)),
        ("fractional-laser", {"wavelength_nm": 1064.0}, ("nafl", "afl")),
        ("microneedling", {"rf_power_w": 12.0}, ("rf_microneedling",)),
        ("microneedling", {"rf_power_w": 0.0}, ("microneedling",)),
        ("chemical-peel", {"depth": "medium"}, ("peel_medium",)),
        ("biostimulator", {"agent": "plla"}, ("plla",)),
        ("biostimulator", {"agent": "pcl"}, ("plla", "caha")),
        ("other", {}, ()),
    ],
)
def test_a_treatment_by_its_settings(
    modality: str, settings: dict[str, float | str | bool], words: tuple[str, ...]
) -> None:
    assert modality_words(modality, settings) == words


def test_sites_and_phototypes() -> None:
    assert site_word("Crow's-feet") == site_word("periorbital") == "periocular"
    assert site_word("elbow") is None
    told = {"IV": 4, "4": 4, "type iv": 4, "FST 6": 6, "III-IV": None, "": None, "viii": None}
    assert {text: phototype_number(text) for text in told} == told


def test_an_infection_escalates_as_it_is_entered_and_the_pack_is_kept(study: Study) -> None:
    entered = add_event(study.store, event(signs={"pus": True}), today=TODAY)
    assert entered.outcome == "added"
    assert {item.rule for item in entered.escalations} == {
        "AE-INFECTION-SIGNS", "AE-INFECTION-REPORTED",
    }  # fmt: skip
    pack = verdicts.escalation_pack()
    for kept in study.store.escalations.all():
        assert (kept.record.pack_sha256, kept.record.day) == (pack.sha256, day(4))
        assert kept.record.status == "draft"
    # entering the same again says nothing new
    assert add_event(study.store, event(signs={"pus": True}), today=TODAY).outcome == "same"
    assert len(rules(study)) == 2


def test_unknown_is_asked_and_never_taken_for_no(study: Study) -> None:
    around = background_of(study.store)
    found = judge(event_situation(event(kind="erythema"), day(5), around), TODAY)
    asked = {item.field for item in found.questions}
    assert {"pus", "nonhealing_patch", "exudate"} <= asked
    # the session is on record: the laser is ablative by its wavelength, three days ago
    situation = event_situation(event(), day(5), around)
    assert situation.modalities == ("afl",)
    assert situation.facts["session_day"] == 3
    assert situation.facts["phototype"] == 4
    assert situation.before.taken_from_record
    other = event_situation(event(subject="S03"), day(5), around)
    assert "session_day" not in other.facts and other.modalities == ()


def test_a_rule_fires_where_it_fires_for_every_treatment_left(study: Study) -> None:
    around = background_of(study.store)
    injected = event(subject="S03", modality="biostimulator", kind="discomfort")
    blanched = dataclasses.replace(injected, signs={"blanching": True})
    found = judge(event_situation(blanched, day(4), around), TODAY)
    fired = {item.rule.id for item in found.fired}
    assert "AE-VASCULAR-INJECTION" in fired and "AE-VASCULAR-PLLA" not in fired
    waiting = {item.rule.id: item.needed for item in found.unanswered}
    assert waiting["AE-VASCULAR-PLLA"][0] == "modality"
    needled = event(subject="S02", site=BodySite("cheek", "left"), kind="scarring")
    found = judge(event_situation(needled, day(4), around), TODAY)
    waiting = {item.rule.id: item.needed for item in found.unanswered}
    assert waiting["AE-RF-REPORT"] == ("modality",)
    assert not {"AE-VASCULAR-INJECTION", "AE-NONHEALING-AFL"} & set(waiting)


def test_a_later_grade_escalates_on_its_day_once(study: Study) -> None:
    made = add_event(study.store, event(kind="erythema"), today=TODAY)
    assert made.escalations == ()
    worse = add_grade(study.store, made.number, day(6), 3, today=TODAY)
    assert [(item.rule, item.day) for item in worse.escalations] == [("AE-GRADE-3", day(6))]
    still = add_grade(study.store, made.number, day(7), 3, {"pus": True}, today=TODAY)
    assert [item.rule for item in still.escalations] == ["AE-INFECTION-SIGNS"]
    better = add_grade(study.store, made.number, day(9), 1, {"pus": False}, today=TODAY)
    assert better.escalations == ()
    again = add_grade(study.store, made.number, day(12), 3, today=TODAY)
    assert [item.rule for item in again.escalations] == ["AE-GRADE-3", "AE-WORSENING"]
    with pytest.raises(StudyError, match="has grade 3 already, not 2"):
        add_grade(study.store, made.number, day(12), 2, today=TODAY)


def test_a_course_that_nobody_saw_daily() -> None:
    points = (CoursePoint(0, 1), CoursePoint(7, 1), CoursePoint(8, 1), CoursePoint(20, 2))
    seen = event(course=points)
    told = {0: None, 6: None, 7: None, 8: "steady", 19: "steady", 20: "worsening"}
    assert {n: course_on(seen, day(4) + dt.timedelta(days=n)) for n in told} == told


def test_a_later_pack_cannot_change_what_was_said(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_event(study.store, event(signs={"pus": True}), today=TODAY)
    said = study.store.escalations.all()
    pack = verdicts.escalation_pack()
    emptied = dataclasses.replace(pack, rules=pack.rules[:1], sha256="0" * 64)
    monkeypatch.setattr(verdicts, "escalation_pack", lambda: emptied)
    found = study_events(study.store, day(10))
    assert found.events[0].verdict is not None and found.events[0].verdict.fired == ()
    assert study.store.escalations.all() == said
    assert found.count("overdue") == 2


def test_overdue_ones_come_first_and_an_answer_ends_it(study: Study) -> None:
    store = study.store
    add_event(store, event(kind="oedema", subject="S02"), today=TODAY)
    add_event(store, event(signs={"pus": True}), today=TODAY)
    found = study_events(store, day(5))
    assert [item.state for item in found.escalations] == ["due", "due"]
    found = study_events(store, day(6))
    assert [item.state for item in found.escalations] == ["overdue", "overdue"]
    number = found.escalations[0].number
    assert number is not None
    answer_escalation(store, number, day(6), "Dr A", "seen, swab taken")
    found = study_events(store, day(7))
    assert [item.state for item in found.escalations] == ["overdue", "answered"]
    assert [item.state for item in study_events(store, day(5)).escalations] == ["due", "due"]
    with pytest.raises(StudyError, match="was answered on 2026-03-06 by Dr A already"):
        answer_escalation(store, number, day(7), "Dr B", "again")
    open_one = found.escalations[0].number
    assert open_one is not None
    for on, by, told in ((day(1), "Dr A", "lies before"), (day(6), " ", "needs who answers")):
        with pytest.raises(StudyError, match=told):
            answer_escalation(store, open_one, on, by, "x")
    resolve_event(store, 2, "resolved", day(9), today=TODAY)
    found = study_events(store, day(12))
    assert [item.state for item in found.escalations] == ["over", "answered"]
    assert found.events[1].verdict is None


def test_time_alone_escalates_and_is_dated_to_its_first_day(study: Study) -> None:
    add_event(study.store, event(kind="erythema"), today=TODAY)
    assert rules(study) == []
    fifty_five = study_events(study.store, day(4) + dt.timedelta(days=55))
    assert fifty_five.escalations == ()
    late = study_events(study.store, day(4) + dt.timedelta(days=70))
    (told,) = late.escalations
    assert (told.number, told.escalation.rule, told.state) == (None, "AE-ERYTHEMA-LONG", "overdue")
    assert told.escalation.day == day(4) + dt.timedelta(days=56)
    assert rules(study) == []


def test_before_every_rule_nothing_can_fire(study: Study) -> None:
    found = study_events(study.store, dt.date(2025, 12, 31))
    assert (found.rules_in_force, found.events) == (0, ())


def test_a_diary_entry_escalates_once_an_episode(study: Study) -> None:
    def entry(number: int, **changes: object) -> DiaryEntry:
        base = DiaryEntry("S01", day(number), LEFT, {"pain": 1}, signs={"nonhealing_patch": True})
        return dataclasses.replace(base, **changes)  # type: ignore[arg-type]

    for number in (5, 6, 7, 15):
        assert add_diary(study.store, entry(number), today=TODAY) == "added"
    kept = [(item.record.rule, item.record.day.day) for item in study.store.escalations.all()]
    # day 3 to 10 after an ablative laser, then, past it, the rule for any treatment
    assert kept == [("AE-NONHEALING-AFL", 5), ("AE-NONHEALING", 5), ("AE-NONHEALING", 15)]
    assert add_diary(study.store, entry(5), today=TODAY) == "same"
    with pytest.raises(StudyError, match="on record already with other content"):
        add_diary(study.store, entry(5, note="worse"), today=TODAY)
    found = study_events(study.store, day(8))
    assert [view.kept.record.date.day for view in found.entries] == [5, 6, 7]
    graded = entry(20, signs={}, symptoms={"pain": 3, "erythema": 4})
    add_diary(study.store, graded, today=TODAY)
    assert set(rules(study)[3:]) == {"AE-GRADE-3", "AE-GRADE-4"}
    ten = entry(25, signs={}, symptoms={"pain": 9}, scale=10)
    add_diary(study.store, ten, today=TODAY)
    assert len(rules(study)) == 5


def test_outcomes(study: Study) -> None:
    store = study.store
    number = add_event(store, event(kind="erythema"), today=TODAY).number
    assert resolve_event(store, number, "ongoing", day(8), today=TODAY).outcome == "changed"
    assert resolve_event(store, number, "resolved", day(10), "cream", today=TODAY).version == 3
    assert resolve_event(store, number, "resolved", day(10), today=TODAY).outcome == "same"
    with pytest.raises(StudyError, match="is resolved on 2026-03-10 already"):
        resolve_event(store, number, "ongoing", day(12), today=TODAY)
    fatal = add_event(store, event(kind="other", words="fall"), today=TODAY).number
    ended = resolve_event(store, fatal, "fatal", day(11), today=TODAY)
    assert (ended.event.serious, ended.event.criterion) == (True, "death")
    assert [item.rule for item in ended.escalations] == ["AE-SERIOUS"]
    assert study_events(store, day(20)).count("overdue") == 1


def test_an_event_that_had_ended_is_judged_by_the_days_of_its_course(study: Study) -> None:
    course = (CoursePoint(0, 1), CoursePoint(2, 4), CoursePoint(5, 1))
    ended = event(
        kind="discomfort", course=course, outcome="resolved", outcome_date=day(12),
    )  # fmt: skip
    made = add_event(study.store, ended, today=TODAY)
    assert [(item.rule, item.day) for item in made.escalations] == [
        ("AE-GRADE-4", day(6)), ("AE-GRADE-3", day(6)),
    ]  # fmt: skip
    found = study_events(study.store, day(20))
    assert {item.state for item in found.escalations} == {"over"}
