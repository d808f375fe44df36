"""Ablation against what was measured elsewhere and never fitted, and against a closed form."""

import math

import numpy as np
import pytest

from turgor.evidence import find_parameter
from turgor.physics.heat.ablate import Beam, ablate_zone
from turgor.physics.heat.layers import ThermalLayer
from turgor.physics.heat.pulse import PulseTrain
from turgor.physics.tissue import tissue_stack
from turgor.skin.stimulus.light.coefficients import zone_coefficients
from turgor.skin.stimulus.light.zone import Exposure, micro_thermal_zone

#: a wide, even beam, as craters of full-field lasers are measured under
SPOT_UM = 1500.0
FLUENCES = np.array([5.0, 10.0, 20.0, 40.0, 60.0])


def crater_um(fluence):
    energy = float(fluence) * math.pi * (0.5e-4 * SPOT_UM) ** 2 * 1e3
    exposure = Exposure(2940.0, energy, SPOT_UM, pulse_ms=0.25, beam="flat")
    zone = micro_thermal_zone(tissue_stack("back", 40.0), exposure, zone_coefficients())
    return zone.outline.removed_depth_um


@pytest.fixture(scope="module")
def craters():
    return np.array([crater_um(fluence) for fluence in FLUENCES])


def test_erbium_craters_are_linear_in_radiant_exposure(craters):
    """Exactly linear at 1 Hz, doi:10.1007/BF02042461."""
    slope, offset = np.polyfit(FLUENCES, craters, 1)
    assert np.abs(craters - (slope * FLUENCES + offset)).max() < 0.02 * craters.max()


def test_erbium_ablates_about_6_um_per_j_cm2(craters):
    """About 6 µm per J/cm² at high exposure (as above); our heat of ablation comes from mass lost
    by another group's craters, and "about" is read as a quarter.
    """
    seen = find_parameter("ablation.er-yag.depth-per-fluence").value
    slope = (craters[-1] - craters[1]) / (FLUENCES[-1] - FLUENCES[1])
    assert slope == pytest.approx(seen, rel=0.25)


def test_erbium_craters_have_no_threshold_of_note(craters):
    slope, offset = np.polyfit(FLUENCES, craters, 1)
    assert -offset / slope < 1.0


@pytest.mark.parametrize("loss_mm", [0.0, 1.0, 3.0])
def test_light_lost_in_the_crater_follows_its_closed_form(loss_mm):
    """h dz = F exp(-loss z): depth is ln(1 + loss F/h)/loss."""
    layer = ThermalLayer(math.inf, 0.3, 1100.0, 3400.0, 0.7)
    heat, spot, fluence = 4000.0, 600.0, 300.0
    z, r = np.linspace(0.0, 1500.0, 301), np.linspace(0.0, 400.0, 5)
    energy = fluence * math.pi * (0.5e-4 * spot) ** 2 * 1e3
    run = ablate_zone(
        [layer], Beam(energy, spot, "flat"), 400.0, heat, r, z, PulseTrain(0.05),
        crater_loss_mm=loss_mm,
    )  # fmt: skip
    plain = 1e4 * fluence / heat
    told = plain if loss_mm == 0.0 else 1e3 * math.log1p(1e-3 * loss_mm * plain) / loss_mm
    assert run.front_um[0] == pytest.approx(told, rel=0.02)
    assert run.budget.residual < 1e-9
