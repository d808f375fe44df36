"""Maps that hold nothing to match are refused with a reason; settings reach the result."""

import numpy as np
import pytest
from planted_skin import Pose, Skin, capture

from turgor.errors import RegistrationError
from turgor.measure.surface.register import RegistrationLimits, register
from turgor.record.height_map import HeightMap


@pytest.fixture(scope="module")
def skin() -> Skin:
    return Skin(4, reach_um=7000.0)


@pytest.fixture(scope="module")
def baseline(skin: Skin) -> HeightMap:
    return capture(skin, (300, 300), 22.0)


def test_a_map_lies_on_itself(baseline: HeightMap) -> None:
    found = register(baseline, baseline)
    assert found.rotation_deg == pytest.approx(0.0, abs=1e-4)
    assert np.allclose(found.shift_um, 0.0, atol=0.05)
    assert found.overlap_fraction == pytest.approx(1.0)
    assert found.residual_rms_um < 0.05
    assert found.correlation > 0.999


def test_the_guards_limits_are_the_callers(skin: Skin, baseline: HeightMap) -> None:
    followup = capture(skin, (300, 300), 22.0, Pose(1.0, (2600.0, 0.0)), noise_seed=3)
    assert register(baseline, followup).overlap_fraction == pytest.approx(0.6, abs=0.03)
    with pytest.raises(RegistrationError, match=r"overlap is too small: 6\d %"):
        register(baseline, followup, limits=RegistrationLimits(least_overlap_fraction=0.8))


@pytest.mark.parametrize(
    ("height", "reason"),
    [
        (np.full((200, 200), np.nan), "measured points on 0.0 %"),
        (np.zeros((200, 200)), "shows no relief"),
        (np.random.default_rng(1).normal(size=(20, 200)), "usable points"),
    ],
)
def test_a_map_without_relief_is_refused(
    baseline: HeightMap, height: np.ndarray, reason: str
) -> None:
    with pytest.raises(RegistrationError, match=f"follow-up.*{reason}"):
        register(baseline, HeightMap(height, 22.0, 22.0))
