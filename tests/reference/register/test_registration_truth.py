"""Registration against planted truth: skin defined at every point, captured twice, never resampled.

The generator (tests/surfaces/planted_skin.py) knows nothing of the registration; every figure
below is the difference from the pose it planted.
"""

import numpy as np
import pytest
from planted_skin import Pose, Skin, Wrinkle, capture, centres, true_points

from turgor.errors import RegistrationError
from turgor.measure.surface.register import change_map, register

SHAPE, PITCH = (480, 480), 20.0
SEATED = {"tilt": (0.02, -0.01), "radius_um": 50000.0, "noise_seed": 5}
RIGID = Pose(3.0, (1700.0, -1054.0))  # 2 mm and 3 degrees


@pytest.fixture(scope="module")
def skin():
    return Skin(1, reach_um=11000.0)


@pytest.fixture(scope="module")
def baseline(skin):
    return capture(skin, SHAPE, PITCH)


def errors_um(found, pose, baseline, followup, margin=0.08):
    size = np.array(baseline.field_mm) * 1000.0
    side = np.linspace(margin, 1.0 - margin, 13)
    points = np.stack(np.meshgrid(side * size[0], side * size[1]), axis=-1).reshape(-1, 2)
    true = true_points(pose, baseline, followup, points)
    inside = ((true > 0.0) & (true < np.array(followup.field_mm) * 1000.0)).all(axis=1)
    return np.hypot(*(found.transform.forward(points) - true)[inside].T)


def rms(values):
    return float(np.sqrt(np.mean(np.square(values))))


def test_two_millimetres_and_three_degrees_within_a_fifth_of_a_point(skin, baseline):
    followup = capture(skin, SHAPE, PITCH, RIGID, **SEATED)
    rigid = register(baseline, followup, non_rigid=False)
    assert errors_um(rigid, RIGID, baseline, followup).max() < 0.2 * PITCH
    assert rigid.rotation_deg == pytest.approx(3.0, abs=0.005)
    assert rms(errors_um(rigid, RIGID, baseline, followup)) < 0.02 * PITCH
    smooth = register(baseline, followup)
    assert rms(errors_um(smooth, RIGID, baseline, followup)) < 0.1 * PITCH
    assert smooth.strain_pct < 0.5


def test_wrinkles_cut_by_the_edge_pull_nothing_aside():
    """Each capture ends at other skin, so a filter's mean near the edge differs there."""
    wrinkles = [
        Wrinkle(angle, offset, 300.0, 2500.0, 1.0, 230.0, 180.0)
        for angle, offset in ((4.0, -4300.0), (-3.0, 4200.0), (88.0, -4200.0), (93.0, 4300.0))
    ]
    skin = Skin(6, reach_um=11000.0, wrinkles=wrinkles)
    first = capture(skin, SHAPE, PITCH)
    second = capture(skin, SHAPE, PITCH, RIGID, **SEATED)
    assert rms(errors_um(register(first, second), RIGID, first, second)) < 0.05 * PITCH


@pytest.mark.parametrize("rotation", [-14.5, -9.7, 10.3, 14.5])
def test_rotations_to_fifteen_degrees(skin, baseline, rotation):
    pose = Pose(rotation, (600.0, -300.0))
    followup = capture(skin, SHAPE, PITCH, pose, **SEATED)
    found = register(baseline, followup, non_rigid=False)
    assert errors_um(found, pose, baseline, followup).max() < 0.2 * PITCH


def test_a_third_of_the_field_displaced(skin, baseline):
    pose = Pose(-2.0, (3000.0, 1500.0))
    followup = capture(skin, SHAPE, PITCH, pose, **SEATED)
    found = register(baseline, followup, non_rigid=False)
    assert errors_um(found, pose, baseline, followup).max() < 0.2 * PITCH
    assert found.overlap_fraction == pytest.approx(0.58, abs=0.05)


def test_other_pitch_and_size(skin, baseline):
    followup = capture(skin, (330, 420), (24.0, 28.0), RIGID, **SEATED)
    found = register(baseline, followup, non_rigid=False)
    assert errors_um(found, RIGID, baseline, followup).max() < 0.2 * PITCH


