"""Events, diaries and escalations refuse what contradicts itself, in one line."""

import dataclasses
import datetime as dt

import pytest

from turgor.errors import StudyError
from turgor.record.adverse_event import (
    EVENT_KINDS,
    AdverseEvent,
    CoursePoint,
    ExternalGrade,
    with_grade,
)
from turgor.record.diary import SYMPTOMS, DiaryEntry
from turgor.record.escalation import Escalation
from turgor.record.reaction_scale import reaction_scales
from turgor.record.signs import HISTORY, SIGNS
from turgor.record.site import BodySite
from turgor.rules import find_pack, standard_vocabulary
from turgor.rules.expression import leaves
from turgor.store.codec import RecordCodec
from turgor.workflow.adverse.rule_words import history_flags

DAY = dt.date(2026, 3, 4)
CHEEK = BodySite("cheek", "left")
EVENT = AdverseEvent("S01", "erythema", DAY, CHEEK)


def made(**changes: object) -> AdverseEvent:
    return dataclasses.replace(EVENT, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"kind": "rash"}, "kind is 'rash'; allowed: erythema"),
        ({"kind": "other"}, "say in 'words' what it is"),
        ({"site": BodySite("cheek", "top")}, "side is 'top'"),
        ({"relatedness": "maybe"}, "relatedness is 'maybe'"),
        ({"outcome": "gone"}, "outcome is 'gone'"),
        ({"modality": "magic"}, "modality is 'magic'"),
        ({"session": dt.date(2026, 3, 5)}, "onset 2026-03-04 lies before the session"),
        ({"course": (CoursePoint(0, 5),)}, "the grade of day 0 is 5"),
        ({"course": (CoursePoint(-1, 1),)}, "a grade on 2026-03-03, before onset"),
        ({"course": (CoursePoint(2, 1), CoursePoint(1, 1))}, "not in order of days"),
        ({"course": (CoursePoint(2, 1), CoursePoint(2, 1))}, "names a day twice"),
        ({"course": (CoursePoint(0, 3),), "peak_grade": 2}, "but the course reaches grade 3"),
        ({"peak_grade": 0}, "a whole number from 1 to 4"),
        ({"peak_grade": 5}, "peak_grade is 5"),
        ({"outcome": "resolved"}, "give outcome_date"),
        ({"outcome": "resolved", "outcome_date": dt.date(2026, 3, 3)}, "lies before onset"),
        (
            {"outcome": "resolved", "outcome_date": DAY, "course": (CoursePoint(3, 1),)},
            "resolved on 2026-03-04, but the course has grade 1 on 2026-03-07",
        ),
        ({"serious": True}, "a serious event names its criterion"),
        ({"serious": False, "criterion": "disability"}, "is not said to be serious"),
        ({"serious": True, "criterion": "bad"}, "criterion is 'bad'"),
        ({"outcome": "fatal", "outcome_date": DAY}, "serious by the criterion 'death'"),
        ({"signs": {"pus": True, "hurt": True}}, "sign 'hurt' is unknown"),
        ({"history": ("keloids",)}, "history 'keloids' is unknown"),
        ({"temperature_c": 101.0}, "temperature_c is 101"),
    ],
)
def test_a_contradiction_is_refused_in_one_line(changes: dict[str, object], told: str) -> None:
    with pytest.raises(StudyError, match=told) as caught:
        made(**changes)
    assert "\n" not in str(caught.value)


def test_peak_and_last_day_are_derived() -> None:
    event = with_grade(with_grade(EVENT, DAY, 1), dt.date(2026, 3, 7), 3)
    event = with_grade(event, dt.date(2026, 3, 5), 2)
    assert [point.day for point in event.course] == [0, 1, 3]
    assert (event.peak, event.last_day) == (3, dt.date(2026, 3, 7))
    assert with_grade(event, DAY, 1) == event
    with pytest.raises(StudyError, match="has grade 1 already, not 2"):
        with_grade(event, DAY, 2)
    assert EVENT.peak is None and made(peak_grade=2).peak == 2
    # a grade of 0 after the end only says again that it is over
    ended = made(outcome="resolved", outcome_date=dt.date(2026, 3, 6))
    assert with_grade(ended, dt.date(2026, 3, 9), 0).over_on(dt.date(2026, 3, 6))


def test_an_event_is_kept_whole() -> None:
    event = made(
        course=(CoursePoint(0, 1), CoursePoint(1, 2)), signs={"pus": False}, history=(),
        external=ExternalGrade("own", "1", "G2"), serious=True, criterion="protocol",
        expected=False, session=dt.date(2026, 3, 2), temperature_c=37.5,
    )  # fmt: skip
    codec = RecordCodec(AdverseEvent)
    for record in (event, EVENT):
        assert codec.record(codec.row(record)) == record


def test_diary_entries() -> None:
    entry = DiaryEntry("S01", DAY, CHEEK, {"pain": 2, "itch": 3, "erythema": 0})
    assert entry.grades() == {"discomfort": 3, "erythema": 0}
    assert dataclasses.replace(entry, scale=10).grades() == {}
    for changes, told in (
        ({"symptoms": {"pain": 5}}, "pain is 5; allowed: 0 to 4"),
        ({"symptoms": {"ache": 1}}, "symptom 'ache' is unknown"),
        ({"scale": 5}, "scale is 5"),
        ({"symptoms": {}}, "says nothing"),
        ({"site": BodySite("cheek", "x")}, "side is 'x'"),
    ):
        with pytest.raises(StudyError, match=told):
            dataclasses.replace(entry, **changes)  # type: ignore[arg-type]
    codec = RecordCodec(DiaryEntry)
    assert codec.record(codec.row(entry)) == entry
    assert set(SYMPTOMS.values()) <= set(EVENT_KINDS)


@pytest.mark.parametrize(("limit_h", "due"), [(0.0, 4), (24.0, 5), (25.0, 6), (None, None)])
def test_the_last_day_in_time(limit_h: float | None, due: int | None) -> None:
    told = Escalation(
        "S01", "event", 1, DAY, "R", 1, "warn", "draft", "record", "t", "", limit_h, "p", "s"
    )
    assert told.due == (None if due is None else dt.date(2026, 3, due))


def test_the_scale_has_five_grades_of_own_words_for_each_kind() -> None:
    scales = reaction_scales()
    assert list(scales) == list(EVENT_KINDS)
    texts = [text for scale in scales.values() for text in scale.grades[1:]]
    assert all(len(scale.grades) == 5 for scale in scales.values())
    assert all(texts) and len({len(scale.about) > 10 for scale in scales.values()}) == 1


def test_signs_and_history_are_the_rules_words() -> None:
    fields = standard_vocabulary().fields
    flags = {name for name, f in fields.items() if f.type == "flag" and f.part == "event"}
    pack = find_pack("adverse-events")
    asked = {leaf.field for rule in pack.rules for leaf in leaves(rule.condition)}
    # other packs may ask of signs that a study's events do not record
    assert set(SIGNS) == (flags & asked) - {"resolved", "serious"}
    assert set(history_flags(HISTORY)) <= set(fields)
    assert all(history_flags(HISTORY).values()) and not any(history_flags(()).values())
    assert history_flags(None) == {}
