"""When: sessions, days between them, and days from the first session to the visit."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from turgor.evidence.outcomes.numbers import stated, strict_number
from turgor.evidence.outcomes.words import first_of, meant

#: use over a time without a count of sessions: '8 wk course', 'occluded 12 d'
_COURSE = re.compile(r"(\d+)\s*(?:wk|weeks?)\s+course|occluded")
_AFTER_LAST = re.compile(r"(\d+)\s*_?(?:d|days?)_after_last")


@dataclass(frozen=True, slots=True)
class Times:
    """Sessions, interval and time of a row, and further facts of them."""

    sessions: float | None
    interval_days: float | None
    time_days: float | None
    extra: Mapping[str, str]


def times(
    sessions: str, interval: str, time: str, parameters: Mapping[str, str], arm: str
) -> Times:
    """Read a row's times.

    Continuous use (daily, nightly …) has no sessions, and ``use=continuous`` among the facts. Days
    counted from the last session become days from the first where sessions and interval are known.

    Errors: ValueError where the cell of days holds words.
    """
    extra: dict[str, str] = {}
    try:
        days = strict_number(time)
    except ValueError as error:
        raise ValueError(f"time_days_from_first_session {error}; allowed: days, or empty") from None
    between = stated(interval).value
    own = stated(first_of(parameters, "sessions")).value
    count = own if own is not None else stated(sessions).value
    course = _COURSE.search(sessions.lower())
    every = meant("continuous", sessions) or meant("continuous", parameters.get("freq", ""))
    if course or meant("continuous", sessions):
        count = None
        between = between if between is not None else _single(every)
        if course and course.group(1) and between == 7.0:
            count = float(course.group(1))
        else:
            extra["use"] = "continuous"
    named = _AFTER_LAST.search(arm)
    after = float(named.group(1)) if named else _single(first_of(parameters, "days_after_last"))
    if after is not None:
        extra["days_after_last"] = f"{after:g}"
        if days is None and count is not None and (between is not None or count == 1.0):
            days = after + (count - 1.0) * (between or 0.0)
            extra["time_from"] = "computed-from-last"
    return Times(count, between, days, extra)


def _single(text: str) -> float | None:
    """A number that stands alone; '30_or_180' is none."""
    try:
        return float(text)
    except ValueError:
        return None
