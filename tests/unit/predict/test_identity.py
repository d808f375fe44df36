"""Hashes: what was reported is one thing, how it was read another."""

from dataclasses import replace

from tests.unit.predict.outcome_rows import row

from turgor.predict.identity import reading_hash, row_hash


def test_a_field_that_is_filled_in_later_changes_the_reading_not_the_row() -> None:
    first = row(-10.0).outcome
    later = replace(first, rater="patient", time_days=91.0, row=7, citation="elsewhere")
    assert row_hash(first) == row_hash(later)
    assert reading_hash(first) != reading_hash(later)


def test_where_a_row_stands_changes_neither() -> None:
    first = row(-10.0).outcome
    moved = replace(first, row=9, citation="elsewhere", publication="p", locator="table 2")
    assert (row_hash(first), reading_hash(first)) == (row_hash(moved), reading_hash(moved))


def test_another_number_is_another_row() -> None:
    assert row_hash(row(-10.0).outcome) != row_hash(row(-11.0).outcome)
