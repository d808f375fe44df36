"""A heated zone's books, its stages, its removal, its cooling and what counts as damaged."""

import itertools
import math

import numpy as np
import pytest

from turgor.errors import InputError
from turgor.evidence import parameter_draw
from turgor.physics.heat.ablate import Beam, ablate_zone
from turgor.physics.heat.axisymmetric import heat_zone
from turgor.physics.heat.cells import make_cells
from turgor.physics.heat.cooling import contact_cooling, cryogen_spurt, no_cooling, phases
from turgor.physics.heat.criteria import STATES, criteria, tissue_state
from turgor.physics.heat.damage import damage_set
from turgor.physics.heat.grid import graded_edges
from turgor.physics.heat.layers import ThermalLayer
from turgor.physics.heat.pulse import PulseTrain
from turgor.physics.heat.removal import vaporisation_j_cm3
from turgor.physics.heat.through_time import Course

SKIN = (
    ThermalLayer(80.0, 0.21, 1110.0, 3600.0, 0.6),
    ThermalLayer(math.inf, 0.37, 1110.0, 3224.0, 0.65, 2e-3),
)
R, Z = graded_edges(6.0, 90.0, 300.0, 1.15), graded_edges(8.0, 160.0, 800.0, 1.1)
RC, ZC = 0.5 * (R[1:] + R[:-1]), 0.5 * (Z[1:] + Z[:-1])
LIGHT = np.exp(-((RC / 60.0) ** 2)) * np.exp(-ZC / 300.0)[:, None]


def three():
    return [one.process for one in criteria().values()]


@pytest.mark.parametrize(
    "cooling", [None, contact_cooling(5.0, before_s=0.1), cryogen_spurt(30.0, 10.0)]
)
@pytest.mark.parametrize("strength", [150.0, 900.0])
def test_energy_is_kept(cooling, strength):
    """Absorbed = stored + removed + surface + perfusion, boiling or not."""
    run = heat_zone(SKIN, strength * LIGHT, R, Z, PulseTrain(5.0), cooling)
    assert run.budget.residual < 1e-10
    volume = np.pi * np.diff(R**2) * np.diff(Z)[:, None]
    assert run.budget.absorbed_mj == pytest.approx(
        1e-9 * strength * (LIGHT * volume).sum(), rel=1e-12
    )
    assert (run.peak_c.max() == 100.0) == (strength > 800.0)


def test_a_run_goes_on_from_another():
    """Two stages of 5 ms are one pulse of 10 ms, damage and boiling included.

    In short steps: where boiling begins within a step, ln Ω is known to the step only.
    """
    sets = three()
    brief = Course(longest_s=1e-9, until_c=1e3, step_c=0.1, step_share=0.01)
    fine = Course(step_c=0.1, step_share=0.01)
    first = heat_zone(SKIN, 200.0 * LIGHT, R, Z, PulseTrain(5.0), damage=sets, course=brief)
    both = heat_zone(
        SKIN, 200.0 * LIGHT, R, Z, PulseTrain(5.0), damage=sets, course=fine, start=first
    )
    whole = heat_zone(SKIN, 400.0 * LIGHT, R, Z, PulseTrain(10.0), damage=sets, course=fine)
    assert np.abs(both.peak_c - whole.peak_c).max() < 0.05
    for one in sets:
        seen = whole.log_damage[one.name] > -5.0
        apart = both.log_damage[one.name][seen] - whole.log_damage[one.name][seen]
        assert seen.any() and np.abs(apart).max() < 0.02


def test_going_on_needs_the_same_grid():
    run = heat_zone(SKIN, LIGHT, R, Z, PulseTrain(5.0))
    with pytest.raises(InputError, match="grid"):
        heat_zone(SKIN, LIGHT[:, :-1], R[:-1], Z, PulseTrain(5.0), start=run)


def test_background_adds_up():
    """Without boiling a warmer start makes everything warmer by as much."""
    pulse, course = PulseTrain(5.0), Course(until_c=-math.inf, longest_s=0.05)
    cold = heat_zone(SKIN[:1], 100.0 * LIGHT, R, Z, pulse, initial_c=34.0, course=course)
    profile = np.full(len(ZC), 39.0)
    warm = heat_zone(SKIN[:1], 100.0 * LIGHT, R, Z, pulse, initial_c=profile, course=course)
    assert np.allclose(warm.peak_c - cold.peak_c, 5.0, atol=1e-6)


def test_mask_and_table_change_nothing_that_counts():
    sets = three()
    quick, exact = (
        heat_zone(
            SKIN, 350.0 * LIGHT, R, Z, PulseTrain(10.0), damage=sets, course=Course(exact_damage=e)
        )
        for e in (False, True)
    )
    for one in sets:
        found, wanted = np.exp(quick.log_damage[one.name]), np.exp(exact.log_damage[one.name])
        assert wanted.max() > 1.0
        assert np.abs(found - wanted)[wanted < 3.0].max() < 3e-4
        assert np.allclose(found, wanted, rtol=1e-4, atol=3e-4)


