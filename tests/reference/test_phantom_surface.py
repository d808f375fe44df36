"""Phantom geometry against closed forms: what the truth record says is what stands in the map.

Sources: plane geometry of the sections (triangle, Gaussian integral, cosine), stated beside each.
"""

import math

import numpy as np
import pytest

from turgor.phantom.surface import texture
from turgor.phantom.surface.capture import CaptureSpec, capture
from turgor.phantom.surface.instrument import FWHM, InstrumentSpec
from turgor.phantom.surface.layout import LayoutPlan, arc_line, draw_skin
from turgor.phantom.surface.pose import Pose
from turgor.phantom.surface.section import AREA_FACTOR
from turgor.phantom.surface.skin import make_surface
from turgor.phantom.surface.spec import FormSpec, ReliefSpec, SurfaceSpec, WrinkleSpec

BARE = ReliefSpec(depth_um=0.0, noise_um=(), noise_spacing_um=())
FLAT = FormSpec(kind="flat")
CLEAN = InstrumentSpec(noise_um=0.0)


def groove(section: str, **more: object) -> WrinkleSpec:
    settings: dict[str, object] = {"taper_start": 0.0, "taper_end": 0.0, "width_taper": 0.0}
    line = np.array([[0.0, -9000.0], [0.0, 9000.0]])
    return WrinkleSpec("g", line, 200.0, 800.0, section, **(settings | more))  # type: ignore[arg-type]


@pytest.mark.parametrize("section", sorted(AREA_FACTOR))
@pytest.mark.parametrize("asymmetry", [0.5, 0.3])
def test_groove_has_the_area_depth_and_width_of_its_closed_form(
    section: str, asymmetry: float
) -> None:
    """Area of a section: triangle D·W, Gaussian D·W·½√(π/ln 2), cosine D·W, flat D·W."""
    skin = make_surface(
        SurfaceSpec(FLAT, BARE, wrinkles=(groove(section, asymmetry=asymmetry),)), 1
    )
    x = np.linspace(-4000, 4000, 80001)
    z = -skin.sample(x, np.zeros_like(x)).height_um
    assert z.max() == pytest.approx(200.0, abs=1e-9)
    deep = x[z >= 100.0]
    assert deep[-1] - deep[0] == pytest.approx(800.0, abs=0.21)
    assert -deep[0] == pytest.approx(800.0 * (1 - asymmetry), abs=0.11)
    factor = 0.5 * math.sqrt(math.pi / math.log(2)) if section == "gaussian" else 1.0
    assert np.trapezoid(z, x) == pytest.approx(factor * 200.0 * 800.0, rel=1e-5)


@pytest.mark.parametrize("section", sorted(AREA_FACTOR))
def test_volume_and_length_of_a_groove_through_the_field(section: str) -> None:
    """A groove across a 10 mm field: area of the section times 10 mm."""
    skin = make_surface(SurfaceSpec(FLAT, BARE, wrinkles=(groove(section),)), 1)
    spec = CaptureSpec((10.0, 10.0), 10.0, instrument=CLEAN)
    heights, truth = capture(skin, spec)
    (w,) = truth.wrinkles
    expected = AREA_FACTOR[section] * 200.0 * 800.0 * 10000.0 * 1e-9
    assert w.volume_mm3 == pytest.approx(expected, rel=1e-4)
    assert truth.volume_mm3 == pytest.approx(expected, rel=1e-4)
    assert w.length_mm == pytest.approx(10.0, abs=1e-9)
    assert w.orientation_deg == pytest.approx(90.0)
    assert w.in_field == pytest.approx(10 / 18)
    assert w.depth_mean_um == pytest.approx(200.0)
    assert -heights.height_um.sum() * 1e-7 == pytest.approx(expected, rel=1e-4)


