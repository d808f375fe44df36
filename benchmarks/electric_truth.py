"""The field about radiofrequency needles against closed forms, finite elements and 3D; its speed.

    python benchmarks/electric_truth.py [--repeats 20]

Peers in the same run: scikit-fem (biquadratic elements on the same lines, SuperLU) and Cartesian
finite volumes (electric_oracles.py). Times are processor milliseconds of this process, best of
``--repeats``. Roofline: a banded Cholesky factorisation takes n b² multiplications and additions
(n cells, band b); the floor is that at the speed of this machine's matrix product.
"""

import argparse
import math
import time
import tracemalloc

import numpy as np

from electric_oracles import finite_elements, shares_in_cylinders, three_dimensional
from turgor.evidence import parameter_draw
from turgor.physics.electric.admittivity import admittivity_of_rows
from turgor.physics.electric.array import array_field, square_array
from turgor.physics.electric.grid import graded_edges, needle_edges
from turgor.physics.electric.heated import Generator, Needles, heat_needles
from turgor.physics.electric.needle import NeedleShape
from turgor.physics.electric.potential import unit_field
from turgor.physics.electric.warming import Warming
from turgor.physics.heat.criteria import criteria
from turgor.physics.tissue import ElectricalLayer, electrical_layers, thermal_layers, tissue_stack
from turgor.skin.stimulus.rf_needle import model

SIGMA = 0.2
LAYERS = [
    ElectricalLayer(20.0, 0.01, 1.0, 0.02),
    ElectricalLayer(80.0, 0.1, 1.0, 0.02),
    ElectricalLayer(1500.0, 0.22, 1.0, 0.02),
    ElectricalLayer(math.inf, 0.025, 1.0, 0.02),
]
BOUNDARIES = (20.0, 100.0, 1600.0)
GRIDS = ((24.0, 0.4), (12.0, 0.25), (6.0, 0.12), (3.0, 0.06))


def cpu_ms(job, repeats):
    """Best processor time of a call, ms."""
    best = math.inf
    for _ in range(repeats):
        start = time.process_time()
        job()
        best = min(best, time.process_time() - start)
    return 1e3 * best


def peak_mb(job):
    tracemalloc.start()
    job()
    peak = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    return peak


def rows(edges, layers=LAYERS, frequency=0.0):
    one = admittivity_of_rows(layers, edges.z_um, frequency)
    return np.repeat(one[:, None], len(edges.r_um) - 1, axis=1)


def closed_forms():
    print("closed forms: error of the resistance, % (grid: finest cell µm)")
    print("  case                     " + "".join(f"{finest:>8g}" for finest, _ in GRIDS))
    for name, length in (("hemisphere 100 µm", 100.0), ("spheroid 600 µm", 600.0),
                         ("spheroid 3000 µm", 3000.0)):  # fmt: skip
        errors = []
        for finest, growth in GRIDS:
            needle = NeedleShape(100.0, length, tip_um=length, tip="round")
            edges = needle_edges(needle, finest_um=finest, growth=growth)
            field = unit_field(np.full(np.subtract((len(edges.z_um), len(edges.r_um)), 1), SIGMA),
                               edges, needle)  # fmt: skip
            e = math.sqrt(max(1.0 - (100.0 / length) ** 2, 0.0))
            slender = math.atanh(e) / e if e > 0.0 else 1.0
            exact = slender / (2.0 * math.pi * SIGMA * length) * 1e6
            errors.append(100.0 * (field.impedance_ohm.real / exact - 1.0))
        print(f"  {name:<24}" + "".join(f"{error:8.3f}" for error in errors))


def elements(repeats):
    print("scikit-fem on the same lines, flat-ended needle in four layers")
    print("  insulated  cells      ours Ω   skfem Ω  differ %   ours ms  skfem ms   ratio")
    for insulated in (1200.0, 0.0):
        for finest, growth in GRIDS[:3]:
            needle = NeedleShape(125.0, 1500.0, tip="flat", insulated_um=insulated)
            edges = needle_edges(needle, BOUNDARIES, finest_um=finest, growth=growth,
                                 reach_um=20000.0)  # fmt: skip
            y = rows(edges).real

            def ours(y=y, edges=edges, needle=needle):
                return unit_field(y, edges, needle, sides="grounded", bottom="grounded")

            def theirs(y=y, edges=edges, insulated=insulated):
                return finite_elements(edges.r_um, edges.z_um, y, 125.0, 1500.0, insulated)

            a, b = ours().impedance_ohm.real, theirs().resistance_ohm
            fast, slow = cpu_ms(ours, repeats), cpu_ms(theirs, 3)
            print(
                f"  {insulated:9g}  {y.shape[0]:3d} x {y.shape[1]:<3d} {a:9.1f} {b:9.1f}"
                f" {100 * (a / b - 1):9.3f} {fast:9.2f} {slow:9.1f} {slow / fast:7.0f}"
            )
    ours_mb, theirs_mb = peak_mb(ours), peak_mb(theirs)
    print(f"  peak memory, last case: ours {ours_mb:.1f} MB, scikit-fem {theirs_mb:.1f} MB")


