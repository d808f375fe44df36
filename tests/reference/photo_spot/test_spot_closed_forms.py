"""Area, contrast and noise of spots against closed forms and against repetition."""

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter
from skin_photograph import Spot, blurred_disc_mean

from turgor.measure.photo.spot import find_spots

pytest.importorskip("cv2", reason="the photo extra is not installed")

SHAPE = (300, 320)
PIGMENT_SLOPE = 0.36  # EI over MI of melanin on light skin


def maps(spots, soft, noise=0.0, seed=0, mottle=0.0, level=38.0):
    rng = np.random.default_rng(seed)
    rows, cols = np.mgrid[0 : SHAPE[0], 0 : SHAPE[1]].astype(float)
    mi = np.full(SHAPE, level)
    ei = np.full(SHAPE, 25.0)
    for spot in spots:
        share = spot.amount * spot.at(cols, rows, soft)
        mi += share * (1.0 if spot.kind == "pigment" else 0.62)
        ei += share * (PIGMENT_SLOPE if spot.kind == "pigment" else 1.0)
    for one in (mi, ei):
        one += noise * rng.standard_normal(SHAPE)
        if mottle:
            soft_noise = gaussian_filter(rng.standard_normal(SHAPE), 12)
            one += mottle * soft_noise / soft_noise.std()
    return mi.astype(np.float32), ei.astype(np.float32)


@pytest.mark.parametrize("soft", [0.8, 1.5])
@pytest.mark.parametrize("radius", [10.0, 14.0, 22.0, 40.0])
def test_disc(radius, soft):
    """An erf-edged disc: its half-contrast contour is the disc, but for curvature."""
    spot = Spot(160.3, 149.6, radius, 8.0)
    found = find_spots(*maps([spot], soft), mm_per_px=0.08)
    assert len(found.spots) == 1
    one = found.spots[0]
    assert one.area_px2 == pytest.approx(spot.area_px, rel=0.015)
    assert one.area_mm2 == pytest.approx(one.area_px2 * 0.0064)
    assert np.hypot(one.centroid_px[0] - spot.x, one.centroid_px[1] - spot.y) < 0.06
    assert one.contrast_mi == pytest.approx(8.0 * blurred_disc_mean(radius, soft), rel=0.01)
    assert one.contrast_ei == pytest.approx(PIGMENT_SLOPE * one.contrast_mi, rel=1e-3)
    assert one.kind == "pigment"
    assert one.id == "pigment-01"


@pytest.mark.parametrize("flat", [0.5, 0.7])
@pytest.mark.parametrize("angle", [0.0, 35.0])
def test_ellipse(flat, angle):
    spot = Spot(150.2, 160.7, 24.0, 6.0, "vascular", flat, angle)
    found = find_spots(*maps([spot], 1.0), mm_per_px=0.08)
    one = found.spots[0]
    assert one.kind == "vascular"
    assert one.area_px2 == pytest.approx(spot.area_px, rel=0.02)
    assert one.aspect == pytest.approx(1 / flat, rel=0.03)


def test_fading_leaves_the_area_and_growing_leaves_the_contrast():
    usual = Spot(150.0, 150.0, 20.0, 8.0)
    found = [
        find_spots(*maps([Spot(150.0, 150.0, radius, amount)], 1.0), mm_per_px=0.08).spots[0]
        for radius, amount in ((20.0, 8.0), (20.0, 4.0), (24.0, 8.0))
    ]
    assert found[1].area_px2 == pytest.approx(found[0].area_px2, rel=0.005)
    assert found[1].contrast_mi == pytest.approx(0.5 * found[0].contrast_mi, rel=0.005)
    assert found[2].area_px2 == pytest.approx(1.44 * usual.area_px, rel=0.015)
    assert found[2].contrast_mi == pytest.approx(found[0].contrast_mi, rel=0.02)


def test_stated_noise_is_that_of_repetition():
    """Forty pictures with fresh noise and mottling: scatter against the stated uncertainty."""
    spot = Spot(160.3, 149.6, 16.0, 8.0)
    read = []
    for seed in range(40):
        made = find_spots(*maps([spot], 1.0, 0.6, seed, 0.5), mm_per_px=0.08)
        away = [np.hypot(s.centroid_px[0] - spot.x, s.centroid_px[1] - spot.y) for s in made.spots]
        read.append(made.spots[int(np.argmin(away))])
    contrast = np.array([one.contrast_mi for one in read])
    area = np.array([one.area_px2 for one in read])
    assert np.std(contrast) == pytest.approx(np.mean([s.u_contrast_mi for s in read]), rel=0.5)
    assert 0.4 < np.std(area) / np.mean([s.u_area_px2 for s in read]) < 2.0
    assert contrast.mean() == pytest.approx(8.0 * blurred_disc_mean(16.0, 1.0), rel=0.02)
    assert area.mean() == pytest.approx(spot.area_px, rel=0.02)


def test_two_spots_side_by_side_don_t_dim_one_another():
    """The ring leaves the neighbour out; noise keeps its clipping from doing the same."""
    one, other = Spot(120.0, 150.0, 16.0, 6.0), Spot(162.0, 150.0, 16.0, 6.0)
    found = find_spots(*maps([one, other], 1.0, 1.0), mm_per_px=0.08)
    assert len(found.spots) == 2
    for spot in found.spots:
        assert spot.contrast_mi == pytest.approx(6.0 * blurred_disc_mean(16.0, 1.0), rel=0.02)


def test_what_is_no_spot():
    """A hair, a shadow, a place at the edge, one below a square millimetre."""
    rows, cols = np.mgrid[0 : SHAPE[0], 0 : SHAPE[1]].astype(float)
    mi, ei = maps([], 1.0, 0.1)
    mi += 9.0 * np.exp(-(((rows - 60) / 3.0) ** 2)) * (np.abs(cols - 160) < 30)
    ei += PIGMENT_SLOPE * 9.0 * np.exp(-(((rows - 60) / 3.0) ** 2)) * (np.abs(cols - 160) < 30)
    mi += 6.0 * Spot(60.0, 150.0, 15.0, 1.0).at(cols, rows, 1.0)
    for spot in (Spot(4.0, 220.0, 14.0, 6.0), Spot(150.0, 150.0, 5.0, 9.0)):
        share = spot.amount * spot.at(cols, rows, 1.0)
        mi += share
        ei += PIGMENT_SLOPE * share
    found = find_spots(mi.astype(np.float32), ei.astype(np.float32), mm_per_px=0.08)
    assert found.spots == ()
    assert {"elongated", "shadow", "at-edge", "too-small"} <= set(found.rejected)


def test_bare_skin_holds_no_spot():
    """Mottling whose peaks (three standard deviations) stay below the least contrast."""
    for seed in range(8):
        found = find_spots(*maps([], 1.0, 0.8, seed, 0.4), mm_per_px=0.08)
        assert len(found.spots) == 0
