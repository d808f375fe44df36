"""How the light changes across a chart: a slope of its logarithm, from patches of known colour."""

import numpy as np
from numpy.typing import NDArray

from turgor.measure.photo.least_squares import fitted_matrix, lab_slope

_ROUNDS = 6
_LEAST = 8
#: errors of the logarithm beyond this many times the usual one count less
_HUBER = 1.5


def even_light(
    rgb: NDArray[np.float64], xyz: NDArray[np.float64], places: NDArray[np.float64]
) -> NDArray[np.float64]:
    """(n,) natural logarithm of the light at each patch, mean 0, linear in its place.

    rgb : (n, 3) linear camera values; xyz : (n, 3) the patches' reference; places : (n, 2).

    A matrix and the slope are fitted in turn; zero where there are too few patches.
    """
    light = np.zeros(len(rgb))
    if len(rgb) < _LEAST or np.linalg.matrix_rank(places - places.mean(axis=0)) < 2:
        return light
    slope = lab_slope(xyz)
    centred = places - places.mean(axis=0)
    for _ in range(_ROUNDS):
        even = rgb / np.exp(light)[:, None]
        luminance = np.maximum((even @ fitted_matrix(even, xyz, slope=slope).T)[:, 1], 1e-4)
        off = np.log(luminance / np.maximum(xyz[:, 1], 1e-4))
        # dark patches say little: stray light and noise move their logarithm first
        weight = xyz[:, 1] / (xyz[:, 1] + 0.05)
        usual = 1.4826 * float(np.median(np.abs(off - np.median(off)))) + 1e-6
        weight = weight * np.minimum(1.0, _HUBER * usual / np.maximum(np.abs(off), 1e-9))
        design = np.column_stack((centred, np.ones(len(rgb)))) * np.sqrt(weight)[:, None]
        slopes = np.linalg.lstsq(design, off * np.sqrt(weight), rcond=None)[0][:2]
        light = light + centred @ slopes
        if np.abs(centred @ slopes).max() < 1e-4:
            break
    return np.asarray(light - light.mean())
