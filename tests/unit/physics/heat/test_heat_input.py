"""What heat refuses, and how it says so."""

import math

import numpy as np
import pytest

from turgor.errors import InputError
from turgor.physics.heat.ablate import Beam, ablate_zone
from turgor.physics.heat.axisymmetric import heat_zone
from turgor.physics.heat.cartesian import heat_block
from turgor.physics.heat.cooling import Cooling, air_cooling, contact_cooling, cryogen_spurt
from turgor.physics.heat.damage import DamageSet, damage_set, omega_one_temperature_c
from turgor.physics.heat.grid import graded_edges
from turgor.physics.heat.layers import ThermalLayer
from turgor.physics.heat.pulse import PulseTrain

SKIN = ThermalLayer(math.inf, 0.4, 1100.0, 3600.0, 0.65)
R = Z = np.linspace(0.0, 100.0, 6)
DARK = np.zeros((5, 5))


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: PulseTrain(0.0), "above 0"),
        (lambda: PulseTrain(1e6), "at most 60000 ms"),
        (lambda: PulseTrain(1.0, 0), "1 to 10000"),
        (lambda: PulseTrain(10.0, 3, 5.0), "at least the pulse"),
        (lambda: Cooling("ice"), "none, contact, air, cryogen"),
        (lambda: contact_cooling(-100.0), "-60 to 60"),
        (lambda: contact_cooling(5.0, transfer_w_m2k=-1.0), "0 W/(m²·K) or more"),
        (lambda: contact_cooling(5.0, before_s=1e4), "0 to 600"),
        (lambda: cryogen_spurt(0.0), "up to 500 ms"),
        (lambda: cryogen_spurt(30.0, -40.0), "begin before the pulse"),
        (lambda: graded_edges(5.0, 200.0, 100.0), "within the grid"),
        (lambda: damage_set("toast"), "henriques"),
        (lambda: DamageSet("x", 1.0, 0.0, ""), "Ea above 0"),
        (lambda: omega_one_temperature_c(0.0, damage_set("fat")), "above 0"),
        (lambda: Beam(10.0, 0.12), "is it in mm"),
        (lambda: Beam(1e-5, 120.0), "is it in J"),
        (lambda: Beam(10.0, 120.0, "square"), "flat, gaussian"),
    ],
)
def test_settings_are_refused(make, words):
    with pytest.raises(InputError, match=words.replace("(", r"\(").replace(")", r"\)")):
        make()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"layers": []}, "one layer"),
        ({"source_j_cm3": np.zeros((4, 5))}, "shape"),
        ({"source_j_cm3": DARK - 1.0}, "allowed: 0 to"),
        ({"source_j_cm3": DARK + 1e7}, "in J where mJ"),
        ({"r_edges_um": R + 1.0}, "from 0"),
        ({"z_edges_um": Z[::-1].copy()}, "rise from 0"),
        ({"initial_c": 310.15}, "-5 to 100"),
        ({"initial_c": np.zeros(3)}, "initial temperatures"),
        ({"ablation_j_cm3": 2.6}, "in kJ/cm³"),
    ],
)
def test_zones_are_refused(change, words):
    given = {
        "layers": [SKIN], "source_j_cm3": DARK, "r_edges_um": R, "z_edges_um": Z,
        "pulse": PulseTrain(1.0), **change,
    }  # fmt: skip
    with pytest.raises(InputError, match=words):
        heat_zone(**given)


@pytest.mark.parametrize(
    ("absorption", "enthalpy", "words"),
    [
        (12_000.0, 2400.0, "is it in 1/cm"),
        (np.full(4, 70.0), 2400.0, "absorption has shape"),
        (70.0, 2.4, "in kJ/cm³"),
        (70.0, math.nan, "allowed"),
    ],
)
def test_ablation_is_refused(absorption, enthalpy, words):
    with pytest.raises(InputError, match=words):
        ablate_zone([SKIN], Beam(1.0, 100.0), absorption, enthalpy, R, Z, PulseTrain(1.0))


def test_tissue_must_boil_before_it_goes():
    rich = ThermalLayer(math.inf, 0.4, 1600.0, 4200.0, 0.65)
    with pytest.raises(InputError, match="before it boils"):
        ablate_zone([rich], Beam(1.0, 100.0), 70.0, 400.0, R, Z, PulseTrain(1.0))


def test_block_checks_its_source():
    with pytest.raises(InputError, match="shape"):
        heat_block([SKIN], np.zeros((5, 5, 4)), (Z, R, R), PulseTrain(1.0))


def test_air_draws_its_coefficient_from_evidence():
    assert air_cooling(20.0).transfer_w_m2k < air_cooling(-20.0, forced=True).transfer_w_m2k


def test_graded_edges_fill_the_depth():
    edges = graded_edges(5.0, 100.0, 1000.0)
    assert edges[0] == 0.0 and edges[-1] == 1000.0
    widths = np.diff(edges)
    assert np.allclose(widths[:20], 5.0) and (widths > 4.9).all() and widths[-1] < 1.7 * widths[-2]
    assert np.allclose(graded_edges(10.0, 100.0, 100.0), np.linspace(0.0, 100.0, 11))
