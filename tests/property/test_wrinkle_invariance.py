"""What must not change the wrinkles: a mirror, a quarter turn, a plane, a constant."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from turgor.measure.surface.wrinkle import find_wrinkles


def skin() -> np.ndarray:
    """One curved furrow, 120 µm deep, in band-limited noise, 10 mm x 10 mm at 25 µm."""
    rng = np.random.default_rng(3)
    y, x = (np.mgrid[0:400, 0:400] + 0.5) * 25.0
    t = y - 5000.0 - (x - 5000.0) ** 2 / 20000.0
    fade = np.clip((4000.0 - np.abs(x - 5000.0)) / 1500.0, 0.0, 1.0)
    return rng.normal(0.0, 6.0, x.shape) - 120.0 * fade * 0.5 ** ((t / 180.0) ** 2)


SKIN = skin()
BASE = find_wrinkles(SKIN, 25.0, 25.0).wrinkles


@pytest.mark.parametrize("change", [np.fliplr, np.flipud, np.rot90, np.transpose])
def test_mirror_and_turn_keep_every_quantity(change):
    found = find_wrinkles(np.ascontiguousarray(change(SKIN)), 25.0, 25.0).wrinkles
    assert len(found) == len(BASE) == 1
    assert found[0].length_mm == pytest.approx(BASE[0].length_mm, rel=0.03)
    assert found[0].depth_mean_um == pytest.approx(BASE[0].depth_mean_um, rel=0.03)
    assert found[0].volume_mm3 == pytest.approx(BASE[0].volume_mm3, rel=0.03)


@settings(max_examples=5, deadline=None)
@given(st.floats(-0.15, 0.15), st.floats(-0.15, 0.15), st.floats(-1e5, 1e5), st.floats(30.0, 500.0))
def test_form_and_level_drop_out(slope_x, slope_y, level, radius_mm):
    y, x = (np.mgrid[0:400, 0:400] - 200.0) * 25.0
    form = level + slope_x * x + slope_y * y - (x**2 + y**2) / (2000.0 * radius_mm)
    found = find_wrinkles(SKIN + form, 25.0, 25.0).wrinkles
    assert len(found) == 1
    assert found[0].depth_mean_um == pytest.approx(BASE[0].depth_mean_um, rel=0.03)
    assert found[0].volume_mm3 == pytest.approx(BASE[0].volume_mm3, rel=0.03)
