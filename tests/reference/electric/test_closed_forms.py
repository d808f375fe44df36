"""Fields about electrodes whose resistance is known in closed form."""

import math

import numpy as np
import pytest

from turgor.physics.electric.admittivity import admittivity_of_rows
from turgor.physics.electric.grid import RzEdges, needle_edges
from turgor.physics.electric.needle import NeedleShape
from turgor.physics.electric.potential import unit_field
from turgor.physics.tissue import ElectricalLayer

SIGMA = 0.2


def uniform(edges, value=SIGMA):
    return np.full((len(edges.z_um) - 1, len(edges.r_um) - 1), value)


def spheroid_ohm(semi_axis_um, radius_um, sigma):
    """Half a prolate spheroid at an insulated surface: twice the whole one in all of space."""
    e = math.sqrt(1.0 - (radius_um / semi_axis_um) ** 2)
    return math.atanh(e) / (2.0 * math.pi * sigma * semi_axis_um * e) * 1e6


def test_concentric_cylinders_are_exact():
    edges = RzEdges(np.linspace(0.0, 1500.0, 31), np.linspace(0.0, 1000.0, 11))
    needle = NeedleShape(150.0, 999.0, tip="flat")
    field = unit_field(uniform(edges), edges, needle, sides="grounded", bottom="insulating")
    expected = math.log(1500.0 / 150.0) / (2.0 * math.pi * SIGMA * 1000e-6)
    assert field.impedance_ohm.real == pytest.approx(expected, rel=1e-10)


def test_a_hemisphere_at_the_surface():
    needle = NeedleShape(200.0, 200.0, tip_um=200.0, tip="round")
    edges = needle_edges(needle, finest_um=8.0, growth=0.12)
    field = unit_field(uniform(edges), edges, needle)
    expected = 1e6 / (2.0 * math.pi * SIGMA * 200.0)
    assert field.impedance_ohm.real == pytest.approx(expected, rel=0.01)


def test_concentric_half_spheres_of_two_tissues():
    needle = NeedleShape(200.0, 200.0, tip_um=200.0, tip="round")
    edges = needle_edges(needle, (500.0,), finest_um=8.0, growth=0.1)
    rho = np.hypot(edges.z_centre_um[:, None], edges.r_centre_um[None, :])
    field = unit_field(np.where(rho < 500.0, 0.2, 0.04), edges, needle)
    expected = 1e6 / (2.0 * math.pi) * ((1 / 200 - 1 / 500) / 0.2 + 1 / 500 / 0.04)
    assert field.impedance_ohm.real == pytest.approx(expected, rel=0.01)


@pytest.mark.parametrize("length", [600.0, 1500.0, 3000.0])
def test_a_slender_spheroid(length):
    needle = NeedleShape(100.0, length, tip_um=length, tip="round")
    edges = needle_edges(needle, finest_um=8.0, growth=0.12)
    field = unit_field(uniform(edges), edges, needle)
    assert field.impedance_ohm.real == pytest.approx(spheroid_ohm(length, 100.0, SIGMA), rel=0.01)


def test_image_charges_over_a_second_layer():
    """Surface potential about a small electrode on two layers: the series of its images."""
    top, under, thick = 0.2, 0.03, 1500.0
    needle = NeedleShape(60.0, 60.0, tip_um=60.0, tip="round")
    edges = needle_edges(needle, (thick,), finest_um=5.0, growth=0.08, reach_um=80000.0)
    rows = admittivity_of_rows(
        [ElectricalLayer(thick, top, 1.0, 0.02), ElectricalLayer(math.inf, under, 1.0, 0.02)],
        edges.z_um,
    )
    y = np.repeat(rows.real[:, None], len(edges.r_um) - 1, axis=1)
    field = unit_field(y, edges, needle)
    current = 1.0 / field.impedance_ohm.real
    k = (top - under) / (top + under)
    n = np.arange(1, 400)[None, :]
    radius = edges.r_centre_um[(edges.r_centre_um > 300.0) & (edges.r_centre_um < 6000.0)]
    images = 1.0 / radius + 2.0 * (k**n / np.hypot(radius[:, None], 2.0 * n * thick)).sum(axis=1)
    expected = current * images * 1e6 / (2.0 * math.pi * top)
    surface = np.interp(radius, edges.r_centre_um, field.potential[0])
    assert surface == pytest.approx(expected, rel=0.01)


def test_power_balances_whatever_the_layers():
    layers = [
        ElectricalLayer(15, 0.01, 900, 0.02),
        ElectricalLayer(85, 0.1, 1500, 0.02),
        ElectricalLayer(1500, 0.22, 1800, 0.02),
        ElectricalLayer(math.inf, 0.025, 27, 0.02),
    ]
    needle = NeedleShape(125.0, 1500.0, tip_um=250.0, insulated_um=1200.0)
    edges = needle_edges(needle, (15.0, 100.0, 1600.0))
    y = np.repeat(admittivity_of_rows(layers, edges.z_um, 1e6)[:, None], len(edges.r_um) - 1, 1)
    for values in (y, np.abs(y)):
        field = unit_field(values, edges, needle)
        assert field.delivered_w == pytest.approx((1.0 / field.impedance_ohm).real)
        assert field.power_w.sum() + field.beyond_w == pytest.approx(field.delivered_w, rel=1e-9)
