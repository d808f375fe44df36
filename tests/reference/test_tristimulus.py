"""X, Y, Z and L*a*b* beside colour-science, and against 15,256 archived skin spectra."""

import warnings

import numpy as np
import pytest

from turgor.physics.colour import (
    ILLUMINANTS,
    OBSERVERS,
    lab_from_xyz,
    tristimulus,
    white_point,
    xyz_from_lab,
)
from turgor.physics.colour.rgb import linear_from_srgb, srgb_from_linear, xyz_from_linear

THEIR_OBSERVER = {
    "cie-1931-2deg": "CIE 1931 2 Degree Standard Observer",
    "cie-1964-10deg": "CIE 1964 10 Degree Standard Observer",
}


@pytest.fixture(scope="module")
def colour():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pytest.importorskip("colour")


def skin_like(nm, rng, count):
    """Smooth, toothed spectra: a rising edge with two bands of blood."""
    level = rng.uniform(0.05, 0.5, (count, 1))
    edge = 1.0 / (1.0 + np.exp(-(nm - rng.uniform(540, 620, (count, 1))) / 30.0))
    dips = sum(
        rng.uniform(0.0, 0.08, (count, 1)) * np.exp(-(((nm - at) / 12.0) ** 2))
        for at in (417.0, 542.0, 576.0)
    )
    return level * (0.3 + 0.7 * edge) - level * dips


@pytest.mark.parametrize("observer", OBSERVERS)
@pytest.mark.parametrize("illuminant", ILLUMINANTS)
def test_beside_colour_science_at_1_nm(colour, illuminant, observer):
    """Their integration over 360 to 780 nm, where the illuminants are tabulated."""
    nm = np.arange(360.0, 781.0)
    spectra = skin_like(nm, np.random.default_rng(4), 12)
    ours = tristimulus(nm, spectra, illuminant, observer)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        shape = colour.SpectralShape(360, 780, 1)
        cmfs = colour.MSDS_CMFS[THEIR_OBSERVER[observer]].copy().align(shape)
        between = colour.SpragueInterpolator if illuminant in "AC" else colour.LinearInterpolator
        light = colour.SDS_ILLUMINANTS[illuminant].copy().interpolate(shape, interpolator=between)
        theirs = [
            colour.sd_to_XYZ(
                colour.SpectralDistribution(row, nm), cmfs, light, method="Integration"
            )
            for row in spectra
        ]
        white = colour.sd_to_XYZ(
            colour.SpectralDistribution(np.ones_like(nm), nm), cmfs, light, method="Integration"
        )
    np.testing.assert_allclose(white_point(illuminant, observer), white, atol=0.005)
    their_lab = lab_from_xyz(np.array(theirs), white)
    our_lab = lab_from_xyz(ours, white_point(illuminant, observer))
    np.testing.assert_allclose(our_lab, their_lab, atol=0.002)


@pytest.mark.parametrize(
    ("illuminant", "observer", "x", "y"),
    [
        ("D65", "cie-1931-2deg", 0.31272, 0.32903),
        ("D65", "cie-1964-10deg", 0.31382, 0.33100),
        ("D50", "cie-1931-2deg", 0.34567, 0.35850),
        ("D55", "cie-1931-2deg", 0.33242, 0.34743),
        ("D75", "cie-1931-2deg", 0.29902, 0.31485),
        ("A", "cie-1931-2deg", 0.44757, 0.40745),
        ("A", "cie-1964-10deg", 0.45117, 0.40594),
        ("C", "cie-1931-2deg", 0.31006, 0.31616),
    ],
)
def test_published_chromaticities_of_white(illuminant, observer, x, y):
    """cie-015-2018, table of chromaticities of the illuminants."""
    xyz = white_point(illuminant, observer)
    np.testing.assert_allclose(xyz[:2] / xyz.sum(), (x, y), atol=3e-5)


def test_lab_both_ways_beside_colour_science(colour):
    rng = np.random.default_rng(5)
    white = white_point("D65", "cie-1931-2deg")
    xyz = rng.uniform(0.0, 1.0, (5000, 3)) ** 3 * white
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = colour.XYZ_to_Lab(xyz / 100.0, colour.XYZ_to_xy(white))
    ours = lab_from_xyz(xyz, white)
    np.testing.assert_allclose(ours, theirs, atol=1e-9)
    np.testing.assert_allclose(xyz_from_lab(ours, white), xyz, atol=1e-9)


def test_srgb_both_ways_beside_colour_science(colour):
    code = np.random.default_rng(6).uniform(0.0, 1.0, (2000, 3))
    linear = linear_from_srgb(code)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = colour.sRGB_to_XYZ(code) * 100.0
    np.testing.assert_allclose(xyz_from_linear(linear), theirs, atol=1e-9)
    np.testing.assert_allclose(srgb_from_linear(linear), code, atol=1e-12)
