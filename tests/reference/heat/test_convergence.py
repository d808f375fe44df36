"""Errors fall as they are said to: second order in time and in space, on even and uneven grids."""

import math

import numpy as np
import pytest

from turgor.physics.heat.axisymmetric import heat_zone
from turgor.physics.heat.layers import ThermalLayer
from turgor.physics.heat.pulse import PulseTrain
from turgor.physics.heat.through_time import Course

SKIN = ThermalLayer(math.inf, 0.4, 1100.0, 3600.0, 0.65)
ALPHA = SKIN.diffusivity_um2_s


def ring_means(r, spread):
    return -np.diff(spread * np.exp(-(r**2) / spread)) / np.diff(r**2)


def spreading_error(cells, stretch, step_s):
    """Largest error of a line source's field after 10 ms, K."""
    s = np.linspace(0.0, 1.0, cells + 1)
    r = 500.0 * (np.expm1(stretch * s) / np.expm1(stretch) if stretch else s)
    z = np.array([0.0, 10.0, 20.0])
    t0, t = 60.0**2 / (4.0 * ALPHA), 0.01
    start = 37.0 + 60.0 * ring_means(r, 4.0 * ALPHA * t0)
    course = Course(until_c=-math.inf, longest_s=t - 1e-6, fixed_step_s=step_s)
    dark = np.zeros((2, cells))
    run = heat_zone(
        [SKIN], dark, r, z, PulseTrain(1e-3), initial_c=np.tile(start, (2, 1)), course=course
    )
    wanted = 37.0 + 60.0 * t0 / (t0 + t) * ring_means(r, 4.0 * ALPHA * (t0 + t))
    return np.abs(run.end_c[0] - wanted).max()


@pytest.mark.parametrize("stretch", [0.0, 2.0])
def test_second_order_in_space(stretch):
    errors = [spreading_error(n, stretch, 1e-4) for n in (25, 50, 100)]
    orders = np.log2(np.array(errors[:-1]) / errors[1:])
    assert (orders > 1.8).all(), orders


def field_after(step_s):
    r, z = np.linspace(0.0, 400.0, 41), np.linspace(0.0, 400.0, 41)
    rc, zc = 0.5 * (r[1:] + r[:-1]), 0.5 * (z[1:] + z[:-1])
    source = 150.0 * np.exp(-((rc / 80.0) ** 2)) * np.exp(-zc / 100.0)[:, None]
    course = Course(until_c=-math.inf, longest_s=0.01, fixed_step_s=step_s)
    return heat_zone([SKIN], source, r, z, PulseTrain(10.0), course=course).end_c


def test_second_order_in_time():
    """Over four halvings: the number of stages changes with the step, and its constant with it."""
    steps = [2e-3, 1e-3, 5e-4, 2.5e-4, 1.25e-4]
    fine = field_after(1e-5)
    errors = [np.abs(field_after(h) - fine).max() for h in steps]
    assert np.polyfit(np.log(steps), np.log(errors), 1)[0] > 1.9, errors
    assert (np.diff(errors) < 0.0).all()
