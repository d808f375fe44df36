"""Where the probe left the skin: what comes after is never part of a value."""

import numpy as np
from numpy.typing import NDArray

F = NDArray[np.float64]
#: share of the level below which no skin is left, and above which contact still held
_LEFT, _HELD = 0.4, 0.85
#: a level is what 5 s of readings hold within half of it; it is left within 4 s, for 2.5 s or more
_LEVEL_S, _EVEN, _WITHIN_S, _LASTING_S = 5.0, 0.5, 4.0, 2.5


def contact_end(time_s: F, value: F) -> int:
    """Index of the first reading without contact; len(value) where contact holds to the end.

    Contact is lost where readings that had kept a level fall below 0.4 of it within 4 s, as a
    lifted probe's do, and stay there for 2.5 s or to the end; the last reading above 0.85 of the
    level is the last with contact. A rise at first is no loss, and nor is an excess of surface
    water that dies away: it keeps no level before it falls. A loss in the first seconds, before
    there is a level, shows only as readings that no skin gives.
    """
    good = np.flatnonzero(np.isfinite(value))
    t, v = time_s[good], value[good]
    ends = np.searchsorted(t, t - _WITHIN_S, side="right")
    # a level that is even within half of it can't have ended below half of itself
    fallen = v < _LEFT / _EVEN * v[np.maximum(ends - 1, 0)]
    for i in np.flatnonzero(fallen & (ends >= 3)):
        first = int(np.searchsorted(t, t[i] - _WITHIN_S - _LEVEL_S))
        level = _level(v[first : ends[i]])
        if level is None or v[i] >= _LEFT * level:
            continue
        after = v[i : np.searchsorted(t, t[i] + _LASTING_S, side="right")]
        if np.all(after < _LEFT * level):
            held = np.flatnonzero(v[:i] >= _HELD * level)
            return int(good[held[-1] + 1])
    return int(value.size)


def _level(before: F) -> float | None:
    """Median of a stretch of readings, None where they keep no level."""
    if before.size < 3:
        return None
    level = float(np.median(before))
    if level <= 0.0 or before.max() - before.min() > _EVEN * level:
        return None
    return level