def test_volume_of_a_curved_groove_is_area_times_length() -> None:
    """Pappus: a symmetric section swept along its own centre keeps area times length."""
    line = arc_line((0.0, 0.0), 20.0, 9.0, 6.0)
    w = WrinkleSpec("c", line, 150.0, 500.0, "cosine", width_taper=0.0)
    _, truth = capture(
        make_surface(SurfaceSpec(FLAT, BARE, wrinkles=(w,)), 3),
        CaptureSpec((16.0, 16.0), 20.0, instrument=CLEAN),
    )
    planted = truth.wrinkles[0]
    assert planted.length_mm == pytest.approx(9.0, rel=1e-4)
    steps = np.hypot(*np.diff(planted.centre_line_um, axis=0).T)
    swept = np.sum(steps * 0.5 * (planted.area_um2[1:] + planted.area_um2[:-1])) * 1e-9
    assert planted.volume_mm3 == pytest.approx(swept, rel=2e-3)
    # a raised cosine over 15 % at each end leaves 85 % of the mean depth
    assert planted.depth_mean_um == pytest.approx(150.0 * 0.85, rel=1e-3)


def test_displaced_and_rotated_capture_is_the_surface_at_the_displaced_points() -> None:
    """2 mm and 3°: every point equals the surface evaluated at the analytic coordinates."""
    skin = make_surface(draw_skin(LayoutPlan(field_mm=(12.0, 12.0), branching=0), 5), 5)
    pose = Pose((2000.0 / math.sqrt(2), -2000.0 / math.sqrt(2)), 3.0)
    spec = CaptureSpec((6.0, 4.0), 25.0, pose, CLEAN)
    heights, truth = capture(skin, spec)
    i, j = np.indices(heights.shape)
    u, v = (j + 0.5) * 25.0 - 3000.0, (i + 0.5) * 25.0 - 2000.0
    c, s = math.cos(math.radians(3.0)), math.sin(math.radians(3.0))
    x = pose.displacement_um[0] + c * u - s * v
    y = pose.displacement_um[1] + s * u + c * v
    exact = skin.sample(x, y)
    np.testing.assert_allclose(heights.height_um, exact.height_um, rtol=0, atol=1e-9)
    np.testing.assert_allclose(truth.displacement_um, exact.displacement_um, rtol=0, atol=1e-9)


def test_centre_lines_follow_the_capture_and_lie_on_the_deepest_points() -> None:
    """A truth point carried into the capture finds its own depth in the capture's map."""
    w = groove("gaussian", depth_variation=0.2)
    skin = make_surface(SurfaceSpec(FLAT, BARE, wrinkles=(w,)), 2)
    pose = Pose((700.0, 300.0), -8.0, strain_x=0.03, warp_um=120.0)
    heights, truth = capture(skin, CaptureSpec((8.0, 8.0), 5.0, pose, CLEAN))
    planted = truth.wrinkles[0]
    col = np.clip((planted.centre_line_um[:, 0] / 5.0).astype(int), 0, 1599)
    row = np.clip((planted.centre_line_um[:, 1] / 5.0).astype(int), 0, 1599)
    np.testing.assert_allclose(-heights.height_um[row, col], planted.depth_um, atol=0.2)
    mx, my = pose.to_skin(*planted.centre_line_um.T, (4000.0, 4000.0))
    np.testing.assert_allclose(mx, 0.0, atol=1e-6)
    assert np.all(np.diff(my) > 0)


def test_where_wrinkles_cross_the_deeper_holds() -> None:
    a = groove("v")
    b = WrinkleSpec(
        "b", np.array([[-5000.0, 0], [5000, 0]]), 120.0, 600.0, "v", taper_start=0, taper_end=0
    )
    skin = make_surface(SurfaceSpec(FLAT, BARE, wrinkles=(a, b)), 1)
    at = skin.sample(np.array([0.0, 3000.0, 0.0, 400.0]), np.array([0.0, 0.0, 3000.0, 300.0]))
    np.testing.assert_allclose(at.displacement_um, [200.0, 120.0, 200.0, 100.0])
    assert at.owner.tolist() == [0, 1, 0, 0]
    _, truth = capture(skin, CaptureSpec((8.0, 8.0), 20.0, instrument=CLEAN))
    assert sum(w.volume_mm3 for w in truth.wrinkles) == pytest.approx(truth.volume_mm3)
    assert truth.wrinkles[1].depth_max_um == pytest.approx(200.0, rel=1e-6)
    assert not truth.wrinkles[1].owned.all()


