"""Ablation against energy balance, and against a plain second program on cells of 0.1 µm."""

import math

import numpy as np
import pytest

from turgor.evidence import parameter
from turgor.physics.heat.ablate import Beam, ablate_zone
from turgor.physics.heat.damage import damage_set, log_damage_rate
from turgor.physics.heat.layers import ThermalLayer
from turgor.physics.heat.pulse import PulseTrain
from turgor.physics.heat.through_time import Course

SKIN = ThermalLayer(math.inf, 0.4, 1100.0, 3600.0, 0.65)
R = np.array([0.0, 500.0, 1000.0])  # two rings well within a flat beam: one dimension
WIDE_CM2 = math.pi * 0.15**2
CUT = 2400.0
#: left as soon as the pulse is over
BRIEF = Course(longest_s=1e-6)
#: a wide beam cools but slowly; rims are compared this long after the pulse
AFTER_S = 3e-3


def rows(fine_um, fine_to_um, to_um=600.0):
    edges = list(np.arange(0.0, fine_to_um + 0.5 * fine_um, fine_um))
    width = fine_um
    while edges[-1] < to_um:
        width *= 1.1
        edges.append(edges[-1] + width)
    return np.array(edges)


def drilled(fluence, pulse_ms, absorption_mm, z, **more):
    beam = Beam(1e3 * fluence * WIDE_CM2, 3000.0, "flat")
    return ablate_zone([SKIN], beam, absorption_mm, CUT, R, z, PulseTrain(pulse_ms), **more)


@pytest.mark.parametrize(("absorption_mm", "fine"), [(70.0, 4.0), (1000.0, 3.0), (1000.0, 6.0)])
def test_a_steady_front_balances_energy(absorption_mm, fine):
    """Each further J/cm² removes one over what a volume takes along; the skin of light stays.

    A front within a cell is known to a quarter of it, single depths and the line's start alike.
    """
    z, fluences = rows(fine, 200.0), np.linspace(15.0, 40.0, 11)
    depths = [drilled(f, 0.01, absorption_mm, z, course=BRIEF).front_um[0] for f in fluences]
    slope, offset = np.polyfit(fluences, depths, 1)
    assert slope == pytest.approx(1e4 / CUT, rel=0.01)
    assert np.abs(depths - (slope * fluences + offset)).max() < 0.25 * fine
    assert offset == pytest.approx(-1e3 / absorption_mm, abs=0.25 * fine)


@pytest.mark.parametrize("absorption_mm", [70.0, 200.0])
def test_threshold_is_what_the_skin_of_light_holds(absorption_mm):
    """A pulse too short for heat to flow ablates from ablation enthalpy over absorption on."""
    z = rows(0.5, 60.0)
    threshold = 0.1 * CUT / absorption_mm
    assert drilled(0.96 * threshold, 1e-4, absorption_mm, z, course=BRIEF).front_um[0] == 0.0
    assert drilled(1.04 * threshold, 1e-4, absorption_mm, z, course=BRIEF).front_um[0] > 0.0


def plain(fluence, pulse_ms, absorption_mm, cell=0.1, deep=160.0):
    """Depth, µm, and Ω = 1 rim below it: explicit enthalpy in one dimension, whole fine cells.

    Nothing is shared with the solver but the equations: cells go when their own enthalpy passes.
    """
    n = round(deep / cell)
    c, k = SKIN.volumetric_j_cm3k, SKIN.conductivity_w_mk * 1e6
    latent = 1e-3 * parameter("heat.water.latent") * SKIN.water_fraction * SKIN.density_kg_m3
    h, limit = np.full(n, 37.0 * c), 37.0 * c + CUT
    step = 0.4 * cell**2 / SKIN.diffusivity_um2_s
    pulse = 1e-3 * pulse_ms
    power = 1e4 * fluence / pulse  # J/cm² to J/cm³·µm
    fade = np.exp(-1e-3 * absorption_mm * cell * np.arange(n + 1))
    share = (fade[:-1] - fade[1:]) / cell
    front, now, omega = 0, 0.0, np.zeros(n)
    henriques = damage_set("henriques")
    for i in range(math.ceil((pulse + AFTER_S) / step)):
        t = np.minimum(h / c, 100.0) + np.maximum(h - 100.0 * c - latent, 0.0) / c
        flow = k / cell**2 * np.diff(t[front:])
        h[front:-1] += step * flow
        h[front + 1 :] -= step * flow
        if now < pulse:
            h[front:] += min(step, pulse - now) * power * share[: n - front]
            while h[front] >= limit:
                h[front + 1] += h[front] - limit
                front += 1
        if i % 50 == 0:
            omega += 50 * step * np.exp(np.minimum(log_damage_rate(t, henriques), 60.0))
        now += step
    dead = np.nonzero(omega[front:] >= 1.0)[0]
    return front * cell, cell * (dead[-1] + 1 if len(dead) else 0)


def rim(run):
    """Where Ω = 1 below the front, by straight lines between middles of what is left."""
    z, left = run.z_edges_um, run.thickness_um[:, 0]
    middle = (z[1:] - 0.5 * left) - run.front_um[0]
    kept = left > 0.0
    log = run.log_damage["henriques"][kept, 0]
    at = int(np.nonzero(log < 0.0)[0][0])
    middle = middle[kept]
    if at == 0:
        return middle[0]
    share = log[at - 1] / (log[at - 1] - log[at])
    return middle[at - 1] + share * (middle[at] - middle[at - 1])


@pytest.mark.parametrize(
    ("fluence", "pulse_ms", "absorption_mm", "fine"),
    [(10.0, 0.25, 1000.0, 2.0), (10.0, 0.25, 1000.0, 4.0), (15.0, 0.5, 70.0, 4.0)],
)
def test_a_front_within_cells_matches_fine_cells(fluence, pulse_ms, absorption_mm, fine):
    """Cells of 2 and 4 µm against 0.1 µm, where light goes 1 µm deep; and 4 where it goes 14."""
    deep, dead = plain(fluence, pulse_ms, absorption_mm, cell=0.1 if absorption_mm > 500 else 0.5)
    course = Course(longest_s=AFTER_S, step_share=0.1, step_c=2.0)
    which = [damage_set("henriques")]
    run = drilled(fluence, pulse_ms, absorption_mm, rows(fine, 70.0), damage=which, course=course)
    assert run.front_um[0] == pytest.approx(deep, rel=0.01)
    assert abs(rim(run) - dead) < max(1.5, 0.05 * dead)


def channel(pulse_ms, energy=8.0):
    z = rows(6.0, 450.0, 900.0)
    r = np.concatenate([np.arange(0.0, 130.0, 8.0), 130.0 + np.cumsum(8.0 * 1.2 ** np.arange(9))])
    return ablate_zone([SKIN], Beam(energy, 120.0), 70.0, CUT, r, z, PulseTrain(pulse_ms))


def test_long_pulses_lose_to_the_wall():
    """The same energy over ms drills less, and leaves more behind."""
    short, long = channel(0.1), channel(10.0)
    assert long.front_um[0] < 0.93 * short.front_um[0]
    assert long.budget.stored_mj > 1.3 * short.budget.stored_mj


def test_energy_is_kept():
    for run in (channel(0.1), channel(10.0)):
        assert run.budget.residual < 1e-10
        assert run.budget.absorbed_mj + run.budget.passed_mj == pytest.approx(8.0, rel=1e-3)