def pairs():
    print("a pair of needles in three dimensions: resistance, and heat within 200 and 500 µm")
    print("  apart insulated poles      3D Ω    ours Ω  differ %   heat differs %")
    for apart in (1000.0, 1500.0):
        for insulated in (1200.0, 0.0):
            needle = NeedleShape(125.0, 1500.0, tip_um=250.0, insulated_um=insulated)
            edges = needle_edges(needle, BOUNDARIES, finest_um=6.0, growth=0.15, reach_um=15000.0)
            y = rows(edges).real
            field = unit_field(y, edges, needle, sides="grounded", bottom="grounded")
            side = 0.5 * apart
            x = graded_edges([0.0, side - 125.0, side + 125.0, 15000.0],
                             [side - 125.0, side + 125.0], 8.0, 0.15)  # fmt: skip
            bends = sorted({1250.0, 1500.0, insulated} - {0.0})
            z = graded_edges(sorted({0.0, *BOUNDARIES, *bends, 15000.0}), bends, 8.0, 0.15)
            across = graded_edges([0.0, 125.0, 15000.0], [125.0], 8.0, 0.15)
            for poles in ("bipolar", "monopolar"):
                place = np.array([[-side, 0.0], [side, 0.0]])
                ours = array_field(field, y, place, poles, sign=np.array([1.0, -1.0]))
                sigma = admittivity_of_rows(LAYERS, z).real
                pair = three_dimensional(needle, sigma, x, across, z, apart, poles == "bipolar")
                power = np.cumsum((ours.heat_w_cm3 * edges.volume_um3 * 1e-12).sum(axis=0))
                within = np.interp(np.array([200.0, 500.0]) ** 2, edges.r_um[1:] ** 2, power)
                shares = shares_in_cylinders(pair, apart, (200.0, 500.0))
                differ = 100.0 * (within / shares - 1.0)
                print(f"  {apart:5g} {insulated:9g} {poles:<9} {pair.resistance_ohm:8.1f}"
                      f"  {ours.impedance_ohm:8.1f}"
                      f" {100 * (ours.impedance_ohm / pair.resistance_ohm - 1):9.2f}"
                      f" {differ[0]:9.2f} {differ[1]:6.2f}")  # fmt: skip


def magnitude():
    print("magnitude of the admittivity in place of the complex one, insulated needle in the cheek")
    print("  MHz   |Z| complex   of magnitude  differ %   heat differs at most, % of its peak")
    stack = tissue_stack("cheek", 45.0, "f")
    needle = NeedleShape(125.0, 1200.0, tip_um=300.0, insulated_um=900.0)
    for megahertz in (0.5, 1.0, 2.0, 3.0):
        layers = electrical_layers(stack, 1e6 * megahertz)
        bounds = [float(b) for b in np.cumsum(stack.thickness_um)[:-1]]
        edges = needle_edges(needle, bounds, finest_um=8.0, growth=0.2)
        y = rows(edges, layers, 1e6 * megahertz)
        full, plain = unit_field(y, edges, needle), unit_field(np.abs(y), edges, needle)
        heat = np.abs(full.heat_w_cm3 - plain.heat_w_cm3).max() / full.heat_w_cm3.max()
        print(f"  {megahertz:3g} {abs(full.impedance_ohm):13.1f} {plain.impedance_ohm.real:14.1f}"
              f" {100 * (plain.impedance_ohm.real / abs(full.impedance_ohm) - 1):9.2f}"
              f" {100 * heat:12.2f}")  # fmt: skip


