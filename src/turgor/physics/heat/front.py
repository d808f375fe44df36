"""A front of removal that moves down each column of cells while light comes in."""

import numpy as np
from numpy.typing import NDArray

from turgor.compute import jit

FloatArray = NDArray[np.float64]

#: less than this share of a column's light is not followed further down
_DARK = 1e-14


@jit
def shine(
    thickness: FloatArray, beam: FloatArray, absorption: FloatArray, power: FloatArray
) -> float:
    """Fill power (n_z, n_r), pJ/s, by Beer and Lambert from each column's front; what is left over.

    beam (n_r,) : pJ/s that enter each column. absorption (n_z,) : 1/µm. Light passes cells that
    are gone.
    """
    n_z, n_r = thickness.shape
    over = 0.0
    for j in range(n_r):
        light = beam[j]
        for i in range(n_z):
            power[i, j] = 0.0
            if thickness[i, j] > 0.0 and light > _DARK * beam[j]:
                kept = light * np.exp(-absorption[i] * thickness[i, j])
                power[i, j] = light - kept
                light = kept
        over += light
    return over


@jit
def recede(
    h: FloatArray, thickness: FloatArray, whole: FloatArray, absorption: FloatArray,
    boil: FloatArray, limit: FloatArray, area: FloatArray, least_share: float,
) -> float:  # fmt: skip
    """Remove, from the top of each column, what is past limit; the heat it takes along, pJ.

    boil, limit (n_z,) : enthalpies, J/cm³, at which a row begins to boil and is removed. Within a
    front cell, enthalpy above its base falls as the light does, exp(-absorption·depth): what boils
    is at one temperature, so that nothing evens it out. It is removed down to where that profile
    stays below the limit. The base is what lies below, boiling at most. A rest thinner than
    least_share of its row joins the cell below, which keeps explicit steps long.
    """
    n_z, n_r = h.shape
    taken = 0.0
    for j in range(n_r):
        for i in range(n_z):
            d = thickness[i, j]
            if d <= 0.0:
                continue
            a, e, mu = limit[i], h[i, j] * d, absorption[i]
            last = i == n_z - 1
            base = min(h[i, j], boil[i]) if last else min(h[i, j], h[i + 1, j], boil[i])
            x = mu * d
            steep = x / -np.expm1(-x) if x > 1e-6 else 1.0
            if base + (h[i, j] - base) * steep < a:
                break
            if e >= a * d or x <= 1e-6:
                # the whole cell goes; what it held past the limit heats what it lay on
                over = 0.0 if last else e - a * d
                taken += (e - over) * area[j]
                thickness[i, j] = 0.0
                h[i, j] = 0.0
                if not last:
                    h[i + 1, j] += over / thickness[i + 1, j]
                continue
            # y - (1 - exp(-mu y))/mu = wanted for what stays, y: convex, so Newton falls to it
            wanted = (a * d - e) / (a - base)
            y = d
            for _ in range(50):
                fade = np.exp(-mu * y)
                move = (y - (1.0 - fade) / mu - wanted) / (1.0 - fade)
                y -= move
                if abs(move) < 1e-12 * d:
                    break
            rest = e - a * (d - y)
            taken += a * (d - y) * area[j]
            if y < least_share * whole[i] and not last:
                below = thickness[i + 1, j]
                h[i + 1, j] = (h[i + 1, j] * below + rest) / (below + y)
                thickness[i + 1, j] = below + y
                thickness[i, j] = 0.0
                h[i, j] = 0.0
                continue
            thickness[i, j] = y
            h[i, j] = rest / y
            break
    return taken