def test_sphere_saddle_and_tilt_are_what_they_say() -> None:
    x, y = np.array([3000.0]), np.array([-4000.0])
    ball = make_surface(SurfaceSpec(FormSpec("sphere", 40.0), BARE), 0)
    expected = math.sqrt(40000.0**2 - 5000.0**2) - 40000.0
    assert ball.sample(x, y).height_um[0] == pytest.approx(expected, abs=1e-9)
    ellipsoid = make_surface(SurfaceSpec(FormSpec("ellipsoid", 30.0, 90.0), BARE), 0)
    near = ellipsoid.sample(np.array([100.0, 0.0]), np.array([0.0, 100.0])).height_um
    np.testing.assert_allclose(near, [-(1e4) / 60000.0, -(1e4) / 180000.0], rtol=1e-4)
    saddle = make_surface(SurfaceSpec(FormSpec("saddle", 50.0, 80.0, 1.0, 0.0), BARE), 0)
    tilt = math.tan(math.radians(1.0)) * 3000.0
    assert saddle.sample(x, y).height_um[0] == pytest.approx(1.6e7 / 1.6e5 - 9e6 / 1e5 + tilt)


def test_noise_field_has_the_stated_rms_and_relief_zero_mean() -> None:
    """Rms of a cubic B-spline lattice of unit normal coefficients is ∫B₃² = 151/315 (Unser)."""
    x, y = np.meshgrid(np.arange(1000) * 13.0, np.arange(1000) * 13.0)
    rms = []
    for seed in range(8):
        out = np.zeros(x.size)
        table = texture.noise_table(np.random.default_rng(seed))
        texture.add_spline_noise(x.ravel(), y.ravel(), out, table, 50.0, 3.0)
        rms.append(np.mean(out**2))
    assert math.sqrt(np.mean(rms)) == pytest.approx(3.0, rel=0.01)
    skin = make_surface(SurfaceSpec(FLAT), 4)
    relief = skin.relief_um(x.ravel() * 3, y.ravel() * 3)
    assert abs(relief.mean()) < 0.5
    assert relief.min() < -25.0


def test_furrow_network_is_the_voronoi_diagram_of_its_seeds() -> None:
    """Second implementation: scipy's k-d tree over the same seeds, two nearest and bisector."""
    from scipy.spatial import cKDTree

    seeds = texture.seed_table(np.random.default_rng(6))
    cells = np.indices((30, 30)).reshape(2, -1)
    places = np.array([[j + seeds[i, j, 0], i + seeds[i, j, 1]] for i, j in cells.T])
    points = np.random.default_rng(7).uniform(5, 25, (2000, 2))
    _, near = cKDTree(places).query(points, k=20)
    first = places[near[:, 0]]
    other = places[near[:, 1:]]
    gap = np.sum((other - points[:, None]) ** 2, -1) - np.sum((first - points) ** 2, -1)[:, None]
    expected = np.min(gap / (2 * np.linalg.norm(other - first[:, None], axis=-1)), axis=1)
    got = [texture.edge_distance(float(u), float(v), seeds) for u, v in points]
    np.testing.assert_allclose(got, expected, atol=1e-12)


def test_lateral_resolution_is_a_gaussian_of_the_stated_width() -> None:
    """A cosine of period L through a Gaussian of deviation s keeps exp(-2 π² s² / L²)."""
    line = np.array([[0.0, -9000.0], [0.0, 9000.0]])
    w = WrinkleSpec("g", line, 100.0, 500.0, "gaussian", taper_start=0, taper_end=0, width_taper=0)
    skin = make_surface(SurfaceSpec(FLAT, BARE, wrinkles=(w,)), 0)
    spec = CaptureSpec((6.0, 2.0), 5.0, instrument=InstrumentSpec(noise_um=0, resolution_um=300.0))
    heights, _ = capture(skin, spec)
    own, seen = 500.0 / FWHM, 300.0 / FWHM
    bottom = 100.0 * own / math.hypot(own, seen)  # two Gaussians convolved
    assert -heights.height_um[200, 598:602].min() == pytest.approx(bottom, rel=1e-3)
