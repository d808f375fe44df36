"""An option beside what the person wishes: days, visits, cost, dates to keep free."""

import datetime as dt
import math

from turgor.record.case import Wishes
from turgor.report.numbers import number
from turgor.workflow.decision.days import SeriesDays
from turgor.workflow.decision.option import DecisionOption


def wish_words(option: DecisionOption, wishes: Wishes) -> list[str]:
    """A phrase for each wish; none is weighed against another."""
    told = []
    if wishes.downtime_days is not None:
        told.append(
            f"at most {wishes.downtime_days:g} days not presentable: {_days(option, wishes)}"
        )
    if wishes.visits is not None:
        kept = "kept" if option.visits <= wishes.visits else "not kept"
        told.append(f"at most {wishes.visits} visits: {kept}")
    if wishes.cost is not None:
        told.append(f"at most {number(wishes.cost)}: {_cost(option, wishes.cost)}")
    for first, last in wishes.keep_free:
        told.append(f"{first} to {last} free: {_free(option.days, first, last)}")
    if wishes.ready_by is not None:
        told.append(f"ready by {wishes.ready_by}: {_ready(option.days, wishes.ready_by)}")
    return told


def _days(option: DecisionOption, wishes: Wishes) -> str:
    _, median, high = option.days.total
    most = wishes.downtime_days or 0.0
    if high <= most:
        return "kept, at the high end too"
    return "kept at the median, not at the high end" if median <= most else "not kept at the median"


def _cost(option: DecisionOption, most: float) -> str:
    if option.cost is None:
        return "no price given"
    low, high = option.cost
    return "kept" if high <= most else "kept at the lowest price" if low <= most else "not kept"


def _free(days: SeriesDays, first: dt.date, last: dt.date) -> str:
    if days.start is None and days.sessions:
        return "can't be told without the date of day 0"
    for day, end in _spells(days):
        if day <= last and end >= first:
            return "signs may show, at the high end"
    return "kept, at the high end too"


def _ready(days: SeriesDays, by: dt.date) -> str:
    if days.start is None and days.sessions:
        return "can't be told without the date of day 0"
    late = any(end > by for _, end in _spells(days))
    return "signs may still show, at the high end" if late else "kept, at the high end too"


def _spells(days: SeriesDays) -> list[tuple[dt.date, dt.date]]:
    """From each session to the last day on which any sign shows, nine in ten of such people."""
    found = []
    for session in days.sessions:
        if days.start is None:
            continue
        longest = max((one.high for one in session.spells if one.ever > 0.0), default=0.0)
        day = days.start + dt.timedelta(days=math.floor(session.day))
        length = math.ceil(longest) if math.isfinite(longest) else 3650
        found.append((day, day + dt.timedelta(days=length)))
    return found
