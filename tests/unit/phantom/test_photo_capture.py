"""Phantom photographs: sameness, change, faults, sizes and refusals."""

from dataclasses import replace

import numpy as np
import pytest

from turgor.errors import InputError
from turgor.formats.photo import read_photograph, write_photograph
from turgor.phantom.photo.camera import CameraSpec
from turgor.phantom.photo.capture import PhotoCaptureSpec, photograph
from turgor.phantom.photo.change import PhotoChange, changed
from turgor.phantom.photo.chart import ChartSpec
from turgor.phantom.photo.face import HAND_POINTS_MM, FaceLayout, draw_face
from turgor.phantom.photo.fault import FAULTS, faulty
from turgor.phantom.photo.layout import PhotoLayout, draw_plan
from turgor.phantom.photo.light import LIGHTS, LightSpec, light_power
from turgor.phantom.photo.lut import WAVELENGTH_NM
from turgor.phantom.photo.pose import CameraPose, Expression
from turgor.phantom.photo.skin import make_skin
from turgor.phantom.photo.spec import HairSpec, LineSpec, PatchShape, PhotoPlan, SpotSpec
from turgor.physics.skin_optics import SkinOptics

SHOT = PhotoCaptureSpec((240, 320), CameraPose(340.0, shift_mm=(0.0, -14.0)))


@pytest.fixture(scope="module")
def skin():
    return make_skin(draw_plan(SkinOptics(), PhotoLayout(), 3), 3)


def test_the_same_twice_whatever_the_threads(skin, monkeypatch) -> None:
    first, _ = photograph(skin, SHOT)
    monkeypatch.setenv("TURGOR_THREADS", "1")
    alone, _ = photograph(skin, SHOT)
    assert np.array_equal(first.rgb, alone.rgb)
    other, _ = photograph(skin, replace(SHOT, seed=1))
    assert not np.array_equal(first.rgb, other.rgb)


def test_drawn_spots_keep_clear_of_each_other_and_of_the_rim() -> None:
    plan = draw_plan(SkinOptics(), PhotoLayout(), 11)
    spots = [s for s in plan.spots if s.kind == "spot"]
    assert len(spots) == 11
    for k, one in enumerate(spots):
        assert abs(one.shape.centre_mm[0]) < 0.5 * plan.size_mm[0]
        for other in spots[:k]:
            apart = np.hypot(*np.subtract(one.shape.centre_mm, other.shape.centre_mm))
            assert apart > one.shape.reach_mm + other.shape.reach_mm


def test_fading_takes_that_share_of_the_contrast(skin) -> None:
    """MI follows melanin nearly in proportion, so 15 % less extra melanin is 13 to 17 % less."""
    before = {s.id: s for s in photograph(skin, SHOT)[1].spots}
    after = {
        s.id: s for s in photograph(changed(skin, PhotoChange(fade={"L2": 0.15})), SHOT)[1].spots
    }
    assert after["L2"].mi_rgb_contrast / before["L2"].mi_rgb_contrast == pytest.approx(
        0.85, abs=0.02
    )
    for name in before:
        if name != "L2":
            assert after[name].mi_rgb_contrast == pytest.approx(
                before[name].mi_rgb_contrast, rel=1e-3
            )


def test_shrinking_appearing_and_general_change(skin) -> None:
    new = SpotSpec("N1", PatchShape((0.0, 0.0), (1.5, 1.5)))
    change = PhotoChange(
        shrink={"L1": 0.8}, appear=(new,), melanin_factor=0.8, blood_factor=1.5, line_factor=0.5
    )
    later = changed(skin, change)
    area = {s.id: s.shape.area_mm2 for s in skin.plan.spots}
    after = {s.id: s.shape.area_mm2 for s in later.plan.spots}
    assert after["L1"] == pytest.approx(0.64 * area["L1"])
    assert after["L2"] == area["L2"] and "N1" in after
    assert later.plan.optics.melanin == pytest.approx(0.8 * skin.plan.optics.melanin)
    x = np.array([40.0]), np.array([30.0])
    was, now = skin.chromophores(*x), later.chromophores(*x)
    assert now[0] / was[0] == pytest.approx(0.8) and now[1] / was[1] == pytest.approx(1.5)
    half = 1.0 - (1.0 - skin.plan.lines[0].light_lost) ** 0.5
    assert later.plan.lines[0].light_lost == pytest.approx(half)


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_shows(skin, fault: str) -> None:
    good, good_truth = photograph(skin, SHOT)
    bad, truth = photograph(skin, faulty(SHOT, fault))
    assert not np.array_equal(good.rgb, bad.rgb)
    if fault == "chart-upside-down":
        assert truth.chart_corners_px is not None and good_truth.chart_corners_px is not None
        assert truth.chart_corners_px == pytest.approx(
            np.roll(good_truth.chart_corners_px, 2, axis=0), abs=0.3
        )
    if fault == "no-chart":
        assert truth.chart_corners_px is None and truth.patch_corners_px is None
    if fault == "overexposed":
        assert (bad.rgb.max(axis=-1) == 255).mean() > 0.3
    if fault == "underexposed":
        assert np.median(bad.rgb) < 60


