"""Where the probe left the skin: what comes after is never part of a value."""

import numpy as np
from numpy.typing import NDArray

F = NDArray[np.float64]
#: a fall to this share of the level, within this time, that then lasts, is no skin
_LEFT, _WITHIN_S, _LASTING_S, _BEFORE_S = 0.4, 1.6, 2.5, 5.0


def contact_end(time_s: F, value: F) -> int:
    """Index of the first reading without contact; len(value) where contact holds to the end.

    Contact is lost where readings fall below 0.4 of the level of the 5 s before, no more than 1.6 s
    after they stood above 0.7 of it, and stay below for 2.5 s or to the end. A rise at first is no
    loss, and nor is an excess of surface water that dies away over 3 s or slower.
    """
    good = np.flatnonzero(np.isfinite(value))
    t, v = time_s[good], value[good]
    for i in range(3, t.size):
        before = v[(t >= t[i] - _WITHIN_S - _BEFORE_S) & (t < t[i])]
        if before.size < 3:
            continue
        level = float(np.median(before))
        if level <= 0.0 or v[i] >= _LEFT * level:
            continue
        just = v[(t >= t[i] - _WITHIN_S) & (t < t[i])]
        if just.size == 0 or just.max() < 0.7 * level:
            continue
        after = v[(t >= t[i]) & (t <= t[i] + _LASTING_S)]
        if np.all(after < _LEFT * level):
            return int(good[i])
    return int(value.size)
