"""Capacitance: the reading at a stated time, and what the probe's own occlusion adds later."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

F = NDArray[np.float64]
_HALF_S = 0.25
_FEWEST = 4


@dataclass(frozen=True, slots=True)
class Reading:
    """A value at a time; u is None where too few readings stand about it."""

    value: float
    u: float | None
    count: int


def reading_at(time_s: F, value: F, at_s: float) -> tuple[Reading | None, str]:
    """The value of a line through the readings within 0.25 s of ``at_s``, where 4 or more stand;
    else a straight line between the two nearest, which must embrace it.

    None, and why, where the readings don't reach there or a gap is wider than 2 s.
    """
    good = np.isfinite(value)
    t, y = time_s[good], value[good]
    if t.size == 0 or at_s < t[0] - 1e-9 or at_s > t[-1] + 1e-9:
        reach = f"{t[0]:g} to {t[-1]:g} s" if t.size else "nothing"
        return None, f"readings cover {reach}; none is there at {at_s:g} s"
    near = np.abs(t - at_s) <= _HALF_S + 1e-9
    if near.sum() >= _FEWEST:
        x, z = t[near] - at_s, y[near]
        off = x - x.mean()
        slope = float(np.sum(off * z) / np.sum(off * off))
        left = z - z.mean() - slope * off
        noise = float(left @ left) / (x.size - 2)
        u = float(np.sqrt(noise * (1.0 / x.size + x.mean() ** 2 / np.sum(off * off))))
        return Reading(float(z.mean() - slope * x.mean()), u, int(x.size)), ""
    after = int(np.searchsorted(t, at_s))
    before = max(after - 1, 0) if after == t.size or t[after] > at_s + 1e-9 else after
    after = min(after, t.size - 1)
    if t[after] - t[before] > 2.0:
        return None, f"no reading stands within 2 s about {at_s:g} s"
    return Reading(float(np.interp(at_s, t, y)), None, after - before + 1), ""


def later_change(
    time_s: F, value: F, read_at_s: float, later_s: float
) -> tuple[float | None, float | None, str]:
    """Rise from ``read_at_s`` to ``later_s`` in per cent, its u or None, and why not."""
    first, why = reading_at(time_s, value, read_at_s)
    if first is None:
        return None, None, why
    later, why = reading_at(time_s, value, later_s)
    if later is None:
        return None, None, why
    if first.value <= 0.0:
        return None, None, f"the reading at {read_at_s:g} s is not above zero"
    ratio = later.value / first.value
    if first.u is None or later.u is None:
        return 100.0 * (ratio - 1.0), None, "too few readings about the two times to tell noise"
    u = 100.0 * ratio * float(np.hypot(first.u / first.value, later.u / max(later.value, 1e-9)))
    return 100.0 * (ratio - 1.0), u, ""


def slope_between(time_s: F, value: F, from_s: float, to_s: float) -> tuple[float | None, str]:
    """Least-squares slope of the readings of a stretch in per cent of their mean a minute."""
    good = np.isfinite(value) & (time_s >= from_s - 1e-9) & (time_s <= to_s + 1e-9)
    t, y = time_s[good], value[good]
    if t.size < 3 or t[-1] - t[0] < 0.7 * (to_s - from_s) or y.mean() <= 0:
        return None, f"too few readings from {from_s:g} to {to_s:g} s"
    off = t - t.mean()
    slope = float(np.sum(off * y) / np.sum(off * off))
    return 6000.0 * slope / float(y.mean()), ""
