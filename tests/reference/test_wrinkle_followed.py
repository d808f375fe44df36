"""Wrinkles looked up again along their baseline's lines, against a planted factor.

Phantom skin (closed-form furrows in microrelief), captured again 2 mm and 3° aside with noise and
dropouts. All wrinkles and fine lines are scaled by one factor while the microrelief stays, so the
depth along the same lines must be that factor of its baseline. Lines are carried by the planted
pose; registration has its own tests. Measured here: off by at most 0.029 of the baseline's depth
and 0.036 of its volume; the rest is microrelief that lies in the lines and doesn't flatten.
"""

from typing import NamedTuple

import numpy as np
import pytest

from turgor.measure.surface.wrinkle import find_wrinkles, region_summary
from turgor.measure.surface.wrinkle.along import (
    FollowedLine,
    ReferenceLine,
    depth_along,
    reference_lines,
    summed_up,
)
from turgor.phantom.study_spec import CROWS_FEET
from turgor.phantom.surface.capture import CaptureSpec, capture
from turgor.phantom.surface.change import SkinChange, changed
from turgor.phantom.surface.instrument import InstrumentSpec
from turgor.phantom.surface.layout import draw_skin
from turgor.phantom.surface.pose import Pose
from turgor.phantom.surface.skin import Skin, make_surface
from turgor.record.height_map import HeightMap

FIELD_MM = (16.0, 12.0)
PITCH = 40.0
POSE = Pose(displacement_um=(1600.0, -1200.0), rotation_deg=3.0)
FAULTY = InstrumentSpec(noise_um=2.0, dropout_share=0.01)
MIDDLE = (500.0 * FIELD_MM[0], 500.0 * FIELD_MM[1])


def shot(skin, pose, seed):
    return capture(skin, CaptureSpec(FIELD_MM, PITCH, pose, FAULTY, seed))[0]


def forward(points):
    """From the baseline's frame to that of the capture at POSE, by the pose's own inverse."""
    x, y = points[:, 0] - MIDDLE[0], points[:, 1] - MIDDLE[1]
    return np.stack(POSE.to_capture(x, y, MIDDLE), axis=1)


def at_baseline(shape, pose):
    """Where the points of a capture lie in the baseline's frame."""
    y, x = (np.mgrid[0 : shape[0], 0 : shape[1]] + 0.5) * PITCH
    px, py = pose.to_skin(x, y, MIDDLE)
    return px + MIDDLE[0], py + MIDDLE[1]


def inner(shape, pose):
    """The skin that lies at least 3 mm inside the baseline's field."""
    x, y = at_baseline(shape, pose)
    return (abs(x - MIDDLE[0]) < MIDDLE[0] - 3000.0) & (abs(y - MIDDLE[1]) < MIDDLE[1] - 3000.0)


def followed(case, factor):
    """What is left of the baseline's lines, and the map, when everything is scaled."""
    after = shot(changed(case.skin, SkinChange(factor, factor)), POSE, 10 * case.seed + 2)
    found = find_wrinkles(after.height_um, PITCH, PITCH)
    carried = [line.carried(forward) for line in case.lines]
    region = inner(after.shape, POSE)
    left = depth_along(
        after.height_um, PITCH, PITCH, carried, region, beside=found.wrinkles
    )  # fmt: skip
    return left, found


class Case(NamedTuple):
    """A skin, the lines of its baseline, and their depth there inside the inner region."""

    seed: int
    skin: Skin
    base: HeightMap
    lines: tuple[ReferenceLine, ...]
    before: tuple[FollowedLine, ...]


@pytest.fixture(scope="module", params=range(3))
def case(request):
    skin = make_surface(draw_skin(CROWS_FEET, request.param), request.param)
    base = shot(skin, Pose(), 10 * request.param + 1)
    lines = reference_lines(find_wrinkles(base.height_um, PITCH, PITCH))
    before = depth_along(base.height_um, PITCH, PITCH, lines, inner(base.shape, Pose()))
    return Case(request.param, skin, base, lines, before)


@pytest.mark.parametrize("factor", [1.0, 0.7, 0.4, 0.1, 0.0])
def test_depth_follows_the_planted_factor(case, factor):
    left, found = followed(case, factor)
    now, then = summed_up(left, 1.0), summed_up(case.before, 1.0)
    assert now.length_mm == pytest.approx(then.length_mm, rel=0.01)
    assert now.depth_mean_um / then.depth_mean_um == pytest.approx(factor, abs=0.05)
    volumes = now.volume_density_mm3_cm2 / then.volume_density_mm3_cm2
    assert volumes == pytest.approx(factor, abs=0.05)
    if factor <= 0.1:
        assert len(found.wrinkles) < 0.5 * len(case.lines), "a search loses most of them"


def test_the_baseline_along_its_own_lines_is_what_the_search_stated(case):
    """Two estimators of one depth: a template's amplitude here, a spline's mean there."""
    found = find_wrinkles(case.base.height_um, PITCH, PITCH)
    own = summed_up(depth_along(case.base.height_um, PITCH, PITCH, case.lines), 1.0)
    told = region_summary(found)
    assert own.depth_mean_um == pytest.approx(told.depth_mean_um, rel=0.03)
    volume = own.volume_density_mm3_cm2 / told.area_cm2
    assert volume == pytest.approx(told.volume_density_mm3_cm2, rel=0.05)


def test_lines_where_nothing_was_ever_planted_have_no_depth():
    """Lines of another skin, laid on microrelief alone."""
    depths = []
    for seed in range(3):
        lines = reference_lines(
            find_wrinkles(
                shot(make_surface(draw_skin(CROWS_FEET, seed), seed), Pose(), seed).height_um,
                PITCH, PITCH,
            )
        )  # fmt: skip
        bare = changed(make_surface(draw_skin(CROWS_FEET, 50 + seed), 50 + seed), SkinChange(0, 0))
        left = depth_along(shot(bare, Pose(), seed).height_um, PITCH, PITCH, lines)
        depths.append(summed_up(left, 1.0).depth_mean_um)
    assert np.abs(depths).max() < 4.0


def test_two_halves_of_a_region_add_up_to_the_whole(case):
    surface = case.base.height_um
    whole = inner(case.base.shape, Pose())
    left = whole & (at_baseline(case.base.shape, Pose())[0] < MIDDLE[0])
    both = [
        summed_up(depth_along(surface, PITCH, PITCH, case.lines, part), 1.0)
        for part in (left, whole & ~left)
    ]
    then = summed_up(case.before, 1.0)
    assert sum(p.length_mm for p in both) == pytest.approx(then.length_mm)
    assert sum(p.volume_density_mm3_cm2 for p in both) == pytest.approx(then.volume_density_mm3_cm2)
    deep = sum(p.length_mm * p.depth_mean_um for p in both) / then.length_mm
    assert deep == pytest.approx(then.depth_mean_um)
    nowhere = np.zeros(surface.shape, dtype=bool)
    nothing = summed_up(depth_along(surface, PITCH, PITCH, case.lines, nowhere), 1.0)
    assert nothing.length_mm == 0.0
    assert np.isnan(nothing.depth_mean_um)
