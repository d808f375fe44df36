"""Gradient and area against closed forms, and a real instrument file."""

import runpy
from pathlib import Path

import numpy as np
import pytest
from scipy import integrate

from turgor.measure.surface.areal import areal_parameters
from turgor.measure.surface.areal.hybrid import hybrid_parameters

_FIELDS = Path(__file__).parents[1] / "surfaces" / "areal_fields.py"
_fields = runpy.run_path(str(_FIELDS))
ensemble, gaussian_field, points = (
    _fields[name] for name in ("ensemble", "gaussian_field", "points")
)


def test_plane_gradient_and_area():
    """z = a x + b y: Sdq = sqrt(a² + b²), Sdr = sqrt(1 + a² + b²) - 1, exactly, on any grid."""
    x, y = points(50, 70, 3.0, 7.0)
    sdq, sdr = hybrid_parameters(0.3 * x - 0.8 * y, 3.0, 7.0)
    assert sdq == pytest.approx(np.sqrt(0.73), rel=1e-12)
    assert sdr == pytest.approx(100 * (np.sqrt(1.73) - 1), rel=1e-11)


def test_plane_with_gaps_stays_exact():
    """Gaps of any shape change nothing on a plane: a missing point spoils only its triangles."""
    rng = np.random.default_rng(5)
    x, y = points(60, 60)
    z = 0.3 * x - 0.8 * y
    z[rng.random(z.shape) < 0.3] = np.nan
    sdq, sdr = hybrid_parameters(z, 1.0, 1.0)
    assert sdq == pytest.approx(np.sqrt(0.73), rel=1e-12)
    assert sdr == pytest.approx(100 * (np.sqrt(1.73) - 1), rel=1e-11)


@pytest.mark.parametrize("wave", [50.0, 25.0])
def test_sinusoid_gradient_and_area(wave):
    """A sin(kx): Sdq = Ak/sqrt 2, Sdr by quadrature of sqrt(1 + (Ak cos)²).

    Differences of neighbours lower Sdq by (pi/wave)²/6: 0.07 % at 50 points a wave, 0.26 % at 25.
    """
    x, _ = points(10, int(20 * wave) + 1)
    amplitude = wave / 25.0
    sdq, sdr = hybrid_parameters(amplitude * np.sin(2 * np.pi * x / wave), 1.0, 1.0)
    slope = amplitude * 2 * np.pi / wave
    area = integrate.quad(lambda t: np.hypot(1, slope * np.cos(t)), 0, 2 * np.pi)[0] / (2 * np.pi)
    loss = (np.pi / wave) ** 2 / 6
    assert sdq == pytest.approx(slope / np.sqrt(2) * (1 - loss), rel=2e-5)
    assert sdq == pytest.approx(slope / np.sqrt(2), rel=5e-3)
    assert sdr == pytest.approx(100 * (area - 1), rel=6e-3 if wave < 30 else 5e-3)


def test_sphere_cap_area():
    """Cap of a sphere S over a disk of radius c: area 2 pi S (S - sqrt(S² - c²)).

    Triangles need three points, so the steep rim loses half a point: 0.4 % at 800 points across.
    """
    x, y = points(801, 801, 0.5, 0.5)
    r = np.hypot(x - x.mean(), y - y.mean())
    z = np.where(r <= 200.0, np.sqrt(np.maximum(300.0**2 - r**2, 0)), np.nan)
    _, sdr = hybrid_parameters(z, 0.5, 0.5)
    area = 2 * np.pi * 300 * (300 - np.sqrt(300.0**2 - 200.0**2))
    assert sdr == pytest.approx(100 * (area / (np.pi * 200.0**2) - 1), rel=5e-3)


def test_gaussian_field_gradient():
    """E[Sdq²] of a field with autocorrelation exp(-r²/l²) is 4 Sq²/l²; on neighbours at distance
    1 it is 2 * 2 (1 - exp(-1/l²)), the structure function. 40 fields, within 3 standard errors."""
    rng = np.random.default_rng(7)
    length = 12.0
    found = [hybrid_parameters(gaussian_field(rng, 256, length), 1.0, 1.0)[0] for _ in range(40)]
    exact = 4 * (1 - np.exp(-1 / length**2))
    assert abs(ensemble(np.square(found), exact)) < 3
    assert exact == pytest.approx(4 / length**2, rel=5e-3)


def test_real_x3p_gradient(shared_data):
    """x3p-2: rms gradient 0.0620701 as in SurfaceTopography's own tests (test_x3p.py, MIT).

    That figure takes one triangle of each cell (forward differences, repeated here); Sdq is the
    mean over all four, which differs from it by 1e-4 on this map.
    """
    from turgor.formats.doorway import read_surface

    height_map = read_surface(next((shared_data / "surface").rglob("x3p-2.x3p")))
    z, x, y = height_map.height_um, height_map.pitch_x_um, height_map.pitch_y_um
    along_x, along_y = np.diff(z, axis=1) / x, np.diff(z, axis=0) / y
    corners = [
        np.mean(along_x[rows] ** 2 + along_y[:, cols] ** 2)
        for rows in (slice(None, -1), slice(1, None))
        for cols in (slice(None, -1), slice(1, None))
    ]
    assert np.sqrt(corners[0]) == pytest.approx(0.0620701, abs=5e-8)
    value = areal_parameters(z, x, y, features=False).values
    assert value["sq"] == pytest.approx(77.28033e-3, rel=1e-6)
    assert value["sdq"] == pytest.approx(np.sqrt(np.mean(corners)), rel=1e-12)
    assert value["sdq"] == pytest.approx(0.0620701, rel=2e-4)


def test_random_surface_equals_triangle_areas_by_cross_product():
    """Second implementation: every triangle of both triangulations as a cross product of edges,
    triangles with a missing corner left out (on rough heights with a third missing)."""
    rng = np.random.default_rng(9)
    z = rng.normal(size=(14, 17)) * 3
    z[rng.random(z.shape) < 0.3] = np.nan
    step = np.array([2.0, 5.0])
    areas, squares = [], []
    for i in range(13):
        for j in range(16):
            corners = [(i, j), (i, j + 1), (i + 1, j + 1), (i + 1, j)]
            for left_out in range(4):
                p = [
                    np.array([x * step[0], y * step[1], z[y, x]])
                    for k, (y, x) in enumerate(corners)
                    if k != left_out
                ]
                normal = np.cross(p[1] - p[0], p[2] - p[0])
                if np.isfinite(normal).all():
                    areas.append(np.linalg.norm(normal) / abs(normal[2]))
                    squares.append((normal[0] ** 2 + normal[1] ** 2) / normal[2] ** 2)
    sdq, sdr = hybrid_parameters(z, *step)
    assert 100 < len(areas) < 13 * 16 * 4
    assert sdq == pytest.approx(np.sqrt(np.mean(squares)), rel=1e-12)
    assert sdr == pytest.approx(100 * (np.mean(areas) - 1), rel=1e-12)
