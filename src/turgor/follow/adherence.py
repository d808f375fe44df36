"""How steadily a diary was kept: days with an entry out of the days it spans."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from turgor.record.diary import DiaryEntry


@dataclass(frozen=True, slots=True)
class Adherence:
    """One subject's diary. days : from the first entry to the last, both included. longest_gap_d :
    the most days in a row without one, between the two.
    """

    subject: str
    first: dt.date
    last: dt.date
    days: int
    days_with_entry: int
    entries: int
    longest_gap_d: int

    @property
    def share(self) -> float:
        """Days with an entry out of the days between the first and the last."""
        return self.days_with_entry / self.days


def diary_adherence(entries: Iterable[DiaryEntry]) -> tuple[Adherence, ...]:
    """One line for each subject that wrote anything, in order of their id."""
    written: dict[str, list[dt.date]] = {}
    for entry in entries:
        written.setdefault(entry.subject, []).append(entry.date)
    return tuple(_of_subject(subject, written[subject]) for subject in sorted(written))


def _of_subject(subject: str, dates: list[dt.date]) -> Adherence:
    days = sorted(set(dates))
    gaps = [(later - earlier).days - 1 for earlier, later in pairwise(days)]
    return Adherence(
        subject=subject,
        first=days[0],
        last=days[-1],
        days=(days[-1] - days[0]).days + 1,
        days_with_entry=len(days),
        entries=len(dates),
        longest_gap_d=max(gaps, default=0),
    )
