"""The phantom's surface: repeatable, honest about what is lost, refusing what can't be planted."""

import numpy as np
import pytest

from turgor.errors import InputError
from turgor.phantom.surface.capture import CaptureSpec, capture
from turgor.phantom.surface.change import SkinChange, changed, oedema
from turgor.phantom.surface.instrument import HairSpec, InstrumentSpec
from turgor.phantom.surface.layout import LayoutPlan, draw_skin, draw_wrinkles
from turgor.phantom.surface.pose import Pose
from turgor.phantom.surface.skin import Skin, make_surface
from turgor.phantom.surface.spec import FormSpec, SurfaceSpec, WrinkleSpec

SMALL = CaptureSpec((6.0, 5.0), 25.0)


@pytest.fixture(scope="module")
def skin() -> Skin:
    return make_surface(draw_skin(LayoutPlan(field_mm=(14.0, 14.0), branching=0), 11), 11)


def test_same_seed_same_map_and_another_seed_only_other_noise(skin: Skin) -> None:
    first, truth = capture(skin, SMALL)
    again, _ = capture(skin, SMALL)
    other, other_truth = capture(skin, CaptureSpec((6.0, 5.0), 25.0, seed=9))
    assert np.array_equal(first.height_um, again.height_um)
    assert 0.5 < np.std(first.height_um - other.height_um) < 4.0
    assert np.array_equal(truth.displacement_um, other_truth.displacement_um)
    assert first.shape == (200, 240)
    assert first.pitch_x_um == first.pitch_y_um == 25.0


def test_lost_points_are_nan_in_about_the_stated_share(skin: Skin) -> None:
    faults = InstrumentSpec(
        dropout_share=0.05, lone_share=0.02, hair=HairSpec(per_cm2=20, missing=1.0)
    )
    heights, truth = capture(skin, CaptureSpec((10.0, 10.0), 25.0, instrument=faults, seed=2))
    lost = 1.0 - heights.valid.mean()
    assert 0.07 < lost < 0.2
    assert np.isfinite(truth.displacement_um).all()


def test_raised_hair_is_higher_than_the_skin_and_not_lost(skin: Skin) -> None:
    hair = HairSpec(per_cm2=10, missing=0.0, height_um=70.0)
    clean, _ = capture(skin, CaptureSpec((6.0, 5.0), 25.0, instrument=InstrumentSpec(noise_um=0)))
    hairy, _ = capture(
        skin, CaptureSpec((6.0, 5.0), 25.0, instrument=InstrumentSpec(noise_um=0, hair=hair))
    )
    up = hairy.height_um - clean.height_um
    assert hairy.valid.all()
    assert up.min() == 0.0
    assert 60.0 < up.max() <= 70.0 * 3


def test_artefacts_have_the_stated_size(skin: Skin) -> None:
    clean, _ = capture(skin, CaptureSpec((6.0, 5.0), 25.0, instrument=InstrumentSpec(noise_um=0)))
    for faults, rms in (
        (InstrumentSpec(noise_um=0, line_um=3.0), 3.0),
        (InstrumentSpec(noise_um=0, ripple_um=4.0), 4.0 / np.sqrt(2)),
        (InstrumentSpec(noise_um=2.0), 2.0),
        (InstrumentSpec(noise_um=0, wander_um=2.0), 2.0),
    ):
        dirty, _ = capture(skin, CaptureSpec((6.0, 5.0), 25.0, instrument=faults, seed=4))
        assert np.std(dirty.height_um - clean.height_um) == pytest.approx(rms, rel=0.2)


def test_change_scales_depth_and_volume_and_leaves_places(skin: Skin) -> None:
    _, before = capture(skin, SMALL)
    treated = changed(skin, SkinChange(wrinkle_factor=0.7, fine_line_factor=0.5))
    _, after = capture(treated, SMALL)
    assert len(before.wrinkles) == len(after.wrinkles) > 0
    for a, b in zip(before.wrinkles, after.wrinkles, strict=True):
        assert a.id == b.id
        np.testing.assert_array_equal(a.centre_line_um, b.centre_line_um)
        if a.owned.all():
            factor = 0.7 if a.object_class == "wrinkle" else 0.5
            np.testing.assert_allclose(b.depth_um, factor * a.depth_um, atol=1e-9)


