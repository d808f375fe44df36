"""The field about needles against finite elements (scikit-fem) and against three dimensions."""

import importlib.util
import math
from pathlib import Path

import numpy as np
import pytest

from turgor.physics.electric.admittivity import admittivity_of_rows
from turgor.physics.electric.array import array_field, mutual_ohm, square_array
from turgor.physics.electric.grid import graded_edges, needle_edges
from turgor.physics.electric.needle import NeedleShape
from turgor.physics.electric.potential import unit_field
from turgor.physics.tissue import ElectricalLayer

SPEC = importlib.util.spec_from_file_location(
    "electric_oracle", Path(__file__).with_name("electric_oracle.py")
)
MODULE = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(MODULE)
ORACLES = MODULE.oracles()

LAYERS = [
    ElectricalLayer(20.0, 0.01, 1.0, 0.02),
    ElectricalLayer(80.0, 0.1, 1.0, 0.02),
    ElectricalLayer(1500.0, 0.22, 1.0, 0.02),
    ElectricalLayer(math.inf, 0.025, 1.0, 0.02),
]
BOUNDARIES = (20.0, 100.0, 1600.0)


def skin(edges):
    rows = admittivity_of_rows(LAYERS, edges.z_um).real
    return np.repeat(rows[:, None], len(edges.r_um) - 1, axis=1)


def heat_within(edges, power_w, radius_um):
    """Heat up to a radius at any depth; within a cell it grows with the area."""
    grown = np.concatenate([[0.0], np.cumsum(power_w.sum(axis=0))])
    return float(np.interp(radius_um**2, edges.r_um**2, grown))


@pytest.mark.parametrize(("insulated", "close"), [(1200.0, 0.008), (0.0, 0.002)])
def test_finite_elements_of_a_needle_in_layers(insulated, close):
    needle = NeedleShape(125.0, 1500.0, tip="flat", insulated_um=insulated)
    edges = needle_edges(needle, BOUNDARIES, finest_um=8.0, growth=0.2, reach_um=20000.0)
    y = skin(edges)
    field = unit_field(y, edges, needle, sides="grounded", bottom="grounded")
    at = np.searchsorted(edges.r_um, 400.0)
    low, high = (int(np.searchsorted(edges.z_um, z)) for z in (1000.0, 1800.0))
    box = (0.0, edges.r_um[at], edges.z_um[low], edges.z_um[high])
    second = ORACLES.finite_elements(edges.r_um, edges.z_um, y, 125.0, 1500.0, insulated, [box])
    assert field.impedance_ohm.real == pytest.approx(second.resistance_ohm, rel=close)
    assert field.power_w[low:high, :at].sum() == pytest.approx(second.power_w[0], rel=0.015)


@pytest.mark.parametrize("insulated", [1200.0, 0.0])
@pytest.mark.parametrize("bipolar", [True, False])
def test_a_pair_in_three_dimensions(insulated, bipolar):
    apart, reach = 1000.0, 15000.0
    needle = NeedleShape(125.0, 1500.0, tip_um=250.0, insulated_um=insulated)
    edges = needle_edges(needle, BOUNDARIES, finest_um=8.0, growth=0.2, reach_um=reach)
    y = skin(edges)
    field = unit_field(y, edges, needle, sides="grounded", bottom="grounded")
    place = np.array([[-0.5 * apart, 0.0], [0.5 * apart, 0.0]])
    ours = array_field(
        field, y, place, "bipolar" if bipolar else "monopolar", sign=np.array([1.0, -1.0])
    )
    bends = sorted({250.0, 1250.0, 1500.0, insulated} - {0.0})
    x = graded_edges([0.0, 375.0, 625.0, reach], [375.0, 625.0], 12.0, 0.2)
    z = graded_edges(sorted({0.0, *BOUNDARIES, *bends, reach}), [1500.0, *bends[1:]], 12.0, 0.2)
    rows = admittivity_of_rows(LAYERS, z).real
    across = graded_edges([0.0, 125.0, reach], [125.0], 12.0, 0.2)
    pair = ORACLES.three_dimensional(needle, rows, x, across, z, apart, bipolar)
    assert ours.impedance_ohm == pytest.approx(pair.resistance_ohm, rel=0.02)
    power = ours.heat_w_cm3 * edges.volume_um3 * 1e-12
    for radius, share in zip(
        (200.0, 300.0, 500.0),
        ORACLES.shares_in_cylinders(pair, apart, (200.0, 300.0, 500.0)),
        strict=True,
    ):
        assert heat_within(edges, power, radius) == pytest.approx(share, rel=0.03)


def test_mutual_resistance_of_distant_needles_is_that_of_points():
    needle = NeedleShape(100.0, 400.0, tip_um=400.0, tip="round")
    edges = needle_edges(needle, finest_um=8.0, growth=0.12)
    field = unit_field(np.full((len(edges.z_um) - 1, len(edges.r_um) - 1), 0.2), edges, needle)
    matrix = mutual_ohm(field, np.array([[0.0, 0.0], [5000.0, 0.0]]))
    assert matrix[0, 0] == pytest.approx(field.impedance_ohm.real)
    assert matrix[0, 1] == pytest.approx(1e6 / (2.0 * math.pi * 0.2 * 5000.0), rel=0.01)


def test_currents_of_an_array_balance_and_outer_needles_carry_more_where_poles_are_alike():
    needle = NeedleShape(125.0, 1500.0, tip_um=250.0, insulated_um=1200.0)
    edges = needle_edges(needle, BOUNDARIES)
    y = skin(edges)
    field = unit_field(y, edges, needle)
    place = square_array(25, 1500.0)
    bipolar = array_field(field, y, place, "bipolar")
    assert bipolar.current_a.sum() == pytest.approx(0.0, abs=1e-12)
    monopolar = array_field(field, y, place, "monopolar")
    corner, middle = monopolar.current_a[0], monopolar.current_a[12]
    assert corner > 1.5 * middle > 0.0
    # one watt in all, whatever the poles: Z is 1 / I² of one pole
    volts = mutual_ohm(field, place) @ monopolar.current_a
    assert volts == pytest.approx(np.full(25, volts[0]))
    assert volts[0] * monopolar.current_a.sum() == pytest.approx(1.0)


@pytest.mark.parametrize("insulated", [1200.0, 0.0])
def test_a_large_bipolar_array_heats_nothing_but_its_needles_shares(insulated):
    """Far inside rows of either pole, each needle's own area holds all of its power."""
    pitch, count = 1500.0, 400
    share = pitch / math.sqrt(math.pi)
    needle = NeedleShape(125.0, 1500.0, tip_um=250.0, insulated_um=insulated)
    edges = needle_edges(needle, BOUNDARIES, near_um=(share, 3000.0), reach_um=100000.0)
    y = skin(edges)
    field = unit_field(y, edges, needle)
    array = array_field(field, y, square_array(count, pitch), "bipolar", within_um=share)
    power = array.heat_w_cm3 * edges.volume_um3 * 1e-12
    assert count * heat_within(edges, power, share) == pytest.approx(1.0, abs=0.02)
