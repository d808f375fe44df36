"""The conversion to spectral indices against another archive than the one it was fitted on."""

import numpy as np
import pytest

from turgor.formats.spectrum import read_spectra
from turgor.measure.photo.correct import identity_correction
from turgor.measure.photo.transfer import spectral_estimate, zone_estimates
from turgor.measure.photo.zone_mean import zone_means
from turgor.physics.colour import ita_deg, lab_from_xyz, tristimulus, white_point
from turgor.physics.colour.rgb import linear_from_xyz
from turgor.record.photograph import Photograph

VIEW = ("D65", "cie-1931-2deg")


@pytest.mark.data
def test_persons_of_another_laboratory(shared_data):
    """cooksey-2017, another instrument: 50 persons outside the stated error."""
    spectra = read_spectra(shared_data / "colour" / "nist" / "M38597.csv")
    means = [one for one in spectra if "mean-of-readings" in one.flags][1::2]
    assert len(means) == 50
    scores = {"mi": [], "ei": []}
    for one in means:
        kept = (one.wavelength_nm >= 380) & (one.wavelength_nm <= 780)
        nm, reflectance = one.wavelength_nm[kept], one.reflectance[kept]
        xyz = tristimulus(nm, reflectance, *VIEW)
        lab = lab_from_xyz(xyz, white_point(*VIEW))
        red, green, _ = linear_from_xyz(xyz)
        told = (-100 * np.log10(red), 100 * np.log10(red / green), lab[2], ita_deg(lab[0], lab[2]))
        r655, r568 = (
            np.interp(np.arange(middle - 5.0, middle + 5.5, 0.5), nm, reflectance).mean()
            for middle in (655.0, 568.0)
        )
        wanted = {"mi": -100 * np.log10(r655), "ei": 100 * np.log10(r655 / r568)}
        for index, list_of in scores.items():
            estimate = spectral_estimate(index, *map(float, told))
            list_of.append((estimate.value - wanted[index]) / estimate.residual_sd)
    for index, values in scores.items():
        z = np.array(values)
        print(index, z.mean().round(2), np.sqrt(np.mean(z**2)).round(2))
        assert np.sqrt(np.mean(z**2)) < 1.0
        assert np.mean(np.abs(z) < 2) >= 0.95


def test_nan_stays_nan_and_class_is_told():
    nothing = spectral_estimate("mi", float("nan"), 20.0, 15.0, 30.0)
    assert np.isnan(nothing.value) and nothing.ita_class == "intermediate"
    assert np.isnan(spectral_estimate("ei", 30.0, 20.0, 15.0, float("nan")).residual_sd)


def test_a_zone_is_converted_as_its_means_are():
    rgb = np.full((40, 40, 3), (180, 140, 120), np.uint8)
    means = zone_means(
        Photograph(rgb), identity_correction(256, "srgb"), np.ones((40, 40), dtype=bool)
    )
    mi, ei = zone_estimates(means)
    told = [means.mean[name] for name in ("mi_rgb", "ei_rgb", "b_star", "ita_deg")]
    assert mi == spectral_estimate("mi", *told) and ei == spectral_estimate("ei", *told)
    assert mi.value == pytest.approx(means.mean["mi_rgb"], abs=6)
