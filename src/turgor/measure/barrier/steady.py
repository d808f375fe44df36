"""The first window over which readings neither drift nor scatter more than allowed."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.measure.barrier.approach import Approach
from turgor.measure.barrier.noise import (
    mean_variance_factor,
    neighbour_correlation,
    spread_factor,
)
from turgor.measure.barrier.settings import BarrierSettings

F = NDArray[np.float64]
_FEWEST = 6
#: most of a window that may be missing
_GAPS = 0.25
#: a window and what follows it, in windows, over which a line may change by the limit at most
_FOLLOWED = 3.0
#: below this reading, g/(m² h), limits are shares of it and no longer of the mean
FLOOR = 5.0


@dataclass(frozen=True, slots=True)
class Steady:
    """The steady window.

    u : of the mean as the last value: root of the scatter's part squared, with the correlation of
        neighbours, and of what the approach has still to go, squared.
    slope_per_s : of the window's line, with u_slope_per_s. to_go : the fitted approach's distance
        of the window's mean from its asymptote, 0 where no approach is known.
    """

    start_s: float
    end_s: float
    mean: float
    u: float
    slope_per_s: float
    u_slope_per_s: float
    count: int
    rho: float
    to_go: float


@dataclass(frozen=True, slots=True)
class _Windows:
    first: NDArray[np.int64]
    last: NDArray[np.int64]
    mean: F
    slope: F
    scatter: F
    later_drift: F


def first_steady(
    time_s: F, value: F, settings: BarrierSettings, approach: Approach | None = None
) -> tuple[Steady | None, str]:
    """The first steady window from ``from_s`` on, or None and why there is none.

    A window is window_s long, holds 6 readings or more and lacks at most a quarter. Its line may
    rise or fall by drift_limit_pct of its mean, and so may a line through it and what follows, up
    to three windows in all; its readings scatter by scatter_limit_pct about its line (a mean below
    FLOOR counts as FLOOR). Where an exponential approach is known, the window's mean lies within
    drift_limit_pct of its asymptote: a slow approach looks still for a while, and is not.
    """
    good = np.isfinite(value) & (time_s >= settings.from_s)
    t, y = time_s[good], value[good]
    if t.size < _FEWEST:
        return None, f"{t.size} readings: a steady state needs {_FEWEST} or more"
    windows = _windows(t, y, settings.window_s)
    if windows is None:
        return None, (
            f"readings cover {t[-1] - t[0]:.3g} s; a window of {settings.window_s:g} s is needed"
        )
    limit = settings.drift_limit_pct / 100.0
    scale = np.maximum(windows.mean, FLOOR)
    drift = np.maximum(np.abs(windows.slope) * settings.window_s, windows.later_drift) / scale
    scatter = windows.scatter / scale
    calm = scatter <= settings.scatter_limit_pct / 100.0
    still = drift <= limit
    near = np.ones_like(still)
    if approach is not None:
        away = _distance(approach, t[windows.first], settings.window_s)
        near = away <= limit * np.maximum(approach.asymptote, FLOOR)
    if not np.any(calm & still & near):
        return None, _why_not((calm, still, near), drift, scatter, settings)
    at = int(np.argmax(calm & still & near))
    return _stated(t, y, int(windows.first[at]), int(windows.last[at]), approach), ""


def _distance(approach: Approach, start_s: F, length: float) -> F:
    """How far the fitted approach's mean over a window still is from its asymptote."""
    share = approach.tau_s / length * -np.expm1(-length / approach.tau_s)
    gone = np.exp(-(start_s - approach.from_s) / approach.tau_s)
    distance: F = np.abs(approach.amplitude) * share * gone
    return distance


def _windows(t: F, y: F, length: float) -> _Windows | None:
    """Least-squares line through every window that begins at a reading, by running sums."""
    step = float(np.median(np.diff(t)))
    last = np.searchsorted(t, t + length + 1e-9 * length, side="right")
    first = np.arange(t.size)
    whole = t[-1] - t + step * 1.01 >= length
    count = (last - first).astype(np.float64)
    wanted = max(length / step, 1.0)
    kept = whole & (count >= _FEWEST) & (count >= (1.0 - _GAPS) * wanted)
    if not kept.any():
        return None
    first, last = first[kept], last[kept]
    middle, level = t.mean(), y.mean()
    x, z = t - middle, y - level
    sums = [np.concatenate([[0.0], np.cumsum(q)]) for q in (x, z, x * x, x * z, z * z)]
    mean, slope, left, count = _lines(sums, first, last)
    later = np.searchsorted(t, t[first] + _FOLLOWED * length, side="right")
    _, later_slope, _, _ = _lines(sums, first, later)
    return _Windows(
        first,
        last,
        level + mean,
        slope,
        np.sqrt(left / (count - 2.0)),
        np.abs(later_slope) * (t[later - 1] - t[first]),
    )


def _lines(sums: list[F], first: NDArray[np.int64], last: NDArray[np.int64]) -> tuple[F, F, F, F]:
    """Mean, slope, residual sum of squares and count of the readings first..last-1."""
    sx, sz, sxx, sxz, szz = (q[last] - q[first] for q in sums)
    count = (last - first).astype(np.float64)
    vx, vxz, vz = sxx - sx**2 / count, sxz - sx * sz / count, szz - sz**2 / count
    slope = vxz / vx
    return sz / count, slope, np.maximum(vz - slope * vxz, 0.0), count


def _why_not(
    good: tuple[NDArray[np.bool_], NDArray[np.bool_], NDArray[np.bool_]],
    drift: F,
    scatter: F,
    settings: BarrierSettings,
) -> str:
    calm, still, _ = good
    if not calm.any():
        return (
            f"not steady: readings scatter by {100 * scatter.min():.2g} % at best; "
            f"{settings.scatter_limit_pct:g} % are allowed"
        )
    least = 100.0 * float(drift[calm].min())
    if not (still & calm).any():
        return (
            f"not steady: readings drift by {least:.2g} % at best over {settings.window_s:g} s or "
            f"what follows; {settings.drift_limit_pct:g} % are allowed"
        )
    return (
        "not steady: where readings hardly drift, their approach has still more than "
        f"{settings.drift_limit_pct:g} % to go; record on"
    )


def _stated(t: F, y: F, first: int, last: int, approach: Approach | None) -> Steady:
    """Mean, slope and their uncertainties; correlation is judged on all that follows the window."""
    line = np.polynomial.polynomial.polyfit(t[first:] - t[first], y[first:], 1)
    after = y[first:] - np.polynomial.polynomial.polyval(t[first:] - t[first], line)
    rho = neighbour_correlation(after, 2)
    x, z = t[first:last], y[first:last]
    count = last - first
    mean = float(z.mean())
    variance = float(z.var(ddof=1)) / spread_factor(count, rho)
    off = x - x.mean()
    slope = float(np.sum(off * z) / np.sum(off * off))
    left = z - mean - slope * off
    noise = float(np.sum(left * left)) / max(count - 2, 1)
    inflation = (1.0 + rho) / (1.0 - rho)
    to_go = 0.0
    if approach is not None:
        to_go = float(_distance(approach, x[:1], float(x[-1] - x[0]))[0])
    return Steady(
        float(x[0]),
        float(x[-1]),
        mean,
        float(np.hypot(np.sqrt(variance * mean_variance_factor(count, rho)), to_go)),
        slope,
        float(np.sqrt(noise * inflation / np.sum(off * off))),
        count,
        rho,
        to_go,
    )
