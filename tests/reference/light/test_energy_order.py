"""More energy, all else fixed, never makes a smaller zone."""

import numpy as np
import pytest

from turgor.physics.tissue import tissue_stack
from turgor.skin.stimulus.light.coefficients import zone_coefficients
from turgor.skin.stimulus.light.zone import Exposure, micro_thermal_zone

ENERGIES = np.geomspace(2.0, 80.0, 9)
#: what the grid resolves, as a share of a depth or width
RESOLVED = 1e-3


def in_order(found):
    return (np.diff(found, axis=0) >= -RESOLVED * found[1:]).all()


@pytest.fixture(scope="module")
def skin():
    return tissue_stack("cheek", 45.0, "f", "II")


@pytest.fixture(autouse=True, scope="module")
def own_cache(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TURGOR_CACHE", str(tmp_path_factory.mktemp("light")))
        yield


def sizes(skin, exposure):
    outline = micro_thermal_zone(skin, exposure, zone_coefficients()).outline
    return [
        outline.removed_depth_um, outline.denatured_depth_um, outline.killed_depth_um,
        outline.shocked_depth_um, *(2.0 * float(radius.max()) for radius in (
            outline.removed_um, outline.denatured_um, outline.killed_um, outline.shocked_um)),
    ]  # fmt: skip


@pytest.mark.parametrize("spot", [120.0, 250.0])
def test_order_is_kept_from_one_fifth_to_the_next(skin, spot):
    """Craters of carbon dioxide lasers, whose rims are the hardest to resolve."""
    found = np.array([sizes(skin, Exposure(10600.0, 8.0 * 1.2**k, spot, 1.0)) for k in range(10)])
    assert in_order(found), np.diff(found, axis=0).min(axis=0)


@pytest.mark.parametrize("wavelength", [1550.0, 1927.0, 2940.0, 10600.0])
@pytest.mark.parametrize(("spot", "pulse"), [(100.0, 1.0), (100.0, 5.0), (300.0, 1.0)])
def test_order_of_energies_is_kept(skin, wavelength, spot, pulse):
    found = np.array([
        sizes(skin, Exposure(wavelength, float(energy), spot, pulse)) for energy in ENERGIES
    ])  # fmt: skip
    assert in_order(found), np.diff(found, axis=0).min(axis=0)
    assert (found[-1] >= found[0]).all() and found[-1, 2] > found[0, 2]