def test_half_of_a_hidden_chart_is_one_grey(skin) -> None:
    spec = replace(SHOT, chart=ChartSpec(centre_mm=(0.0, -14.0), hidden=0.5))
    photo, truth = photograph(skin, spec)
    assert truth.patch_corners_px is not None
    middle = truth.patch_corners_px.mean(axis=1).round().astype(int)
    seen = photo.rgb[middle[:, 1], middle[:, 0]].astype(int).reshape(4, 6, 3)
    assert np.ptp(seen[:, 3:].reshape(-1, 3), axis=0).max() < 12
    assert np.ptp(seen[:, :3].reshape(-1, 3), axis=0).min() > 80


def test_a_face_shows_its_points() -> None:
    plan = draw_face(SkinOptics(), FaceLayout(), 5)
    pose = CameraPose(900.0, expression=Expression(1.0, 80.0, 2))
    photo, truth = photograph(make_skin(plan, 5), PhotoCaptureSpec((260, 220), pose, chart=None))
    assert set(truth.hand_points_px) == set(HAND_POINTS_MM)
    for u, v in truth.hand_points_px.values():
        assert 0 < u < 219 and 0 < v < 259
    assert {"lips"} == {s.id for s in truth.spots if s.kind == "feature"}
    assert photo.rgb.std() > 20


def test_hair_darkens_a_little(skin) -> None:
    hairy = make_skin(replace(skin.plan, hair=HairSpec(per_cm2=3.0, width_mm=0.3)), 3)
    bare, _ = photograph(skin, SHOT)
    haired, _ = photograph(hairy, SHOT)
    assert len(hairy.hairs.specs) > 50
    assert haired.rgb.mean() < bare.rgb.mean()


@pytest.mark.parametrize("suffix", [".png", ".tif", ".jpg"])
def test_written_and_read_again(skin, tmp_path, suffix: str) -> None:
    photo, _ = photograph(skin, SHOT)
    write_photograph(photo, tmp_path / f"p{suffix}")
    back = read_photograph(tmp_path / f"p{suffix}")
    assert back.encoding == "srgb"
    off = np.abs(back.rgb.astype(int) - photo.rgb.astype(int))
    assert off.max() == 0 if suffix != ".jpg" else off.mean() < 3


@pytest.mark.parametrize("light", LIGHTS)
def test_white_is_neutral_when_balanced_as_lit(skin, light: str) -> None:
    camera = CameraSpec(read_e=0.0, full_well_e=1e9)
    spec = replace(SHOT, light=LightSpec(light), camera=camera, chart=None, background=0.4)
    photo, _ = photograph(skin, spec)
    assert np.ptp(photo.rgb[5, 5].astype(int)) <= 1
    assert light_power(light, WAVELENGTH_NM).min() >= 0


def test_refusals(skin) -> None:
    with pytest.raises(InputError, match="16 x 16"):
        photograph(skin, replace(SHOT, shape=(8, 400)))
    with pytest.raises(InputError, match="not on this skin"):
        changed(skin, PhotoChange(fade={"X9": 0.2}))
    with pytest.raises(InputError, match="fold"):
        Expression(6.0, 60.0)
    for wrong in (
        lambda: CameraSpec("polaroid"),
        lambda: LightSpec("candle"),
        lambda: ChartSpec(columns=5),
        lambda: faulty(replace(SHOT, chart=None), "chart-half-hidden"),
        lambda: faulty(SHOT, "stolen"),
        lambda: SpotSpec("s", PatchShape((0, 0), (1, 1)), "gold"),
        lambda: PatchShape((0, 0), (0, 1)),
        lambda: LineSpec("w", np.zeros((1, 2))),
        lambda: PhotoPlan(SkinOptics(), (0.0, 5.0)),
        lambda: PhotoChange(fade={"L1": 1.5}),
        lambda: CameraPose(0.0),
    ):
        with pytest.raises(InputError):
            wrong()
