"""From speed to modulus: Rayleigh's ratio, and stretch taken out of closed-form cases."""

import numpy as np
import pytest
from planted_waves import pulse

from turgor.measure.elasticity.wave import WaveSettings, measure_wave
from turgor.record.wave_field import WaveField

DISTANCE, TIME = np.linspace(1.0, 16.0, 60), np.arange(260) * 1e-4
#: root of n^3 + n^2 + 3 n - 1, and Rayleigh's ratio of an incompressible solid, sqrt(1 - n^2)
N = 0.2955977425220848


def modulus(speed, *, wave, stretch=None, density=1050.0, settings=None):
    motion = np.gradient(pulse(speed, DISTANCE, TIME), 1e-4, axis=1)[None]
    field = WaveField(motion, np.zeros(1), DISTANCE, TIME, "velocity_mm_s", wave, stretch, density)
    found = measure_wave(field, settings or WaveSettings(), capture_sha256="0" * 64)
    return next(f for f in found.findings if f.metric == "wave.apparent_shear_modulus")


def test_rayleigh_and_bulk_of_one_material():
    """mu = 6.3 kPa: shear waves run at sqrt(mu / rho), surface waves at 0.9553 of it."""
    assert np.sqrt(1 - N**2) == pytest.approx(0.9553, abs=5e-5)
    speed = np.sqrt(6300.0 / 1050.0)
    bulk = modulus(speed, wave="shear")
    surface = modulus(speed * np.sqrt(1 - N**2), wave="surface")
    assert bulk.value == pytest.approx(6.3, rel=2e-3)
    assert surface.value == pytest.approx(6.3, rel=2e-3)
    assert bulk.u == pytest.approx(2 * bulk.value * bulk.u / (2 * bulk.value), rel=1e-9)


@pytest.mark.parametrize("stretch", [1.06, 1.13, 1.2, 1.31])
@pytest.mark.parametrize("kind", ["uniaxial", "equibiaxial", "plane-strain"])
def test_stretch_is_taken_out_of_neo_hookean_cases(stretch, kind):
    """A neo-Hookean surface wave has rho c^2 = mu (l1^2 - n^2 l2^2), l2 normal to the surface.

    (Flavin's result for plane strain holds in any state, since only l1 and l2 enter.)
    """
    normal = {"uniaxial": stretch**-0.5, "equibiaxial": stretch**-2, "plane-strain": 1 / stretch}
    mu = 8.0
    squared = stretch**2 - N**2 * normal[kind] ** 2
    speed = float(np.sqrt(1e3 * mu * squared / 1050.0))
    corrected = modulus(
        speed, wave="surface", stretch=stretch, settings=WaveSettings(stretch_kind=kind)
    )
    assert corrected.value == pytest.approx(mu, rel=5e-3)
    plain = modulus(speed, wave="surface")
    assert 1.10 < plain.value / mu < 1.9
    assert "stretch-not-stated" in plain.flags
    assert dict(plain.measurand.conditions)["stretch_correction"] == "none"


def test_a_bulk_wave_along_the_stretch():
    """A neo-Hookean bulk wave along the stretch has rho c^2 = mu l1^2."""
    speed = float(np.sqrt(1e3 * 5.0 * 1.2**2 / 1050.0))
    assert modulus(speed, wave="shear", stretch=1.2).value == pytest.approx(5.0, rel=5e-3)