def leaking_coat():
    print("what an insulating coat lets through (relative permittivity 3): share of the heat above")
    print("the bare tip of 300 µm, % (needle 1200 µm deep)")
    stack = tissue_stack("cheek", 45.0, "f")
    for coat_um in (5.0, 10.0, 20.0):
        line = f"  coat {coat_um:4g} µm "
        for megahertz in (1.0, 2.0):
            omega = 2e6 * math.pi * megahertz
            admits = 1j * omega * 3.0 * 8.8541878128e-12 / (coat_um * 1e-6)
            needle = NeedleShape(125.0, 1200.0, tip_um=300.0, insulated_um=900.0, coat_s_m2=admits)
            bounds = [float(b) for b in np.cumsum(stack.thickness_um)[:-1]]
            edges = needle_edges(needle, bounds, finest_um=8.0, growth=0.2)
            layers = electrical_layers(stack, 1e6 * megahertz)
            field = unit_field(rows(edges, layers, 1e6 * megahertz), edges, needle)
            above = edges.z_centre_um < 700.0
            share = field.power_w[above].sum() / field.delivered_w
            line += f"  {megahertz:g} MHz {100 * share:5.1f}"
        print(line)


def coupling():
    print("refinement of the coupled pulse: killed volume, mm³ (25 bipolar needles, back, 80 ms)")
    stack = tissue_stack("back", 45.0, "f")
    electric, thermal, by = electrical_layers(stack, 1e6), thermal_layers(stack), criteria()
    for insulated, watt in ((1100.0, 5.0), (1100.0, 10.0), (1100.0, 20.0), (0.0, 40.0)):
        shape = NeedleShape(125.0, 1400.0, tip_um=300.0, insulated_um=insulated)
        needles = Needles(shape, square_array(25, 1500.0), 1500.0, "bipolar")
        line = f"  insulated {insulated:5g} µm {watt:3g} W:"
        for step, finest in ((15.0, 12.0), (5.0, 12.0), (15.0, 6.0), (5.0, 6.0), (2.5, 4.0)):
            run = heat_needles(
                electric, thermal, needles, Generator(watt, 80.0), Warming(0.05, 30.0, 16.0),
                frequency_hz=1e6, damage=[one.process for one in by.values()], step_k=step,
                finest_um=finest,
            )  # fmt: skip
            level = by["coagulated"].excess(run.heat.log_damage)
            area = math.pi * np.diff(run.heat.r_edges_um**2)
            volume = np.diff(run.heat.z_edges_um)[:, None] * area * 1e-9
            share = 1.0 - np.exp(-np.exp(np.minimum(level, 3.0)))
            killed = float((share * volume * ~run.metal).sum())
            line += f"  {step:g} K {finest:g} µm {killed:.4f}"
        print(line)


def speed(repeats):
    print("speed, processor ms")
    needle = NeedleShape(125.0, 1500.0, tip_um=250.0, insulated_um=1200.0)
    edges = needle_edges(needle, BOUNDARIES)
    y = rows(edges).real
    cells, band = y.size, y.shape[1]
    a = np.random.default_rng(0).random((600, 600))
    product = cpu_ms(lambda: a @ a, repeats)
    rate = 2.0 * 600**3 / product
    floor = 2.0 * cells * band**2 / 2.0 / rate
    spent = cpu_ms(lambda: unit_field(y, edges, needle), repeats)
    print(f"  one field, {y.shape[0]} x {band} cells: {spent:.2f}; floor {floor:.2f} "
          f"({rate / 1e6:.1f} GFlop/s in a matrix product)")  # fmt: skip
    stack = tissue_stack("cheek", 45.0, "f")
    for name, extra in (
        ("insulated, 20 W, 100 ms", {"insulated": True, "rf_power_w": 20.0, "rf_pulse_ms": 100.0}),
        ("bare, 20 W, 100 ms", {"insulated": False, "rf_power_w": 20.0, "rf_pulse_ms": 100.0}),
        ("insulated, 40 W, 200 ms (dries)",
         {"insulated": True, "rf_power_w": 40.0, "rf_pulse_ms": 200.0}),
        ("insulated, 5 W, 1 s", {"insulated": True, "rf_power_w": 5.0, "rf_pulse_ms": 1000.0}),
    ):  # fmt: skip
        session = model({"needle_depth_um": 1200.0, "needles": 36.0, **extra}, "", stack)
        times = []
        for i in range(8):
            with parameter_draw(i, 8):
                times.append(cpu_ms(lambda s=session: s.draw(stack), 2))
        print(f"  a draw, {name}: median {np.median(times):.0f}, longest {max(times):.0f}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--repeats", type=int, default=20)
    repeats = parser.parse_args().repeats
    closed_forms()
    elements(repeats)
    pairs()
    magnitude()
    leaking_coat()
    coupling()
    speed(repeats)


if __name__ == "__main__":
    main()
