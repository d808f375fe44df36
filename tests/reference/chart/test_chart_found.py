"""Where the chart lies, against scenes drawn ray by ray at known poses; and never a false chart.

``benchmarks/chart_finding.py`` runs the same on hundreds of poses.
"""

from dataclasses import replace

import numpy as np
import pytest
from chart_scene import Card, View, photographed, random_view, true_corners

from turgor.errors import MeasureError
from turgor.measure.photo.chart import Chart, built_in_chart, chart_from_corners, find_chart
from turgor.physics.colour.rgb import linear_from_xyz
from turgor.record.photograph import Photograph

pytest.importorskip("cv2")
CHART = built_in_chart("classic-24")
COLOURS = np.clip(linear_from_xyz(CHART.xyz), 0, 1) * 0.9
CARD = Card(COLOURS)


def found(view, card=CARD, chart=CHART, clutter=0):
    return find_chart(Photograph(photographed(card, view, clutter)), chart)


def corner_error(chart, view, card=CARD):
    """Largest distance of a corner from the truth, in pitches."""
    far = np.hypot(*(chart.corners_px - true_corners(card, view)).T)
    return far.max() / view.pitch_px


@pytest.mark.parametrize("seed", range(8))
def test_any_pose(seed):
    rng = np.random.default_rng(100 + seed)
    view = random_view(rng)
    chart = found(view, clutter=int(rng.integers(0, 3)))
    assert corner_error(chart, view) < 0.06
    assert chart.correlation > 0.95
    assert chart.found_by == "search"


@pytest.mark.parametrize("turn_deg", [0.0, 90.0, 180.0, 270.0])
def test_each_way_up_finds_the_same_top_left(turn_deg):
    view = View(turn_deg=turn_deg, pitch_px=34.0)
    chart = found(view)
    assert corner_error(chart, view) < 0.02


def test_small_in_the_picture():
    view = View(rows=900, cols=1200, pitch_px=11.0, turn_deg=8.0, blur_px=0.6, at=(0.7, 0.3))
    chart = found(view)
    assert corner_error(chart, view) < 0.06
    assert "chart-small-in-picture" in chart.flags


def test_small_in_a_large_picture():
    """Found at full size, where the small copies show nothing; 5.5 px in the half-size copy."""
    view = View(rows=1800, cols=2400, pitch_px=11.0, turn_deg=200.0, blur_px=0.6, at=(0.2, 0.7))
    assert corner_error(found(view), view) < 0.06


def test_uneven_light_and_shadow():
    view = View(pitch_px=40.0, gradient=0.8, gradient_deg=30.0, shadow=0.5, turn_deg=20.0)
    chart = found(view)
    assert corner_error(chart, view) < 0.05


@pytest.mark.parametrize("gain", [(1.0, 0.62, 0.28), (0.5, 0.75, 1.0)])
def test_light_of_another_colour(gain):
    view = View(pitch_px=36.0, gain=gain, turn_deg=-40.0)
    assert corner_error(found(view), view) < 0.03


def test_sixteen_bit_and_linear_values():
    view = View(pitch_px=36.0, turn_deg=12.0)
    codes = photographed(CARD, view)
    from turgor.physics.colour.rgb import linear_from_srgb

    linear = np.rint(65535 * linear_from_srgb(codes / 255.0)).astype(np.uint16)
    for photo in (
        Photograph(codes.astype(np.uint16) * 257),
        Photograph(linear, encoding="linear"),
    ):
        chart = find_chart(photo, CHART)
        assert corner_error(chart, view) < 0.03
        eight = find_chart(Photograph(codes), CHART)
        assert np.allclose(chart.rgb, eight.rgb, atol=0.004), "the file type changes nothing"


@pytest.mark.parametrize("tilt_deg", [0.0, 15.0, 30.0, 45.0])
def test_tilt_and_scale(tilt_deg):
    view = View(pitch_px=40.0, tilt_deg=tilt_deg, turn_deg=25.0)
    chart = found(view)
    assert chart.tilt_deg == pytest.approx(tilt_deg, abs=3.5)
    assert chart.um_per_px == pytest.approx(44_000 / 40.0, rel=0.02)
    assert ("chart-tilted" in chart.flags) == (tilt_deg > 20)
    assert "chart-size-assumed" in chart.flags
    stated = found(view, chart=CHART.with_pitch(12.0))
    assert stated.um_per_px == pytest.approx(12_000 / 40.0, rel=0.02)
    assert "chart-size-assumed" not in stated.flags


def test_a_few_hidden_patches_are_dropped_and_named():
    covered = replace(CARD, covered=((-1.0, 1.6, 1.4, 4.0),))
    view = View(pitch_px=38.0, turn_deg=10.0)
    chart = found(view, card=covered)
    assert corner_error(chart, view) < 0.05
    assert [i for i, fault in enumerate(chart.faults) if fault] == [12, 13, 18, 19]
    assert "chart-patches-dropped" in chart.flags


