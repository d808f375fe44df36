"""Spq, Svq and Smq against surfaces whose material probability curve is known.

Of two independent processes, z = min(plateau, dales), the share above c is the product of both
shares: P(z > c) = Q(c/s1) Q((c - m)/s2). Far from the corner its curve nears the lines -s1 t and
m - s2 t over the normal quantile t; they meet at t = m/(s2 - s1).
"""

import numpy as np
import pytest
from scipy import optimize, stats

from turgor.measure.surface.areal import areal_parameters
from turgor.measure.surface.areal.evaluation import evaluated_surface
from turgor.measure.surface.areal.height import height_parameters
from turgor.measure.surface.areal.material import MaterialCurve
from turgor.measure.surface.areal.probability import probability_parameters

NAMES = ("spq", "svq", "smq")
#: sigma of the plateau, sigma of the dales, where their lines meet
PROCESSES = [
    (1.0, 5.0, 0.9),
    (1.0, 10.0, 0.9),
    (0.2, 3.0, 0.85),
    (4.0, 40.0, 0.95),
    (1.0, 20.0, 0.8),
]


def two_processes(s1, s2, meet, size=800, seed=5):
    rng = np.random.default_rng(seed)
    m = stats.norm.ppf(meet) * (s2 - s1)
    shape = (size, size)
    return np.minimum(s1 * rng.normal(size=shape), m + s2 * rng.normal(size=shape)), m


def found(z, mask=None):
    result = areal_parameters(z, 1.0, 1.0, mask, features=False)
    return [result.values[name] for name in NAMES]


def reason(z):
    result = areal_parameters(z, 1.0, 1.0, features=False)
    assert not set(NAMES) & set(result.values)
    assert len({result.reasons[name] for name in NAMES}) == 1
    return result.reasons["spq"]


def lines_on_a_map(steep, meet, seed=3):
    """Heights whose normal quantile curve is two straight lines of slopes 1 and ``steep``."""
    t = stats.norm.ppf((np.arange(360_000) + 0.5) / 360_000)
    corner = stats.norm.ppf(meet)
    z = np.where(t < corner, corner - t, steep * (corner - t))
    np.random.default_rng(seed).shuffle(z)
    return z.reshape(600, 600)


@pytest.mark.parametrize("steep", [2.5, 6.0, 30.0])
@pytest.mark.parametrize("meet", [0.3, 0.6, 0.9, 0.96])
def test_two_exact_lines(steep, meet):
    """Both slopes within 0.2 %, the ratio within 0.05 points: what is left are height classes."""
    spq, svq, smq = found(3.0 * lines_on_a_map(steep, meet))
    assert spq == pytest.approx(3.0, rel=2e-3)
    assert svq == pytest.approx(3.0 * steep, rel=2e-3)
    assert smq == pytest.approx(100 * meet, abs=0.05)


@pytest.mark.parametrize(("s1", "s2", "meet"), PROCESSES)
def test_plateau_with_dales_against_its_exact_curve(s1, s2, meet):
    """Lines by numpy.polyfit on the exact curve (root of the product) within the same limits.

    640,000 independent points: slopes within 1 % of the exact curve's, Smq within 0.3 points.
    """
    z, m = two_processes(s1, s2, meet)
    heights = height_parameters(evaluated_surface(z, 1.0, 1.0, None))
    ours, why = probability_parameters(MaterialCurve.of(heights), heights.points)
    assert ours is not None, why

    def exact(t):
        def beyond(c):
            return stats.norm.sf(c / s1) * stats.norm.sf((c - m) / s2) - stats.norm.cdf(t)

        return optimize.brentq(beyond, -20 * s2, 20 * s2, xtol=1e-12)

    up, low_plateau, up_valley, low = ours.limits_sigma
    lines = []
    for first, last in ((up, low_plateau), (up_valley, low)):
        t = np.linspace(first, last, 60)
        lines.append(np.polyfit(t, [exact(value) for value in t], 1))
    (slope_1, at_1), (slope_2, at_2) = lines
    assert ours.spq_um == pytest.approx(-slope_1, rel=1e-2)
    assert ours.svq_um == pytest.approx(-slope_2, rel=1e-2)
    meeting = stats.norm.cdf((at_2 - at_1) / (slope_1 - slope_2))
    assert ours.smq_pct == pytest.approx(100 * meeting, abs=0.3)


