"""The quality gate on photographs that were spoilt knowingly, by known amounts."""

from dataclasses import replace

import numpy as np
import pytest
from chart_scene import Card, View, encoded, photographed

from turgor.measure.photo.chart import built_in_chart, find_chart
from turgor.measure.photo.correct import fit_correction, flattened
from turgor.measure.photo.quality import judge_capture
from turgor.measure.photo.quality.edge_spread import chart_blur_px, detail_blur_px
from turgor.physics.colour.rgb import linear_from_xyz
from turgor.record.photograph import Photograph

pytest.importorskip("cv2")
CHART = built_in_chart("classic-24").with_pitch(4.0)
CARD = Card(0.85 * np.clip(linear_from_xyz(CHART.xyz), 0, 1))
VIEW = View(pitch_px=40.0, turn_deg=15.0, tilt_deg=6.0, seed=3)


def judged(view, card=CARD):
    photo = Photograph(photographed(card, view), encoding="srgb")
    chart = find_chart(photo, CHART)
    return judge_capture(photo, chart, fit_correction(photo, chart))


@pytest.mark.parametrize("pitch_px", [25.0, 45.0])
@pytest.mark.parametrize("blur_px", [0.8, 1.2, 2.0, 3.0, 4.5])
def test_planted_blur_is_recovered_on_the_chart(pitch_px, blur_px):
    view = replace(VIEW, pitch_px=pitch_px, blur_px=blur_px)
    photo = Photograph(photographed(CARD, view), encoding="srgb")
    found = chart_blur_px(photo, find_chart(photo, CHART))
    # a pixel's own square adds 1/12 to the variance
    assert found == pytest.approx(np.hypot(blur_px, 1 / np.sqrt(12)), rel=0.06)


@pytest.mark.parametrize("blur_px", [1.0, 1.5, 2.0, 3.0])
def test_planted_blur_is_recovered_in_skin(blur_px):
    """Skin with hairs: dark lines of sharp edges, blurred by a known amount."""
    from scipy.ndimage import gaussian_filter

    rng = np.random.default_rng(8)
    rows, cols = 600, 800
    linear = np.full((rows, cols, 3), (0.45, 0.28, 0.2))
    ys, xs = np.mgrid[0:rows, 0:cols]
    for _ in range(60):
        x, y, way = rng.uniform(0, cols), rng.uniform(0, rows), rng.uniform(0, np.pi)
        across = (xs - x) * np.sin(way) - (ys - y) * np.cos(way)
        along = (xs - x) * np.cos(way) + (ys - y) * np.sin(way)
        linear[(np.abs(across) < 9) & (np.abs(along) < 90)] *= 0.45
    blurred = gaussian_filter(linear, (blur_px, blur_px, 0))
    noisy = blurred + 0.003 * rng.standard_normal(linear.shape)
    photo = Photograph(np.rint(255 * encoded(noisy)).astype(np.uint8))
    found = detail_blur_px(photo, np.ones(photo.shape, np.bool_))
    assert found == pytest.approx(blur_px, rel=0.25)


def test_noise_is_not_taken_for_sharpness():
    rng = np.random.default_rng(1)
    plain = 0.3 + 0.01 * rng.standard_normal((600, 800, 3))
    photo = Photograph(np.rint(255 * encoded(plain)).astype(np.uint8))
    assert np.isnan(detail_blur_px(photo, np.ones(photo.shape, np.bool_)))


def test_a_good_capture_is_good():
    quality = judged(VIEW)
    assert quality.flags == ()
    assert quality.verdict == "good"
    assert quality.aspect("scale").value == pytest.approx(10.0, rel=0.02)
    assert quality.aspect("pose").value == pytest.approx(6.0, abs=3)
    for aspect in quality.aspects:
        assert (aspect.advice == "") or aspect.verdict != "good"


@pytest.mark.parametrize(
    ("changed", "poor"),
    [
        ({"blur_px": 3.0}, "focus-chart"),
        ({"tilt_deg": 35.0}, "pose"),
        ({"pitch_px": 24.0}, "scale"),
        ({"gradient": 0.9}, "light"),
        ({"gain": (0.25, 0.25, 0.25)}, "exposure-white"),
    ],
)
def test_each_fault_is_told_with_advice(changed, poor):
    aspect = judged(replace(VIEW, **changed)).aspect(poor)
    assert aspect.verdict == "poor"
    assert aspect.advice


def test_over_and_underexposure():
    codes = photographed(CARD, VIEW)
    bright = np.minimum(codes.astype(float) * 1.9, 255).astype(np.uint8)
    quality = judge_capture(Photograph(bright), None, None)
    assert quality.aspect("exposure-high").verdict == "poor"
    assert "red" in quality.aspect("exposure-high").advice
    share = (bright >= 252).mean(axis=(0, 1)).max()
    assert quality.aspect("exposure-high").value == pytest.approx(share, rel=0.01)
    dark = (codes // 60).astype(np.uint8)
    assert judge_capture(Photograph(dark), None, None).aspect("exposure-low").verdict == "poor"


def test_without_a_chart_what_needs_one_is_not_judged():
    quality = judge_capture(Photograph(photographed(None, VIEW)), None, None)
    for name in ("focus-chart", "exposure-white", "scale", "pose", "light", "colour"):
        assert quality.aspect(name).verdict == "not-judged"
    assert "pixel_um" in quality.aspect("scale").advice


def test_background():
    codes = photographed(CARD, VIEW)
    skin = np.zeros(codes.shape[:2], np.bool_)
    skin[:, :400] = True
    plain, wild = codes.copy(), codes.copy()
    plain[:, 400:] = (30, 60, 120)
    stripes = (np.arange(400) // 20 % 2).astype(bool)
    wild[:, 400:][:, stripes] = (20, 200, 40)
    verdicts = []
    for picture in (plain, wild):
        quality = judge_capture(Photograph(picture), None, None, skin)
        verdicts.append(quality.aspect("background").verdict)
    assert verdicts == ["good", "poor"]


def test_a_flat_field_evens_out_the_light():
    view = replace(VIEW, gradient=0.7, gradient_deg=35.0, noise=0.002)
    photo = Photograph(photographed(CARD, view), encoding="srgb")
    before = fit_correction(photo, find_chart(photo, CHART))
    ys, xs = np.mgrid[0 : view.rows, 0 : view.cols]
    way = np.radians(view.gradient_deg)
    light = 1 - 0.7 * ((xs / view.cols - 0.5) * np.cos(way) + (ys / view.rows - 0.5) * np.sin(way))
    card = np.rint(255 * encoded(0.4 * light[..., None] * np.ones(3))).astype(np.uint8)
    flat = flattened(photo, Photograph(card, encoding="srgb"))
    after = fit_correction(flat, find_chart(flat, CHART))
    assert before.light_gradient > 0.2
    assert after.light_gradient < 0.03
    assert after.delta_e_mean < 1.5
