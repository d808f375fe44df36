"""One subject's record along a line of days: visits, sessions, diary grades, adverse events."""

from collections.abc import Sequence
from dataclasses import dataclass

#: geometry of a strip in pixels of its drawing
WIDTH, NAME_WIDTH, LANE_HEIGHT, HEAD = 760.0, 170.0, 22.0, 26.0
_FEWEST_PX = 3.0


@dataclass(frozen=True, slots=True)
class Cell:
    """A span of days with a grade 0 to 4, None where none was given; ``last`` is its last day."""

    first: float
    last: float
    grade: int | None
    title: str


@dataclass(frozen=True, slots=True)
class Sign:
    """Something at one day. style : 'visit', 'session', 'planned', 'escalation' or 'note'."""

    day: float
    style: str
    title: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Lane:
    """One line of the strip."""

    name: str
    cells: tuple[Cell, ...] = ()
    signs: tuple[Sign, ...] = ()


@dataclass(frozen=True, slots=True)
class StripCell:
    """A cell in pixels."""

    x: float
    width: float
    style: str
    title: str


@dataclass(frozen=True, slots=True)
class StripSign:
    """A sign in pixels."""

    x: float
    style: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class StripLane:
    """A lane in pixels; ``y`` is its middle."""

    name: str
    y: float
    cells: tuple[StripCell, ...]
    signs: tuple[StripSign, ...]


@dataclass(frozen=True, slots=True)
class Strip:
    """A strip ready to be drawn; ``alt`` says in words what it shows. ticks : (x, text)."""

    alt: str
    width: float
    height: float
    left: float
    ticks: tuple[tuple[float, str], ...]
    lanes: tuple[StripLane, ...]


def strip(alt: str, lanes: Sequence[Lane]) -> Strip | None:
    """Lay out lanes on one axis of days from baseline; None where nothing has a day."""
    days = [day for lane in lanes for cell in lane.cells for day in (cell.first, cell.last + 1)]
    days += [sign.day for lane in lanes for sign in lane.signs]
    if not days:
        return None
    low, high = min(days), max(days)
    span = max(high - low, 1.0)

    def x(day: float) -> float:
        return NAME_WIDTH + 10.0 + (WIDTH - NAME_WIDTH - 70.0) * (day - low) / span

    laid = tuple(
        StripLane(
            name=lane.name,
            y=HEAD + LANE_HEIGHT * (index + 0.5),
            cells=tuple(_cell(cell, x(cell.first), x(cell.last + 1)) for cell in lane.cells),
            signs=tuple(
                StripSign(x(sign.day), sign.style, sign.title, sign.text) for sign in lane.signs
            ),
        )
        for index, lane in enumerate(lanes)
    )
    height = HEAD + LANE_HEIGHT * len(lanes) + 30.0
    return Strip(alt, WIDTH, height, NAME_WIDTH, _ticks(low, high, x(low), x(high)), laid)


def _cell(cell: Cell, start: float, end: float) -> StripCell:
    style = "g-none" if cell.grade is None else f"g-{cell.grade}"
    return StripCell(start, max(end - start, _FEWEST_PX), style, cell.title)


def _ticks(low: float, high: float, x0: float, x1: float) -> tuple[tuple[float, str], ...]:
    """Whole days at a step of weeks, or of days where all lies within a few weeks."""
    span = max(high - low, 1.0)
    step = next((s for s in (1, 2, 7, 14, 28, 56, 84, 182) if span / s <= 8), 364)
    first = int(-(-low // step)) * step
    days = range(first, int(high) + 1, step)
    return tuple((x0 + (x1 - x0) * (day - low) / span, f"day {day}") for day in days)
