"""From when until when signs of a series of sessions show."""

import datetime as dt
import math
from collections.abc import Sequence

from turgor.plan.constraint import KeepFree, ReadyBy
from turgor.plan.plan import Band


def at(band: Band, quantile: float) -> float:
    """The band's value at the cautious quantile: the median, or its upper end."""
    return band.high if quantile > 0.5 else band.median


def shown_spans(
    days: Sequence[float], signs: Sequence[Band], cautious: float
) -> list[tuple[float, float]]:
    """Of each session its day and the day on which its signs are over, at a quantile.

    Signs that outlast the next session are looked at no further and have no end of their own: they
    end with those of that session. The last one's may be without an end.
    """
    spans: list[tuple[float, float]] = []
    for day, band in reversed(list(zip(days, signs, strict=True))):
        until = day + at(band, cautious)
        if math.isinf(until) and spans:
            until = spans[-1][1]
        spans.append((day, until))
    return spans[::-1]


def reaches(item: KeepFree | ReadyBy, start: dt.date, day: float, until: float) -> float:
    """Days by which signs from ``day`` to ``until`` reach into what is to be free of them.

    start : the date of day 0.
    """
    if isinstance(item, ReadyBy):
        return max(until - (item.day - start).days, 0.0)
    first, last = float((item.first - start).days), float((item.last - start).days) + 1.0
    if first <= day < last:
        return max(until, day + 1.0) - day
    return max(min(until, last) - first, 0.0) if day < last else 0.0
