"""Clauses without a date, in the text of a case that has a start."""

import datetime as dt

import pytest

from turgor.errors import StudyError
from turgor.exchange.case_toml import parse_case

CASE = 'site = "cheek"\nstart = 2027-05-01\n[[course]]\ntext = "{}"\n'


def _days(text: str) -> tuple[dt.date | None, list[float], list[tuple[float, float]]]:
    (course,) = parse_case(CASE.format(text), "case.toml").courses
    uses = [(use.start_day, use.stop_day) for use in course.uses]
    return course.start, [one.day for one in course.sessions], uses


@pytest.mark.parametrize(
    ("text", "sessions", "uses"),
    [
        # a series without a date begins with the case, and not with what another has
        (
            "RF needling 2 mm, 2 sessions every 2 weeks; PLLA 8 mL dilution, on 2027-06-01",
            [0.0, 14.0, 31.0],
            [],
        ),
        ("sunscreen SPF 50; glycolic 30 %, on 2027-05-11", [10.0], [(0.0, 3650.0)]),
        # an end by date needs no beginning by date
        ("tretinoin 0.05 % nightly until 2027-06-01", [], [(0.0, 31.0)]),
        # with no date at all the first thing that is done is day 0, as ever
        ("glycolic 30 %; tretinoin 0.05 % nightly until 2 weeks before", [42.0], [(0.0, 28.0)]),
        # what hangs on a dated session is dated by it
        ("glycolic 30 % on 2027-07-01; adapalene 0.1 % until 1 day before", [61.0], [(32.0, 60.0)]),
    ],
)
def test_by_hand(text: str, sessions: list[float], uses: list[tuple[float, float]]) -> None:
    start, days, spans = _days(text)
    assert start == dt.date(2027, 5, 1) and sorted(days) == sessions and spans == uses


def test_a_course_that_would_begin_earlier_says_which_start_it_needs() -> None:
    with pytest.raises(StudyError) as error:
        _days("glycolic 30 % on 2027-05-15; tretinoin 0.05 % nightly until 2 weeks before")
    assert "write start = 2027-04-03 or earlier" in str(error.value)