def test_two_percent_stretch_is_recovered(skin, baseline):
    pose = Pose(2.0, (900.0, -1050.0), lambda p: 0.02 * p)
    followup = capture(skin, SHAPE, PITCH, pose, **SEATED)
    found = register(baseline, followup)
    apart = errors_um(found, pose, baseline, followup)
    # Unstretched, points at the field's edge would be 100 um off.
    assert rms(apart) < 0.1 * PITCH
    assert found.strain_pct == pytest.approx(2.0, abs=0.3)
    middle = np.array([[4800.0, 4800.0], [3500.0, 6000.0]])
    assert found.transform.field.strain_at(middle) == pytest.approx(0.02, abs=0.0005)


def test_a_bend_of_the_skin_is_followed(skin, baseline):
    pose = Pose(1.0, (500.0, 400.0), lambda p: np.stack(
        [50.0 * np.sin(p[:, 1] / 2500.0), 40.0 * np.cos(p[:, 0] / 2500.0)], axis=1
    ))  # fmt: skip
    followup = capture(skin, SHAPE, PITCH, pose, **SEATED)
    apart = errors_um(register(baseline, followup), pose, baseline, followup)
    unbent = errors_um(register(baseline, followup, non_rigid=False), pose, baseline, followup)
    assert rms(apart) < 0.25 * PITCH
    assert rms(apart) < 0.2 * rms(unbent)


def test_six_percent_stretch_is_refused_as_another_expression(skin, baseline):
    pose = Pose(2.0, (300.0, -250.0), lambda p: 0.06 * p)
    followup = capture(skin, SHAPE, PITCH, pose, **SEATED)
    with pytest.raises(RegistrationError, match=r"expression differs: .* 6\.\d % .* allowed: 4 %"):
        register(baseline, followup)


def test_hairs_over_three_fifths_of_both_maps(skin):
    first = capture(skin, SHAPE, PITCH, missing=0.6, noise_seed=2)
    second = capture(skin, SHAPE, PITCH, RIGID, missing=0.6, noise_um=5.0, **SEATED)
    assert np.isnan(second.height_um).mean() >= 0.6
    found = register(first, second, non_rigid=False)
    assert errors_um(found, RIGID, first, second).max() < 0.2 * PITCH
    smooth = register(first, second)
    assert rms(errors_um(smooth, RIGID, first, second)) < 0.25 * PITCH


def test_other_peoples_skin_is_never_matched():
    """Seven skins, 21 pairs, wrinkles and cells alike in kind: none may pass."""
    maps = [
        capture(Skin(100 + n, reach_um=7000.0), (360, 360), 22.0, noise_seed=n) for n in range(7)
    ]
    passed = []
    for n, one in enumerate(maps):
        for m, other in enumerate(maps[:n]):
            try:
                passed.append((n, m, register(one, other)))
            except RegistrationError as error:
                assert "no reliable match" in str(error) or "tell it from other skin" in str(error)
    assert passed == []


@pytest.mark.parametrize("gain", [0.7, 1.3])
def test_a_changed_wrinkle_is_not_explained_away(skin, baseline, gain):
    """30 % of each wrinkle's depth, with a stretch of 1 %: at least 95 % of the change is kept."""
    pose = Pose(3.0, (1700.0, -1054.0), lambda p: 0.01 * p)
    followup = capture(skin, SHAPE, PITCH, pose, wrinkle_gain=gain, **SEATED)
    found = register(baseline, followup)
    change = change_map(found, baseline, followup)
    points = centres(SHAPE, PITCH, PITCH)
    wrinkles = sum(wrinkle.height(points) for wrinkle in skin.wrinkles).reshape(SHAPE)
    planted = (gain - 1.0) * wrinkles
    read = np.isfinite(change.change_um) & (wrinkles < -50.0)
    kept = float(change.change_um[read] @ planted[read]) / float(planted[read] @ planted[read])
    assert 0.95 <= kept <= 1.02
    assert change.readable[read].mean() > 0.95
    quiet = np.isfinite(change.change_um) & (wrinkles > -1.0)
    assert change.readable[quiet].mean() < 0.10


def test_no_change_is_read_where_there_is_none(skin, baseline):
    followup = capture(skin, SHAPE, PITCH, RIGID, **SEATED)
    change = change_map(register(baseline, followup), baseline, followup)
    known = change.change_um[np.isfinite(change.change_um)]
    # Two captures with 2 um of noise each; interpolation between points lowers the second.
    assert 2.0 < change.background_um < 2.0 * np.sqrt(2.0) * 1.05
    assert np.abs(known.mean()) < 0.2
    assert change.readable.sum() / known.size < 0.06
    assert change.slip_um < 0.5
