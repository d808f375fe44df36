"""Planted hair and specular spikes are found; furrows, wrinkles and steep skin are not."""

import numpy as np
import pytest

from turgor.errors import InputError
from turgor.measure.surface.spikes import spike_mask

PITCH = 10.0


def skin(rows=400, cols=400):
    """Microrelief 45 µm deep in 0.35 mm cells, a 300 µm deep wrinkle, noise and a tilt."""
    y, x = np.mgrid[0:rows, 0:cols] * PITCH
    cells = np.abs(np.sin(np.pi * x / 350.0) * np.sin(np.pi * (y + 0.3 * x) / 350.0))
    height = 45.0 * np.minimum(1.0, 2.0 * cells) + 0.2 * x
    height -= 300.0 * np.exp(-0.5 * ((y - 2000.0 - 0.1 * x) / 180.0) ** 2)
    return height + np.random.default_rng(2).normal(scale=2.0, size=x.shape)


def test_skin_alone_is_left_alone():
    assert spike_mask(skin(), PITCH, PITCH).mean() < 1e-4


@pytest.mark.parametrize("sign", [-1.0, 1.0])
@pytest.mark.parametrize("size", [1, 2, 3, 5])
def test_specular_spikes_are_found_whole(sign, size):
    height = skin()
    rng = np.random.default_rng(3)
    planted = np.zeros(height.shape, dtype=bool)
    for i, j in rng.integers(20, 380, size=(30, 2)):
        planted[i : i + size, j : j + size] = True
    height[planted] += sign * rng.uniform(400.0, 900.0, size=int(planted.sum()))
    found = spike_mask(height, PITCH, PITCH)
    assert found[planted].mean() > 0.95
    beside = ~planted
    assert found[beside].mean() < 0.01


@pytest.mark.parametrize("angle_deg", [0.0, 30.0, 45.0, 90.0, 120.0])
def test_hair_is_found_across_its_width(angle_deg):
    height = skin()
    y, x = np.mgrid[0:400, 0:400] * PITCH
    sine, cosine = np.sin(np.deg2rad(angle_deg)), np.cos(np.deg2rad(angle_deg))
    across = np.abs((x - 2000.0) * sine - (y - 800.0) * cosine)
    round_top = np.sqrt(1 - (np.minimum(across, 35.0) / 35.0) ** 2)
    height += 150.0 * round_top
    ridge = across < 15.0
    inner = np.zeros_like(ridge)
    inner[20:-20, 20:-20] = True
    found = spike_mask(height, PITCH, PITCH)
    assert found[ridge & inner].mean() > 0.95
    assert found[(across < 30.0) & inner].mean() > 0.9
    assert found[across > 150.0].mean() < 1e-3


def test_gaps_are_not_marked_again():
    height = skin()
    height[100:110] = np.nan
    assert not spike_mask(height, PITCH, PITCH)[100:110].any()


def test_a_tiny_or_empty_map_has_no_spikes():
    assert not spike_mask(np.zeros((1, 2)), PITCH, PITCH).any()
    assert not spike_mask(np.full((9, 9), np.nan), PITCH, PITCH).any()


def test_limits_must_be_positive():
    with pytest.raises(InputError, match="must be positive"):
        spike_mask(skin(), PITCH, 0.0)
    with pytest.raises(InputError, match="must be positive"):
        spike_mask(skin(), PITCH, PITCH, slope_limit=-1.0)
