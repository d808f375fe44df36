"""What other needles' fields come to on circles about one needle."""

import numpy as np
from numpy.typing import NDArray

from turgor.compute import jit

FloatArray = NDArray[np.float64]

#: directions on a circle; heat of a smooth field averages to far below 1 % with these
_DIRECTIONS = 16


def mean_around(
    r_um: FloatArray,
    e_r: FloatArray,
    e_z: FloatArray,
    offset_um: FloatArray,
    volt: FloatArray,
    columns: int,
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Mean over circles of the others' field, and of its square; each (n_z, columns).

    r_um (n_r,) : radii of the columns. e_r, e_z (n_z, n_r) : field of one needle at 1 V.
    offset_um (n, 2), volt (n,) : where the others stand, what their own field is worth.
    columns : how many circles, from the innermost. Returns <E_r>, <E_z>, <|E|²> in units of e
    and its square.
    """
    out = np.zeros((3, columns, e_r.shape[0]))
    # r² E is straight in r both where E ~ 1/r (beside a needle) and where E ~ 1/r² (far away)
    _gather(
        r_um,
        np.ascontiguousarray((e_r * r_um**2).T),
        np.ascontiguousarray((e_z * r_um**2).T),
        offset_um[:, 0].copy(),
        offset_um[:, 1].copy(),
        volt,
        _DIRECTIONS,
        out,
    )
    return out[0].T.copy(), out[1].T.copy(), out[2].T.copy()


@jit
def _gather(
    r: FloatArray,
    e_r: FloatArray,
    e_z: FloatArray,
    x0: FloatArray,
    y0: FloatArray,
    volt: FloatArray,
    directions: int,
    out: FloatArray,
) -> None:
    n_r, n_z = e_r.shape
    x_sum, y_sum, z_sum = np.empty(n_z), np.empty(n_z), np.empty(n_z)
    for i in range(out.shape[1]):
        for k in range(directions):
            angle = 2.0 * np.pi * (k + 0.5) / directions
            ux, uy = np.cos(angle), np.sin(angle)
            x_sum[:] = 0.0
            y_sum[:] = 0.0
            z_sum[:] = 0.0
            for n in range(len(x0)):
                dx, dy = r[i] * ux - x0[n], r[i] * uy - y0[n]
                s = np.hypot(dx, dy)
                j = min(max(np.searchsorted(r, s) - 1, 0), n_r - 2)
                t = min(max((s - r[j]) / (r[j + 1] - r[j]), 0.0), 1.0)
                share = volt[n] / max(s, r[0]) ** 2
                cx, cy = share * dx / s, share * dy / s
                for z in range(n_z):
                    radial = (1.0 - t) * e_r[j, z] + t * e_r[j + 1, z]
                    x_sum[z] += cx * radial
                    y_sum[z] += cy * radial
                    z_sum[z] += share * ((1.0 - t) * e_z[j, z] + t * e_z[j + 1, z])
            for z in range(n_z):
                out[0, i, z] += (x_sum[z] * ux + y_sum[z] * uy) / directions
                out[1, i, z] += z_sum[z] / directions
                out[2, i, z] += (x_sum[z] ** 2 + y_sum[z] ** 2 + z_sum[z] ** 2) / directions
