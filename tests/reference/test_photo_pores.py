"""Pores in pictures drawn here: discs of known place, size and contrast, a camera's blur, noise."""

from dataclasses import dataclass

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter
from scipy.spatial import cKDTree

from turgor.measure.photo.pore import find_pores
from turgor.record.photograph import Photograph

TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
UM = 30.0
SHAPE = (600, 700)
SKIN = np.array([0.42, 0.26, 0.19])  # linear sRGB


@dataclass(frozen=True)
class PlainCorrection:
    linearise: np.ndarray
    matrix: np.ndarray


def srgb():
    v = np.arange(256) / 255
    table = np.where(v <= 0.04045, v / 12.92, ((v + 0.055) / 1.055) ** 2.4)
    return PlainCorrection(np.tile(table, (3, 1)).astype(np.float32), TO_XYZ)


def picture(darkness, seed=0, light=0.25, noise=0.01):
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[0 : SHAPE[0], 0 : SHAPE[1]]
    shade = light * np.sin(1.3 * x / SHAPE[1] + 0.4) + light * (y / SHAPE[0] - 0.5) ** 2
    linear = SKIN * np.exp(shade - darkness)[..., None]
    linear = np.clip(linear * (1 + noise * rng.normal(size=linear.shape)), 0, 1)
    v = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    return Photograph(np.round(255 * v).astype(np.uint8))


def places(count, seed, least_px=28):
    """Random places that keep apart."""
    rng = np.random.default_rng(seed)
    kept = []
    while len(kept) < count:
        p = rng.uniform(30, [SHAPE[1] - 30, SHAPE[0] - 30])
        if all(np.hypot(*(p - q)) > least_px for q in kept):
            kept.append(p)
    return np.array(kept)


def discs(at, diameter_um, contrast, blur_px=1.0):
    """Dark discs drawn at four times the resolution and blurred by a camera."""
    fine = 4
    dark = np.zeros((SHAPE[0] * fine, SHAPE[1] * fine))
    for (x, y), d in zip(at, np.broadcast_to(diameter_um, len(at)), strict=True):
        r = d / UM / 2 * fine
        cx, cy = (x + 0.5) * fine - 0.5, (y + 0.5) * fine - 0.5
        rows = slice(int(cy - r) - 1, int(cy + r) + 3)
        cols = slice(int(cx - r) - 1, int(cx + r) + 3)
        yy, xx = np.mgrid[rows, cols]
        dark[rows, cols] = np.where(np.hypot(xx - cx, yy - cy) <= r, contrast, dark[rows, cols])
    small = dark.reshape(SHAPE[0], fine, SHAPE[1], fine).mean(axis=(1, 3))
    return gaussian_filter(small, blur_px)


def seen(dark, place, diameter_um):
    """Contrast of one drawn disc as the blurred picture shows it, by the definition."""
    y, x = np.mgrid[0 : SHAPE[0], 0 : SHAPE[1]]
    away = np.hypot(x - place[0], y - place[1]) / (diameter_um / UM / 2)
    return dark[away <= 1].mean() - dark[(away >= 1.5) & (away <= 2.2)].mean()


@pytest.mark.parametrize("contrast", [0.15, 0.25])
@pytest.mark.parametrize("noise", [0.005, 0.02])
def test_count_size_area_and_contrast(contrast, noise):
    rng = np.random.default_rng(3)
    at = places(180, 1)
    diameter = rng.uniform(200, 480, len(at))
    dark = discs(at, diameter, contrast)
    found = find_pores(picture(dark, 2, noise=noise), srgb(), None, UM)
    pictured = np.mean([seen(dark, p, d) for p, d in zip(at, diameter, strict=True)])
    near, which = cKDTree(at).query(found.centre_px)
    real = near < 2.0
    recall = len(set(which[real].tolist())) / len(at)
    ratio = found.diameter_px[real] * UM / diameter[which[real]]
    share = 100 * np.sum(np.pi / 4 * (diameter / UM) ** 2) / (SHAPE[0] * SHAPE[1])
    print(recall, real.mean(), np.median(ratio), found.area_share_pct / share,
          np.median(near[real]), found.contrast.mean() / pictured)  # fmt: skip
    assert recall > 0.95
    assert (~real).sum() <= 2
    assert np.median(near[real]) < 0.3
    assert np.median(ratio) == pytest.approx(1.0, abs=0.08)
    assert found.area_share_pct == pytest.approx(share, rel=0.12)
    assert np.mean(found.contrast) == pytest.approx(pictured, rel=0.1)  # the blur took the rest
    assert found.density == pytest.approx(len(at) / (SHAPE[0] * SHAPE[1] * UM**2 * 1e-8), rel=0.05)


@pytest.mark.parametrize("noise", [0.005, 0.02, 0.05])
def test_empty_skin_has_no_pores(noise):
    counts = [
        len(find_pores(picture(np.zeros(SHAPE), s, noise=noise), srgb(), None, UM).contrast)
        for s in range(4)
    ]
    print(counts)
    assert sum(counts) == 0


def test_lines_and_larger_spots_are_no_pores():
    y, x = np.mgrid[0 : SHAPE[0], 0 : SHAPE[1]]
    lines = np.zeros(SHAPE)
    for k in range(8):
        middle = 60 * k + 40 + 12 * np.sin(x / 60 + k)
        lines = np.maximum(lines, 0.2 * np.exp(-0.5 * ((y - middle) / 4.0) ** 2))
    assert len(find_pores(picture(lines), srgb(), None, UM).contrast) <= 2
    spots = discs(places(12, 4, 120), 1800.0, 0.3, 2.0)
    assert len(find_pores(picture(spots), srgb(), None, UM).contrast) == 0
    specks = discs(places(200, 5), 60.0, 0.5, 0.5)
    small = find_pores(picture(specks), srgb(), None, UM)
    assert len(small.contrast) <= 4


def test_zone_scale_and_coarse_pixels():
    at = places(150, 8)
    photo = picture(discs(at, 300.0, 0.2), 1)
    mask = np.zeros(SHAPE, dtype=bool)
    mask[100:400, 200:600] = True
    found = find_pores(photo, srgb(), mask, UM)
    inside = mask[at[:, 1].round().astype(int), at[:, 0].round().astype(int)].sum()
    assert abs(len(found.contrast) - inside) <= 3
    assert found.area_px == pytest.approx(mask.sum(), rel=0.02)
    assert find_pores(photo, srgb(), mask).density is None
    coarse = find_pores(photo, srgb(), mask, 120.0)
    assert coarse.least_px * 120.0 == pytest.approx(400.0)  # 2.5 cells of 160 µm
