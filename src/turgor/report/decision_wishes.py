"""An option beside what the person wishes: days, visits, cost, dates to keep free."""

import datetime as dt
import math

from turgor.record.case import Wishes
from turgor.report.decision_words import money
from turgor.workflow.decision.days import SeriesDays, date_text
from turgor.workflow.decision.option import DecisionOption
from turgor.workflow.rule_pages.names import listed


def wish_words(option: DecisionOption, wishes: Wishes, currency: str = "") -> list[str]:
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
        most = f"{money(wishes.cost)} {currency}".strip()
        told.append(f"at most {most}: {_cost(option, wishes.cost)}")
    for first, last in wishes.keep_free:
        told.append(
            f"{date_text(first)} to {date_text(last)} free: {_free(option.days, first, last)}"
        )
    if wishes.ready_by is not None:
        told.append(
            f"ready by {date_text(wishes.ready_by)}: {_ready(option.days, wishes.ready_by)}"
        )
    return told


def _days(option: DecisionOption, wishes: Wishes) -> str:
    _, median, high = option.days.total
    most = wishes.downtime_days or 0.0
    if high <= most:
        return "kept, even where signs last long"
    return "likely kept, not where signs last long" if median <= most else "likely not kept"


def _cost(option: DecisionOption, most: float) -> str:
    cost = option.cost
    if option.nothing:
        return "kept"
    if cost is None:
        return "no price given"
    if cost.low > most:
        return "not kept"
    if cost.unpriced:
        return f"can't be told without a price of {listed(list(cost.unpriced), 'and')}"
    return "kept" if cost.high <= most else "kept at the lowest price"


def _free(days: SeriesDays, first: dt.date, last: dt.date) -> str:
    if days.start is None and days.sessions:
        return "can't be told without the date of day 0"
    for day, end in _spells(days):
        if day <= last and end >= first:
            return "signs may show where they last long"
    return "kept, even where signs last long"


def _ready(days: SeriesDays, by: dt.date) -> str:
    if days.start is None and days.sessions:
        return "can't be told without the date of day 0"
    late = any(end > by for _, end in _spells(days))
    return (
        "signs may still show where they last long" if late else "kept, even where signs last long"
    )


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
