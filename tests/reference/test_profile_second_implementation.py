"""Profile code against second implementations in plain NumPy and SciPy, and another program."""

import math
from itertools import pairwise

import numpy as np
import pytest
from scipy import integrate, ndimage, stats

from turgor.measure.surface.profile import ProfileSetting, trace_parameters
from turgor.measure.surface.profile.extract import cut_profiles
from turgor.measure.surface.profile.filter import ALPHA, REACH, roughness


def smooth_noise(points: int, seed: int) -> np.ndarray:
    noise = np.random.default_rng(seed).normal(size=points)
    return 300 * ndimage.gaussian_filter1d(noise, 6)


def test_filter_against_weighted_least_squares() -> None:
    """numpy.polyfit with the Gaussian's weights at each point, with gaps."""
    step, cutoff = 10.0, 200.0
    z = smooth_noise(240, 3)
    z[[0, 17, 18, 60]] = np.nan
    z[100:108] = np.nan
    ours = roughness(z[None, :], np.array([240]), cutoff, step)[0]
    x = np.arange(240) * step
    for i in np.flatnonzero(np.isfinite(z)):
        near = np.isfinite(z) & (np.abs(x - x[i]) <= REACH * cutoff + 1e-9)
        weight = np.exp(-math.pi * ((x[near] - x[i]) / (ALPHA * cutoff)) ** 2)
        line = np.polyfit(x[near] - x[i], z[near], 1, w=np.sqrt(weight))
        assert ours[i] == pytest.approx(z[i] - line[1], abs=1e-8)
    assert np.array_equal(np.isnan(ours), np.isnan(z))


def test_cutting_against_map_coordinates() -> None:
    """A smooth surface: cubic convolution stays near SciPy's cubic spline."""
    field = np.random.default_rng(5).normal(size=(160, 200))
    z = 1000 * ndimage.gaussian_filter(field, 5)
    bundle = cut_profiles(z, 10.0, 10.0, 27.0, 900.0, 9)
    angle = math.radians(27.0)
    spline = ndimage.spline_filter(z, order=3)
    for row, n in zip(bundle.height_um, bundle.lengths, strict=True):
        best = np.inf
        # the line's place is found again: across = k, along = j of the lattice
        for k in range(300):
            j = np.arange(-200, 300)
            col = k * math.sin(angle) + j * math.cos(angle)
            line = k * math.cos(angle) - j * math.sin(angle)
            inside = (col >= -1e-9) & (col <= 199 + 1e-9) & (line >= -1e-9) & (line <= 159 + 1e-9)
            if inside.sum() != n:
                continue
            other = ndimage.map_coordinates(
                spline, [line[inside], col[inside]], order=3, prefilter=False
            )
            best = min(best, float(np.abs(row[:n] - other)[3:-3].max()))
        assert best < 0.01 * z.std()


def runs_elements(z: np.ndarray, hill: float, dale: float) -> tuple[float, float]:
    """Mean spacing and height by run lists: runs of one sign, weak ones merged, both readings."""
    change = np.flatnonzero(np.diff(np.sign(z)) != 0)
    cross = change + z[change] / (z[change] - z[change + 1])
    edges = np.concatenate([[0], change + 1, [z.size]])
    strong = []  # (sign, extreme, border on the left, border on the right) of each run that counts
    for i, (a, b) in enumerate(pairwise(edges)):
        run = z[a:b]
        extreme = np.abs(run).max()
        if extreme > (hill if run[0] > 0 else dale):
            left = cross[i - 1] if i else np.nan
            right = cross[i] if i < cross.size else np.nan
            strong.append([np.sign(run[0]), extreme, left, right])
    merged = strong[:1]
    for run in strong[1:]:
        if run[0] == merged[-1][0]:
            merged[-1][1] = max(merged[-1][1], run[1])
            merged[-1][3] = run[3]
        else:
            merged.append(run)
    border = [(a[3] + b[2]) / 2 for a, b in pairwise(merged)]
    widths = np.array(border[2:]) - np.array(border[:-2])
    extremes = [run[1] for run in merged[1:-1]]
    heights = np.array(extremes[1:]) + np.array(extremes[:-1])
    return float(widths.mean()), float(heights.mean())


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_elements_against_runs(seed: int) -> None:
    z = smooth_noise(400, seed) + np.random.default_rng(seed + 50).normal(size=400) * 4
    z -= z.mean()
    found = trace_parameters(z, 10.0, filtered=False).values
    rsm, rc = runs_elements(z, 0.1 * found["rp"], 0.1 * found["rv"])
    assert found["rsm"] == pytest.approx(10.0 * rsm, rel=1e-9)
    assert found["rc"] == pytest.approx(rc, rel=1e-9)


