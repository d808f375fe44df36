"""Profile parameters against closed forms: sinusoid, triangle, V-furrows, ramps, uniform heights.

Unfiltered traces test the parameters alone; maps test cutting, filter and parameters together,
with the Gaussian's closed transmission 1 - 2^-((cut-off / wavelength)^2) as the only correction.
"""

import math

import numpy as np
import pytest

from turgor.measure.surface.profile import (
    ProfileSetting,
    profile_fan,
    profile_parameters,
    trace_parameters,
)

A, WAVE, PITCH = 20.0, 400.0, 10.0
CUT = 800.0


def kept(wave_um: float, cutoff_um: float = CUT) -> float:
    return 1.0 - 2.0 ** (-((cutoff_um / wave_um) ** 2))


def sine_map(rows: int = 500, cols: int = 600, angle_deg: float = 0.0) -> np.ndarray:
    y, x = np.mgrid[0:rows, 0:cols] * PITCH
    angle = math.radians(angle_deg)
    return A * np.sin(2 * np.pi * (x * math.cos(angle) - y * math.sin(angle)) / WAVE)


def test_sinusoid() -> None:
    # 30 points more at each end, so that slopes exist in the whole evaluation length
    z = A * np.sin(2 * np.pi * (np.arange(460) + 0.5) * PITCH / WAVE)
    v = trace_parameters(z, PITCH, filtered=False).values
    peak = A * math.cos(math.pi * PITCH / WAVE)  # the points nearest to the crest
    truth = {
        "ra": 2 * A / np.pi, "rq": A / math.sqrt(2), "rku": 1.5, "rp": peak, "rpt": peak,
        "rz": 2 * peak, "rt": 2 * peak, "rmax": 2 * peak, "rz_din": 2 * peak, "rc": 2 * peak,
        "rsm": WAVE, "rdq": math.sqrt(2) * np.pi * A / WAVE, "rda": 4 * A / WAVE, "rmr": 50.0,
    }  # fmt: skip
    for name, value in truth.items():
        assert v[name] == pytest.approx(value, rel=0.002), name
    assert v["rsk"] == pytest.approx(0, abs=1e-9)
    assert v["rsm"] == pytest.approx(WAVE, rel=1e-9)


def test_triangle() -> None:
    """Triangle of amplitude A: Ra A/2, Rq A/sqrt 3, Rku 9/5, slope 4A/wave everywhere."""
    wave, step = 2000.0, 5.0
    t = np.arange(0, 10_000, step) / wave
    z = A * (1 - 4 * np.abs(t % 1 - 0.5))
    v = trace_parameters(z, step, setting=ProfileSetting(cutoff_um=wave), filtered=False).values
    slope = 4 * A / wave
    assert v["ra"] == pytest.approx(A / 2, rel=1e-3)
    assert v["rq"] == pytest.approx(A / math.sqrt(3), rel=1e-3)
    assert v["rku"] == pytest.approx(1.8, rel=1e-3)
    assert v["rdq"] == pytest.approx(slope, rel=0.005)  # the slope turns over within three points
    assert v["rdr"] == pytest.approx(100 * (math.hypot(1, slope) - 1), rel=0.01)
    assert v["rsm"] == pytest.approx(wave, rel=1e-6)


def test_furrows() -> None:
    """V-furrows of depth D, width W, one a section, on a plane at 0.

    mean |z| = D W / (2 L), mean z² = D² W / (3 L), mean z³ = -D³ W / (4 L).
    """
    depth, width, section, step = 120.0, 300.0, 800.0, 2.0
    x = np.arange(0, 4000, step)
    z = -depth * np.clip(1 - np.abs(x % section - section / 2) / (width / 2), 0, None)
    v = trace_parameters(z, step, filtered=False).values
    share = width / section
    assert v["ra"] == pytest.approx(depth * share / 2, rel=1e-3)
    assert v["rq"] == pytest.approx(depth * math.sqrt(share / 3), rel=1e-3)
    assert v["rsk"] == pytest.approx(-(share / 4) / (share / 3) ** 1.5, rel=1e-3)
    assert v["rz"] == v["rv"] == v["rvt"] == pytest.approx(depth, rel=1e-9)


def test_unequal_sections() -> None:
    """One spike a section, heights 10 to 50: RzDIN is their mean, Rmax and Rt the largest."""
    z = np.zeros(400)
    z[40::80] = [10, 20, 30, 40, 50]
    v = trace_parameters(z, PITCH, filtered=False).values
    assert v["rz_din"] == v["rz"] == pytest.approx(30)
    assert v["rmax"] == v["rt"] == pytest.approx(50)
    z[45] = -7  # the lowest point in the first section, the highest in the last
    v = trace_parameters(z, PITCH, filtered=False).values
    assert v["rmax"] == pytest.approx(50)
    assert v["rt"] == pytest.approx(57)
    assert v["rz"] == pytest.approx((17 + 20 + 30 + 40 + 50) / 5)


