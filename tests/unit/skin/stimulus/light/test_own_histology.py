"""A laboratory's own histology: the planted spot is found, and ±20 % is said only where it held."""

import math

import pytest

from turgor.errors import InputError
from turgor.physics.tissue import tissue_stack
from turgor.skin.stimulus.light import HistologyPoint, calibrate_device
from turgor.skin.stimulus.light.coefficients import zone_coefficients
from turgor.skin.stimulus.light.shrinkage import excision_shrinkage
from turgor.skin.stimulus.light.zone import Exposure, micro_thermal_zone

#: quick to follow: light that water stops at once, a short pulse
LASER = {"wavelength_nm": 2940.0, "nominal_spot_um": 250.0, "pulse_ms": 0.25}
PLANTED = 1.3


@pytest.fixture(scope="module")
def skin():
    return tissue_stack("forearm", 40.0)


def planted(skin, energy, off=1.0, state="histology"):
    exposure = Exposure(2940.0, energy, PLANTED * 250.0, 0.25)
    outline = micro_thermal_zone(skin, exposure, zone_coefficients()).outline
    shrinkage = excision_shrinkage()
    depth = shrinkage.depth_um(outline.removed_depth_um, "life", state)
    width = shrinkage.width_um(2.0 * float(outline.removed_um.max()), "life", state)
    return HistologyPoint(energy, ablation_depth_um=off * depth, ablation_width_um=width)


def test_a_planted_spot_is_found_and_claimed(skin):
    points = [planted(skin, energy, state="life") for energy in (10.0, 20.0, 40.0)]
    found = calibrate_device(points, skin, state="life", **LASER)
    assert found.spot_ratio == pytest.approx(PLANTED, rel=0.1)
    assert abs(found.spot_ratio - PLANTED) < 2.0 * found.spot_ratio_sd
    assert found.claim_pct == 20.0 and found.worst_pct < 20.0
    assert len(found.left_out) == 6


def test_nothing_is_claimed_where_one_energy_is_not_foretold(skin):
    points = [planted(skin, 10.0), planted(skin, 20.0, off=2.0), planted(skin, 40.0)]
    found = calibrate_device(points, skin, **LASER)
    assert found.claim_pct is None and found.worst_pct > 20.0


def test_two_energies_claim_nothing(skin):
    found = calibrate_device([planted(skin, 10.0), planted(skin, 30.0)], skin, **LASER)
    assert found.claim_pct is None and found.energies_mj == (10.0, 30.0)


@pytest.mark.parametrize(
    ("points", "more", "said"),
    [
        ([], {}, "table of energies"),
        ([HistologyPoint(20.0)], {}, "table of energies"),
        ([HistologyPoint(20.0, 100.0), HistologyPoint(20.0, 120.0)], {}, "each once"),
        ([HistologyPoint(20.0, -5.0)], {}, "above 0"),
        ([HistologyPoint(20.0, 100.0)], {"power_w": 30.0}, "one of them"),
        ([HistologyPoint(20.0, 100.0)], {"pulse_ms": None}, "one of them"),
    ],
)
def test_a_table_that_cannot_be_used_is_refused(skin, points, more, said):
    with pytest.raises(InputError, match=said):
        calibrate_device(points, skin, **{**LASER, **more})


def test_one_depth_alone_moves_the_spot_and_claims_nothing(skin):
    only_depth = HistologyPoint(20.0, ablation_depth_um=planted(skin, 20.0).ablation_depth_um)
    found = calibrate_device([only_depth], skin, **LASER)
    assert 0.5 < found.spot_ratio / PLANTED < 2.0
    assert found.claim_pct is None and math.isnan(found.worst_pct) and not found.left_out
