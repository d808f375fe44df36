"""Depth along a centre line: where the wrinkle ends, and the profile without the relief's noise.

The amplitude at each point wanders with the microrelief that lies in the wrinkle. Percentiles and
the maximum of such a series grow with its noise, so the profile is a smoothing spline whose
stiffness is chosen by restricted maximum likelihood: what the amplitudes can't tell from noise
is smoothed away, and real changes of depth stay.
"""

import numpy as np
from scipy.ndimage import gaussian_filter1d

from turgor.measure.surface.wrinkle.options import WrinkleOptions
from turgor.measure.surface.wrinkle.shape import along_line
from turgor.record.height_map import BoolMap, FloatMap

#: the series is averaged over pieces of this length, about one cell of microrelief, µm
PIECE_UM = 400.0

#: standard deviation of the averaging with which an end is placed, µm
END_SIGMA_UM = 150.0

#: stiffnesses that are tried
STIFFNESS = np.logspace(-1, 5, 9)


def stretches(
    top: FloatMap, low: FloatMap, inside: BoolMap, step_um: float, options: WrinkleOptions
) -> list[tuple[int, int]]:
    """Half-open ranges of points over which a line is deep enough, its ends placed.

    top, low : (n,) sums of the amplitude fit; inside : (n,) where the line is on the map.
    An end must be deep enough in the short average that places it and hold on over the longer.
    A line is cut where it was measured and stays too shallow for longer than ``gap_um``: there
    two wrinkles were followed as one.
    """
    steady = along_line(top, low, step_um, options.window_um)
    least = max(min(options.end_depth_um, options.end_share * _percentile95(steady)), 1e-9)
    short = along_line(top, low, step_um, END_SIGMA_UM)
    measured = gaussian_filter1d(low, END_SIGMA_UM / step_um, mode="nearest") > 0.25
    at = np.flatnonzero((steady >= least) & (short >= least) & measured & inside)
    if not at.size:
        return []
    bare = np.concatenate([[0], np.cumsum(measured)])
    shallow = bare[at[1:]] - bare[at[:-1] + 1]
    cuts = np.flatnonzero(shallow * step_um > options.gap_um)
    found = []
    for piece in np.split(at, cuts + 1):
        first, last = int(piece[0]), int(piece[-1])
        first, last = (
            first + _abrupt(short[first : last + 1], step_um),
            last - _abrupt(short[first : last + 1][::-1], step_um),
        )
        if last - first >= 2:
            found.append((first, last + 1))
    return found


def _percentile95(values: FloatMap) -> float:
    return float(np.percentile(values, 95))


def _abrupt(inward: FloatMap, step_um: float) -> int:
    """Points to step inward from where the average crosses the threshold at an end.

    An abrupt end is smeared by the averaging itself and lies where half the depth is reached;
    it is known by the half coming within 1.5 standard deviations of the threshold.
    """
    inside = inward[: max(2, round(1000.0 / step_um))]
    half = int(np.argmax(inside >= 0.5 * inside[-1]))
    return half if half * step_um <= 1.5 * END_SIGMA_UM else 0


def steady_profile(top: FloatMap, low: FloatMap, step_um: float) -> FloatMap:
    """(n,) depth at each point, without what can't be told from noise."""
    count = len(top)
    pieces = max(1, round(count * step_um / PIECE_UM))
    edge = np.linspace(0, count, pieces + 1).astype(np.intp)
    weight = np.add.reduceat(low, edge[:-1]) / np.diff(edge)
    total = np.add.reduceat(top, edge[:-1]) / np.diff(edge)
    at = np.asarray(0.5 * (edge[:-1] + edge[1:] - 1), dtype=np.float64)
    known = weight > 0.2
    if known.sum() < 4:
        mean = float(total.sum() / max(float(weight.sum()), 1e-12))
        return np.full(count, mean)
    value = np.where(known, total / np.maximum(weight, 1e-12), 0.0)
    smooth = _spline(value, np.where(known, weight, 0.0))
    smooth = np.interp(at, at[known], smooth[known])  # a spline would overshoot in a gap
    return _between(smooth, at, count)


def _spline(value: FloatMap, weight: FloatMap) -> FloatMap:
    """Second-difference smoother at the stiffness of greatest restricted likelihood."""
    count = len(value)
    bend = np.diff(np.eye(count), n=2, axis=0)
    penalty = bend.T @ bend
    free = int((weight > 0).sum()) - 2
    best = np.inf
    kept = value
    for stiffness in STIFFNESS:
        matrix = np.diag(weight) + stiffness * penalty
        fitted = np.linalg.solve(matrix, weight * value)
        rest = float((weight * value) @ (value - fitted)) / free
        _, size = np.linalg.slogdet(matrix)
        cost = free * np.log(max(rest, 1e-9)) + size - (count - 2) * np.log(stiffness)
        if cost < best:
            best, kept = cost, fitted
    return np.asarray(kept)


def _between(value: FloatMap, at: FloatMap, count: int) -> FloatMap:
    """Piece values at every point, linear between piece centres and on beyond the last ones."""
    points = np.arange(count, dtype=np.float64)
    out = np.interp(points, at, value)
    head, tail = points < at[0], points > at[-1]
    first = (value[1] - value[0]) / (at[1] - at[0])
    last = (value[-1] - value[-2]) / (at[-1] - at[-2])
    out[head] = value[0] + first * (points[head] - at[0])
    out[tail] = value[-1] + last * (points[tail] - at[-1])
    return np.asarray(np.maximum(out, 0.0))