@pytest.mark.parametrize(("s1", "s2", "meet"), PROCESSES)
def test_processes_are_recovered(s1, s2, meet):
    """Svq within 3 % of the dales' sigma, Smq within 2 points of the asymptotes' meeting.

    Spq lies 2 to 13 % above the plateau's sigma: dales that cut through the plateau take part of
    each ratio, so the curve itself is that much steeper there (the test above).
    """
    spq, svq, smq = found(two_processes(s1, s2, meet)[0])
    assert svq == pytest.approx(s2, rel=0.03)
    assert smq == pytest.approx(100 * meet, abs=2.0)
    assert 1.02 < spq / s1 < 1.13


def test_masks_and_gaps():
    """Outside the mask and in gaps anything may lie: the same as the points inside alone."""
    inside = lines_on_a_map(6.0, 0.9)
    z = np.full((700, 650), 900.0)
    z[:300, :] = np.nan
    mask = np.zeros(z.shape, dtype=bool)
    z[60:660, 20:620] = inside
    mask[60:660, 20:620] = True
    assert found(z, mask) == pytest.approx(found(inside), rel=1e-9)
    rng = np.random.default_rng(8)
    inside[rng.random(inside.shape) < 0.3] = np.nan
    assert found(inside) == pytest.approx([1.0, 6.0, 90.0], rel=0.01)


@pytest.mark.parametrize(("spikes", "pits"), [(0.0008, 0.0008), (0.0014, 0.0), (0.002, 0.0)])
def test_outliers_lie_outside_the_regions(spikes, pits):
    """Lines of the shifted curve, whose ratio is p = spikes + (1 - spikes - pits) p0, polyfitted.

    The outliers are outside the limits; the ratio they take from the rest still bends its ends.
    """
    z = lines_on_a_map(6.0, 0.9)
    chosen = np.random.default_rng(9).permutation(z.size)
    z.flat[chosen[: int(spikes * z.size)]] = 60.0
    z.flat[chosen[z.size - int(pits * z.size) :]] = -300.0
    heights = height_parameters(evaluated_surface(z, 1.0, 1.0, None))
    ours, why = probability_parameters(MaterialCurve.of(heights), heights.points)
    assert ours is not None, why
    up, low_plateau, up_valley, low = ours.limits_sigma
    assert stats.norm.cdf(up) > spikes
    assert stats.norm.sf(low) > pits
    corner = stats.norm.ppf(0.9)
    for first, last, slope in ((up, low_plateau, ours.spq_um), (up_valley, low, ours.svq_um)):
        t = np.linspace(first, last, 500)
        t0 = stats.norm.ppf((stats.norm.cdf(t) - spikes) / (1 - spikes - pits))
        height = np.where(t0 < corner, corner - t0, 6.0 * (corner - t0))
        assert slope == pytest.approx(-np.polyfit(t, height, 1)[0], rel=0.01)


def test_a_third_process_gives_a_reason():
    """Pits on 0.3 % of the points, far below the dales: three regions, no number."""
    z = lines_on_a_map(6.0, 0.9)
    z.flat[np.random.default_rng(9).permutation(z.size)[:1080]] = -300.0
    assert "no two straight regions" in reason(z)


@pytest.mark.parametrize("seed", range(5))
def test_one_gaussian_process_has_no_two_regions(seed):
    rng = np.random.default_rng(seed)
    assert "no two straight regions" in reason(rng.normal(size=(300, 300)))


def test_other_surfaces_without_two_regions():
    x = np.broadcast_to(np.arange(1000.0), (50, 1000))
    z = lines_on_a_map(6.0, 0.9)
    assert reason(np.full((50, 50), 7.0)) == "the surface is flat"
    for other in (np.sin(2 * np.pi * x / 250), x, -z, np.exp(stats.norm.ppf((x + 0.5) / 1000))):
        assert "no two straight regions" in reason(np.array(other))
    assert "fewer than 1000 points" in reason(z[:20, :20].copy())
