"""Many spectra at once: the most probable skin behind each, and how far it is known."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.compute import map_strips
from turgor.measure.colour.chromophore.prior import Prior
from turgor.measure.colour.chromophore.solve_kernel import solve_spectrum
from turgor.physics.skin_optics.reflect import ForwardModel, forward_model, from_coordinates

FloatArray = NDArray[np.float64]

MOST_ROUNDS = 60
#: A place this many widths of the prior away is searched for again, with melanin moved by so many
#: widths and all else in the middle; a search counts as better if it ends lower by so much.
_ODD, _OTHER_STARTS, _LOWER = 2.5, (-0.5, 0.5), 1e-3
#: Rough ln melanin from how dark the longest reds are: where the search starts.
_START_SCALE, _START_POWER, _START_LEAST = 0.12, 1.5, 0.02
_RED_NM = 650.0


@dataclass(frozen=True, slots=True)
class Inversion:
    """What m spectra of n bands say, in the solver's COORDINATES.

    coordinates : (m, 11) most probable values; skins : the same as rows of SkinOptics.
    covariance : (m, 11, 11) of the normal distribution around them, spread : (m, 11) its
    standard deviations. fitted : (m, n). rounds : (m,). settled : (m,) whether the search came
    to rest. rms, relative_rms : (m,) residual, plain and as a share of the reading.
    """

    coordinates: FloatArray
    skins: FloatArray
    covariance: FloatArray
    spread: FloatArray
    fitted: FloatArray
    rounds: NDArray[np.int64]
    settled: NDArray[np.bool_]
    rms: FloatArray
    relative_rms: FloatArray


def invert(
    wavelength_nm: FloatArray,
    reflectance: FloatArray,
    expected: Prior,
    model: ForwardModel | None = None,
    start: FloatArray | None = None,
) -> Inversion:
    """Invert m spectra (m, n) at the same n wavelengths.

    model : None = the shipped one. start : (m, 11) in widths of the prior from its middle; None
    = the middle, with melanin after the red.

    Errors: InputError where a wavelength lies outside 360 to 900 nm.
    """
    measured = np.ascontiguousarray(reflectance, dtype=np.float64)
    law = forward_model(wavelength_nm) if model is None else model
    z = _start(wavelength_nm, measured, expected) if start is None else start.copy()
    found = _searched(measured, expected, law, z)
    odd = (found.rounds >= MOST_ROUNDS) | (np.abs(found.z).max(axis=1) > _ODD)
    if start is None and odd.any():
        for shift in _OTHER_STARTS:
            other = np.zeros_like(z[odd])
            other[:, 0] = z[odd, 0] + shift
            found.take_better(np.flatnonzero(odd), _searched(measured[odd], expected, law, other))
    return _told(found, measured, expected)


@dataclass(slots=True)
class _Search:
    """Where the search ended: whitened place, fit, curvature, rounds and misfit of each row."""

    z: FloatArray
    fitted: FloatArray
    curvature: FloatArray
    rounds: NDArray[np.int64]
    misfit: FloatArray

    def take_better(self, rows: NDArray[np.int64], other: "_Search") -> None:
        """Take over the rows in which another search ended lower."""
        lower = other.misfit < self.misfit[rows] - _LOWER
        into = rows[lower]
        for name in ("z", "fitted", "curvature", "rounds", "misfit"):
            getattr(self, name)[into] = getattr(other, name)[lower]


def _searched(measured: FloatArray, expected: Prior, law: ForwardModel, z: FloatArray) -> _Search:
    """Search every row from its start, rows shared out over the cores."""
    sigma = expected.sigma(np.clip(measured, 0.0, None))
    count, size = z.shape
    fitted, curvature = np.empty_like(measured), np.empty((count, size, size))
    rounds = np.empty(count, dtype=np.int64)

    def strip(first_row: int, end_row: int) -> None:
        for i in range(first_row, end_row):
            rounds[i] = solve_spectrum(
                measured[i],
                sigma[i],
                law.bands,
                law.table,
                law.first,
                law.step,
                law.depth_mm,
                law.rayleigh,
                expected.mean,
                expected.spread,
                MOST_ROUNDS,
                z[i],
                fitted[i],
                curvature[i],
            )

    map_strips(strip, count)
    misfit = (((measured - fitted) / sigma) ** 2).sum(axis=1) + (z**2).sum(axis=1)
    return _Search(z, fitted, curvature, rounds, 0.5 * misfit)


def _told(found: _Search, measured: FloatArray, expected: Prior) -> Inversion:
    """The search's end in the solver's coordinates, with its widths and residuals."""
    covariance = np.linalg.inv(found.curvature) * np.outer(expected.spread, expected.spread)
    residual = found.fitted - measured
    share = residual / np.maximum(measured, 1e-6)
    coordinates = expected.mean + expected.spread * found.z
    return Inversion(
        coordinates,
        from_coordinates(coordinates),
        covariance,
        np.sqrt(np.einsum("ipp->ip", covariance)),
        found.fitted,
        found.rounds,
        found.rounds < MOST_ROUNDS,
        np.sqrt((residual**2).mean(axis=1)),
        np.sqrt((share**2).mean(axis=1)),
    )


def _start(wavelength_nm: FloatArray, measured: FloatArray, expected: Prior) -> FloatArray:
    """Where the search starts: the middle of the prior, and melanin after the red."""
    z = np.zeros((measured.shape[0], expected.mean.size))
    red = measured[:, int(np.argmin(np.abs(wavelength_nm - _RED_NM)))]
    dark = -np.log(np.clip(red, 0.02, 0.9))
    guess = np.log(_START_SCALE * dark**_START_POWER + _START_LEAST)
    z[:, 0] = (guess - expected.mean[0]) / expected.spread[0]
    return z
