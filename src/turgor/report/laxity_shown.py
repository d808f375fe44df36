"""Which captures of a place are drawn and how: baseline, last visit, and those between."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from turgor.record.laxity_series import LaxityPlace
from turgor.report.laxity_context import Key, ValueTable
from turgor.report.laxity_place import PlaceValues

D = TypeVar("D")

FIRST, LAST, OTHER = "c-first", "c-last", "c-other"
_KEY = (Key("baseline", FIRST), Key("last visit", LAST), Key("visits between", OTHER))


@dataclass(frozen=True, slots=True)
class Shown(Generic[D]):
    """One visit's drawing. rank : 0 for visits between, drawn first; 1 baseline; 2 last."""

    visit: str
    drawing: D
    style: str
    rank: int


def shown_of(place: LaxityPlace, values: PlaceValues, kind: type[D]) -> list[Shown[D]]:
    """The first drawing of each visit, in the order of visits."""
    firsts: dict[str, D] = {}
    for capture in place.captures:
        if isinstance(capture.drawing, kind):
            firsts.setdefault(capture.visit, capture.drawing)
    order = [visit for visit in values.visits if visit in firsts]
    shown = []
    for visit in order:
        if visit == values.baseline:
            style, rank = FIRST, 1
        elif visit == order[-1]:
            style, rank = LAST, 2
        else:
            style, rank = OTHER, 0
        shown.append(Shown(visit, firsts[visit], style, rank))
    return shown


def visit_key(sides: Iterable[Sequence[Shown[D]]]) -> tuple[Key, ...]:
    """The legend's entries for the visits that are drawn on any side."""
    styles = {one.style for shown in sides for one in shown}
    return tuple(entry for entry in _KEY if entry.style in styles)


def lost_lines(places: Sequence[LaxityPlace]) -> tuple[str, ...]:
    """What can't be drawn, and why."""
    return tuple(
        f"{place.side}, {capture.visit}, replicate {capture.replicate}"
        f"{f' ({place.setup})' if place.setup else ''}: {capture.reason or 'nothing to draw'}"
        for place in places
        for capture in place.captures
        if capture.drawing is None
    )


def tables_of(*tables: ValueTable | None) -> tuple[ValueTable, ...]:
    """Those that there are."""
    return tuple(table for table in tables if table is not None)
