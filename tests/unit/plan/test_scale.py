"""Scales on which gains add up."""

import math

import pytest

from turgor.plan.scale import DIFFERENCE, RATIO, SHARE, Scale


@pytest.mark.parametrize("kind", [SHARE, RATIO, DIFFERENCE])
@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_one_course_keeps_its_own_gain(kind, sign):
    scale = Scale(kind, sign)
    for value, nothing in ((40.0, 10.0), (5.0, 10.0), (10.0, 10.0)):
        added = scale.added(value, nothing)
        assert scale.gain(added, nothing) == pytest.approx(sign * (value - nothing))


def test_shares_add_as_if_what_is_left_undone_were_independent():
    scale = Scale(SHARE, 1.0)
    both = scale.added(50.0, 0.0) + scale.added(40.0, 0.0)
    assert scale.gain(both, 0.0) == pytest.approx(70.0, abs=0.2)
    many = 20.0 * scale.added(50.0, 10.0)
    assert scale.gain(many, 10.0) <= 90.0


def test_ratios_multiply_and_never_take_more_than_there_is():
    scale = Scale(RATIO, -1.0)
    both = scale.added(-30.0, 0.0) + scale.added(-50.0, 0.0)
    assert scale.gain(both, 0.0) == pytest.approx(65.0)
    assert scale.gain(30.0 * scale.added(-30.0, 0.0), 2.0) <= 102.0
    assert math.isfinite(scale.added(-200.0, 0.0))
