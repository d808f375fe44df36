"""The parts of a needle problem: shape, cells, admittivity, metal, and what they refuse."""

import math

import numpy as np
import pytest

from turgor.errors import InputError
from turgor.physics.electric.admittivity import admittivity_of_rows, admittivity_s_m
from turgor.physics.electric.array import array_field, square_array
from turgor.physics.electric.grid import RzEdges, graded_edges, needle_edges
from turgor.physics.electric.heated import Generator, Needles, heat_needles
from turgor.physics.electric.metal import needle_cells
from turgor.physics.electric.needle import NeedleShape
from turgor.physics.electric.potential import unit_field
from turgor.physics.electric.warming import Warming
from turgor.physics.heat.layers import ThermalLayer
from turgor.physics.tissue import ElectricalLayer

SKIN = ThermalLayer(math.inf, 0.4, 1100.0, 3400.0, 0.65)


@pytest.mark.parametrize("tip", ["cone", "round", "flat"])
def test_radius_and_depth_describe_one_surface(tip):
    needle = NeedleShape(100.0, 900.0, tip_um=300.0, tip=tip)
    r = np.array([5.0, 40.0, 80.0])
    floor = needle.depth_at(r)
    if tip == "flat":
        assert (floor == 900.0).all()
    else:
        assert needle.radius_at(floor) == pytest.approx(r)
    assert needle.radius_at(np.array([10.0, 901.0])) == pytest.approx([100.0, 0.0])
    assert needle.depth_at(np.array([101.0])) == pytest.approx([0.0])


def test_edges_pass_through_every_mark_and_grow_gently():
    edges = graded_edges([0.0, 15.0, 100.0, 40000.0], [100.0], 5.0, 0.2)
    for mark in (0.0, 15.0, 100.0, 40000.0):
        assert mark in edges
    widths = np.diff(edges)
    assert widths.min() > 2.0
    past = widths[edges[:-1] >= 100.0]
    assert (past[1:] / past[:-1]).max() < 1.35
    capped = graded_edges([0.0, 2000.0, 40000.0], [0.0], 5.0, 0.2, 50.0, 2000.0)
    assert np.diff(capped)[capped[:-1] < 2000.0].max() <= 50.0


def test_a_needles_cells_hold_its_own_edges():
    needle = NeedleShape(125.0, 1200.0, tip_um=250.0, insulated_um=900.0)
    edges = needle_edges(needle, (15.0, 90.0), near_um=(800.0, 2500.0))
    for mark in (900.0, 950.0, 1200.0, 15.0, 90.0, 2500.0):
        assert np.abs(edges.z_um - mark).min() < 1e-6
    assert np.abs(edges.r_um - 125.0).min() < 1e-6
    assert np.abs(edges.r_um - 800.0).min() < 1e-6


def test_admittivity_is_conduction_and_displacement():
    layer = ElectricalLayer(100.0, 0.2, 1000.0, 0.02)
    value = admittivity_s_m(layer, 1e6)
    assert value.real == 0.2
    assert value.imag == pytest.approx(2.0 * math.pi * 1e6 * 1000.0 * 8.8541878128e-12)
    two = [layer, ElectricalLayer(math.inf, 0.05, 10.0, 0.02)]
    rows = admittivity_of_rows(two, np.array([0.0, 50.0, 100.0, 400.0]))
    assert rows.real == pytest.approx([0.2, 0.2, 0.05])
    with pytest.raises(InputError, match="one layer"):
        admittivity_of_rows([], np.array([0.0, 1.0, 2.0]))


