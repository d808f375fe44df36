"""How a session or a use at home is named to people: which, when, what, and where."""

import datetime as dt
from collections.abc import Mapping

from turgor.record.course import CourseSession, CourseUse, SettingValue

#: a use that reaches this day has no end that anybody stated
OPEN_END_D = 3650.0


def session_label(number: int, session: CourseSession, start: dt.date | None) -> str:
    """'session 2 (day 28, 2027-02-07): fractional-laser 1550 nm, left cheek'.

    start : the date of day 0, None where the course has none. Only a place that the session states
    itself is named.
    """
    date = _date(session.day, start)
    when = f"day {session.day:g}{f', {date}' if date else ''}"
    place = " ".join(filter(None, (session.side, session.site)))
    what = f"{session.modality}{_which(session.settings)}{f', {place}' if place else ''}"
    return f"session {number} ({when}): {what}"


def use_label(use: CourseUse, start: dt.date | None) -> str:
    """'use from day 0 (2027-01-10) to 84 (2027-04-04): topical-retinoid', or without an end."""
    days = (use.start_day, use.stop_day)
    begins, ends = (f"{day:g}{f' ({date})' if (date := _date(day, start)) else ''}" for day in days)
    span = f"{begins} on" if use.stop_day >= OPEN_END_D else f"{begins} to {ends}"
    return f"use from day {span}: {use.kind}{_which(use.settings)}"


def _which(settings: Mapping[str, SettingValue]) -> str:
    """What tells two treatments of one modality apart."""
    told = [str(settings[name]) for name in ("agent", "second_agent") if settings.get(name)]
    which = f" {' and '.join(told)}" if told else ""
    wavelength = settings.get("wavelength_nm")
    if isinstance(wavelength, float):
        which += f" {wavelength:g} nm"
    return which + (" with radiofrequency" if settings.get("radiofrequency") is True else "")


def _date(day: float, start: dt.date | None) -> str:
    return "" if start is None else str(start + dt.timedelta(days=day))
