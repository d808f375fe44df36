"""The forward model's doorway: shapes, refusals, analytic slopes, sense of every parameter."""

import math
from dataclasses import replace

import numpy as np
import pytest

from turgor.errors import InputError
from turgor.physics.skin_optics import SkinOptics, skin_reflectance, skin_reflectances
from turgor.physics.skin_optics.reflect import coordinates, forward_model, from_coordinates
from turgor.physics.skin_optics.spectrum_kernel import spectrum_with_slopes

WAVELENGTH = np.arange(400.0, 701.0, 10.0)


def test_batch_equals_single():
    skins = [SkinOptics(), SkinOptics(melanin=2.0, aperture_radius_mm=4.0)]
    batch = skin_reflectances(np.stack([s.as_row() for s in skins]), WAVELENGTH)
    assert batch.shape == (2, 31)
    for row, skin in zip(batch, skins, strict=True):
        np.testing.assert_array_equal(row, skin_reflectance(skin, WAVELENGTH))


def test_each_amount_acts_in_its_own_way():
    base = SkinOptics()
    usual = skin_reflectance(base, WAVELENGTH)
    assert (skin_reflectance(replace(base, melanin=0.5), WAVELENGTH) < usual).all()
    assert (skin_reflectance(replace(base, scattering_mm=8.0), WAVELENGTH) > usual).all()
    assert (skin_reflectance(replace(base, aperture_radius_mm=3.0), WAVELENGTH) < usual).all()
    redder = skin_reflectance(replace(base, blood_fraction=0.03), WAVELENGTH) / usual
    assert redder[15] < redder[30], "blood takes more green than red"
    pale = skin_reflectance(replace(base, oxygenation=0.0), WAVELENGTH)
    assert pale[25] < usual[25], "deoxygenated blood takes more at 650 nm"
    np.testing.assert_allclose(
        skin_reflectance(replace(base, specular=0.05), WAVELENGTH), usual + 0.022, atol=1e-12
    )


def test_coordinates_there_and_back():
    rows = np.stack([SkinOptics().as_row(), SkinOptics(aperture_radius_mm=5.0).as_row()])
    np.testing.assert_allclose(from_coordinates(coordinates(rows)), rows, rtol=1e-12)
    assert SkinOptics.from_row(rows[1]).aperture_radius_mm == 5.0


def test_slopes_are_the_derivatives():
    model = forward_model(WAVELENGTH)
    rng = np.random.default_rng(3)
    middle = coordinates(SkinOptics(aperture_radius_mm=5.0).as_row()[None])[0]
    for _ in range(20):
        x = middle + 0.3 * rng.normal(size=11)

        def at(place):
            value, slopes = np.empty(31), np.empty((11, 31))
            spectrum_with_slopes(
                place, model.bands, model.table, model.first, model.step,
                model.depth_mm, model.rayleigh, value, slopes,
            )  # fmt: skip
            return value, slopes

        slopes = at(x)[1]
        for i in range(11):
            nudge = np.zeros(11)
            nudge[i] = 1e-5
            numeric = (at(x + nudge)[0] - at(x - nudge)[0]) / 2e-5
            np.testing.assert_allclose(slopes[i], numeric, atol=1e-3 * np.abs(numeric).max())


@pytest.mark.parametrize(
    "wrong", [{"melanin": 0.0}, {"oxygenation": 1.2}, {"yellow_mm": -1.0}, {"melanin": math.nan}]
)
def test_unphysical_optics_are_refused(wrong):
    with pytest.raises(InputError, match=next(iter(wrong))):
        SkinOptics(**wrong)


def test_refusals_of_the_batch():
    with pytest.raises(InputError, match="360 to 900"):
        skin_reflectance(SkinOptics(), np.array([300.0, 500.0]))
    with pytest.raises(InputError, match="rows of 11"):
        skin_reflectances(np.ones((2, 10)), WAVELENGTH)
    with pytest.raises(InputError, match="below 0"):
        skin_reflectances(-np.ones((1, 11)), WAVELENGTH)
