"""The lag: raised until strain stops changing within noise.

Neighbouring rows share scatterers within the point-spread function, so strain over short lags
reads low (by 45 % between adjacent pixels of one published phantom). Strain is read at every lag in
blocks of the scan; the least lag is chosen whose strain agrees with the next ones within noise.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.errors import MeasureError
from turgor.measure.elasticity.oct.vector import C, F, lagged, strain_per_radian
from turgor.record.oct_pair import OctPair

_COLUMN_BLOCKS, _BLOCK_ROWS, _AHEAD = 8, 16, 3
_AGREE, _NOISE, _MOST_NOISE, _NEAR_TURN = 0.005, 1.0, 0.03, 0.85


@dataclass(frozen=True, slots=True)
class LagCheck:
    """What the check found.

    lag : rows that were chosen. lags : that were tried. strain : mean size at each. change : of
    the chosen lag's strain towards the next ones, relative, with ``noise``. settled : False where
    strain still changes at the longest lag. phase_rad : (rows - lag,) mean over columns, unwrapped
    from lag to lag.
    """

    lag: int
    lags: NDArray[np.intp]
    strain: F
    change: float
    noise: float
    settled: bool
    phase_rad: F


def check_lag(
    pair: OctPair, product: C, *, fixed: int = 0, longest: int = 16, phase_sign: int = 1
) -> LagCheck:
    """Choose the lag, or judge a fixed one.

    Errors: MeasureError where a fixed lag exceeds a quarter of the depth, or phase turns by nearly
    half a turn from row to row, which hides how often it turned.
    """
    if fixed > product.shape[0] // 4:
        raise MeasureError(
            f"a lag of {fixed * pair.axial_um:g} um is more than a quarter of the scan's depth, "
            f"{product.shape[0] * pair.axial_um:g} um; choose a shorter one"
        )
    last = min(max(longest, fixed + _AHEAD), product.shape[0] // 4)
    lags = np.arange(1, max(2, last) + 1)
    blocks, profiles = _phases(product, lags)
    turns = np.diff(blocks, axis=0)
    steep = float(np.median(np.abs(np.mean(turns, axis=2)))) if len(turns) else 0.0
    if steep > _NEAR_TURN * np.pi:
        raise MeasureError(
            "phase turns by nearly half a turn between rows, so strain can't be told from its "
            "complement; load less between scans or sample depth more finely"
        )
    scale = np.array([strain_per_radian(pair, int(lag), phase_sign) for lag in lags])
    each = _sizes(blocks * scale[:, None, None])
    mean = each.mean(axis=1)
    chosen = int(np.flatnonzero(lags == fixed)[0]) if fixed else _settled(each)
    at = chosen if chosen >= 0 else len(lags) - 1
    change, noise = _change(each, at)
    settled = chosen >= 0 and _calm(change, 2.0 * noise)
    return LagCheck(int(lags[at]), lags, mean, change, noise, settled, profiles[at])


def _phases(product: C, lags: NDArray[np.intp]) -> tuple[F, list[F]]:
    """Phase of block sums, (lags, row blocks, column blocks), and of rows at each lag."""
    rows, cols = product.shape
    edges = np.linspace(0, cols, min(_COLUMN_BLOCKS, cols) + 1).astype(int)
    count = max(1, (rows - int(lags[-1])) // _BLOCK_ROWS)
    blocks = np.empty((len(lags), count, len(edges) - 1))
    profiles: list[F] = []
    for i, lag in enumerate(lags):
        products = lagged(product, int(lag))
        columns = np.add.reduceat(products, edges[:-1], axis=1, dtype=np.complex128)
        kept = columns[: count * _BLOCK_ROWS].reshape(count, _BLOCK_ROWS, -1).sum(axis=1)
        blocks[i] = _next_turn(np.angle(kept), blocks[:i])
        profile = np.angle(_run(columns.sum(axis=1)))
        before = np.stack([p[: len(profile)] for p in profiles]) if profiles else np.empty((0, 1))
        profiles.append(_next_turn(profile, before))
    return blocks, profiles


def _next_turn(phase: F, before: F) -> F:
    """Bring phases to the turn that a straight line through the lags before leads to."""
    if len(before) == 0:
        return phase
    expected = before[-1] + (before[-1] - before[-2] if len(before) > 1 else before[-1])
    return np.asarray(phase + 2.0 * np.pi * np.round((expected - phase) / (2.0 * np.pi)))


def _run(values: NDArray[np.complex128]) -> NDArray[np.complex128]:
    """Running sum over a block's rows, so that a row's phase is steadier."""
    return np.convolve(values, np.ones(_BLOCK_ROWS), mode="same")


def _sizes(strain: F) -> F:
    """Mean size of strain in each column block at each lag: (lags, column blocks).

    Each block of rows counts with the sign that it has on average, so noise doesn't add up.
    """
    signs = np.sign(strain.mean(axis=(0, 2)))
    return np.asarray((strain * signs[None, :, None]).mean(axis=1))


def _change(each: F, at: int) -> tuple[float, float]:
    """Relative change of strain from one lag to the mean of the next, and its standard error."""
    ahead = each[at + 1 : at + 1 + _AHEAD]
    size = abs(float(each[at].mean()))
    if len(ahead) == 0 or size == 0.0:
        return 0.0, np.inf
    gaps = ahead.mean(axis=0) - each[at]
    error = float(gaps.std(ddof=1)) / np.sqrt(len(gaps)) if len(gaps) > 1 else np.inf
    return float(gaps.mean()) / size, error / size


def _calm(change: float, noise: float) -> bool:
    """Whether strain no longer grows with lag; a shared point-spread function only lowers it."""
    return change <= max(_AGREE, min(_NOISE * noise, _MOST_NOISE))


def _settled(each: F) -> int:
    """Index of the least lag whose strain agrees with the next ones; -1 where none does."""
    for at in range(len(each) - 1):
        change, noise = _change(each, at)
        later, later_noise = _change(each, min(at + 1, len(each) - 2))
        if _calm(change, noise) and _calm(later, later_noise):
            return at
    return -1
