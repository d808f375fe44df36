"""The planted record: its tables say what the plan says, whoever is treated on whichever side."""

import csv
import io
from dataclasses import replace

import pytest

from turgor.errors import InputError
from turgor.phantom.record_plan import RecordPlan
from turgor.phantom.record_study import record_part
from turgor.phantom.study import side_states
from turgor.phantom.study_spec import TREATED, StudySpec

SPEC = StudySpec(record=RecordPlan(), treated_sides=("left", "right", "right", "left"))


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_sides_follow_the_list_that_was_given():
    treated = {s.subject: s.side for s in side_states(SPEC) if s.arm == TREATED}
    assert tuple(treated.values()) == SPEC.treated_sides
    with pytest.raises(InputError, match="names 1 sides of 4 subjects"):
        replace(SPEC, treated_sides=("left",))


def test_the_diary_has_the_treated_side_sore_and_the_other_quiet():
    texts, truth = record_part(SPEC, side_states(SPEC), RecordPlan(missed_share=0.0))
    diary = rows(texts["diary.csv"])
    assert len(diary) == truth.written == 4 * 3 * 8 * 2 and truth.missed == 0
    first = next(row for row in diary if row["side"] == "left" and row["subject"] == "S01")
    assert int(first["symptoms"].split(";")[0].removeprefix("erythema=")) >= 2
    other = [row for row in diary if row["side"] == "right" and row["subject"] == "S01"]
    assert {row["symptoms"] for row in other} == {"erythema=0;oedema=0;pain=0"}


def test_the_event_with_pus_is_told_by_event_and_diary_alike():
    texts, truth = record_part(SPEC, side_states(SPEC), RecordPlan(missed_share=0.0))
    (infected,) = truth.escalates
    event = next(r for r in rows(texts["adverse_events.csv"]) if r["kind"] == "infection")
    assert event["subject"] == infected and "pus=yes" in event["signs"]
    noted = [r["date"] for r in rows(texts["diary.csv"]) if "pus=yes" in r["signs"]]
    assert noted and min(noted) == event["onset"]
    grades = [r["grade"] for r in rows(texts["adverse_course.csv"]) if r["event"] == event["event"]]
    assert grades == ["2", "3", "2", "1"]


def test_answers_stay_on_their_scales_and_baseline_is_filled_twice():
    texts, truth = record_part(SPEC, side_states(SPEC), RecordPlan())
    comfort = rows(texts["answers-comfort.csv"])
    assert all(0 <= int(row["burning"]) <= 10 for row in comfort)
    assert sum(row["visit"] == "baseline" for row in comfort) == 4 * 2 * 2
    assert all(0.0 <= value <= 20.0 for value in truth.satisfaction.values())
    assert len(rows(texts["answers-satisfaction.csv"])) == 4 * 3


def test_a_small_study_leaves_out_events_of_subjects_that_it_lacks():
    spec = replace(SPEC, subjects=2, treated_sides=("left", "right"))
    texts, _ = record_part(spec, side_states(spec), RecordPlan())
    assert {row["subject"] for row in rows(texts["adverse_events.csv"])} == {"S01", "S02"}
