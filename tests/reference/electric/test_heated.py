"""A pulse through needles against closed forms and its own refinement."""

import math

import numpy as np
import pytest

from turgor.physics.electric.array import square_array
from turgor.physics.electric.heated import Generator, Needles, heat_needles
from turgor.physics.electric.needle import NeedleShape
from turgor.physics.electric.warming import Warming
from turgor.physics.heat.damage import damage_set
from turgor.physics.heat.layers import ThermalLayer
from turgor.physics.tissue import ElectricalLayer, electrical_layers, thermal_layers, tissue_stack

SIGMA, CONDUCTS = 0.2, 0.5
WATER = [ThermalLayer(math.inf, CONDUCTS, 1000.0, 4000.0, 1.0)]
SET = damage_set("henriques")


def one_needle(shape, pulse_ms, power_w, per_k=0.0, pitch=60000.0, **options):
    layers = [ElectricalLayer(math.inf, SIGMA, 1.0, per_k)]
    needles = Needles(shape, np.zeros((1, 2)), pitch, "monopolar")
    return heat_needles(
        layers, WATER, needles, Generator(power_w, pulse_ms), Warming(0.05, 30.0, 400.0),
        frequency_hz=0.0, **options,
    )  # fmt: skip


def test_a_hemisphere_comes_to_rest_where_kohlrausch_says():
    """In the steady state temperature follows potential: sigma V² / (2 k) at an electrode that
    loses no heat itself (Kohlrausch 1900); what is left after t falls as the root of 1/t.
    """
    shape = NeedleShape(100.0, 100.0, tip_um=100.0, tip="round")
    rise = 40.0
    ohm = 1e6 / (2.0 * math.pi * SIGMA * 100.0)
    power = 2.0 * CONDUCTS * rise / SIGMA / ohm
    found = []
    for pulse_s in (2.0, 8.0):
        run = one_needle(shape, 1e3 * pulse_s, power, finest_um=8.0, widest_um=1e4, step_k=1.0)
        at = run.metal[0]
        found.append(float(run.heat.peak_c[0][at].max()) - 37.0)
    # twice the distance in time to the root halves what is missing
    limit = 2.0 * found[1] - found[0]
    assert found[0] < found[1] < rise
    assert limit == pytest.approx(rise, rel=0.01)


def test_a_short_pulse_heats_each_place_by_what_it_takes_up():
    """Before heat flows, the rise is power density times time over heat capacity; far from
    metal's edges, where the density is that of a hemisphere's field.
    """
    shape = NeedleShape(200.0, 200.0, tip_um=200.0, tip="round")
    power, pulse_ms = 0.5, 1.0
    run = one_needle(shape, pulse_ms, power, pitch=3500.0, finest_um=6.0, widest_um=20.0)
    heat = run.heat
    r = 0.5 * (heat.r_edges_um[1:] + heat.r_edges_um[:-1])
    far = (r > 300.0) & (r < 900.0)
    ohm = 1e6 / (2.0 * math.pi * SIGMA * 200.0)
    volts = math.sqrt(power * ohm)
    strength = volts * 200.0 / r[far] ** 2 * 1e6
    expected = SIGMA * strength**2 * 1e-3 * pulse_ms / 4e6
    z = 0.5 * (heat.z_edges_um[1:] + heat.z_edges_um[:-1])
    assert z[0] < 30.0
    assert heat.peak_c[0][far] - 37.0 == pytest.approx(expected, rel=0.02)


def test_energy_is_kept_and_needles_alike_in_a_cell_share_it():
    stack = tissue_stack("back", 45.0, "f")
    shape = NeedleShape(125.0, 1400.0, tip_um=300.0, insulated_um=1100.0)
    needles = Needles(shape, square_array(25, 1500.0), 1500.0, "bipolar")
    run = heat_needles(
        electrical_layers(stack, 1e6), thermal_layers(stack), needles, Generator(10.0, 50.0),
        Warming(0.05, 30.0, 16.0), frequency_hz=1e6, damage=[SET],
    )  # fmt: skip
    assert run.energy_mj == pytest.approx(500.0, rel=1e-9)
    assert run.needle_mj == pytest.approx(500.0 / 25, rel=0.1)
    # what was taken up is still there: only blood takes a little away
    area = math.pi * np.diff(run.heat.r_edges_um**2)
    volume = np.diff(run.heat.z_edges_um)[:, None] * area
    capacity = np.repeat(
        [layer.volumetric_j_cm3k for layer in thermal_layers(stack)],
        [len(part) for part in _rows(stack, run.heat.z_edges_um)],
    )
    body = 37.0 * capacity[:, None]
    stored = float(((run.heat.enthalpy_j_cm3 - body) * volume).sum()) * 1e-9
    assert stored == pytest.approx(run.needle_mj, rel=0.02)


def _rows(stack, z_edges):
    middle = 0.5 * (z_edges[1:] + z_edges[:-1])
    layer = stack.layer_at(middle)
    return [np.flatnonzero(layer == k) for k in range(5)]


def test_the_field_follows_heat_as_finely_as_it_must():
    """Coagulated volume moves little when time and space are cut several times finer."""
    stack = tissue_stack("back", 45.0, "f")
    shape = NeedleShape(125.0, 1400.0, tip_um=300.0, insulated_um=1100.0)
    needles = Needles(shape, square_array(25, 1500.0), 1500.0, "bipolar")

    def killed(**options):
        run = heat_needles(
            electrical_layers(stack, 1e6), thermal_layers(stack), needles, Generator(10.0, 80.0),
            Warming(0.05, 30.0, 16.0), frequency_hz=1e6, damage=[SET], **options,
        )  # fmt: skip
        heat = run.heat
        volume = np.diff(heat.z_edges_um)[:, None] * np.diff(heat.r_edges_um**2) * math.pi
        # each cell counts by how far past the threshold it is, which evens out cell steps
        share = 1.0 - np.exp(-np.exp(np.minimum(heat.log_damage["henriques"], 3.0)))
        return float((share * volume * ~run.metal).sum()) * 1e-9

    assert killed() == pytest.approx(killed(step_k=3.0, finest_um=6.0), rel=0.05)


def test_warm_tissue_conducts_better_and_dry_tissue_hardly():
    shape = NeedleShape(100.0, 400.0, tip_um=100.0)
    cold = one_needle(shape, 20.0, 0.3, per_k=0.0, pitch=3000.0)
    warm = one_needle(shape, 20.0, 0.3, per_k=0.02, pitch=3000.0)
    assert cold.end_ohm == pytest.approx(cold.start_ohm, rel=1e-6)
    assert warm.end_ohm < 0.95 * warm.start_ohm
    dry = one_needle(shape, 400.0, 1.0, per_k=0.02, pitch=3000.0)
    assert dry.dried.max() == 1.0
    assert dry.end_ohm > 1.5 * dry.start_ohm