def test_heat_runs_along_metal_and_meets_tissue_in_series():
    r, z = np.array([0.0, 50.0, 100.0, 150.0]), np.array([0.0, 100.0, 300.0, 400.0])
    metal = np.array([[True, False, False], [True, False, False], [False, False, False]])
    cells = needle_cells([SKIN], r, z, metal, 16.0)
    cells.link(0.0)
    area = math.pi * 50.0**2
    assert cells.down[1, 0] == pytest.approx(16.0e6 * area / 150.0)
    below = 1.0 / (0.5 * 200.0 / 16.0e6 + 0.5 * 100.0 / 0.4e6)
    assert cells.down[2, 0] == pytest.approx(area * below)
    side = 2.0 * math.pi * 50.0 * 100.0 / (25.0 / 16.0e6 + 25.0 / 0.4e6)
    assert cells.out[0, 1] == pytest.approx(side)
    assert cells.out[2, 1] == pytest.approx(2.0 * math.pi * 50.0 * 100.0 * 0.4e6 / 50.0)
    assert (cells.down[0] == 0.0).all()
    cells.withdraw()
    cells.link(0.0)
    assert cells.down[1, 0] == pytest.approx(0.4e6 * area / 150.0)


def test_a_metal_needle_carries_heat_off_its_tip():
    shape = NeedleShape(125.0, 1200.0, tip_um=250.0, insulated_um=900.0)
    layers = [ElectricalLayer(math.inf, 0.3, 1.0, 0.02)]
    needles = Needles(shape, square_array(16, 1500.0), 1500.0, "bipolar")

    def hottest(metal):
        run = heat_needles(
            layers,
            [SKIN],
            needles,
            Generator(3.0, 100.0),
            Warming(0.05, 30.0, metal),
            frequency_hz=0.0,
        )
        tissue = np.where(run.metal, 0.0, run.heat.peak_c)
        return tissue.max(), tissue[0].max()

    poor, good = hottest(0.4), hottest(16.0)
    assert good[0] < poor[0] - 2.0
    assert good[1] > poor[1] + 0.5


def test_a_generator_gives_no_more_than_its_voltage_lets_it():
    shape = NeedleShape(125.0, 1200.0, tip_um=250.0, insulated_um=900.0)
    layers = [ElectricalLayer(math.inf, 0.3, 1.0, 0.0)]
    needles = Needles(shape, square_array(4, 1500.0), 1500.0, "bipolar")
    run = heat_needles(
        layers,
        [SKIN],
        needles,
        Generator(5.0, 20.0, 30.0),
        Warming(0.05, 30.0, 16.0),
        frequency_hz=0.0,
    )
    assert run.most_volt == pytest.approx(30.0)
    assert run.energy_mj == pytest.approx(30.0**2 / run.start_ohm * 20.0, rel=0.02)
    assert run.energy_mj < 100.0


def test_what_is_no_needle_is_refused():
    with pytest.raises(InputError, match="above 0"):
        NeedleShape(0.0, 900.0)
    with pytest.raises(InputError, match="no part"):
        NeedleShape(100.0, 900.0, tip_um=1000.0)
    with pytest.raises(InputError, match="must be bare"):
        NeedleShape(100.0, 900.0, insulated_um=900.0)
    with pytest.raises(InputError, match="above 0"):
        square_array(0, 1000.0)
    with pytest.raises(InputError, match="above 0"):
        Generator(-1.0, 10.0)


def test_what_is_no_field_is_refused():
    needle = NeedleShape(100.0, 400.0)
    edges = RzEdges(np.linspace(0.0, 1000.0, 11), np.linspace(0.0, 1000.0, 11))
    good = np.full((10, 10), 0.2)
    with pytest.raises(InputError, match="cells are"):
        unit_field(good[:5], edges, needle)
    with pytest.raises(InputError, match="above 0 everywhere"):
        unit_field(np.where(good > 0.0, 0.0, 1.0), edges, needle)
    with pytest.raises(InputError, match="larger than the cells"):
        unit_field(good, edges, NeedleShape(100.0, 1000.0))
    with pytest.raises(InputError, match="too wide"):
        unit_field(good, edges, NeedleShape(20.0, 400.0))
    with pytest.raises(InputError, match="rise from 0"):
        RzEdges(np.array([1.0, 2.0, 3.0]), np.array([0.0, 1.0, 2.0]))
    field = unit_field(good, edges, needle)
    with pytest.raises(InputError, match="both poles"):
        array_field(field, good, square_array(2, 400.0), "bipolar", sign=np.ones(2))
