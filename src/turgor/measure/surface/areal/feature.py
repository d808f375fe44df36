"""Feature parameters: what stands on the surface, counted and sized after Wolf pruning."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.compute import jit, map_strips
from turgor.measure.surface.areal.pruning import Motifs, prune
from turgor.measure.surface.areal.watershed import (
    Basins,
    CodeMap,
    LabelMap,
    cut_basins,
    slope_codes,
)
from turgor.record.height_map import FloatMap

#: Wolf pruning height, % of Sz
WOLF_PRUNING_PCT = 5.0
_FIVE = 5


@dataclass(frozen=True, slots=True)
class Features:
    """Significant hills or dales of a surface, one entry each.

    extremum : (k,) int64, flat index of the peak or pit. extremum_um : (k,) its height above the
    mean, downwards for dales. pass_um : (k,) height of the lowest pass on the same axis.
    area_um2, volume_um3 : (k,) the whole motif; the volume between it and its lowest pass.
    inner : (k,) bool, the extremum has eight evaluated neighbours. closed : (k,) bool, no point
    of the motif touches the edge of the evaluated region.
    """

    extremum: NDArray[np.int64]
    extremum_um: NDArray[np.float64]
    pass_um: NDArray[np.float64]
    area_um2: NDArray[np.float64]
    volume_um3: NDArray[np.float64]
    inner: NDArray[np.bool_]
    closed: NDArray[np.bool_]


@jit
def _sizes(
    height: FloatMap,
    labels: LabelMap,
    motif: NDArray[np.int32],
    sign: float,
    level: NDArray[np.float64],
    points: NDArray[np.int64],
    filled: NDArray[np.float64],
    closed: NDArray[np.bool_],
) -> None:
    """Points, filled height and openness of every motif."""
    rows, cols = labels.shape
    for i in range(rows):
        for j in range(cols):
            label = labels[i, j]
            if label < 0:
                for y in range(max(0, i - 1), min(rows, i + 2)):
                    for x in range(max(0, j - 1), min(cols, j + 2)):
                        if labels[y, x] >= 0:
                            closed[motif[labels[y, x]]] = False
                continue
            own = motif[label]
            points[own] += 1
            room = level[own] - sign * height[i, j]
            if room > 0.0:
                filled[own] += room
            if i == 0 or j == 0 or i == rows - 1 or j == cols - 1:
                closed[own] = False  # fmt: skip


def hills_and_dales(
    surface: FloatMap, mean_um: float, least_um: float, pitch_x_um: float, pitch_y_um: float
) -> tuple[Features, Features]:
    """Significant hills and dales of an evaluated surface, pruned at the height ``least_um``.

    surface : (rows, cols) float64, µm, NaN = not evaluated. Errors: none.
    """
    down, up = slope_codes(surface, pitch_x_um, pitch_y_um)
    codes: dict[int, CodeMap] = {0: up, 1: down}
    del down, up

    def one_side(side: int) -> Features:
        sign = 1.0 if side else -1.0
        basins = cut_basins(surface, codes.pop(side), sign)
        return _measure(surface, basins, prune(basins, least_um), mean_um, pitch_x_um * pitch_y_um)

    parts = map_strips(lambda a, b: [one_side(side) for side in range(a, b)], 2, least=1)
    hills, dales = (side for part in parts for side in part)
    return hills, dales


def _measure(
    surface: FloatMap, basins: Basins, motifs: Motifs, mean_um: float, cell_um2: float
) -> Features:
    count = motifs.basin.size
    points, filled = np.zeros(count, dtype=np.int64), np.zeros(count)
    closed = np.ones(count, dtype=np.bool_)
    level = np.where(np.isfinite(motifs.pass_um), motifs.pass_um, -np.inf)
    _sizes(surface, basins.labels, motifs.motif, basins.sign, level, points, filled, closed)
    extremum = basins.extremum[motifs.basin]
    row, col = np.divmod(extremum, surface.shape[1])
    last_row, last_col = surface.shape[0] - 1, surface.shape[1] - 1
    inner = (row > 0) & (col > 0) & (row < last_row) & (col < last_col)
    for place in (0, 1, 2, 3, 5, 6, 7, 8):
        y = np.clip(row + place // 3 - 1, 0, last_row)
        x = np.clip(col + place % 3 - 1, 0, last_col)
        inner &= basins.labels[y, x] >= 0
    return Features(
        extremum=extremum,
        extremum_um=basins.sign * mean_um - basins.floor_um[motifs.basin],
        pass_um=basins.sign * mean_um - motifs.pass_um,
        area_um2=points.astype(np.float64) * cell_um2,
        volume_um3=filled * cell_um2,
        inner=inner,
        closed=closed,
    )


def peak_curvature_per_um(
    surface: FloatMap, features: Features, pitch_x_um: float, pitch_y_um: float
) -> NDArray[np.float64]:
    """Mean of the two second differences at each inner extremum, negative, 1/µm.

    -1/2 of it is the curvature of a peak: positive for peaks, negative for pits.
    """
    row, col = np.divmod(features.extremum[features.inner], surface.shape[1])
    middle = 2.0 * surface[row, col]
    along_x = (surface[row, col - 1] - middle + surface[row, col + 1]) / pitch_x_um**2
    along_y = (surface[row - 1, col] - middle + surface[row + 1, col]) / pitch_y_um**2
    curvature: NDArray[np.float64] = -0.5 * (along_x + along_y)
    return curvature


def feature_parameters(
    surface: FloatMap, features: Features, points: int, pitch_x_um: float, pitch_y_um: float
) -> dict[str, float]:
    """Density, curvature, five-point height, area and volume of hills or of dales.

    Keys: density_per_mm2, curvature_per_mm, five_um, area_mm2, volume_mm3; a key is absent where
    no feature identifies it. Density, curvature and five-point height rest on extrema inside the
    region (an extremum on its edge may go on outside), area and volume on closed motifs.
    """
    area_mm2 = points * pitch_x_um * pitch_y_um * 1e-6
    found = {"density_per_mm2": float(features.inner.sum()) / area_mm2}
    if features.inner.any():
        curvature = peak_curvature_per_um(surface, features, pitch_x_um, pitch_y_um)
        found["curvature_per_mm"] = 1e3 * float(curvature.mean())
        heights = np.sort(features.extremum_um[features.inner])
        if heights.size >= _FIVE:
            found["five_um"] = float(heights[-_FIVE:].mean())
    if features.closed.any():
        found["area_mm2"] = 1e-6 * float(features.area_um2[features.closed].mean())
        found["volume_mm3"] = 1e-9 * float(features.volume_um3[features.closed].mean())
    return found
