"""Summing at the instrument's own bands beside interpolating to 1 nm, on 3 nm spectra of skin.

The truth is the 3 nm spectrum (cooksey-2017) interpolated to 1 nm; the instrument sees it
through triangular bands of 10 nm, as handheld spectrophotometers do.
"""

import numpy as np
import pytest
from scipy.interpolate import CubicSpline

from turgor.formats.spectrum import read_spectra
from turgor.physics.colour import (
    OBSERVERS,
    colour_matching,
    illuminant_power,
    lab_from_xyz,
    tristimulus,
    white_point,
)

pytestmark = pytest.mark.data
FINE_NM = np.arange(360.0, 831.0)


@pytest.fixture(scope="module")
def skin(shared_data):
    """Curves through the 300 single readings."""
    found = read_spectra(shared_data / "colour" / "nist" / "M38597.csv")
    readings = [one for one in found if "mean-of-readings" not in one.flags]
    return CubicSpline(readings[0].wavelength_nm, [one.reflectance for one in readings], axis=1)


def through_bands(skin, nm):
    at = np.arange(nm[0] - 10.0, nm[-1] + 11.0)
    shape = np.clip(1.0 - np.abs(at[None, :] - nm[:, None]) / 10.0, 0.0, None)
    return skin(at) @ (shape / shape.sum(axis=1, keepdims=True)).T


def interpolated(nm, spectra, illuminant, observer):
    """The other way: cubic to 1 nm, ends held, summed at 1 nm."""
    fine = CubicSpline(nm, spectra, axis=1)(np.clip(FINE_NM, nm[0], nm[-1]))
    weights = colour_matching(observer, FINE_NM) * illuminant_power(illuminant, FINE_NM)[:, None]
    return fine @ weights * (100.0 / weights[:, 1].sum())


@pytest.mark.parametrize("observer", OBSERVERS)
@pytest.mark.parametrize("illuminant", ["D65", "D50", "A"])
@pytest.mark.parametrize("ends", [(400.0, 700.0), (360.0, 740.0)])
def test_at_least_as_true_as_interpolating(skin, illuminant, observer, ends):
    nm = np.arange(ends[0], ends[1] + 1.0, 10.0)
    white = white_point(illuminant, observer)
    truth = lab_from_xyz(interpolated(FINE_NM, skin(FINE_NM), illuminant, observer), white)
    seen = through_bands(skin, nm)
    ours = lab_from_xyz(tristimulus(nm, seen, illuminant, observer), white)
    other = lab_from_xyz(interpolated(nm, seen, illuminant, observer), white)
    our_error = np.quantile(np.abs(ours - truth), 0.99, axis=0)
    other_error = np.quantile(np.abs(other - truth), 0.99, axis=0)
    assert (our_error <= 1.05 * other_error).all(), (our_error, other_error)
    assert our_error.max() < (0.1 if illuminant == "A" else 0.05)


def test_the_printed_figures(skin):
    """The table of docs/science/colour.md."""
    nm = np.arange(400.0, 701.0, 10.0)
    conditions = "D65", "cie-1931-2deg"
    white = white_point(*conditions)
    truth = lab_from_xyz(interpolated(FINE_NM, skin(FINE_NM), *conditions), white)
    seen = through_bands(skin, nm)
    for way, printed in (
        (tristimulus, (0.024, 0.036, 0.027)),
        (interpolated, (0.025, 0.050, 0.043)),
    ):
        error = np.abs(lab_from_xyz(way(nm, seen, *conditions), white) - truth)
        np.testing.assert_allclose(np.quantile(error, 0.99, axis=0), printed, atol=0.002)
