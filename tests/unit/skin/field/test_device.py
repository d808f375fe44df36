"""Lasers by the words that people write for them."""

import pytest

from turgor.errors import InputError
from turgor.evidence import parameter_draw
from turgor.skin.stimulus.field.device import _lasers, find_laser
from turgor.skin.stimulus.field.shape import PLACEMENTS


@pytest.mark.parametrize(
    ("text", "wavelength", "expected"),
    [
        ("Fraxel re:store", 1550, "fraxel-1550"),
        ("FRAXEL® DUAL (Solta)", 1550, "fraxel-1550"),
        ("Fraxel Dual", 1927, "fraxel-1927"),
        ("Fraxel", 10600, "fraxel-repair"),
        ("Fraxel re:pair", 10600, "fraxel-repair"),
        ("Lutronic eCO₂", 10600, "eco2"),
        ("UltraPulse Encore, Deep FX", 10600, "deepfx"),
        ("UltraPulse ActiveFX", 10600, "activefx"),
        ("Clear + Brilliant Permea", 1927, "diode-1927"),
        ("Alma Pixel 2940", 2940, "pixel-2940"),
    ],
)
def test_words(text, wavelength, expected):
    laser, flags = find_laser(text, wavelength)
    assert laser.id == expected
    assert flags == ()
    assert laser.known


@pytest.mark.parametrize(
    ("wavelength", "expected"),
    [(1540, "generic-nonablative"), (1940, "generic-thulium"), (2940, "generic-erbium"),
     (10600, "generic-carbon-dioxide"), (1064, "generic-visible")],
)  # fmt: skip
def test_an_unknown_device(wavelength, expected):
    for text in ("SuperLaser 3000", ""):
        laser, flags = find_laser(text, wavelength)
        assert (laser.id, laser.known, laser.wavelength_nm) == (expected, False, None)
        assert [flag.code for flag in flags] == ["device-unknown"]


def test_a_wavelength_that_the_device_does_not_emit():
    with pytest.raises(InputError, match="emits 10600 nm, the session says 1550 nm"):
        find_laser("eCO2", 1550)
    with pytest.raises(InputError, match="no fractional laser of 400 nm"):
        find_laser("", 400)


def test_every_record_is_whole():
    for laser in _lasers().values():
        assert laser.spot_um > 0.0
        assert laser.placement in PLACEMENTS
        assert laser.known == (laser.wavelength_nm is not None)
        assert laser.known == bool(laser.words)


def test_the_effective_spot_is_drawn_until_it_is_calibrated():
    laser, _ = find_laser("eCO2", 10600)
    ratios = []
    for index in range(8):
        with parameter_draw(index, 8, seed=1):
            ratios.append(laser.effective_ratio)
    if not laser.calibrated:
        assert 0.5 <= min(ratios) < 0.8 < 1.3 < max(ratios) <= 1.7
