"""Layers: stated by their borders, or found where the profile of strain steps."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from turgor.measure.elasticity.oct.vector import C, F, lagged, odd, strain_per_radian, windowed
from turgor.record.oct_pair import OctPair

_COLUMN_BLOCKS, _MISFIT = 8, 0.03


@dataclass(frozen=True, slots=True)
class LayerStrain:
    """Strain of one layer.

    rows : first and last + 1 of the layer. strain, u : mean and standard error over independent
    windows of columns; NaN where fewer than two hold anything. quality : agreement of its products,
    0 to 1. windows : how many. expected_rad : over the lag.
    """

    name: str
    rows: tuple[int, int]
    strain: float
    u: float
    quality: float
    windows: int


def layer_rows(pair: OctPair, rows: int) -> list[tuple[int, int]]:
    """Rows of each layer from the stated borders; the last reaches to the end of the scan."""
    edges = [0, *(round(edge / pair.axial_um) for edge in pair.layer_edges_um), rows]
    inside = [min(max(edge, 0), rows) for edge in edges]
    return [(a, b) for a, b in pairwise(inside) if b > a]


def row_profile(
    pair: OctPair, product: C, lag: int, expected_rad: F, phase_sign: int = 1
) -> tuple[F, F]:
    """Strain of each row and its standard error, (rows,), over independent windows of columns.

    Sharper in depth than the map: rows are summed over no more than the lag. NaN half a lag from
    the ends.
    """
    products = lagged(product, lag)
    cols = products.shape[1]
    edges = np.linspace(0, cols, min(_COLUMN_BLOCKS, cols) + 1).astype(int)
    sums = windowed(_scaled(np.add.reduceat(products, edges[:-1], axis=1)), odd(lag), 1)
    phase = np.angle(sums).astype(np.float64)
    phase += 2.0 * np.pi * np.round((expected_rad[:, None] - phase) / (2.0 * np.pi))
    strain = phase * strain_per_radian(pair, lag, phase_sign)
    weight = np.abs(sums).astype(np.float64)
    mean = (strain * weight).sum(axis=1) / np.maximum(weight.sum(axis=1), 1e-30)
    error = strain.std(axis=1, ddof=1) / np.sqrt(strain.shape[1])
    profile, u = np.full((2, len(product)), np.nan)
    inside = slice(lag // 2, lag // 2 + len(mean))
    profile[inside], u[inside] = mean, error
    return profile, u


def _scaled(products: C) -> C:
    """Products about 1, so that strong scans don't leave single precision."""
    return np.asarray(products / max(float(np.abs(products).max()), 1e-30), np.complex64)


def found_layers(
    profile: F, u: F, most: int, thinnest: int, correlated: int
) -> list[tuple[int, int]]:
    """Piecewise constant layers of a strain profile, by exact segmentation.

    profile, u : (rows,) with NaN where nothing is known. correlated : rows over which neighbours
    depend on each other; a border must pay three times the logarithm of the independent rows, and
    differences of 3 % are not taken for borders.
    """
    known = np.flatnonzero(np.isfinite(profile) & np.isfinite(u) & (u > 0))
    if known.size < 2 * thinnest:
        return [(0, len(profile))]
    y = profile[known]
    floor = _MISFIT * np.abs(y) + 1e-12
    spread = np.hypot(_steady(u[known], 2 * correlated + 1), floor)
    weight = 1.0 / (spread**2 * max(1, correlated))
    cost = _costs(y, weight)
    penalty = 3.0 * np.log(max(2.0, known.size / max(1, correlated)))
    cuts = _cuts(cost, known.size, most, thinnest, penalty)
    edges = [0, *(int(known[c]) for c in cuts), len(profile)]
    return list(pairwise(edges))


def layer_strain(
    pair: OctPair,
    product: C,
    rows: tuple[int, int],
    lag: int,
    expected_rad: F,
    name: str,
    phase_sign: int = 1,
    guard: int = 0,
) -> LayerStrain:
    """Strain of a layer from products of rows that both lie in it, ``guard`` rows off borders."""
    start = rows[0] + (guard if rows[0] > 0 else 0)
    end = rows[1] - (guard if rows[1] < len(product) else 0)
    if end - start <= lag + 1:
        return LayerStrain(name, rows, np.nan, np.nan, 0.0, 0)
    products = lagged(product[start:end], lag)
    cols = products.shape[1]
    edges = np.linspace(0, cols, min(_COLUMN_BLOCKS, cols) + 1).astype(int)
    sums = np.add.reduceat(products.sum(axis=0, dtype=np.complex128), edges[:-1])
    sizes = np.add.reduceat(np.abs(products).sum(axis=0, dtype=np.float64), edges[:-1])
    good = sizes > 0.01 * sizes.max()
    turn = float(np.median(expected_rad[start : end - lag]))
    phase = np.angle(sums[good])
    phase += 2.0 * np.pi * np.round((turn - phase) / (2.0 * np.pi))
    strain = phase * strain_per_radian(pair, lag, phase_sign)
    windows = int(good.sum())
    if windows < 2:
        return LayerStrain(name, rows, np.nan, np.nan, 0.0, windows)
    quality = float(np.abs(sums[good]).sum() / sizes[good].sum())
    u = float(strain.std(ddof=1) / np.sqrt(windows))
    return LayerStrain(name, rows, float(strain.mean()), u, quality, windows)


def _steady(u: F, width: int) -> F:
    """Running root mean square: an error from eight windows is itself uncertain."""
    kernel = np.ones(min(width, len(u)))
    sums = np.convolve(u**2, kernel, "same") / np.convolve(np.ones(len(u)), kernel, "same")
    return np.sqrt(sums)


def _costs(y: F, weight: F) -> tuple[F, F, F]:
    zero = np.zeros(1)
    return (
        np.concatenate([zero, np.cumsum(weight)]),
        np.concatenate([zero, np.cumsum(weight * y)]),
        np.concatenate([zero, np.cumsum(weight * y * y)]),
    )


def _cuts(sums: tuple[F, F, F], count: int, most: int, thinnest: int, penalty: float) -> list[int]:
    """Dynamic programming over the last border; as many borders as pay for themselves."""
    ends = np.arange(count + 1)

    def cost(start: NDArray[np.intp], end: int) -> F:
        w, wy, wyy = (s[end] - s[start] for s in sums)
        return np.asarray(wyy - wy**2 / w)

    best = np.full((most, count + 1), np.inf)
    back = np.zeros((most, count + 1), np.intp)
    for end in range(thinnest, count + 1):
        best[0, end] = cost(np.array([0]), end)[0]
    for layer in range(1, most):
        for end in range((layer + 1) * thinnest, count + 1):
            starts = ends[layer * thinnest : end - thinnest + 1]
            total = best[layer - 1, starts] + cost(starts, end)
            pick = int(np.argmin(total))
            best[layer, end], back[layer, end] = total[pick], starts[pick]
    final = best[:, count] + penalty * np.arange(most)
    layer, end, cuts = int(np.argmin(final)), count, []
    while layer > 0:
        end = int(back[layer, end])
        cuts.append(end)
        layer -= 1
    return cuts[::-1]
