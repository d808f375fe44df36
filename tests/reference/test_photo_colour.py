"""Colour maps of photographs against colour-science and against float64 formulas."""

import warnings
from dataclasses import dataclass

import numpy as np
import pytest

from turgor.errors import MeasureError
from turgor.measure.photo import colour_map
from turgor.measure.photo.colour_map import chosen_maps, colour_maps, map_tiles
from turgor.physics.colour import white_point
from turgor.record.photograph import Photograph

TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])


@dataclass(frozen=True)
class PlainCorrection:
    """The raw parts of a correction."""

    linearise: np.ndarray
    matrix: np.ndarray


def srgb_to_linear(value):
    value = np.asarray(value, dtype=np.float64)
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)


def srgb_correction(levels, matrix=TO_XYZ):
    table = srgb_to_linear(np.arange(levels) / (levels - 1))
    return PlainCorrection(np.tile(table, (3, 1)).astype(np.float32), matrix)


def random_photo(dtype, seed=7, shape=(400, 700)):
    top = np.iinfo(dtype).max
    rng = np.random.default_rng(seed)
    return Photograph(rng.integers(0, top + 1, (*shape, 3), dtype=dtype))


def float64_maps(linear, matrix=TO_XYZ):
    """The definitions, written out once more in float64."""
    xyz = linear @ matrix[:, :3].T
    if matrix.shape[1] == 6:
        r, g, b = np.moveaxis(linear, -1, 0)
        xyz += np.stack([np.sqrt(r * g), np.sqrt(g * b), np.sqrt(r * b)], -1) @ matrix[:, 3:].T
    t = xyz / (white_point("D65", "cie-1931-2deg") / 100)
    f = np.where(t > 216 / 24389, np.cbrt(t), t * 24389 / 27 / 116 + 16 / 116)
    l_star = 116 * f[..., 1] - 16
    a_star, b_star = 500 * (f[..., 0] - f[..., 1]), 200 * (f[..., 1] - f[..., 2])
    red, green = np.moveaxis(xyz @ np.linalg.inv(TO_XYZ).T, -1, 0)[:2]
    with np.errstate(divide="ignore", invalid="ignore"):
        mi, ei = -100 * np.log10(red), 100 * np.log10(red / green)
    return l_star, a_star, b_star, np.degrees(np.arctan2(l_star - 50, b_star)), mi, ei, red, green


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_random_colours_against_colour_science(dtype, monkeypatch):
    """Largest difference over random sRGB colours, with colour-science's own white point."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import colour
    x, y = 0.3127, 0.3290
    photo = random_photo(dtype)
    unit = photo.rgb / np.float64(photo.levels - 1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        oracle = colour.XYZ_to_Lab(colour.sRGB_to_XYZ(unit), np.array([x, y]))
    white = 100 * np.array([x / y, 1.0, (1 - x - y) / y])
    monkeypatch.setattr(colour_map, "white_point", lambda *_: white)
    maps = colour_maps(photo, srgb_correction(photo.levels))
    ours = np.stack([maps.l_star, maps.a_star, maps.b_star], -1)
    assert np.abs(ours - oracle).max() < 2e-4  # the goal was 0.02


@pytest.mark.parametrize("matrix", ["plain", "root"])
def test_every_map_against_float64(matrix):
    wide = TO_XYZ
    if matrix == "root":
        wide = np.hstack([1.2 * TO_XYZ, -0.07 * np.ones((3, 3))])
    photo = random_photo(np.uint8)
    maps = colour_maps(photo, srgb_correction(256, wide))
    wanted = float64_maps(srgb_to_linear(photo.rgb / 255.0), wide)
    for got, want in zip((maps.l_star, maps.a_star, maps.b_star), wanted, strict=False):
        assert np.abs(got - want).max() < 5e-4
    chroma_from_centre = np.hypot(wanted[0] - 50, wanted[2])
    turn = np.abs(maps.ita_deg - wanted[3])
    turn = np.minimum(turn, 360 - turn)
    assert np.max(turn * np.maximum(chroma_from_centre, 1e-3)) < 0.02  # deg x Lab units
    assert np.max(turn[chroma_from_centre > 5]) < 0.002
    least = np.minimum(wanted[6], wanted[7])
    seen = ~maps.clipped & (least > 1.001e-4)
    # One unit in the last place of a linear value of 1 is 1.2e-7, and a logarithm divides by R.
    allowed = 5e-5 + 100 / np.log(10) * 1.2e-7 / least[seen]
    assert np.all(np.abs(maps.mi_rgb - wanted[4])[seen] < allowed)
    assert np.all(np.abs(maps.ei_rgb - wanted[5])[seen] < 2 * allowed)
    hidden = maps.clipped | (least < 0.999e-4)
    assert np.isnan(maps.mi_rgb[hidden]).all() and np.isnan(maps.ei_rgb[hidden]).all()
    edge = (photo.rgb.min(axis=2) == 0) | (photo.rgb.max(axis=2) == 255)
    assert np.array_equal(maps.clipped, edge)


def test_every_quadrant_of_ita():
    """atan2, not a division: L* below 50 and b* below 0 keep their sign and quadrant."""
    codes = np.array([[[200, 160, 130], [60, 40, 25], [120, 150, 220], [20, 30, 90]]], np.uint8)
    maps = colour_maps(Photograph(codes), srgb_correction(256))
    l_star, b_star = maps.l_star.astype(float), maps.b_star.astype(float)
    assert maps.ita_deg == pytest.approx(np.degrees(np.arctan2(l_star - 50, b_star)), abs=1e-4)
    assert [int(v // 90) for v in maps.ita_deg[0]] == [0, -1, 1, -2]


def test_tiles_strips_crops_and_choices_agree():
    photo = random_photo(np.uint8, shape=(130, 517))
    correction = srgb_correction(256)
    whole = colour_maps(photo, correction)
    for first, part in map_tiles(photo, correction, rows=33):
        rows = slice(first, first + part.l_star.shape[0])
        assert np.array_equal(part.ei_rgb, whole.ei_rgb[rows], equal_nan=True)
        assert np.array_equal(part.clipped, whole.clipped[rows])
    crop = Photograph(photo.rgb[10:90, 5:300])
    only = chosen_maps(crop, correction, ("ita_deg",))
    assert list(only) == ["ita_deg"]
    assert np.array_equal(only["ita_deg"], whole.ita_deg[10:90, 5:300])


def test_refusals_tell_what_to_do():
    photo = random_photo(np.uint16, shape=(8, 8))
    with pytest.raises(MeasureError, match="256 levels and the photograph has 65536"):
        colour_maps(photo, srgb_correction(256))
    with pytest.raises(MeasureError, match="allowed are"):
        colour_maps(photo, srgb_correction(65536, np.ones((3, 4))))
    with pytest.raises(MeasureError, match="allowed: l_star"):
        chosen_maps(photo, srgb_correction(65536), ("hue",))
