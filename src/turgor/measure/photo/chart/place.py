"""Which cells of a grid are which patches: every turn and shift is tried, colour decides."""

from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from turgor.measure.photo.chart.agreement import Agreement, agreement, bent, chart_rgb
from turgor.measure.photo.chart.candidate import Candidates
from turgor.measure.photo.chart.found import to_pixels
from turgor.measure.photo.chart.grid import Grid
from turgor.measure.photo.chart.layout import Chart
from turgor.measure.photo.chart.pyramid import Level
from turgor.measure.photo.opencv import opencv

#: the eight ways of laying a picture's columns and rows along the chart's; four are mirrored
_TURNS = tuple(
    np.array(m, dtype=np.int64)
    for m in (
        ((1, 0), (0, 1)), ((0, -1), (1, 0)), ((-1, 0), (0, -1)), ((0, 1), (-1, 0)),
        ((-1, 0), (0, 1)), ((1, 0), (0, -1)), ((0, 1), (1, 0)), ((0, -1), (-1, 0)),
    )
)  # fmt: skip
_LEAST_INSIDE = 0.7
_MOST_JUDGED, _LEAST_CORRELATION = 6, 0.4


@dataclass(frozen=True, slots=True)
class Placed:
    """A chart's place in one level of the picture: pitches to that level's pixels."""

    homography: NDArray[np.float64]
    agreement: Agreement
    mirrored: bool


def place(grid: Grid, spots: Candidates, chart: Chart, level: Level) -> list[Placed]:
    """Places that convince by their colours, best first."""
    numbers, patches = _every_place(grid, chart)
    counts = (patches >= 0).sum(axis=1)
    likely = counts >= max(4, _LEAST_INSIDE * counts.max())
    numbers, patches = numbers[likely], patches[likely]
    seen = bent(_spot_colours(grid, spots, level))
    score = _tint_correlation(seen, bent(chart_rgb(chart)), patches)
    good = []
    best = np.argsort(-score, kind="stable")[:_MOST_JUDGED]
    for index in best[score[best] > _LEAST_CORRELATION]:
        placed = _judged(patches[index], int(numbers[index]), grid, spots, chart, level)
        if placed is not None and placed.agreement.convinces:
            good.append(placed)
    return sorted(good, key=lambda p: -p.agreement.score)


def _every_place(grid: Grid, chart: Chart) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """For each turn and shift its turn's number, and the patch of each spot, -1 outside."""
    numbers, patches = [], []
    for number, turn in enumerate(_TURNS):
        turned = grid.cells @ turn.T
        low, high = turned.min(axis=0), turned.max(axis=0)
        shifts = np.array(
            list(
                product(
                    range(-int(high[0]), chart.cols - int(low[0])),
                    range(-int(high[1]), chart.rows - int(low[1])),
                )
            )
        )
        col = turned[None, :, 0] + shifts[:, None, 0]
        row = turned[None, :, 1] + shifts[:, None, 1]
        inside = (col >= 0) & (col < chart.cols) & (row >= 0) & (row < chart.rows)
        patches.append(np.where(inside, row * chart.cols + col, -1))
        numbers.append(np.full(len(shifts), number))
    return np.concatenate(numbers), np.concatenate(patches)


def _spot_colours(grid: Grid, spots: Candidates, level: Level) -> NDArray[np.float64]:
    at = np.rint(spots.centre[grid.spots]).astype(np.int64)
    return level.linear_at(at)


def _tint_correlation(
    seen: NDArray[np.float64], reference: NDArray[np.float64], patches: NDArray[np.int64]
) -> NDArray[np.float64]:
    """(places,) correlation of the spots' and their patches' colours, light taken out.

    Greys have no tint, so a tenth of the lightness is left in.
    """
    inside = patches >= 0
    count = inside.sum(axis=1)[:, None]

    def centred(values: NDArray[np.float64]) -> NDArray[np.float64]:
        values = values - 0.9 * values.mean(axis=-1, keepdims=True)
        mean = (values * inside[..., None]).sum(axis=1) / count
        return np.asarray((values - mean[:, None]) * inside[..., None])

    a = centred(np.broadcast_to(seen, (len(patches), *seen.shape)))
    b = centred(reference[np.maximum(patches, 0)])
    size = np.sqrt((a**2).sum(axis=(1, 2)) * (b**2).sum(axis=(1, 2)))
    return np.asarray((a * b).sum(axis=(1, 2)) / np.maximum(size, 1e-12))


