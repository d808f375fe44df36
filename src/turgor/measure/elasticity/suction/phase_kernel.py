"""Everything that one suction cycle's numbers rest on, in one pass over its samples."""

import numpy as np
from numpy.typing import NDArray

from turgor.compute import jit
from turgor.measure.elasticity.suction.bend_kernel import bend_time
from turgor.measure.elasticity.suction.curve_kernel import area_between, noise_sd, value_at

Floats = NDArray[np.float64]

#: places in the answer of ``cycle_numbers``
LEVEL, TOP, END, NOISE, AREA_ON, AREA_OFF = 0, 1, 2, 3, 4, 5
#: for each split rule: elevation at the split, at the release's split, both times, and the area
#: under the release up to its split
FIXED, INFLECTION = 6, 11
AT_SPLIT, AT_RELEASE_SPLIT, SPLIT, RELEASE_SPLIT, AREA_TO_SPLIT = 0, 1, 2, 3, 4
_COUNT = 16


@jit
def cycle_numbers(
    time: Floats,
    elevation: Floats,
    starts: Floats,
    on: float,
    off: float,
    fixed: float,
    rest: float,
) -> Floats:
    """The numbers of every cycle.

    time, elevation : (n,) rising, finite within the cycles. starts : (cycles,) when each suction
    began. on, off, fixed : s of suction, release and of the fixed split. rest : level before the
    first of them where a stretch of rest shows it, NaN where not.

    Returns (cycles, 16) by the places named above, NaN where a phase has no samples or no bend.
    Areas are under the elevation itself, from zero.
    """
    answer = np.full((len(starts), _COUNT), np.nan)
    for c in range(len(starts)):
        t_on, t_off, t_end = starts[c], starts[c] + on, starts[c] + on + off
        a = np.searchsorted(time, t_on - 1e-6)
        b = np.searchsorted(time, t_off + 1e-6)
        d = np.searchsorted(time, t_off - 1e-6)
        e = np.searchsorted(time, t_end + 1e-6)
        if b - a < 4 or e - d < 4:
            continue
        row = answer[c]
        row[LEVEL] = rest if c == 0 and np.isfinite(rest) else _level(time, elevation, a, t_on)
        up_t, up = _from(time[a:b], elevation[a:b], t_on, row[LEVEL])
        row[TOP] = value_at(up_t, up, t_off)
        down_t, down = _from(time[d:e], elevation[d:e], t_off, row[TOP])
        row[END] = value_at(down_t, down, t_end)
        row[NOISE] = max(noise_sd(up[len(up) // 3 :]), noise_sd(down[len(down) // 3 :]))
        bend, sharp = bend_time(
            up_t, up - row[LEVEL], t_on, t_off, row[TOP] - row[LEVEL], row[NOISE]
        )
        back, back_sharp = bend_time(
            down_t, row[TOP] - down, t_off, t_end, row[TOP] - row[END], row[NOISE]
        )
        up_corner = bend if sharp else np.nan
        down_corner = back if back_sharp else np.nan
        row[AREA_ON] = _area(up_t, up, t_on, t_off, up_corner)
        row[AREA_OFF] = _area(down_t, down, t_off, t_end, down_corner)
        for place, first, second in (
            (FIXED, t_on + fixed, t_off + fixed),
            (INFLECTION, bend, back),
        ):
            row[place + SPLIT] = first - t_on
            row[place + RELEASE_SPLIT] = second - t_off
            if first < t_off:
                row[place + AT_SPLIT] = _value(up_t, up, first, up_corner)
            if second < t_end:
                row[place + AT_RELEASE_SPLIT] = _value(down_t, down, second, down_corner)
                row[place + AREA_TO_SPLIT] = _area(down_t, down, t_off, second, down_corner)
    return answer


@jit
def _level(time: Floats, elevation: Floats, a: int, t_on: float) -> float:
    """Level at the start of suction: its sample, else the line of up to four samples before it."""
    if abs(time[a] - t_on) < 1e-6 or a < 2:
        return float(elevation[a])
    first = max(a - 4, 0)
    t, z = time[first:a].mean(), elevation[first:a].mean()
    top, bottom = 0.0, 0.0
    for i in range(first, a):
        top += (time[i] - t) * (elevation[i] - z)
        bottom += (time[i] - t) ** 2
    return float(z + top / bottom * (t_on - t))


@jit
def _from(time: Floats, value: Floats, start: float, first: float) -> tuple[Floats, Floats]:
    """A phase's samples, begun with its own first value."""
    skip = 1 if abs(time[0] - start) < 1e-6 else 0
    n = len(time) - skip
    t, z = np.empty(n + 1), np.empty(n + 1)
    t[0], z[0] = start, first
    t[1:], z[1:] = time[skip:], value[skip:]
    return t, z


@jit
def _value(time: Floats, value: Floats, x: float, edge: float) -> float:
    """Value at ``x`` of a phase that may have a corner at ``edge``; never read across it."""
    if np.isnan(edge):
        return value_at(time, value, x)
    i = np.searchsorted(time, edge - 1e-6)
    j = np.searchsorted(time, edge + 1e-6)
    if x < edge - 1e-9:
        return value_at(time[:j], value[:j], x)
    return value_at(time[i:], value[i:], x)


@jit
def _area(time: Floats, value: Floats, start: float, end: float, edge: float) -> float:
    """Area of a phase that may have a corner at ``edge``."""
    if np.isnan(edge) or edge <= start:
        return area_between(time, value, start, end)
    i = np.searchsorted(time, edge - 1e-6)
    j = np.searchsorted(time, edge + 1e-6)
    before = area_between(time[:j], value[:j], start, min(edge, end))
    if end <= edge:
        return before
    return before + area_between(time[i:], value[i:], edge, end)