def test_material_of_a_ramp() -> None:
    """Uniform heights 0 to H less their mean: the curve is its own straight line."""
    z = np.linspace(50, -50, 400)
    v = trace_parameters(z, PITCH, filtered=False).values
    assert v["rk"] == pytest.approx(100, rel=0.005)
    assert v["rdc"] == pytest.approx(47.5, rel=0.005)
    assert v["rmr"] == pytest.approx(50)
    assert v["rpk"] == pytest.approx(0, abs=0.3)
    assert v["rvk"] == pytest.approx(0, abs=0.3)


@pytest.mark.parametrize("direction", [0.0, 30.0, 45.0, 75.0])
def test_fan_of_a_sinusoid(direction: float) -> None:
    """At angle t to the wave a profile sees the wavelength L / |cos t|."""
    v = profile_parameters(sine_map(), PITCH, PITCH, direction_deg=direction).values
    seen = WAVE / math.cos(math.radians(direction))
    height = A * kept(seen)
    assert v["rsm"] == pytest.approx(seen, rel=0.002)
    assert v["rq"] == pytest.approx(height / math.sqrt(2), rel=0.004)
    assert v["ra"] == pytest.approx(2 * height / np.pi, rel=0.005)
    assert v["rdq"] == pytest.approx(math.sqrt(2) * np.pi * height / seen, rel=0.005)


def test_direction_turns_anticlockwise() -> None:
    """A wave that runs at +30° is read at its own wavelength at +30°, not at -30° (150°)."""
    z = sine_map(angle_deg=30.0)
    along = profile_parameters(z, PITCH, PITCH, direction_deg=30.0).values
    mirrored = profile_parameters(z, PITCH, PITCH, direction_deg=150.0).values
    assert along["rsm"] == pytest.approx(WAVE, rel=0.003)
    assert mirrored["rsm"] == pytest.approx(WAVE / math.cos(math.radians(60)), rel=0.003)


def test_fan_is_the_mean_of_its_directions() -> None:
    fan = profile_fan(sine_map(), PITCH, PITCH, directions=6)
    truth = [A * kept(WAVE / abs(math.cos(math.radians(t)))) for t in (0, 30, 60, 120, 150)]
    assert fan.values["rq"] == pytest.approx(sum(truth) / math.sqrt(2) / 6, rel=0.004)
    assert fan.direction == "fan-6"
    assert fan.by_direction[90.0]["rq"] == pytest.approx(0, abs=1e-6)
    assert "rsm" not in fan.by_direction[90.0]
    spread = np.std([*np.array(truth) / math.sqrt(2), 0.0], ddof=1)
    assert fan.spread["rq"] == pytest.approx(spread, rel=0.01)


def test_anisotropic_pitch() -> None:
    """Rows twice as far apart: the wave along the columns keeps its spacing and slope."""
    y = np.arange(600)[:, None] * 10.0
    z = np.repeat(A * np.sin(2 * np.pi * y / WAVE), 300, axis=1)
    v = profile_parameters(z, 20.0, 10.0, direction_deg=90.0).values
    assert v["rsm"] == pytest.approx(WAVE, rel=1e-3)
    v = profile_parameters(z, 20.0, 10.0, direction_deg=60.0).values
    assert v["rsm"] == pytest.approx(WAVE / math.cos(math.radians(30)), rel=0.003)


def test_half_is_kept_at_the_cutoff() -> None:
    wave = CUT
    x = np.arange(1600) * PITCH
    z = A * np.sin(2 * np.pi * x / wave)
    v = trace_parameters(z[None, :][0], PITCH, setting=ProfileSetting(cutoff_um=CUT)).values
    assert v["rq"] == pytest.approx(A / 2 / math.sqrt(2), rel=0.02)  # ends included


def test_a_ramp_leaves_nothing() -> None:
    """Slope 0.1 to the very ends and across gaps; another program leaves 11.5 µm there."""
    y, x = np.mgrid[0:450, 0:450] * PITCH
    z = 0.1 * x + 0.05 * y
    z[100:140, 200:220] = np.nan
    for direction in (0.0, 40.0):
        v = profile_parameters(z, PITCH, PITCH, direction_deg=direction).values
        assert v["rt"] < 1e-6