def test_core_of_normal_heights() -> None:
    """Heights at exact quantiles of a normal law; the curve's line and areas by quadrature."""
    n = 4000
    z = stats.norm.isf((np.arange(n) + 0.5) / n)
    order = np.random.default_rng(0).permutation(n)
    v = trace_parameters(
        z[order], 1.0, setting=ProfileSetting(cutoff_um=800.0), filtered=False
    ).values
    slope = integrate.quad(lambda p: (p - 0.5) * stats.norm.isf(p), 0.3, 0.7)[0] / (0.4**3 / 12)
    high = -slope / 2
    ratio = stats.norm.sf(high)
    area = integrate.quad(lambda p: stats.norm.isf(p) - high, 0, ratio)[0]
    assert v["rk"] == pytest.approx(-slope, rel=0.005)
    assert v["rmrk1"] == pytest.approx(100 * ratio, abs=0.2)
    assert v["rmrk2"] == pytest.approx(100 - 100 * ratio, abs=0.2)
    assert v["rpk"] == pytest.approx(2 * area / ratio, rel=0.01)
    assert v["rvk"] == pytest.approx(2 * area / ratio, rel=0.01)


def generated_profile() -> np.ndarray:
    """The generated profile of surfalize's tests: period 50 points, noise 0.1, step 0.1."""
    noise = np.random.RandomState(0).normal(size=1000) * 0.1
    z = np.sin(np.arange(1000) / 50 * 2 * np.pi) + noise
    return z - z.mean()


def test_another_programs_numbers() -> None:
    """surfalize's stored values; source surfalize-test-profile.

    Not compared: Rdq (it differences neighbours, see the next test) and the Rk family (the curve
    of a sinusoid has two equally flat stretches, so the equivalent line is not unique).
    """
    v = trace_parameters(
        generated_profile(), 0.1, setting=ProfileSetting(cutoff_um=20.0), filtered=False
    ).values
    stored = {
        "ra": 0.638341, "rq": 0.713584, "rp": 1.146977, "rv": 1.179609, "rz": 2.326586,
        "rt": 2.479203, "rsk": -0.002984, "rku": 1.564224,
    }  # fmt: skip
    for name, value in stored.items():
        assert v[name] == pytest.approx(value, abs=1.5e-6), name
    assert v["rdc"] == pytest.approx(1.084652, rel=5e-4)  # its curve is a histogram


def test_slope_of_noise() -> None:
    """Rdq of sinusoid plus white noise, seven-point against first differences, both in theory."""
    z = generated_profile()
    found = trace_parameters(z, 0.1, setting=ProfileSetting(cutoff_um=20.0), filtered=False).values[
        "rdq"
    ]
    seven = np.convolve(z, np.array([1, -9, 45, 0, -45, 9, -1]) / 6.0, "valid")
    assert found == pytest.approx(math.sqrt(np.mean(seven**2)), rel=1e-9)
    theirs = math.sqrt(np.mean((np.diff(z) / 0.1) ** 2))
    assert theirs == pytest.approx(1.667171, rel=1e-3)