def _judged(
    patches: NDArray[np.int64], number: int, grid: Grid, spots: Candidates, chart: Chart,
    level: Level,
) -> Placed | None:  # fmt: skip
    inside = patches >= 0
    homography = fitted(chart.centres[patches[inside]], grid.spots[inside], spots, grid.step, chart)
    if homography is None:
        return None
    rgb = glanced(level, homography, chart)
    return Placed(homography, agreement(rgb, chart), number >= 4)


def fitted(
    cells: NDArray[np.float64], chosen: NDArray[np.int64], spots: Candidates, step: float,
    chart: Chart,
) -> NDArray[np.float64] | None:  # fmt: skip
    """The homography from pitches to pixels through the spots' centres; None where there is none.

    Cells in one line are given a width by the spots' own rectangles, since a row alone leaves
    the other direction open.
    """
    cv2 = opencv("finding a chart")
    pixels = spots.centre[chosen]
    if np.linalg.matrix_rank(cells - cells.mean(axis=0), tol=1e-6) < 2:
        cells, pixels = _widened(cells, pixels, spots, chosen, step, chart)
    if len(cells) < 6:
        found = cv2.estimateAffine2D(cells, pixels, ransacReprojThreshold=0.15 * step)[0]
        return None if found is None else np.vstack((found, (0.0, 0.0, 1.0)))
    found, _ = cv2.findHomography(cells, pixels, cv2.RANSAC, 0.12 * step, maxIters=500)
    return None if found is None else np.asarray(found, dtype=np.float64)


def _widened(
    cells: NDArray[np.float64], pixels: NDArray[np.float64], spots: Candidates,
    chosen: NDArray[np.int64], step: float, chart: Chart,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:  # fmt: skip
    along = 0 if np.ptp(cells[:, 0]) > 0 else 1
    order = np.argsort(cells[:, along])
    line = pixels[order[-1]] - pixels[order[0]]
    line = line / max(np.hypot(*line), 1e-9)
    across = np.array([-line[1], line[0]]) if along == 0 else np.array([line[1], -line[0]])
    more_cells, more_pixels = [cells], [pixels]
    for i, spot in enumerate(chosen):
        axes = spots.axes[spot]
        sizes = np.hypot(axes[:, 0], axes[:, 1])
        wide = int(np.argmax(np.abs(axes @ across) / sizes))
        # flat parts are smaller than their patches by the same rim both ways
        rim = chart.patch_share * step / 2 - sizes[1 - wide]
        half = (sizes[wide] + rim) / chart.patch_share
        for sign in (-1.0, 1.0):
            offset = np.zeros(2)
            offset[1 - along] = sign
            more_cells.append((cells[i] + offset)[None])
            more_pixels.append((pixels[i] + sign * 2 * half * across)[None])
    return np.concatenate(more_cells), np.concatenate(more_pixels)


def glanced(level: Level, homography: NDArray[np.float64], chart: Chart) -> NDArray[np.float64]:
    """(patches, 3) linear colour at each patch's middle from nine pixels; NaN outside."""
    offsets = np.array(list(product((-0.18, 0.0, 0.18), repeat=2)))
    points = (chart.centres[:, None, :] + offsets[None]).reshape(-1, 2)
    w = np.column_stack((points, np.ones(len(points)))) @ homography[2]
    if w.min() <= 0 < w.max() or not np.isfinite(w).all():
        return np.full((len(chart.patches), 3), np.nan)
    at = np.rint(to_pixels(homography, points))
    rows, cols = level.image.shape[:2]
    inside = (at[:, 0] >= 0) & (at[:, 0] < cols) & (at[:, 1] >= 0) & (at[:, 1] < rows)
    at = np.where(inside[:, None], at, 0).astype(np.int64)
    values = level.linear_at(at)
    values[~inside] = np.nan
    return np.asarray(np.median(values.reshape(len(chart.patches), -1, 3), axis=1))
