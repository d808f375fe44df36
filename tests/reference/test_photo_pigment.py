"""Pigment maps against planted changes of the skin model and against measured skin."""

from dataclasses import dataclass, replace

import numpy as np
import pytest

from turgor.evidence import evidence_table
from turgor.formats.spectrum import read_spectra
from turgor.measure.photo.pigment import (
    MOST_RED_DENSITY,
    pigment_directions,
    pigment_maps,
    unmixed,
)
from turgor.physics.colour import illuminant_power, ita_deg, lab_from_xyz, tristimulus, white_point
from turgor.physics.colour.rgb import RGB_TO_XYZ, linear_from_xyz
from turgor.physics.skin_optics import SkinOptics, skin_reflectances
from turgor.record.photograph import Photograph

NM = np.arange(400.0, 701.0, 10.0)
TONES = (0.05, 0.1, 0.2, 0.35, 0.5, 0.6)


@dataclass(frozen=True)
class PlainCorrection:
    linearise: np.ndarray
    matrix: np.ndarray


def linear(optics):
    rows = np.array([one.as_row() for one in optics])
    return linear_from_xyz(tristimulus(NM, skin_reflectances(rows, NM), "D65", "cie-1931-2deg"))


def skin(melanin, **changed):
    return replace(SkinOptics(melanin=melanin, specular=0.0), **changed)


@pytest.mark.parametrize("melanin", TONES)
def test_planted_change_lands_in_its_own_map(melanin):
    """+20 % melanin, +30 % blood: the share that lands in the other map, by tone."""
    base, more_melanin, more_blood = linear(
        [skin(melanin), skin(1.2 * melanin), skin(melanin, blood_fraction=1.3 * 0.014)]
    )
    assert -100 * np.log10(base[0]) < MOST_RED_DENSITY + 2
    by_melanin = unmixed(more_melanin) - unmixed(base)
    by_blood = unmixed(more_blood) - unmixed(base)
    print(melanin, by_melanin.round(2), by_blood.round(2))
    assert by_melanin[0] > 1.0 and by_blood[1] > 2.5
    assert abs(by_melanin[1]) < 0.12 * by_melanin[0]
    assert abs(by_blood[0]) < 0.18 * by_blood[1]


def through(camera, optics):
    """Linear sRGB as a measured camera gives it, with a 3 x 3 matrix from the 24-patch chart."""
    sensor, chart = evidence_table(f"camera-{camera}"), evidence_table("colorchecker-24")
    curves = [np.interp(NM, sensor.column("wavelength_nm"), sensor.column(c)) for c in "rgb"]
    channels = np.array(curves).T * illuminant_power("D65", NM)[:, None]
    channels /= channels.sum(axis=0)
    names = [name for name in chart.columns if name != "wavelength_nm"]
    patches = np.array(
        [np.interp(NM, chart.column("wavelength_nm"), chart.column(name)) for name in names]
    )
    known = tristimulus(NM, patches, "D65", "cie-1931-2deg")
    matrix = np.linalg.lstsq(patches @ channels, known, rcond=None)[0]
    rows = np.array([one.as_row() for one in optics])
    return linear_from_xyz(skin_reflectances(rows, NM) @ channels @ matrix)


@pytest.mark.parametrize("camera", ["nikon-d5100", "sigma-sd1"])
@pytest.mark.parametrize("melanin", TONES)
def test_planted_change_through_real_cameras(camera, melanin):
    """A real camera's matrix turns the directions; how much then lands in the other map."""
    base, more_melanin, more_blood = through(
        camera, [skin(melanin), skin(1.2 * melanin), skin(melanin, blood_fraction=1.3 * 0.014)]
    )
    by_melanin = unmixed(more_melanin) - unmixed(base)
    by_blood = unmixed(more_blood) - unmixed(base)
    wrong = abs(by_melanin[1] / by_melanin[0]), abs(by_blood[0] / by_blood[1])
    print(camera, melanin, np.round(wrong, 2))
    assert wrong[0] < (0.10 if melanin <= 0.35 else 0.20)
    assert wrong[1] < (0.20 if melanin <= 0.35 else 0.25)


