"""Chromophore findings: order, conditions, refusals, flags; never a yellow or an edge."""

from dataclasses import replace

import numpy as np
import pytest

from turgor.errors import InputError
from turgor.measure.colour.chromophore import interval, invert, measure_chromophores, prior
from turgor.measure.colour.chromophore.bands import read_bands
from turgor.physics.skin_optics import SkinOptics, skin_reflectance
from turgor.record.spectrum import Spectrum

COARSE = np.arange(400.0, 701.0, 10.0)
SKIN = SkinOptics(melanin=0.3, blood_fraction=0.02, oxygenation=0.7, aperture_radius_mm=5.0)
SHA = "0" * 64
METRICS = [
    "chromophore.melanin_depth",
    "chromophore.blood_fraction",
    "chromophore.relative_oxygenation",
    "chromophore.scattering",
]


def reading(wavelength=COARSE, skin=SKIN, **settings) -> Spectrum:
    return Spectrum(wavelength, skin_reflectance(skin, wavelength), "d:8-sci", **settings)


def values(findings):
    return {finding.metric: finding.value for finding in findings}


def test_what_was_planted_is_found_within_its_uncertainty():
    (found,) = measure_chromophores([reading(name="a")], capture_sha256=SHA)
    assert [finding.metric for finding in found] == METRICS
    planted = (0.3, 2.0, 70.0, 6.1)
    for finding, truth in zip(found, planted, strict=True):
        assert finding.u_kind == "instrument"
        assert abs(finding.value - truth) < 2.0 * finding.u
        assert finding.item == "a" and finding.captures == (SHA,)
    assert found[0].measurand.as_mapping()["wavelength_step_nm"] == 10.0


def test_many_spectra_keep_their_order_and_do_not_depend_on_company():
    dark = reading(skin=replace(SKIN, melanin=1.2), name="dark")
    fine = reading(np.arange(380.0, 741.0, 2.0), name="fine")
    together = measure_chromophores([reading(), dark, fine], capture_sha256=["a", "b", "c"])
    assert [one[0].captures for one in together] == [("a",), ("b",), ("c",)]
    alone = measure_chromophores([dark], capture_sha256="b")[0]
    assert values(together[1]) == values(alone)
    assert together[1][0].value > 3.0 * together[0][0].value


def test_a_finely_sampled_spectrum_weighs_no_more_than_a_coarse_one():
    coarse, fine = measure_chromophores(
        [reading(), reading(np.arange(360.0, 801.0, 1.0))], capture_sha256=SHA
    )
    assert fine[0].value == pytest.approx(coarse[0].value, rel=0.03)
    assert fine[0].u == pytest.approx(coarse[0].u, rel=0.1)


@pytest.mark.parametrize(
    "wavelength",
    [np.arange(500.0, 701.0, 10.0), np.array([450.0, 550.0, 650.0]), np.array([1000.0, 1100.0])],
)
def test_too_few_wavelengths_are_not_identified(wavelength):
    spectrum = Spectrum(wavelength, np.full(wavelength.size, 0.4), "d:8-sci")
    (found,) = measure_chromophores([spectrum], capture_sha256=SHA)
    for finding in found:
        assert finding.value is None and "not-identified" in finding.flags
        assert "430 to 680 nm" in finding.u_reason


def test_gaps_are_left_out():
    spectrum = reading()
    broken = spectrum.reflectance.copy()
    broken[[0, 12]] = np.nan
    (found,) = measure_chromophores([replace(spectrum, reflectance=broken)], capture_sha256=SHA)
    assert found[0].value == pytest.approx(0.3, rel=0.1)


@pytest.mark.parametrize("scale", [100.0, 0.0, -1.0])
def test_what_is_no_skin_is_not_identified(scale):
    spectrum = replace(reading(), reflectance=scale * reading().reflectance)
    (found,) = measure_chromophores([spectrum], capture_sha256=SHA)
    assert all(finding.value is None and finding.u_reason for finding in found)


def test_specular_excluded_is_read_as_such():
    included = reading(skin=replace(SKIN, specular=0.028))
    excluded = replace(
        included, geometry="d:8-sce", reflectance=included.reflectance - 0.028 + 0.003
    )
    (a,), (b,) = (measure_chromophores([s], capture_sha256=SHA) for s in (included, excluded))
    assert b[0].value == pytest.approx(a[0].value, rel=0.05)
    assert a[0].measurand != b[0].measurand


def test_a_ring_of_light_is_read_as_such():
    skin = replace(SKIN, specular=0.003)
    ring = Spectrum(COARSE, skin_reflectance(skin, COARSE, "45:0"), "45:0")
    sphere = replace(ring, geometry="d:8-sce")
    (a,), (b,) = (measure_chromophores([s], capture_sha256=SHA) for s in (ring, sphere))
    assert abs(a[0].value / 0.3 - 1.0) < abs(b[0].value / 0.3 - 1.0)
    assert a[0].value == pytest.approx(0.3, rel=0.05)


def test_what_the_file_leaves_open_is_flagged():
    (found,) = measure_chromophores([replace(reading(), geometry="unknown")], capture_sha256=SHA)
    assert {"geometry-not-stated", "aperture-not-stated"} <= set(found[0].flags)


def test_a_stated_aperture_is_used_and_is_a_condition():
    small = reading(aperture_mm=4.0)
    (a,), (b,) = (measure_chromophores([s], capture_sha256=SHA) for s in (small, reading()))
    assert a[0].measurand.as_mapping()["aperture_mm"] == 4.0
    assert a[1].value != b[1].value


def test_captures_and_spectra_must_match():
    with pytest.raises(InputError, match="2 spectra come with 1"):
        measure_chromophores([reading(), reading()], capture_sha256=["a"])
    assert measure_chromophores([], capture_sha256=SHA) == []


def test_intervals_hold_the_middle_and_widen_with_the_level():
    wavelength, value = read_bands(COARSE, reading().reflectance)
    found = invert(wavelength, value[None], prior("d:8-sci"))
    for name, place in {"melanin": 0, "oxygenation": 2}.items():
        low, high = interval(found, name, 0.5)
        wide_low, wide_high = interval(found, name, 0.95)
        assert wide_low < low < found.skins[:, place] < high < wide_high
    with pytest.raises(InputError, match="no chromophore"):
        interval(found, "yellow")


def test_settings_of_the_prior():
    assert prior("d:8-sce").mean[7] < prior("d:8-sci").mean[7]
    assert prior("unknown").spread[7] > prior("d:8-sci").spread[7]
    assert prior("d:8-sci", 8.0).mean[6] == pytest.approx(np.log(4.0))
