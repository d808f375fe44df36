"""Height parameters against closed forms: sinusoid, sphere, cone, Gaussian field."""

import runpy
from pathlib import Path

import numpy as np
import pytest
from scipy import integrate

from turgor.measure.surface.areal import areal_parameters

_FIELDS = Path(__file__).parents[1] / "surfaces" / "areal_fields.py"
_fields = runpy.run_path(str(_FIELDS))
ensemble, gaussian_field, points = (
    _fields[name] for name in ("ensemble", "gaussian_field", "points")
)


def heights(z, **more):
    return areal_parameters(z, 1.0, 1.0, features=False, **more).values


def test_sinusoid_heights():
    """Whole waves of A sin: Sq A/sqrt 2, Sa 2A/pi, Ssk 0, Sku 3/2, Sz 2A; 200 points a wave."""
    x, _ = points(40, 1000)
    value = heights(20.0 * np.sin(2 * np.pi * x / 200.0))
    assert value["sq"] == pytest.approx(20 / np.sqrt(2), rel=1e-9)
    assert value["sa"] == pytest.approx(2 * 20 / np.pi, rel=1e-3)
    assert value["ssk"] == pytest.approx(0.0, abs=1e-9)
    assert value["sku"] == pytest.approx(1.5, rel=1e-9)
    assert value["sz"] == pytest.approx(40.0, rel=1e-3)


def test_product_grating_heights():
    """A sin sin: the mean square is A²/4, the fourth moment (3/8)² A⁴, so Sku = 9/4."""
    x, y = points(600, 800)
    z = 10 * np.sin(2 * np.pi * x / 100) * np.sin(2 * np.pi * y / 60)
    value = heights(z)
    assert value["sq"] == pytest.approx(5.0, rel=1e-9)
    assert value["sa"] == pytest.approx(10 * (2 / np.pi) ** 2, rel=1e-3)
    assert value["sku"] == pytest.approx(2.25, rel=1e-9)


def disk_mean(profile):
    """Mean over a disk of a function of s = r/R."""
    return integrate.quad(lambda s: profile(s) * 2 * s, 0, 1)[0]


@pytest.mark.parametrize("kind", ["cone", "sphere"])
def test_cone_and_sphere_heights(kind):
    """Cone (height 30) and sphere cap over their round region, 400 points across.

    Over a disk, with s = r/R: cone h(1 - s), sphere sqrt(S² - r²). Moments by quadrature of the
    closed form with weight 2 s ds; heights are discretised at the rim, hence 0.5 %.
    """

    def shape(s):
        return 30.0 * (1 - s) if kind == "cone" else np.sqrt(500.0**2 - (200.0 * s) ** 2)

    x, y = points(401, 401)
    r = np.hypot(x - x.mean(), y - y.mean())
    value = heights(shape(np.minimum(r, 300.0) / 200.0), mask=r <= 200.0)
    middle = disk_mean(shape)
    m2, m3, m4 = (disk_mean(lambda s, n=n: (shape(s) - middle) ** n) for n in (2, 3, 4))
    assert value["sq"] == pytest.approx(m2**0.5, rel=5e-3)
    assert value["ssk"] == pytest.approx(m3 / m2**1.5, rel=5e-3, abs=2e-3)
    assert value["sku"] == pytest.approx(m4 / m2**2, rel=5e-3)
    assert value["sa"] == pytest.approx(disk_mean(lambda s: abs(shape(s) - middle)), rel=5e-3)
    assert value["sp"] == pytest.approx(shape(0.0) - middle, rel=5e-3)
    assert value["sv"] == pytest.approx(middle - shape(1.0), rel=5e-3)
    assert value["sz"] == pytest.approx(shape(0.0) - shape(1.0), rel=5e-3)


def test_gaussian_field_moments():
    """Ensemble means of Sq² (1), Ssk (0) and Sku (3) over 60 fields, within 3 standard errors.

    One field's own mean is taken off, which lowers E[Sq²] by the variance of the mean: a spectrum
    value at zero frequency over the area, pi l²/N. Fields are wide against l, so that the ratio
    of means in Ssk and Sku is biased by far less than a standard error.
    """
    rng = np.random.default_rng(20260101)
    size, length = 256, 5.0
    found = [heights(gaussian_field(rng, size, length)) for _ in range(60)]
    lost = np.pi * length**2 / size**2
    assert abs(ensemble([v["sq"] ** 2 for v in found], 1.0 - lost)) < 3
    assert abs(ensemble([v["ssk"] for v in found], 0.0)) < 3
    assert abs(ensemble([v["sku"] for v in found], 3.0)) < 3
    assert abs(ensemble([v["sa"] for v in found], np.sqrt(2 / np.pi) * (1 - lost / 2))) < 3


def test_same_numbers_as_numpy_with_gaps():
    """Second implementation: numpy over the evaluated points, gaps and mask at random."""
    rng = np.random.default_rng(3)
    z = rng.gamma(2.0, 3.0, (90, 70)) + 1e3
    z[rng.random(z.shape) < 0.2] = np.nan
    mask = rng.random(z.shape) < 0.7
    d = z[mask & ~np.isnan(z)]
    d = d - d.mean()
    value = heights(z, mask=mask)
    assert value["sq"] == pytest.approx(d.std(), rel=1e-10)
    assert value["ssk"] == pytest.approx((d**3).mean() / d.std() ** 3, rel=1e-9)
    assert value["sku"] == pytest.approx((d**4).mean() / d.std() ** 4, rel=1e-9)
    assert value["sa"] == pytest.approx(abs(d).mean(), rel=1e-10)
    assert (value["sp"], value["sv"]) == pytest.approx((d.max(), -d.min()), rel=1e-10)
