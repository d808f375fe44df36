"""Which patches show their own colour, and not a hand, a hair or a reflection before them."""

import numpy as np
from numpy.typing import NDArray

from turgor.measure.photo.chart.layout import Chart
from turgor.measure.photo.least_squares import fitted_matrix, lab_slope, white_xyz
from turgor.physics.colour import delta_e_2000, lab_from_xyz

#: a matrix is fitted where at least so many patches are there to fit it
_LEAST = 10
_ROUNDS = 8
#: CIEDE2000 at equal lightness, and factor of lightness, beyond which a patch is not itself
_OFF, _OFF_TIMES, _LIGHT_FACTOR = 12.0, 4.0, 2.4


def showing_themselves(
    rgb: NDArray[np.float64], chart: Chart, begin: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """(patches,) True where a patch's colour fits what a matrix makes of the others.

    Lightness is given room, since a shadow may lie over the chart. ``begin`` is returned where
    too few patches are left to fit a matrix.
    """
    seen = np.asarray(np.isfinite(rgb).all(axis=1), dtype=np.bool_)
    kept = np.asarray(begin & seen)
    xyz = chart.xyz / 100.0
    white = white_xyz()
    for _ in range(_ROUNDS):
        if kept.sum() < _LEAST:
            return begin
        matrix = fitted_matrix(rgb[kept], xyz[kept], slope=lab_slope(xyz[kept]))
        made = np.where(seen[:, None], rgb, 0.0) @ matrix.T
        factor = np.maximum(made[:, 1], 1e-5) / xyz[:, 1]
        level = made / factor[:, None]
        off = delta_e_2000(lab_from_xyz(np.maximum(level, 0.0), white), lab_from_xyz(xyz, white))
        # black says little of its colour: stray light and noise are as strong as it
        off = off * np.minimum(1.0, xyz[:, 1] / 0.06)
        limit = max(_OFF, _OFF_TIMES * float(np.median(off[kept])))
        fits = (off <= limit) & (factor < _LIGHT_FACTOR) & (factor > 1 / _LIGHT_FACTOR)
        now = np.asarray(seen & fits)
        if np.array_equal(now, kept):
            break
        kept = now
    return kept
