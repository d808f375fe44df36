"""Correlation length, aspect ratio, direction and wavelength against closed forms."""

import runpy
from pathlib import Path

import numpy as np
import pytest

from turgor.measure.surface.areal import areal_parameters
from turgor.measure.surface.areal.autocorrelation import autocorrelation
from turgor.measure.surface.areal.spatial import crossings_um, spatial_parameters

_FIELDS = Path(__file__).parents[1] / "surfaces" / "areal_fields.py"
_fields = runpy.run_path(str(_FIELDS))
ensemble, gaussian_field, points = (
    _fields[name] for name in ("ensemble", "gaussian_field", "points")
)


def spatial(z, pitch=1.0, **more):
    return areal_parameters(z, pitch, pitch, features=False, **more)


def test_sinusoid_length_and_wavelength():
    """A grating's autocorrelation is cos: Sal = arccos(0.2)/(2 pi) of a wave, Str not identified.

    60 waves in the field; their ends leave an error of order 1/(4 pi) wave in the field's length.
    """
    x, _ = points(200, 1500)
    found = spatial(np.sin(2 * np.pi * x / 25.0), pitch=10.0)
    assert found.values["sal"] == pytest.approx(250 * np.arccos(0.2) / (2 * np.pi), rel=5e-3)
    assert found.values["ssw"] == pytest.approx(250.0, rel=1e-3)
    assert "str" not in found.values
    assert "stays above 0.2" in found.reasons["str"]
    assert found.values["std"] == pytest.approx(90.0, abs=0.1)


@pytest.mark.parametrize("lay", [0.0, 20.0, 63.0, 90.0, 135.0, 170.0])
def test_grating_direction(lay):
    """Ridges along ``lay`` (anticlockwise as seen, rows downwards) are found within 0.2 degrees."""
    x, y = points(300, 400)
    turn = np.deg2rad(lay)
    across = x * np.sin(turn) + y * np.cos(turn)  # rows grow downwards
    found = spatial(np.sin(2 * np.pi * across / 17.0)).values
    assert (found["std"] - lay + 90) % 180 - 90 == pytest.approx(0.0, abs=0.2)
    assert found["ssw"] == pytest.approx(17.0, rel=5e-3)


def test_gaussian_field_correlation_length():
    """exp(-r²/l²) falls to 0.2 at l sqrt(ln 5). The mean of the crossing over all rays of one
    field is compared over 40 fields (Sal itself is a minimum over rays, so it lies below)."""
    rng = np.random.default_rng(21)
    length = 8.0
    means, shortest = [], []
    for _ in range(40):
        z = gaussian_field(rng, 256, length)
        distances = crossings_um(z, 0.0, 1.0, 1.0, 0.2)
        means.append(distances.mean())
        shortest.append(distances.min())
    theory = length * np.sqrt(np.log(5.0))
    assert abs(ensemble(means, theory)) < 3
    assert theory * 0.85 < np.mean(shortest) < theory


def test_anisotropic_field_aspect_ratio():
    """Lengths 5 and 20 along x and y: Str 0.25, up to the scatter of one field's own lengths."""
    rng = np.random.default_rng(22)
    ratio, lay = [], []
    for _ in range(12):
        found = spatial(gaussian_field(rng, 512, 5.0, 20.0)).values
        ratio.append(found["str"])
        lay.append(found["std"])
    assert np.mean(ratio) == pytest.approx(0.25, rel=0.05)
    assert np.mean(lay) == pytest.approx(90.0, abs=3.0)


def test_autocorrelation_with_gaps_equals_direct_sums():
    """Second implementation: the sums over pairs written out, tiles smaller than the map."""
    rng = np.random.default_rng(23)
    z = rng.normal(size=(70, 90))
    z[rng.random(z.shape) < 0.3] = np.nan
    z[20:40, 30:35] = np.nan
    mean = np.nanmean(z)
    for surface in (z, rng.normal(size=(70, 90))):
        found = autocorrelation(surface, mean, 1.0, 1.0, 6, 9, tile_points=32).values
        d = surface - mean
        for dy in range(7):
            for dx in range(-9, 10):
                a = d[: 70 - dy, max(0, -dx) : 90 - max(0, dx)]
                b = d[dy:, max(0, dx) : 90 + min(0, dx)]
                direct = np.nanmean(a * b) / np.nanmean(d * d)
                assert found[dy, dx + 9] == pytest.approx(direct, abs=2e-6)


def test_coarse_look_equals_full_look():
    """A map above 1000 points is looked at on every k-th point first: same Sal and Str."""
    rng = np.random.default_rng(24)
    z = gaussian_field(rng, 1400, 4.0, 9.0)
    found = spatial_parameters(z, 0.0, 1.0, 1.0)
    acf = autocorrelation(z, 0.0, 1.0, 1.0, 60, 60)
    from turgor.measure.surface.areal.autocorrelation import first_crossings_um

    rays = first_crossings_um(acf, np.arange(720) * np.pi / 720, 0.2)
    assert found.sal_um == pytest.approx(rays.min(), rel=1e-4)
    assert found.str_ratio == pytest.approx(rays.min() / rays.max(), rel=5e-3)


def test_gaps_leave_the_length_where_it_was():
    """A third of the points taken out in blots moves Sal by the scatter only."""
    rng = np.random.default_rng(25)
    z = gaussian_field(rng, 400, 6.0)
    blots = gaussian_field(rng, 400, 15.0) < 0.43
    whole, part = spatial(z).values["sal"], spatial(z, mask=blots).values["sal"]
    assert 0.6 < blots.mean() < 0.72
    assert part == pytest.approx(whole, rel=0.06)


def test_a_ray_that_leaves_a_slanted_region_is_not_a_decay():
    """Ridges seen through a strip across them: along the lay the strip ends before any decay, and
    lags without pairs of points must not pass for one."""
    x, y = points(300, 300)
    strip = np.abs(x - y) < 12.0
    found = spatial(np.sin(2 * np.pi * (x + y) / 80.0), mask=strip)
    assert "stays above 0.2" in found.reasons["str"]
    theory = 80.0 / np.sqrt(2) * np.arccos(0.2) / (2 * np.pi)
    assert found.values["sal"] == pytest.approx(theory, rel=0.05)  # ten waves in the strip
