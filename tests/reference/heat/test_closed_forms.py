"""Heat against closed forms: sources in an infinite medium, slabs, half-spaces, layers, blood."""

import math

import numpy as np
from scipy.special import erfc

from turgor.physics.heat.axisymmetric import heat_zone
from turgor.physics.heat.cooling import contact_cooling
from turgor.physics.heat.layers import ThermalLayer
from turgor.physics.heat.pulse import PulseTrain
from turgor.physics.heat.through_time import Course

SKIN = ThermalLayer(math.inf, 0.4, 1100.0, 3600.0, 0.65)
ALPHA = SKIN.diffusivity_um2_s
MOMENT = PulseTrain(1e-3)


def centres(edges):
    return 0.5 * (edges[1:] + edges[:-1])


def graded(first, growth, end):
    edges = [0.0]
    while edges[-1] < end:
        edges.append(edges[-1] + first * growth ** (len(edges) - 1))
    return np.array(edges) * end / edges[-1]


def left_alone(field, r, z, seconds, layers=(SKIN,), cooling=None):
    """A field that nothing heats, after so many seconds."""
    course = Course(
        until_c=-math.inf, longest_s=seconds - MOMENT.end_s, step_c=0.25, step_share=0.02
    )
    dark = np.zeros((len(z) - 1, len(r) - 1))
    return heat_zone(layers, dark, r, z, MOMENT, cooling, initial_c=field, course=course).end_c


def gaussian_over_rings(r, spread):
    """Mean of exp(-r²/spread) over each ring."""
    return -np.diff(spread * np.exp(-(r**2) / spread)) / np.diff(r**2)


def test_line_source_in_an_infinite_medium():
    """60 K on the axis of a line that went off t0 ago, as it spreads on."""
    r, z = graded(2.0, 1.04, 600.0), np.linspace(0.0, 40.0, 5)
    t0, t = 50.0**2 / (4.0 * ALPHA), 0.02
    start = 37.0 + 60.0 * gaussian_over_rings(r, 4.0 * ALPHA * t0)
    found = left_alone(np.tile(start, (4, 1)), r, z, t)[0] - 37.0
    wanted = 60.0 * t0 / (t0 + t) * gaussian_over_rings(r, 4.0 * ALPHA * (t0 + t))
    assert np.abs(found - wanted).max() < 0.01 * wanted.max()


def test_point_source_in_an_infinite_medium():
    """A point at 500 µm depth, its heat spreading in r and z alike."""
    r = graded(4.0, 1.05, 500.0)
    z = np.concatenate(
        [500.0 - graded(4.0, 1.05, 500.0)[::-1], 500.0 + graded(4.0, 1.05, 500.0)[1:]]
    )
    t0, t = 40.0**2 / (4.0 * ALPHA), 0.01
    depth = np.exp(-((centres(z) - 500.0) ** 2) / (4.0 * ALPHA * t0))
    start = 37.0 + 60.0 * depth[:, None] * gaussian_over_rings(r, 4.0 * ALPHA * t0)
    found = left_alone(start, r, z, t) - 37.0
    later = 4.0 * ALPHA * (t0 + t)
    deep = np.exp(-((centres(z) - 500.0) ** 2) / later)[:, None]
    wanted = 60.0 * (t0 / (t0 + t)) ** 1.5 * deep * gaussian_over_rings(r, later)
    assert np.abs(found - wanted).max() < 0.01 * wanted.max()


def test_slab_between_cold_walls():
    """Half of a slab of 400 µm whose walls are held at 0 °C, as a Fourier series."""
    r, z, t = np.array([0.0, 50.0, 100.0]), np.linspace(0.0, 200.0, 41), 0.1
    cold = contact_cooling(0.0, transfer_w_m2k=math.inf)
    found = left_alone(37.0, r, z, t, cooling=cold)[:, 0]
    n = 2 * np.arange(60)[:, None] + 1
    series = 4.0 / (np.pi * n) * np.exp(-ALPHA * (n * np.pi / 400.0) ** 2 * t)
    wanted = 37.0 * (series * np.sin(n * np.pi * centres(z) / 400.0)).sum(axis=0)
    assert np.abs(found - wanted).max() < 0.01 * wanted.max()


def test_surface_heated_by_a_flux():
    """The surface of a half-space warms as the root of time; depths follow ierfc."""
    r, z = np.array([0.0, 50.0, 100.0]), graded(1.0, 1.05, 1500.0)
    seconds, flux = 0.05, 0.25  # W/mm²; the first row takes it up
    source = np.zeros((len(z) - 1, 2))
    source[0] = flux * 1e6 * seconds / z[1]  # J/cm³ from W/mm² over µm
    pulse = PulseTrain(1e3 * seconds)
    run = heat_zone([SKIN], source, r, z, pulse, course=Course(until_c=1e3))
    assert run.end_s == seconds
    k, width = SKIN.conductivity_w_mk, math.sqrt(4.0 * ALPHA * seconds)
    x = centres(z) / width
    rise = flux * 1e6 / k * width * 1e-6 * (np.exp(-(x**2)) / math.sqrt(math.pi) - x * erfc(x))
    found = run.end_c[:, 0] - 37.0
    assert np.abs(found - rise).max() < 0.01 * rise.max()
    course = run.hottest_c - 37.0
    late = run.time_s > 0.3 * seconds
    root = np.polyfit(np.log(run.time_s[late]), np.log(course[late]), 1)[0]
    assert abs(root - 0.5) < 0.02


def test_layers_at_rest_carry_one_flux():
    """Heat from below through two layers and a film; the boundary lies within a row."""
    top = ThermalLayer(73.0, 0.2, 1100.0, 3600.0, 0.6)
    under = ThermalLayer(math.inf, 0.5, 1100.0, 3600.0, 0.6)
    r, z = np.array([0.0, 50.0, 100.0]), np.linspace(0.0, 200.0, 41)
    seconds, flux = 6.0, 0.05  # W/mm²
    source = np.zeros((40, 2))
    source[-1] = flux * 1e6 * seconds / 5.0
    plate = contact_cooling(5.0, transfer_w_m2k=4000.0)
    run = heat_zone(
        [top, under], source, r, z, PulseTrain(1e3 * seconds), plate,
        initial_c=30.0, course=Course(until_c=1e3),
    )  # fmt: skip
    depth = centres(z)[:-1]
    wanted = 5.0 + flux * 1e6 / 4000.0
    wanted = wanted + flux * (np.minimum(depth, 73.0) / 0.2 + np.maximum(depth - 73.0, 0.0) / 0.5)
    # the row that holds the boundary has one temperature for two slopes
    off = np.abs(run.end_c[:-1, 0] - wanted)
    off[14] = 0.0
    assert off.max() < 0.01 * (wanted.max() - 5.0)


def test_blood_sets_how_deep_a_cold_surface_reaches():
    blooded = ThermalLayer(math.inf, 0.4, 1100.0, 3600.0, 0.65, perfusion_per_s=1.0)
    r, z = np.array([0.0, 50.0, 100.0]), graded(10.0, 1.02, 3000.0)
    cold = contact_cooling(20.0, transfer_w_m2k=math.inf)
    found = left_alone(37.0, r, z, 8.0, layers=(blooded,), cooling=cold)[:, 0]
    wanted = 37.0 - 17.0 * np.exp(-centres(z) / math.sqrt(ALPHA / 1.0))
    assert np.abs(found - wanted).max() < 0.01 * 17.0
