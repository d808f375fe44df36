"""What a chart tells of the camera: its sensitivities times the light, as smooth as can be."""

import numpy as np
from numpy.typing import NDArray

from turgor.measure.photo.correct.skin_spectra import BAND_NM

#: weights of smoothness that are tried; the left-out error of the patches chooses
_SMOOTHNESS = 10.0 ** np.arange(-0.5, 2.01, 0.5)
_RIDGE = 1e-8
#: share of full scale that is added to a value before its relative error is taken
_FLOOR = 0.02
Values = NDArray[np.float64]


def estimated_sensitivity(spectra: tuple[Values, Values], rgb: Values) -> tuple[Values, float]:
    """(bands, 3) weights that take a reflectance to linear camera values, and their error.

    spectra : (n,) nm and (patches, n) reflectance. rgb : (patches, 3) what the camera recorded.

    Penalised least squares on relative errors with the second difference as penalty; values of
    cameras that have been through a colour matrix may be negative. The error is the root mean
    square of the relative errors of patches left out.
    """
    nm, reflectance = spectra
    patches = np.stack([np.interp(BAND_NM, nm, row) for row in reflectance])
    bend = np.diff(np.eye(len(BAND_NM)), 2, axis=0)
    weight = 1.0 / (np.maximum(rgb, 0.0) + _FLOOR)
    best, least = np.zeros((len(BAND_NM), 3)), np.inf
    for smooth in _SMOOTHNESS:
        penalty = smooth**2 * bend.T @ bend + _RIDGE * np.eye(len(BAND_NM))
        columns, errors = [], []
        for channel in range(3):
            design = patches * weight[:, channel, None]
            target = rgb[:, channel] * weight[:, channel]
            solve = np.linalg.solve(design.T @ design + penalty, design.T)
            columns.append(solve @ target)
            held = design @ solve
            errors.append((target - held @ target) / np.maximum(1.0 - np.diag(held), 1e-6))
        error = float(np.sqrt(np.mean(np.square(errors))))
        if error < least:
            best, least = np.stack(columns, axis=1), error
    return best, least
