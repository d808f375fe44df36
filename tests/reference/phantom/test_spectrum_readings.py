"""Planted spectra against the forward law, closed forms of the instrument, and real repeats."""

import math
from dataclasses import replace

import numpy as np
import pytest

from turgor.phantom.spectrum.instrument import SpectrometerSpec
from turgor.phantom.spectrum.reading import ReseatSpec, read_skin, treated
from turgor.phantom.spectrum.subject import TONES, draw_optics, true_ita_deg
from turgor.physics.colour.cielab import lab_from_xyz
from turgor.physics.colour.ita import ita_class, ita_deg
from turgor.physics.colour.tristimulus import tristimulus, white_point
from turgor.physics.skin_optics import SkinOptics, skin_reflectance

STILL = ReseatSpec(0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
SHARP = SpectrometerSpec(bandwidth_nm=0.5, shift_nm=0.0, gain=0.0, noise=0.0, noise_share=0.0)


def test_a_perfect_instrument_reads_the_forward_law() -> None:
    """Narrow bands, no noise: the law itself, with the aperture's edge loss and nothing else."""
    skin = SkinOptics(melanin=0.4, blood_fraction=0.02)
    spectrum, truth = read_skin(skin, SHARP, STILL, (1,))
    under = replace(skin, aperture_radius_mm=4.0)
    wanted = skin_reflectance(under, spectrum.wavelength_nm)
    assert spectrum.reflectance == pytest.approx(wanted, rel=1e-6)
    assert truth.optics.melanin == pytest.approx(0.4)
    assert spectrum.aperture_mm == 8.0 and spectrum.geometry == "d:8-sci"


def test_bandwidth_averages_as_a_gaussian_does() -> None:
    """A straight line passes unchanged; a parabola gains the variance of the band."""
    wide = replace(SHARP, bandwidth_nm=20.0)
    fine = wide.fine_nm()
    bands = wide.bands(fine)
    inner = slice(3, -3)
    assert (bands @ fine)[inner] == pytest.approx(wide.wavelength_nm[inner], abs=1e-6)
    variance = (20.0 / (2.0 * math.sqrt(2.0 * math.log(2.0)))) ** 2
    square = (bands @ fine**2)[inner] - wide.wavelength_nm[inner] ** 2
    assert square == pytest.approx(np.full(len(square), variance), rel=0.03)


def test_a_wavelength_shift_reads_the_spectrum_elsewhere() -> None:
    """Shifted bands read the law at their true centres."""
    fine = SHARP.fine_nm()
    line = replace(SHARP, bandwidth_nm=10.0).bands(fine, 0.8) @ fine
    assert line[3:-3] == pytest.approx(SHARP.wavelength_nm[3:-3] + 0.8, abs=1e-6)


def test_noise_is_what_was_planted() -> None:
    """SD over 600 readings of one skin: floor and share of reflectance, band by band."""
    noisy = replace(SHARP, noise=0.002, noise_share=0.01)
    skin = SkinOptics()
    read = np.array([read_skin(skin, noisy, STILL, (k,))[0].reflectance for k in range(600)])
    clean = skin_reflectance(replace(skin, aperture_radius_mm=4.0), noisy.wavelength_nm)
    wanted = np.hypot(0.002, 0.01 * clean)
    ratio = read.std(axis=0, ddof=1) / wanted
    assert ratio.mean() == pytest.approx(1.0, abs=0.02)
    assert read.mean(axis=0) == pytest.approx(clean, abs=5 * wanted.max() / math.sqrt(600))


@pytest.mark.parametrize("tone", TONES)
def test_a_drawn_person_lies_in_the_class(tone: str) -> None:
    """Ten persons of each tone: ITA of the exact spectrum lies in the class of that name."""
    rng = np.random.default_rng(3)
    for _ in range(10):
        assert ita_class(float(true_ita_deg([draw_optics(tone, rng)])[0])) == tone


def test_treated_skin_has_the_planted_factors() -> None:
    """Less melanin is lighter, more blood is redder, each by its own factor alone."""
    skin = SkinOptics()
    after = treated(skin, 0.8, 1.4)
    assert after.melanin == pytest.approx(0.8 * skin.melanin)
    assert after.blood_fraction == pytest.approx(1.4 * skin.blood_fraction)
    assert true_ita_deg([treated(skin, 0.8)])[0] > true_ita_deg([skin])[0]


@pytest.mark.data
def test_repeats_spread_as_real_forearms_do(forearms) -> None:
    """SEM of L*, a*, ITA, MI and EI of three readings in a row: 0.6 to 1.5 times the real ones.

    100 light-skinned forearms read three times (Cooksey 2017). b* repeats better than in life.
    """
    nm, real = forearms
    wanted = _sem(nm, real)
    rng = np.random.default_rng(0)
    instrument = SpectrometerSpec()
    made = []
    for k in range(60):
        skin = draw_optics("light", rng)
        made.append(
            [read_skin(skin, instrument, ReseatSpec(), (1, k), n)[0].reflectance for n in (1, 2, 3)]
        )
    found = _sem(instrument.wavelength_nm, np.array(made))
    ratio = found / wanted
    assert np.all(ratio[[0, 1, 3, 4, 5]] > 0.6) and np.all(ratio[[0, 1, 3, 4, 5]] < 1.5), ratio
    assert 0.25 < ratio[2] < 1.5


def _sem(nm, readings):
    """(6,) within-person SD of L*, a*, b*, ITA, MI and EI of (persons, 3, bands)."""
    flat = readings.reshape(-1, readings.shape[-1])
    keep = (nm >= 400) & (nm <= 700)
    lab = lab_from_xyz(
        tristimulus(nm[keep], flat[:, keep], "D65", "cie-1931-2deg"),
        white_point("D65", "cie-1931-2deg"),
    )
    red = np.array([np.interp(655.0, nm, one) for one in flat])
    green = np.array([np.interp(568.0, nm, one) for one in flat])
    values = np.column_stack(
        (lab, ita_deg(lab[:, 0], lab[:, 2]), -100 * np.log10(red), 100 * np.log10(red / green))
    ).reshape(len(readings), 3, 6)
    return np.sqrt(values.var(axis=1, ddof=1).mean(axis=0))
