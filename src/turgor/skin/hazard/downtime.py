"""Downtime: days until a person is presentable, and days with each sign, session by session."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.errors import InputError
from turgor.evidence import parameter
from turgor.skin.hazard.sign import PRESENTABLE, SIGNS
from turgor.skin.hazard.span import last_day_above
from turgor.skin.hazard.value import Values, hazard_medians

FloatArray = NDArray[np.float64]

#: days after a session at which its signs are looked at: close while they change fast
_AFTER = (
    0.02, 0.1, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0,
    12.0, 14.0, 17.0, 21.0, 28.0, 35.0, 42.0, 56.0, 70.0, 90.0, 120.0, 150.0, 180.0, 240.0, 365.0,
)  # fmt: skip
#: the middle and the ends of the 80 % band
_BAND = (0.1, 0.5, 0.9)


@dataclass(frozen=True, slots=True)
class DayBand:
    """Days of something: median and 80 % band; infinite where it outlasts the span looked at.

    ever : share of draws in which it shows at all. unfinished : in which it outlasts the span.
    published : how many studies printed such days after such a session, where what they printed is
    weighed in; None where the skin alone speaks.
    """

    median: float
    low80: float
    high80: float
    ever: float
    unfinished: float
    published: int | None = None


@dataclass(frozen=True, slots=True)
class SessionDowntime:
    """One session: its day, until when it is followed, days with each sign, days of downtime."""

    session_day: float
    until_day: float
    signs: Mapping[str, DayBand]
    downtime: DayBand


@dataclass(frozen=True, slots=True)
class DowntimeCalendar:
    """A course's sessions in order, and the grades below which nobody notices."""

    sessions: tuple[SessionDowntime, ...]
    limits: Mapping[str, float]

    @property
    def median_days(self) -> float:
        """Days not presentable over the whole course: the sum of the sessions' medians."""
        return float(sum(session.downtime.median for session in self.sessions))


def calendar_days(session_days: tuple[float, ...], end_day: float) -> FloatArray:
    """(V,) days at which to look, so that a calendar can be made: ascending, the end included."""
    days = {end_day, *session_days}
    for number, session in enumerate(session_days):
        until = session_days[number + 1] if number + 1 < len(session_days) else end_day
        days |= {session + after for after in _AFTER if session + after < until}
    return np.array(sorted(day for day in days if day <= end_day))


def sign_days(
    sign: str,
    states: FloatArray,
    days: FloatArray,
    start: float,
    stop: float,
    values: Values | None = None,
    beside: FloatArray | None = None,
) -> FloatArray:
    """(B,) days after ``start`` until a sign is below its limit for good before ``stop``.

    beside : states (V, n_s, B) of the same skins without any session, where something used at home
    irritates by itself: a sign is over once it can't be told from theirs, by half a grade.

    Times 'hazard.sign_stretch', by which prints depart from what the states say (1 in the middle);
    what would then outlast ``stop`` is infinite, as what the states still show there is.

    Errors: InputError for an unknown sign, or shapes that don't fit.
    """
    if sign not in SIGNS:
        raise InputError(f"'{sign}' is no sign; allowed: {', '.join(SIGNS)}")
    value = values or hazard_medians()
    level: float | FloatArray = value[f"hazard.limit_{sign}"]
    if beside is not None:
        apart = parameter("virtual.hazard.sign_told_apart")
        level = np.maximum(level, SIGNS[sign](beside, value) + apart)
    spans = last_day_above(SIGNS[sign](states, value) - level, days, 0.0, start, stop)
    stretched = spans * value["hazard.sign_stretch"]
    return np.asarray(np.where(stretched > stop - start, np.inf, stretched))


def downtime_days(
    states: FloatArray,
    days: FloatArray,
    start: float,
    stop: float,
    values: Values | None = None,
    beside: FloatArray | None = None,
) -> FloatArray:
    """(B,) days after ``start`` until redness, swelling and crusts are all below their limits.

    Errors: as for sign_days.
    """
    value = values or hazard_medians()
    spans = [sign_days(sign, states, days, start, stop, value, beside) for sign in PRESENTABLE]
    return np.asarray(np.max(spans, axis=0))


def downtime_calendar(
    states: FloatArray,
    days: FloatArray,
    session_days: tuple[float, ...],
    values: Values | None = None,
    beside: FloatArray | None = None,
) -> DowntimeCalendar:
    """Days with each sign after each session, up to the next one or the last day looked at.

    states (V, n_s, B) at ``days`` (V,), best those of ``calendar_days``. beside : as for
    ``sign_days``.

    Errors: InputError where no session or too few days are stated.
    """
    if not session_days:
        raise InputError("a downtime calendar needs at least one session")
    value = values or hazard_medians()
    end = float(days[-1])
    sessions = []
    for number, session in enumerate(session_days):
        until = session_days[number + 1] if number + 1 < len(session_days) else end
        # The skin at the very instant of a session is still as it was before.
        since = np.nextafter(session, np.inf)
        signs = {
            sign: day_band(sign_days(sign, states, days, since, until, value, beside))
            for sign in SIGNS
        }
        whole = day_band(downtime_days(states, days, since, until, value, beside))
        sessions.append(SessionDowntime(session, until, signs, whole))
    limits = {sign: float(np.median(value[f"hazard.limit_{sign}"])) for sign in SIGNS}
    return DowntimeCalendar(tuple(sessions), limits)


def day_band(spans: FloatArray) -> DayBand:
    """Median and 80 % band of spans (B,), of which some may be infinite."""
    # Nearest values, since nothing lies between a number and infinity.
    low, median, high = np.quantile(spans, _BAND, method="inverted_cdf")
    return DayBand(
        float(median), float(low), float(high),
        float((spans > 0.0).mean()), float(np.isinf(spans).mean()),
    )  # fmt: skip
