"""Weights that turn the bands of an instrument into tristimulus values, for any set of bands.

The reflectance is summed at the instrument's own bands, each with the width of its cell, as CIE
015 sums at 5 nm. An interval wider than 10 nm is first filled by a cubic spline; beyond the
first and last band the end's reflectance is held, at the end's own step. The same sum for a
perfect white is divided out. Against 3 nm spectra of skin, seen through bands 10 nm wide, this
is at least as true as interpolating to 1 nm (docs/science/colour.md).
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from turgor.evidence import evidence_table
from turgor.physics.colour.illuminant import illuminant_power
from turgor.physics.colour.observer import colour_matching

FIRST_NM, LAST_NM = 360.0, 830.0

#: widest interval summed without filling in; CIE 015 and instruments go no further than 10 nm
WIDEST_NM = 10.0


def band_weights(
    wavelength_nm: NDArray[np.float64], illuminant: str, observer: str
) -> NDArray[np.float64]:
    """Weights (n, 3) for n >= 2 rising bands in nm; each column sums to 1.

    ``reflectance @ weights`` is X/Xn, Y/Yn, Z/Zn. A band outside 360 to 830 nm weighs nothing,
    but where the others stop short of that range its reflectance is held like any end's.

    Errors: InputError where illuminant or observer are unknown.
    """
    evidence_table("cie-illuminants")  # the run cites it, also where the weights are kept
    return _weights(np.ascontiguousarray(wavelength_nm).tobytes(), illuminant, observer)


@lru_cache(maxsize=256)
def _weights(wavelengths: bytes, illuminant: str, observer: str) -> NDArray[np.float64]:
    nodes_nm, filling = _filled(np.frombuffer(wavelengths))
    below, above = _tails(nodes_nm)
    whole_nm = np.concatenate((below, nodes_nm, above))
    power = illuminant_power(illuminant, whole_nm) * np.gradient(whole_nm)
    weights = colour_matching(observer, whole_nm) * power[:, None]
    kept = weights[len(below) : len(below) + len(nodes_nm)].copy()
    kept[0] += weights[: len(below)].sum(axis=0)
    kept[-1] += weights[len(below) + len(nodes_nm) :].sum(axis=0)
    result = np.asarray(filling.T @ kept / kept.sum(axis=0))
    result.setflags(write=False)
    return result


@lru_cache(maxsize=256)
def held_share(first_nm: float, last_nm: float, illuminant: str, observer: str) -> float:
    """The largest share of a white's X, Y or Z that lies outside two wavelengths in nm."""
    nm = np.arange(FIRST_NM, LAST_NM + 1.0)
    weights = colour_matching(observer, nm) * illuminant_power(illuminant, nm)[:, None]
    outside = (nm < first_nm) | (nm > last_nm)
    return float((weights[outside].sum(axis=0) / weights.sum(axis=0)).max())


def _filled(bands_nm: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Bands and what fills their wide intervals, (k,), and the operator (k, n) that fills."""
    parts = np.ceil(np.diff(bands_nm) / WIDEST_NM - 1e-9).astype(int)
    pieces = [
        np.linspace(bands_nm[i], bands_nm[i + 1], max(1, count) + 1)[:-1]
        for i, count in enumerate(parts)
    ]
    nodes_nm = np.concatenate([*pieces, bands_nm[-1:]])
    if len(nodes_nm) == len(bands_nm):
        return bands_nm, np.eye(len(bands_nm))
    from scipy.interpolate import CubicSpline

    spline = CubicSpline(bands_nm, np.eye(len(bands_nm)), bc_type="natural")
    return nodes_nm, np.asarray(spline(nodes_nm))


def _tails(nodes_nm: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Wavelengths in nm before the first and after the last node, to the observer's ends."""
    first_step, last_step = nodes_nm[1] - nodes_nm[0], nodes_nm[-1] - nodes_nm[-2]
    below = np.arange(nodes_nm[0] - first_step, FIRST_NM - 0.5, -first_step)[::-1]
    above = np.arange(nodes_nm[-1] + last_step, LAST_NM + 0.5, last_step)
    return below, above
