"""The records against the collected table that they were encoded from: nothing lost or changed."""

import csv
import os
from pathlib import Path

import pytest

from turgor.evidence.outcomes.library import all_outcomes
from turgor.evidence.outcomes.numbers import strict_number
from turgor.evidence.outcomes.read import read_outcomes

ROOT = Path(__file__).resolve().parents[3]
TABLES = [folder / "shared" / "evidence" / "outcomes.csv" for folder in (ROOT, ROOT.parent)]
#: share of rows, in percent, on which reading by words and encoding by hand agree, at the least
AGREEMENT = {
    "species": 100, "control_type": 99, "sessions": 100, "interval_days": 99, "baseline": 100,
    "value": 100, "value_sd": 100, "change_pct": 100, "age_years": 100, "phototype": 100,
    "time_days": 97, "scale": 97, "cotreatments": 96, "indication": 92, "threshold": 89,
    "rater": 86, "n": 85, "direction": 80, "blinding": 61,
}  # fmt: skip


@pytest.fixture(scope="module")
def table() -> Path:
    found = next((path for path in TABLES if path.is_file()), None)
    if found:
        return found
    reason = "the collected table is not beside the repository (shared/evidence)"
    if os.environ.get("TURGOR_REQUIRE_DATA") == "1":
        pytest.fail(f"{reason}, and TURGOR_REQUIRE_DATA=1 asks for it")
    pytest.skip(reason)


def test_every_collected_row_has_its_record_with_equal_numbers(table):
    with table.open(encoding="utf-8", newline="") as file:
        rows = dict(enumerate(csv.DictReader(file), start=2))
    records = {outcome.row: outcome for outcome in all_outcomes()}
    assert set(records) == set(rows)
    for line, row in rows.items():
        record = records[line]
        assert (record.study, record.endpoint, record.unit, record.arm) == (
            row["study_id"], row["endpoint"], row["unit"], row["arm"]
        )  # fmt: skip
        numbers = [
            strict_number(row[name])
            for name in ("baseline_mean", "baseline_sd", "value_mean", "value_sd", "change_pct")
        ]
        assert numbers == [
            record.baseline, record.baseline_sd, record.value, record.value_sd, record.change_pct
        ]  # fmt: skip


def test_no_sentence_of_a_note_stands_in_a_record(table):
    with table.open(encoding="utf-8", newline="") as file:
        notes = [row["note"] for row in csv.DictReader(file)]
    parts = {part.strip() for note in notes for part in note.split(";")}
    long = {part for part in parts if len(part.split()) >= 5}
    said = {text for outcome in all_outcomes() for text in outcome.extra.values()}
    assert not long & said


def test_reading_by_words_agrees_with_encoding_by_hand(table):
    records = {outcome.row: outcome for outcome in all_outcomes()}
    found = read_outcomes(table)
    assert not found.refused
    for name, least in AGREEMENT.items():
        alike = sum(getattr(o, name) == getattr(records[o.row], name) for o in found.outcomes)
        assert 100 * alike / len(records) >= least, (name, alike)


def test_reading_never_invents_a_direction_or_a_sign(table):
    records = {outcome.row: outcome for outcome in all_outcomes()}
    for outcome in read_outcomes(table).outcomes:
        opposite = {outcome.direction, records[outcome.row].direction}
        assert opposite != {"up", "down"}, outcome
