"""Drawings of the decision page: one hundred people as squares, and the days of a series."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from turgor.report.chart import Tick, nice_ticks
from turgor.workflow.decision.counts import OF, Share
from turgor.workflow.decision.days import OUT, SIGN_WORDS, SeriesDays

_SIDE, _STEP, _ROW = 8, 10, 10

WIDTH, LEFT, RIGHT, TOP, LINE = 400.0, 140.0, 12.0, 8.0, 22.0
#: a bar of less is drawn so wide that it is seen
_LEAST = 2.0
#: between the middles of two labels
_APART = 52.0
#: days drawn beyond the last sign
_BEYOND = 7.0


@dataclass(frozen=True, slots=True)
class People:
    """A hundred squares in three fills: surely, probably, perhaps; the rest is empty."""

    alt: str
    low: str
    median: str
    high: str
    rest: str
    size: int = _STEP * _ROW + 2


@dataclass(frozen=True, slots=True)
class Bar:
    """One spell on the strip: where it starts, how wide its median and its high end are."""

    style: str
    x: float
    y: float
    median: float
    high: float
    title: str


@dataclass(frozen=True, slots=True)
class Strip:
    """Days of a series: a line for each sign, a tick for each visit."""

    alt: str
    bars: tuple[Bar, ...]
    visits: tuple[float, ...]
    labels: tuple[tuple[str, float], ...]
    ticks: tuple[Tick, ...]
    height: float
    bottom: float
    axis: str
    width: float = WIDTH
    left: float = LEFT
    right: float = WIDTH - RIGHT


def people(share: Share, alt: str) -> People:
    """Squares row by row; a share is rounded to whole people."""
    low, median, high = (round(OF * one) for one in share.ends)
    return People(
        alt,
        _squares(0, low),
        _squares(low, median),
        _squares(median, high),
        _squares(high, OF),
    )


def _squares(first: int, stop: int) -> str:
    return "".join(
        f"M{1 + _STEP * (k % _ROW)} {1 + _STEP * (k // _ROW)}h{_SIDE}v{_SIDE}h-{_SIDE}z"
        for k in range(first, stop)
    )


def strip(days: SeriesDays, title: str) -> Strip | None:
    """The calendar as a drawing; None without a session."""
    if not days.sessions:
        return None
    first = days.sessions[0].day
    ends = [
        session.day + min(spell.high, _looked(days, at) - session.day)
        for at, session in enumerate(days.sessions)
        for spell in session.spells
        if spell.ever > 0.0
    ]
    last = max([days.sessions[-1].day, *ends]) + _BEYOND
    scale = (WIDTH - LEFT - RIGHT) / (last - first)
    names = [*SIGN_WORDS.values(), OUT]
    shown = [
        name
        for name in names
        if any(
            spell.sign == name and spell.ever > 0.0 for one in days.sessions for spell in one.spells
        )
    ]
    bottom = TOP + LINE * (len(shown) + 1)
    return Strip(
        alt=f"days after each session of {title}; the table below says the same in dates",
        bars=tuple(_bars(days, shown, first, last, scale)),
        visits=tuple(LEFT + scale * (one.day - first) for one in days.sessions),
        labels=tuple((name, TOP + LINE * (k + 0.7)) for k, name in enumerate(["visit", *shown])),
        axis="day of the series" if days.start is None else "date",
        ticks=tuple(_ticks(days, first, last, scale)),
        height=bottom + 34.0,
        bottom=bottom,
    )


def _ticks(days: SeriesDays, first: float, last: float, scale: float) -> Iterator[Tick]:
    """Labels that keep clear of one another and of the right edge."""
    kept = -math.inf
    for tick in nice_ticks(first, last):
        at = LEFT + scale * (tick - first)
        if first <= tick and at - kept >= _APART and at <= WIDTH - _APART / 2.0:
            kept = at
            yield Tick(at, _tick(days, tick))


def _tick(days: SeriesDays, day: float) -> str:
    """The date without its year, or the day."""
    return f"{day:g}" if days.start is None else days.when(day)[:-5]


def _bars(
    days: SeriesDays, shown: Sequence[str], first: float, last: float, scale: float
) -> list[Bar]:
    found = []
    for session in days.sessions:
        for spell in session.spells:
            if spell.ever == 0.0:
                continue
            high = min(spell.high, last - session.day)
            median = min(spell.median, last - session.day)
            title = f"{spell.sign} after session {session.number}: {high:.0f} days for 9 in 10"
            found.append(
                Bar(
                    "out" if spell.sign == OUT else "sign",
                    LEFT + scale * (session.day - first),
                    TOP + LINE * (shown.index(spell.sign) + 1) + 4.0,
                    max(scale * median, _LEAST) if median > 0.0 else 0.0,
                    max(scale * high, _LEAST),
                    title,
                )
            )
    return found


def _looked(days: SeriesDays, at: int) -> float:
    """Until when a session's signs are drawn: the next one, or some months."""
    following = [one.day for one in days.sessions[at + 1 :]]
    return following[0] if following else days.sessions[at].day + 120.0