def test_precision_of_damage_is_a_choice():
    runs = [
        heat_zone(
            SKIN, 250.0 * LIGHT, R, Z, PulseTrain(10.0), damage=three(),
            course=Course(damage_dtype=dtype),
        )
        for dtype in (np.float32, np.float64)
    ]  # fmt: skip
    for name, double in runs[1].log_damage.items():
        seen = double > -6.0
        assert seen.any()
        assert np.abs(runs[0].log_damage[name][seen] - double[seen]).max() < 1e-3


def test_tissue_goes_from_the_surface_down():
    """What passes the ablation enthalpy under tissue that stays is kept; its light is booked."""
    deep = np.where((ZC > 50.0) & (ZC < 100.0), 1.0, 0.0)[:, None] * LIGHT
    under = heat_zone(SKIN, 6000.0 * deep, R, Z, PulseTrain(1.0), ablation_j_cm3=2400.0)
    assert not under.removed.any()
    top = heat_zone(SKIN, 6000.0 * LIGHT, R, Z, PulseTrain(1.0), ablation_j_cm3=2400.0)
    assert top.removed[0, 0] and not top.removed[0, -1]
    assert (np.diff(top.removed.astype(int), axis=0) <= 0).all()
    assert np.isnan(top.end_c[0, 0]) and np.isfinite(top.end_c[~top.removed]).all()
    assert top.budget.passed_mj > 0.0 and top.budget.residual < 1e-10
    assert np.array_equal(
        top.front_um[top.removed.sum(axis=0) == 0], np.zeros((~top.removed[0]).sum())
    )


def test_channels_deepen_with_energy_and_pulses():
    z = graded_edges(6.0, 300.0, 700.0)
    runs = [
        ablate_zone(SKIN, Beam(e, 120.0), 70.0, 2400.0, R, z, PulseTrain(1.0))
        for e in (1.0, 2.0, 4.0)
    ]
    depths = [run.front_um.max() for run in runs]
    assert depths == sorted(depths) and depths[0] > 0.0
    twice = ablate_zone(SKIN, Beam(2.0, 120.0), 70.0, 2400.0, R, z, PulseTrain(1.0, 2, 20.0))
    assert depths[1] < twice.front_um.max() == pytest.approx(depths[2], rel=0.1)
    flat = ablate_zone(SKIN, Beam(2.0, 120.0, "flat"), 70.0, 2400.0, R, z, PulseTrain(1.0))
    assert flat.front_um.max() < depths[1]


def test_light_outside_the_grid_is_told():
    run = ablate_zone(SKIN, Beam(2.0, 600.0), 70.0, 2400.0, R, Z, PulseTrain(1.0))
    assert run.budget.absorbed_mj == pytest.approx(2.0 * -math.expm1(-2.0), rel=1e-6)


def test_states():
    run = ablate_zone(
        SKIN, Beam(3.0, 120.0), 70.0, 2400.0, R, graded_edges(6.0, 300.0, 700.0), PulseTrain(1.0),
        damage=three(),
    )  # fmt: skip
    state = tissue_state(run)
    assert sorted(np.unique(state)) == list(range(len(STATES)))
    column = state[:, 0]
    assert (np.diff(column.astype(int)) <= 0).all()
    with pytest.raises(InputError, match="did not tally"):
        tissue_state(heat_zone(SKIN, LIGHT, R, Z, PulseTrain(1.0)))


def test_draws_shift_damage_not_its_law():
    shifts, energies = set(), set()
    for i in range(4):
        with parameter_draw(i, 4):
            one = damage_set("henriques")
            shifts.add(one.shift_k)
            energies.add(one.energy_kj_mol)
    assert len(shifts) == 4 and len(energies) == 1


def test_vaporisation_is_what_boils_the_water():
    heat = vaporisation_j_cm3(make_cells(SKIN, R, Z))
    assert heat[-1] == pytest.approx(63.0 * 1.11 * 3.224 + 2256.0 * 0.65 * 1.11, rel=1e-12)


def test_phases_cover_time_once():
    stretches = phases(PulseTrain(10.0, 3, 25.0), cryogen_spurt(30.0, -5.0))
    assert stretches[0].start_s == -0.025 and stretches[-1].end_s == math.inf
    assert all(a.end_s == b.start_s for a, b in itertools.pairwise(stretches))
    lit = sum(p.end_s - p.start_s for p in stretches if p.lit)
    cooled = sum(p.end_s - p.start_s for p in stretches if p.cooled)
    assert lit == pytest.approx(0.03) and cooled == pytest.approx(0.03)
    assert not any(p.cooled for p in phases(PulseTrain(1.0), no_cooling()))
