"""Days of the whole series: visits, signs after each, each as a date where the case has one."""

import datetime as dt
import math
from dataclasses import dataclass

from turgor.predict.forecast.outlook import CourseOutlook
from turgor.skin.hazard.downtime import DayBand, DowntimeCalendar

#: signs in the words of the person, in the order of a page
SIGN_WORDS = {
    "erythema": "red",
    "oedema": "swollen",
    "crust": "crusts and peeling",
    "sensitivity": "sensitive",
}
OUT = "not presentable"
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class Spell:
    """A sign after a session: median and 80 % of its days; ever : share of people with any."""

    sign: str
    median: float
    low: float
    high: float
    ever: float


@dataclass(frozen=True, slots=True)
class SessionDays:
    """One session and what is seen after it."""

    number: int
    day: float
    spells: tuple[Spell, ...]


@dataclass(frozen=True, slots=True)
class SeriesDays:
    """All sessions; total : days not presentable over the series, sum of medians and of ends."""

    start: dt.date | None
    sessions: tuple[SessionDays, ...]
    total: tuple[float, float, float]

    def when(self, day: float) -> str:
        """A day as a date, or as its number."""
        return day_text(self.start, day)


def series_days(item: CourseOutlook, start: dt.date | None) -> SeriesDays:
    """The calendar of a course; empty where it has no session."""
    if item.calendar is None:
        return SeriesDays(start, (), (0.0, 0.0, 0.0))
    sessions = tuple(
        SessionDays(
            number,
            one.session_day,
            (
                *(_spell(SIGN_WORDS[name], one.signs[name]) for name in SIGN_WORDS),
                _spell(OUT, one.downtime),
            ),
        )
        for number, one in enumerate(item.calendar.sessions, 1)
    )
    return SeriesDays(start, sessions, _total(item.calendar))


def _total(calendar: DowntimeCalendar) -> tuple[float, float, float]:
    """Sums of the sessions' low ends, medians and high ends.

    What outlasts the time until the next session counts until then: no day is counted twice.
    """
    last = calendar.sessions[-1]
    each = []
    for one in calendar.sessions:
        most = math.inf if one is last else one.until_day - one.session_day
        band = one.downtime
        each.append([min(days, most) for days in (band.low80, band.median, band.high80)])
    low, median, high = (math.fsum(ends) for ends in zip(*each, strict=True))
    return low, median, high


def day_text(start: dt.date | None, day: float) -> str:
    """'10 Jan 2027' where day 0 has a date, else 'day 10'; whole days."""
    if start is None or not math.isfinite(day):
        return f"day {day:.0f}" if math.isfinite(day) else "beyond what was looked at"
    return date_text(start + dt.timedelta(days=round(day)))


def date_text(day: dt.date) -> str:
    """'1 Jun 2027', which no country reads as another day."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def _spell(sign: str, band: DayBand) -> Spell:
    return Spell(sign, band.median, band.low80, band.high80, band.ever)
