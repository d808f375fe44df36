"""Spots that stand in rows and columns: grown cell by cell, so that perspective does no harm."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.compute import jit
from turgor.measure.photo.chart.candidate import Candidates

#: a neighbour's side may differ by this factor, its place from the forecast by this share
_SIDE_FACTOR = 1.9
_STRAY = 0.24
_NEIGHBOURS = 10
_FARTHEST = 2.2
#: no chart that is looked for has more cells than this in a row
_REACH = 40
_ENOUGH = 24
#: steps that lean on each other by less than this can't be a diagonal reading
_UPRIGHT = 0.35
_READINGS = 3
Points = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Grid:
    """Spots in cells.

    cells : (n, 2) column to the right and row downward as seen, from any origin.
    spots : (n,) indices of the candidates. step : mean px from cell to cell.
    """

    cells: NDArray[np.int64]
    spots: NDArray[np.int64]
    step: float


def grids(spots: Candidates, least: int, shape: tuple[int, int]) -> list[Grid]:
    """Grids of at least ``least`` spots, those that come nearest to a whole chart first.

    A lattice can be read along its diagonals too, so that one set of spots may come back in two
    or three readings; the patches' colours tell which one is meant.

    shape : rows and columns of the chart; with one row, spots in one line are looked for.
    """
    single_row, reach = min(shape) == 1, min(max(shape) - 1, _REACH)
    if len(spots.side) < least:
        return []
    order = np.argsort(spots.centre[:, 0], kind="stable")
    centre, side = spots.centre[order], spots.side[order]
    near = _neighbours(centre, side)
    found: list[Grid] = []
    known: set[bytes] = set()
    whole = shape[0] * shape[1]
    used = np.zeros(len(side), np.bool_)
    for seed in np.argsort([-len(n) for n in near], kind="stable"):
        if used[seed] or len(near[seed]) == 0:
            continue
        for grid in _readings(int(seed), centre, side, near[seed], single_row, reach):
            if len(grid.spots) >= least:
                # more spots than patches: something else has grown on, so let others be seeds
                used[grid.spots if len(grid.spots) <= whole else seed] = True
                reading = _reading(grid)
                if reading in known:
                    continue
                known.add(reading)
                found.append(Grid(grid.cells, order[grid.spots], grid.step))
    return sorted(found, key=lambda g: (-min(len(g.spots), whole), len(g.spots)))


def _reading(grid: Grid) -> bytes:
    """The same for the same spots in the same cells, wherever the growing began."""
    order = np.argsort(grid.spots)
    cells = grid.cells[order] - grid.cells.min(axis=0)
    return bytes(grid.spots[order].tobytes() + cells.tobytes())


def _neighbours(centre: Points, side: NDArray[np.float64]) -> list[NDArray[np.int64]]:
    from scipy.spatial import cKDTree

    far, index = cKDTree(centre).query(centre, k=min(_NEIGHBOURS + 1, len(side)))
    ratio = side[index] / side[:, None]
    good = (
        (far > 0.8 * side[:, None]) & (far < _FARTHEST * (side + 4.0)[:, None])
        & (ratio < _SIDE_FACTOR) & (ratio > 1 / _SIDE_FACTOR)
    )  # fmt: skip
    return [row[ok] for row, ok in zip(index, good, strict=True)]


def _readings(
    seed: int,
    centre: Points,
    side: NDArray[np.float64],
    near: NDArray[np.int64],
    single_row: bool,
    reach: int,
) -> list[Grid]:
    """The largest grids that grow from a seed along any two of its neighbours."""
    made: list[tuple[float, Grid]] = []
    for first in near[:4]:
        a = centre[first] - centre[seed]
        for b in _crosswise(a, centre[near] - centre[seed], single_row):
            if a[0] * b[1] - a[1] * b[0] < 0:  # columns right, rows down: the picture's own hand
                b = -b
            cells, found, step = _grown(centre, side, seed, a, b, single_row, reach)
            lean = abs(float(a @ b)) / float(min(a @ a, b @ b))
            made.append((lean, Grid(cells, found, step)))
            if len(found) >= _ENOUGH and lean < _UPRIGHT:
                return [made[-1][1]]
    if not made:
        return []
    most = max(len(grid.spots) for _, grid in made)
    large = [(lean, grid) for lean, grid in made if len(grid.spots) >= 0.75 * most]
    large.sort(key=lambda item: item[0])
    kept: list[Grid] = []
    for lean, grid in large:
        if not kept or (lean > _UPRIGHT and len(kept) < _READINGS):
            kept.append(grid)
    # a diagonal reading may grow on over clutter, but the upright one is the likelier
    upright = [grid for lean, grid in made if lean < _UPRIGHT]
    if upright:
        kept.append(max(upright, key=lambda grid: len(grid.spots)))
    return kept


def _crosswise(a: Points, others: Points, single_row: bool) -> Iterator[Points]:
    """Steps that may be a column's where ``a`` is a row's, at most three."""
    if single_row:
        yield np.array([-a[1], a[0]])
        return
    length, sizes = np.hypot(*a), np.hypot(others[:, 0], others[:, 1])
    turn = np.abs(a[0] * others[:, 1] - a[1] * others[:, 0]) / (length * sizes)
    good = (turn > 0.6) & (sizes > 0.45 * length) & (sizes < 2.2 * length)
    yield from others[good][:3]


@jit
def _grown(
    centre: NDArray[np.float64], side: NDArray[np.float64], seed: int, a: NDArray[np.float64],
    b: NDArray[np.float64], single_row: bool, farthest: int,
) -> tuple[NDArray[np.int64], NDArray[np.int64], float]:  # fmt: skip
    """Cells reached from a seed; each hands its own, corrected steps to its neighbours."""
    most = 400
    where = np.full((2 * _REACH + 1, 2 * _REACH + 1), -1, np.int64)
    cells = np.zeros((most, 2), np.int64)
    found = np.zeros(most, np.int64)
    steps = np.zeros((most, 2, 2))
    taken = np.zeros(len(side), np.bool_)
    where[_REACH, _REACH] = 0
    found[0] = seed
    taken[seed] = True
    steps[0, 0], steps[0, 1] = a, b
    count, at = 1, 0
    while at < count:
        for way in range(2 if single_row else 4):
            axis, sign = way // 2, 1 - 2 * (way % 2)
            for reach in range(1, 3):  # two: over one spot that was not seen
                i = cells[at, 0] + (sign * reach if axis == 0 else 0)
                j = cells[at, 1] + (sign * reach if axis == 1 else 0)
                if abs(i) > farthest or abs(j) > farthest or where[i + _REACH, j + _REACH] >= 0:
                    break
                here = centre[found[at]]
                x = here[0] + sign * reach * steps[at, axis, 0]
                y = here[1] + sign * reach * steps[at, axis, 1]
                stray = _STRAY * np.hypot(steps[at, axis, 0], steps[at, axis, 1])
                hit = _nearest(centre, x, y, stray)
                if hit < 0 or taken[hit] or count == most:
                    continue
                ratio = side[hit] / side[found[at]]
                if ratio > _SIDE_FACTOR or ratio < 1 / _SIDE_FACTOR:
                    continue
                where[i + _REACH, j + _REACH] = count
                taken[hit] = True
                cells[count, 0], cells[count, 1] = i, j
                found[count] = hit
                steps[count] = steps[at]
                for k in range(2):
                    made = (centre[hit, k] - here[k]) / (reach * sign)
                    steps[count, axis, k] = 0.5 * (steps[at, axis, k] + made)
                count += 1
                break
        at += 1
    length = 0.0
    for k in range(count):
        length += 0.5 * np.hypot(steps[k, 0, 0], steps[k, 0, 1])
        length += 0.5 * np.hypot(steps[k, 1, 0], steps[k, 1, 1])
    return cells[:count], found[:count], length / count


@jit
def _nearest(centre: NDArray[np.float64], x: float, y: float, stray: float) -> int:
    """The nearest spot within ``stray`` px, -1 where there is none; spots are sorted by x."""
    best, hit = stray * stray, -1
    k = int(np.searchsorted(centre[:, 0], x - stray))
    while k < len(centre) and centre[k, 0] <= x + stray:
        far = (centre[k, 0] - x) ** 2 + (centre[k, 1] - y) ** 2
        if far < best:
            best, hit = far, k
        k += 1
    return hit