def test_half_hidden_is_refused():
    covered = replace(CARD, covered=((-1.0, -1.0, 3.4, 4.0),))
    with pytest.raises(MeasureError, match=r"corners|patches"):
        found(View(pitch_px=38.0), card=covered)


def test_clipped_patches_are_dropped():
    bright = Card(COLOURS * 1.6)
    chart = found(View(pitch_px=38.0), card=bright)
    assert chart.faults[CHART.patches.index("white")] == "clipped"
    assert chart.usable.sum() >= 12


def test_glare_on_a_patch():
    view = View(pitch_px=44.0, glare=((1.2, 1.0, 0.25, 0.5),))
    chart = found(view)
    assert chart.faults[7] in ("uneven", "clipped", "hidden")
    assert corner_error(chart, view) < 0.03


def test_mirrored_is_refused():
    with pytest.raises(MeasureError, match="mirrored"):
        found(View(pitch_px=38.0, mirrored=True, turn_deg=20.0))


@pytest.mark.parametrize("seed", range(12))
def test_no_chart_is_never_found(seed):
    view = View(seed=900 + seed)
    with pytest.raises(MeasureError, match="chart_corners_px"):
        found(view, card=None, clutter=seed % 7)


def test_a_chart_of_other_colours_is_not_taken_for_this_one():
    rng = np.random.default_rng(4)
    for _ in range(3):
        other = Card(COLOURS[rng.permutation(24)])
        with pytest.raises(MeasureError):
            found(View(pitch_px=38.0), card=other)


def small(rows, cols, chosen):
    chart = Chart(
        id="small", name="small card", rows=rows, cols=cols,
        patches=tuple(CHART.patches[i] for i in chosen), xyz=CHART.xyz[chosen],
        pitch_mm=(8.0, 8.0), patch_share=0.9,
        neutral=tuple(k for k, i in enumerate(chosen) if i >= 18),
    )  # fmt: skip
    return chart, Card(COLOURS[chosen], rows, cols)


@pytest.mark.parametrize(
    ("rows", "cols", "chosen", "error"),
    [
        (2, 4, [0, 1, 14, 15, 13, 12, 18, 21], 0.05),
        (1, 6, [1, 0, 14, 13, 18, 21], 0.3),
        (1, 6, [18, 19, 20, 21, 22, 23], 0.3),
    ],
)
def test_small_charts(rows, cols, chosen, error):
    chart, card = small(rows, cols, chosen)
    for turn_deg in (15.0, 195.0):
        view = View(pitch_px=40.0, turn_deg=turn_deg, tilt_deg=10.0)
        told = found(view, card, chart)
        assert corner_error(told, view, card) < error
        assert told.um_per_px == pytest.approx(8000 / 40.0, rel=0.03)
        assert np.isnan(told.tilt_deg) == (rows == 1)
    with pytest.raises(MeasureError):
        found(View(seed=77), None, chart, clutter=4)


def test_corners_by_hand_become_exact():
    view = View(pitch_px=40.0, turn_deg=160.0, tilt_deg=25.0)
    photo = Photograph(photographed(CARD, view))
    rng = np.random.default_rng(3)
    rough = true_corners(CARD, view) + rng.uniform(-5, 5, (4, 2))
    chart = chart_from_corners(photo, rough, CHART)
    assert corner_error(chart, view) < 0.02
    assert chart.found_by == "corners"
    assert np.allclose(chart.rgb, find_chart(photo, CHART).rgb, atol=0.004)


def test_a_grainy_picture_is_searched_again_without_its_grain():
    """A sensor whose colours are told far apart by its matrix leaves noise in every patch."""
    from turgor.phantom.photo.camera import CameraSpec
    from turgor.phantom.photo.capture import PhotoCaptureSpec, photograph
    from turgor.phantom.photo.chart import ChartSpec
    from turgor.phantom.photo.layout import PhotoLayout, draw_plan
    from turgor.phantom.photo.pose import CameraPose
    from turgor.phantom.photo.skin import make_skin
    from turgor.phantom.spectrum.subject import draw_optics

    optics = draw_optics("light", np.random.default_rng(4))
    skin = make_skin(draw_plan(optics, PhotoLayout(), 4), 4)
    shot = PhotoCaptureSpec(
        (525, 700),
        CameraPose(um_per_px=200.0),
        camera=CameraSpec(model="sigma-sd1"),
        chart=ChartSpec(centre_mm=(0.0, 0.0), rotation_deg=3.0),
        seed=4,
    )
    photo, truth = photograph(skin, shot)
    found = find_chart(photo, built_in_chart("classic-24"))
    assert np.abs(found.corners_px - np.array(truth.chart_corners_px)).max() < 0.1 * found.pitch_px
