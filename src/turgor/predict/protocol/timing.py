"""When an arm was treated and looked at, with what is usual where it isn't told."""

import math
from dataclasses import dataclass

from turgor.evidence import all_parameters, find_parameter
from turgor.evidence.outcome import Outcome
from turgor.predict.protocol.given import Given, Stated
from turgor.predict.protocol.topical import times_a_week
from turgor.record.stimulus import StimulusFlag

_DAYS_A_WEEK = 7.0
#: uses whose end nobody tells go on to the end of such a stretch after the visit, so that visits
#: of one arm share one course; what is used after a visit doesn't bear on it
_STRETCH_D = 364.0
#: a visit "at once" looks at skin that was treated, not at skin before; days
_AT_ONCE_D = 0.01
#: sessions are no closer than this where an interval has to be made to fit, days
_CLOSEST_D = 7.0
#: no course on record has as many sessions; more is a slip or a daily use
_MOST_SESSIONS = 60


@dataclass(frozen=True, slots=True)
class Timing:
    """Days of sessions, the day of looking, and the end of what is used."""

    session_days: tuple[float, ...]
    visit_day: float
    stop_day: float
    flags: tuple[StimulusFlag, ...]


def timing_of(outcome: Outcome, given: Given) -> Timing:
    """Days counted from the first session or first use."""
    flags: list[StimulusFlag] = []
    days: tuple[float, ...] = ()
    if given.done or any(used.every_session for used in given.used):
        days = _session_days(outcome, given.kind, flags)
    visit = _visit_day(outcome, given, days, flags)
    stated = Stated(outcome).number("weeks", "duration_weeks")
    stop = _DAYS_A_WEEK * stated if stated is not None and stated > 0.0 else math.nan
    if math.isnan(stop) or (stop < visit and outcome.time_days is None):
        stop = _STRETCH_D * max(math.ceil(visit / _STRETCH_D), 1)
    return Timing(days, visit, stop, tuple(flags))


def _session_days(outcome: Outcome, kind: str, flags: list[StimulusFlag]) -> tuple[float, ...]:
    """As many sessions as are told, as far apart; else what is usual, not past the visit."""
    time = outcome.time_days
    interval = outcome.interval_days
    if outcome.extra.get("use") == "continuous" or outcome.sessions is None:
        weekly = times_a_week(Stated(outcome)) if Stated(outcome).text("freq") else None
        interval = _DAYS_A_WEEK / weekly if weekly else None
    told = outcome.sessions
    count = round(told + 1e-9) if told is not None and told >= 1.0 else None
    if interval is None or (interval <= 0.0 and count != 1):
        interval = _usual("interval", kind)
        if count != 1:
            flags.append(_taken(f"sessions' interval is not stated; {interval:g} days are taken"))
    if count is None:
        count = _count(outcome, kind, interval, flags)
    last = (count - 1) * interval
    if (
        time is not None
        and last > time >= (count - 1) * _CLOSEST_D
        and outcome.interval_days is None
    ):
        interval = time / count
        flags.append(_taken(f"{count} sessions are fitted into {time:g} days"))
    return tuple(index * interval for index in range(min(count, _MOST_SESSIONS)))


def _count(outcome: Outcome, kind: str, interval: float, flags: list[StimulusFlag]) -> int:
    """Sessions where none are told: of a rhythm as long as it lasts, else what is usual."""
    weeks = Stated(outcome).number("weeks", "duration_weeks")
    time = outcome.time_days
    length = _DAYS_A_WEEK * weeks if weeks is not None else time
    rhythmic = bool(Stated(outcome).text("freq")) and length is not None
    if rhythmic and length is not None:
        count = max(math.ceil(length / interval), 1)
    else:
        count = max(round(_usual("sessions", kind)), 1)
        if time is not None:
            count = min(count, 1 + math.floor(time / interval))
    flags.append(_taken(f"the number of sessions is not stated; {count} are taken"))
    return count


def _visit_day(
    outcome: Outcome, given: Given, days: tuple[float, ...], flags: list[StimulusFlag]
) -> float:
    if outcome.time_days is not None:
        return max(outcome.time_days, _AT_ONCE_D)
    after = outcome.extra.get("days_after_last", "")
    last = max(days, default=0.0)
    if after:
        return last + float(after)
    follow = _usual("follow_up", given.kind)
    flags.append(_taken(f"when it was looked at is not stated; {follow:g} days after the last"))
    return last + follow


def _usual(what: str, kind: str) -> float:
    """What is usual of a kind of treatment, else of all."""
    name = f"protocol.{what}.{kind}"
    return find_parameter(name if name in all_parameters() else f"protocol.{what}.any").value


def _taken(text: str) -> StimulusFlag:
    return StimulusFlag("taken-by-default", text)