def test_oedema_flattens_and_fades(skin: Skin) -> None:
    early, late = oedema(0.0), oedema(60.0)
    assert early.wrinkle_factor == pytest.approx(0.8)
    assert late.wrinkle_factor == pytest.approx(1.0, abs=1e-6)
    both = SkinChange(0.5).then(early)
    assert both.wrinkle_factor == pytest.approx(0.4)
    swollen = changed(skin, early)
    x = np.linspace(-3000, 3000, 5000)
    ratio = swollen.relief_um(x, x).std() / skin.relief_um(x, x).std()
    assert ratio == pytest.approx(0.8)


def test_no_relief_is_left_at_the_bottom_where_so_asked() -> None:
    line = np.array([[-4000.0, 0.0], [4000.0, 0.0]])
    w = WrinkleSpec("w", line, 100.0, 900.0, "flat", taper_start=0, taper_end=0)
    flat = FormSpec("flat")
    smooth = make_surface(SurfaceSpec(flat, wrinkles=(w,), relief_in_wrinkle=0.0), 3)
    rough = make_surface(SurfaceSpec(flat, wrinkles=(w,)), 3)
    x = np.linspace(-3500, 3500, 4000)
    y = np.zeros_like(x)
    assert smooth.sample(x, y).height_um == pytest.approx(-100.0)
    deep = rough.sample(x, y).height_um
    assert deep.std() > 5.0
    assert deep.mean() == pytest.approx(-100.0, abs=8.0)


def test_layout_keeps_objects_apart_and_inside() -> None:
    plan = LayoutPlan()
    for seed in range(6):
        wrinkles = draw_wrinkles(plan, seed)
        assert {w.layout for w in wrinkles} >= {"straight", "curved"}
        for w in wrinkles:
            assert np.abs(w.line_um).max() < 10000.0
            assert 40.0 <= w.depth_um <= 400.0
            assert 100.0 <= w.width_um <= 2000.0
    assert draw_wrinkles(plan, 3)[0].depth_um == draw_wrinkles(plan, 3)[0].depth_um


def test_pose_and_its_inverse_agree() -> None:
    pose = Pose((2000.0, -900.0), 3.0, strain_x=0.05, strain_y=-0.02, warp_um=300.0)
    x, y = np.meshgrid(np.linspace(0, 16000, 9), np.linspace(0, 12000, 7))
    back = pose.to_capture(*pose.to_skin(x, y, (8000.0, 6000.0)), (8000.0, 6000.0))
    np.testing.assert_allclose(back[0], x, atol=1e-6)
    np.testing.assert_allclose(back[1], y, atol=1e-6)


def test_what_cannot_be_planted_is_refused() -> None:
    line = np.array([[0.0, 0.0], [1.0, 1.0]])
    with pytest.raises(InputError, match="cross-section 'square'"):
        make_surface(SurfaceSpec(wrinkles=(WrinkleSpec("w", line, 10, 10, "square"),)), 0)
    with pytest.raises(InputError, match="centre line"):
        WrinkleSpec("w", line[:1], 10, 10)
    with pytest.raises(InputError, match="class"):
        WrinkleSpec("w", line, 10, 10, object_class="scar")
    with pytest.raises(InputError, match="width"):
        WrinkleSpec("w", line, 10, 0)
    with pytest.raises(InputError, match="form 'cube'"):
        FormSpec("cube")
    with pytest.raises(InputError, match="radii"):
        FormSpec("sphere", -1.0)
    with pytest.raises(InputError, match="fold"):
        Pose(warp_um=5000.0)
    with pytest.raises(InputError, match="strain"):
        Pose(strain_x=-0.9)
    with pytest.raises(InputError, match="upside down"):
        SkinChange(-1.0)
    with pytest.raises(InputError, match="at least 2 x 2"):
        capture(make_surface(SurfaceSpec(), 0), CaptureSpec((0.02, 0.02), 20.0))
