"""Straight furrows of known section on a sphere: depth, width, volume and length in closed form.

No microrelief, so what is left is the error of lid, interpolation and ends. The sections' areas
over depth x width at half depth are: triangle 1, Gaussian sqrt(pi / ln 2) / 2.
"""

import numpy as np
import pytest

from turgor.measure.surface.wrinkle import find_wrinkles

DEPTH, WIDTH, LENGTH = 150.0, 400.0, 9000.0


def furrow(section: str, pitch_x: float, pitch_y: float, angle_deg: float) -> np.ndarray:
    """(rows, cols) a furrow with raised-cosine ends of 1 mm on a sphere of 60 mm, tilted."""
    side = 14000.0
    y, x = np.mgrid[0 : round(side / pitch_y), 0 : round(side / pitch_x)].astype(float)
    x = (x + 0.5) * pitch_x - side / 2
    y = (y + 0.5) * pitch_y - side / 2
    a = np.radians(angle_deg)
    s, t = x * np.cos(a) + y * np.sin(a), y * np.cos(a) - x * np.sin(a)
    ramp = np.clip((LENGTH / 2 - np.abs(s)) / 1000.0, 0.0, 1.0)
    depth = DEPTH * 0.5 * (1.0 - np.cos(np.pi * ramp))
    h = WIDTH / 2
    shape = np.maximum(0, 1 - np.abs(t) / WIDTH) if section == "v" else 0.5 ** ((t / h) ** 2)
    return -(x**2 + y**2) / 120000.0 + 0.05 * x - 0.03 * y - depth * shape


AREA_FACTOR = {"v": 1.0, "gaussian": 0.5 * np.sqrt(np.pi / np.log(2.0))}


@pytest.mark.parametrize(
    ("section", "pitch", "angle"),
    [
        ("v", (20.0, 20.0), 25.0),
        ("gaussian", (20.0, 20.0), 100.0),
        ("gaussian", (30.0, 15.0), 63.0),
    ],
)
def test_furrow_of_known_section(section, pitch, angle):
    found = find_wrinkles(furrow(section, *pitch, angle), *pitch)
    assert len(found.wrinkles) == 1
    w = found.wrinkles[0]
    # Depth ends at 20 µm: on a raised cosine that is 0.238 of the ramp.
    end = 1000.0 * np.arccos(1 - 2 * 20.0 / DEPTH) / np.pi
    s = np.linspace(end, 1000.0, 2000)
    ramp_mean = np.mean(DEPTH * 0.5 * (1 - np.cos(np.pi * s / 1000.0)))
    length = LENGTH - 2 * end
    mean = (ramp_mean * 2 * (1000.0 - end) + DEPTH * (LENGTH - 2000.0)) / length
    volume = AREA_FACTOR[section] * DEPTH * WIDTH * (LENGTH - 1000.0) / 1e9
    assert w.object_class == "wrinkle"
    assert w.depth_max_um == pytest.approx(DEPTH, rel=0.03)
    assert w.depth_p95_um == pytest.approx(DEPTH, rel=0.03)
    assert w.depth_mean_um == pytest.approx(mean, rel=0.03)
    assert w.width_half_depth_um == pytest.approx(WIDTH, rel=0.03)
    assert w.length_mm == pytest.approx(length / 1000, rel=0.03)
    assert w.volume_mm3 == pytest.approx(volume, rel=0.04)
    turn = (w.orientation_deg - angle + 90) % 180 - 90
    assert abs(turn) < 1.0
    # The centre line runs on the furrow's bottom, in µm from the first cell's outer corner.
    a = np.radians(angle)
    off = (w.centre_line_um[:, 1] - 7000) * np.cos(a) - (w.centre_line_um[:, 0] - 7000) * np.sin(a)
    assert np.abs(off[w.depth_profile_um > 0.5 * DEPTH]).max() < 10.0
    assert np.abs(off).max() < 30.0  # where it fades out, within one point


def test_step_edge_is_no_wrinkle():
    y, x = np.mgrid[0:400, 0:400] * 25.0
    step = 100.0 * ((x + 0.3 * y) > 6000.0)
    assert not find_wrinkles(step, 25.0, 25.0).wrinkles
