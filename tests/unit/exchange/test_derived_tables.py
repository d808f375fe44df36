"""Columns from the types of records: nothing is written twice, and each has a meaning."""

import dataclasses
import datetime as dt
from collections.abc import Mapping

import turgor.exchange.tidy.words as words
from turgor.exchange.tidy import RecordPlan, record_tables
from turgor.metrics.measurand import Measurand
from turgor.record.session import Session
from turgor.record.site import BodySite


@dataclasses.dataclass(frozen=True)
class Answer:
    item: str
    score: float | None


@dataclasses.dataclass(frozen=True)
class Sheet:
    subject: str
    day: dt.date | None
    at: dt.datetime
    where: BodySite | None
    of: Measurand
    answers: tuple[Answer, ...]
    grades: Mapping[str, int]
    ratio: float
    sure: bool


SHEET = Sheet(
    "S01", None, dt.datetime(2026, 1, 2, 3, 4, 5), None, Measurand("a.b", (("k", 2.0),)),
    (Answer("q1", 3.0), Answer("q2", None)), {"day 1": 2}, 1, True,
)  # fmt: skip


def test_a_record_becomes_columns_of_its_types():
    plan = RecordPlan(
        "sheets", Sheet, lead=(("id", "integer"),), long=("answers", "grades"), key=("id",)
    )
    whole, answers, grades = record_tables(plan, [((7,), SHEET)])
    assert [(c.name, c.kind) for c in whole.columns] == [
        ("id", "integer"), ("subject", "text"), ("day", "date"), ("at", "text"), ("site", "text"),
        ("side", "text"), ("metric", "text"), ("conditions", "json"), ("ratio", "number"),
        ("sure", "boolean"),
    ]  # fmt: skip
    assert list(whole.rows()) == [
        (7, "S01", None, "2026-01-02T03:04:05", None, None, "a.b", '{"k":2.0}', 1.0, True)
    ]
    assert answers.name == "sheets_answers" and answers.names == ("id", "position", "item", "score")
    assert list(answers.rows()) == [(7, 1, "q1", 3.0), (7, 2, "q2", None)]
    assert grades.names == ("id", "key", "value") and list(grades.rows()) == [(7, "day 1", 2)]


def test_without_long_a_nested_field_is_json_text():
    (whole,) = record_tables(RecordPlan("sheets", Sheet), [((), SHEET)])
    (row,) = whole.rows()
    assert row[whole.names.index("answers")] == (
        '[{"item":"q1","score":3.0},{"item":"q2","score":null}]'
    )


def test_settings_are_one_column_a_key():
    made = [
        Session("S01", dt.date(2026, 1, 2), BodySite("cheek", "left"), "other",
                settings={"b": "2", "a": "1"}, lots={"serum": "L7"}),
        Session("S02", dt.date(2026, 1, 3), BodySite("cheek", "left"), "other"),
    ]  # fmt: skip
    plan = RecordPlan("sessions", Session, wide=("settings", "lots"))
    (table,) = record_tables(plan, [((), item) for item in made])
    told = {column.name: column.meaning for column in table.columns}
    assert told["setting_a"] == "the device's setting 'a', as entered"
    rows = [dict(zip(table.names, row, strict=True)) for row in table.rows()]
    assert [(r["setting_a"], r["setting_b"], r["lot_serum"]) for r in rows] == [
        ("1", "2", "L7"), (None, None, None),
    ]  # fmt: skip


def test_a_table_without_a_file_of_words_has_the_shared_ones():
    told = words.table_words("no such table")
    assert told.meaning == "" and told.of("subject").meaning == "pseudonym of the person"
    assert told.of("never heard of").meaning == ""
