"""Acid's way through layers against closed forms: slab, half-space, film and titration front."""

import math

import numpy as np
import pytest
from scipy.optimize import brentq
from scipy.special import erf, erfc

from turgor.skin.stimulus.acid.titration import Column, Living, Progress, advance, step_lengths

D = 100.0  # µm²/s


def column(film_um, cells, width_um, *, bases=0.0, sink=False, resistance=0.0):
    """Equal cells of one tissue under a film, with a skin of some resistance between them."""
    width = np.concatenate([[film_um], np.full(cells, width_um)])
    conductance = np.full(cells + 1, D / width_um)
    conductance[0] = 1.0 / (0.5 * width_um / D + resistance)
    conductance[-1] = D / (0.5 * width_um) if sink else 0.0
    base = np.full(cells + 1, bases)
    base[0] = 0.0
    none = np.zeros(cells + 1)
    return Column(width, np.ones(cells + 1), conductance, none, none, base, none)


def run(made, concentration, seconds, *, refine=1.0, reaction=1e4):
    progress = Progress.untouched(made)
    progress.free[0] = concentration
    advance(
        made, progress, seconds, reaction=reaction, soluble=math.inf, living=Living(), refine=refine
    )
    return progress


def amount(made, progress):
    used = made.width_um * (made.bases - progress.bases)
    return float((made.width_um * progress.free + used).sum() + progress.through.sum())


def test_half_space_under_a_film_that_never_ends():
    made = column(1e9, 400, 1.0)
    depth = np.arange(400) + 0.5
    wanted = erfc(depth / (2.0 * math.sqrt(D * 60.0)))
    assert np.abs(run(made, 1.0, 60.0).free[1:] - wanted).max() < 0.003
    # backward steps err in proportion to their length
    coarse, fine = (
        np.abs(run(made, 1.0, 60.0, refine=r).free[1:] - wanted).max() for r in (1.0, 2.0)
    )
    assert coarse / fine == pytest.approx(2.0, rel=0.1)


def test_slab_into_a_sink_has_the_lag_of_its_thickness():
    thick = 40.0
    made = column(1e9, 40, 1.0, sink=True)
    seconds = 60.0
    through = run(made, 1.0, seconds).through[0]
    series = sum(
        (-1) ** n / n**2 * math.exp(-D * (n * math.pi / thick) ** 2 * seconds) for n in range(1, 50)
    )
    wanted = D * seconds / thick - thick / 6.0 - 2.0 * thick / math.pi**2 * series
    assert through == pytest.approx(wanted, rel=0.01)


def test_a_film_that_runs_out_into_a_half_space():
    film = 20.0
    made = column(film, 600, 1.0)
    seconds = 30.0
    left = run(made, 1.0, seconds).free[0]
    # a well stirred film on a half-space: exp(h²Dt)·erfc(h·sqrt(Dt)), h = 1 / film
    h = math.sqrt(D * seconds) / film
    assert left == pytest.approx(math.exp(h * h) * erfc(h), rel=0.01)


@pytest.mark.parametrize("strength", [0.5, 2.0, 8.0])
def test_the_titration_front_is_where_neumann_has_it(strength):
    bases, seconds = 0.2, 40.0
    root = brentq(
        lambda x: math.sqrt(math.pi) * x * math.exp(x * x) * erf(x) - strength / bases, 1e-4, 6.0
    )
    wanted = 2.0 * root * math.sqrt(D * seconds)
    made = column(1e9, 500, 1.0, bases=bases)
    done = run(made, strength, seconds)
    front = float((1.0 - done.bases[1:] / bases).sum())
    assert front == pytest.approx(wanted, rel=0.01)


def test_a_slow_front_goes_with_the_root_of_strength_and_time():
    made = column(1e9, 200, 1.0, bases=0.2)
    fronts = [
        float((1.0 - run(made, c, t).bases[1:] / 0.2).sum())
        for c, t in ((0.02, 40.0), (0.02, 160.0), (0.005, 160.0))
    ]
    assert fronts[1] / fronts[0] == pytest.approx(2.0, rel=0.03)
    assert fronts[2] / fronts[0] == pytest.approx(1.0, rel=0.03)


def test_a_film_with_a_solid_in_it_stays_saturated():
    made = column(10.0, 300, 1.0)
    progress = Progress.untouched(made)
    progress.free[0] = 50.0  # ten times what goes in within the time
    advance(made, progress, 20.0, reaction=1.0, soluble=1.0, living=Living())
    went = 2.0 * math.sqrt(D * 20.0 / math.pi)  # into a half-space from 1 mol/l
    assert 50.0 * 10.0 - progress.free[0] * 10.0 == pytest.approx(went, rel=0.01)


def test_nothing_is_lost():
    made = column(30.0, 200, 1.0, bases=0.1, sink=True, resistance=0.5)
    progress = run(made, 3.0, 120.0)
    assert amount(made, progress) == pytest.approx(90.0, rel=1e-9)
    assert (progress.free >= 0.0).all() and (progress.bases >= 0.0).all()


def test_steps_add_up_and_begin_alike():
    short, long = step_lengths(10.0), step_lengths(1000.0)
    assert short.sum() == pytest.approx(10.0)
    assert long.sum() == pytest.approx(1000.0)
    np.testing.assert_allclose(short[:-1], long[: len(short) - 1])
