"""Trains that never cool: the rule, and what the refusal tells."""

import math
import re

import numpy as np
import pytest

from turgor.errors import InputError
from turgor.physics.heat.ablate import Beam, ablate_zone
from turgor.physics.heat.axisymmetric import heat_zone
from turgor.physics.heat.cooling import contact_cooling
from turgor.physics.heat.grid import graded_edges
from turgor.physics.heat.layers import ThermalLayer
from turgor.physics.heat.pulse import PulseTrain
from turgor.physics.heat.through_time import Course
from turgor.physics.heat.train import RestAfterPulse, rest_before_last_c

SKIN = [ThermalLayer(math.inf, 0.4, 1100.0, 3600.0, 0.65)]
R, Z = graded_edges(10.0, 100.0, 300.0, 1.2), graded_edges(10.0, 150.0, 800.0, 1.15)
RC, ZC = 0.5 * (R[1:] + R[:-1]), 0.5 * (Z[1:] + Z[:-1])
LIGHT = 100.0 * np.exp(-((RC / 80.0) ** 2)) * np.exp(-ZC / 200.0)[:, None]


def test_rest_adds_up():
    rest = RestAfterPulse(np.array([0.0, 0.1, 1.0]), np.array([0.0, 20.0, 2.0]))
    assert rest_before_last_c(rest, PulseTrain(1.0), 37.0) == 37.0
    assert rest_before_last_c(rest, PulseTrain(1.0, 3, 1000.0), 37.0) == 37.0 + 2.0 + 2.0


def test_the_rule_agrees_with_the_train_itself():
    """Rest before the last of six pulses, added up, against the train as it runs, to 1 K."""
    pulse = PulseTrain(5.0, 6, 100.0)
    run = heat_zone(SKIN, LIGHT, R, Z, pulse, course=Course(until_c=1e3))
    one = heat_zone(SKIN, LIGHT, R, Z, PulseTrain(5.0), course=Course(until_c=-1.0, longest_s=0.6))
    rest = RestAfterPulse(one.time_s, one.hottest_c - 37.0)
    before_last = float(
        np.interp(0.5, run.time_s[run.time_s <= 0.5], run.hottest_c[run.time_s <= 0.5])
    )
    told = rest_before_last_c(rest, pulse, 37.0)
    assert before_last <= told < before_last + 1.0


def refusal(pulse, **more):
    with pytest.raises(InputError) as caught:
        heat_zone(SKIN, LIGHT, R, Z, pulse, **more)
    return str(caught.value)


def test_too_fast_a_train_is_refused_with_a_rate_that_would_do():
    text = refusal(PulseTrain(5.0, 60, 20.0))
    assert "60 pulses at 50 Hz never cools" in text and "allowed: at most 100 °C" in text
    warm = float(re.search(r"rests at (\d+) °C", text).group(1))
    pulse = int(re.search(r"before pulse (\d+)", text).group(1))
    rate = float(re.search(r"at most ([\d.]+) Hz", text).group(1))
    assert warm > 100.0 and 2 < pulse <= 60 and rate < 50.0
    assert "never cools" in refusal(PulseTrain(5.0, 60, 1e3 / (1.02 * rate)))
    heat_zone(SKIN, LIGHT, R, Z, PulseTrain(5.0, 60, 1e3 / (0.98 * rate)))
    heat_zone(SKIN, LIGHT, R, Z, PulseTrain(5.0, pulse - 1, 20.0))


def test_a_train_that_no_rate_saves_wants_fewer_pulses():
    """Nothing leaves this block, so enough pulses heat it through whatever the rate."""
    assert "fewer pulses are needed" in refusal(PulseTrain(5.0, 3000, 20.0))


def test_cooling_saves_a_train():
    plate = contact_cooling(5.0, transfer_w_m2k=20_000.0)
    pulse = PulseTrain(5.0, 60, 20.0)
    refusal(pulse)
    heat_zone(SKIN, LIGHT, R, Z, pulse, plate)


def test_ablative_trains_carry_heat_away():
    """Stacked pulses of an ablative beam pass, though the walls boil between them."""
    beam, z = Beam(2.0, 120.0), graded_edges(6.0, 400.0, 900.0)
    run = ablate_zone(SKIN, beam, 70.0, 2400.0, R, z, PulseTrain(0.5, 3, 20.0))
    assert run.budget.removed_mj > 0.6 * run.budget.absorbed_mj
    assert run.hottest_c[np.searchsorted(run.time_s, 0.0199)] > 95.0


def test_an_ablative_train_that_boils_all_is_refused():
    """Too little light to remove anything, a thousand times."""
    z = graded_edges(6.0, 60.0, 200.0)
    with pytest.raises(InputError, match=r"at 1000 Hz never cools.* at most \d+ pulses would do"):
        ablate_zone(SKIN, Beam(0.2, 300.0), 70.0, 2400.0, R, z, PulseTrain(0.1, 1000, 1.0))