def test_both_maps_rise_with_the_planted_amount():
    melanin = unmixed(linear([skin(m) for m in TONES]))[:, 0]
    blood = unmixed(linear([skin(0.2, blood_fraction=b) for b in (0.004, 0.01, 0.02, 0.05)]))[:, 1]
    assert np.all(np.diff(melanin) > 3) and np.all(np.diff(blood) > 3)


def test_shading_stays_out_of_the_pigments():
    """Half the light adds 100 log10(2) to shading and nothing to melanin or haemoglobin."""
    one = linear([skin(0.2)])
    change = unmixed(0.5 * one) - unmixed(one)
    assert change[0] == pytest.approx([0, 0, 100 * np.log10(2)], abs=1e-9)
    assert pigment_directions()[:, 2] == pytest.approx(1.0)


def test_very_dark_skin_is_beyond_the_limit():
    """Where a change lands in the wrong map, the zone lies beyond MOST_RED_DENSITY."""
    for melanin in (1.0, 2.0):
        base, more = linear([skin(melanin), skin(1.2 * melanin)])
        change = unmixed(more) - unmixed(base)
        assert abs(change[1]) > 0.3 * abs(change[0])
        assert -100 * np.log10(base[0]) > MOST_RED_DENSITY


def test_the_kernel_does_what_the_formula_says():
    rng = np.random.default_rng(2)
    codes = rng.integers(0, 256, (60, 701, 3), dtype=np.uint8)
    v = np.arange(256) / 255
    table = np.where(v <= 0.04045, v / 12.92, ((v + 0.055) / 1.055) ** 2.4)
    plain = PlainCorrection(np.tile(table, (3, 1)).astype(np.float32), RGB_TO_XYZ)
    maps = pigment_maps(Photograph(codes), plain, gloss=0.01)
    light = table[codes] - 0.01
    clipped = (codes.min(2) == 0) | (codes.max(2) == 255)
    seen = ~clipped & (light.min(2) > 1.1e-4)
    wanted = unmixed(np.where(seen[..., None], light, 0.5))
    for k, got in enumerate((maps.melanin, maps.haemoglobin, maps.shading)):
        error = np.abs(got - wanted[..., k])[seen] * np.minimum(light.min(2)[seen], 0.02)
        assert error.max() < 1e-4  # a logarithm divides the rounding of a linear value by it
        assert np.isnan(got[clipped | (light.min(2) < 0.9e-4)]).all()
    assert np.array_equal(maps.clipped, clipped)


@pytest.mark.data
def test_measured_skin(shared_data):
    """issa-2025 above ITA -30: haemoglobin follows EI and a*, melanin follows ITA."""
    pytest.importorskip("openpyxl")
    path = shared_data / "colour" / "issa" / "ISSA_17_Jan_2025_Yan_Lu.xlsx"
    spectra = read_spectra(path)
    skins = np.array([np.interp(NM, one.wavelength_nm, one.reflectance) for one in spectra])
    xyz = tristimulus(NM, skins, "D65", "cie-1931-2deg")
    lab = lab_from_xyz(xyz, white_point("D65", "cie-1931-2deg"))
    angle = ita_deg(lab[:, 0], lab[:, 2])
    # The archive's spheres include the surface's own reflection.
    light = linear_from_xyz(xyz) - SkinOptics().specular
    kept = (angle > -30) & (light.min(axis=1) > 1e-3)
    r655, r568 = (np.array([np.interp(nm, NM, s) for s in skins]) for nm in (655, 568))
    truth = {
        "ITA": angle, "a*": lab[:, 1],
        "MI": -100 * np.log10(r655), "EI": 100 * np.log10(r655 / r568),
    }  # fmt: skip
    maps = {k: unmixed(light[kept], k) for k in ("apart", "none")}
    found = {
        (shading, n, name): np.corrcoef(part[:, n], values[kept])[0, 1]
        for shading, part in maps.items()
        for n in (0, 1)
        for name, values in truth.items()
    }
    for key, value in found.items():
        print(*key, round(float(value), 2))
    assert kept.sum() > 14_000
    assert found["apart", 1, "EI"] > 0.9 and found["apart", 1, "a*"] > 0.9
    assert abs(found["apart", 1, "MI"]) < 0.1
    assert found["apart", 0, "ITA"] < -0.8
    assert found["none", 0, "ITA"] < -0.9 and found["none", 0, "MI"] > 0.8
