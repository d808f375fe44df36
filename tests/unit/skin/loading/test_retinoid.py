"""Levels held from day to day against the stimulus' own course."""

import numpy as np
import pytest

from turgor.physics.tissue.stack import tissue_stack
from turgor.record.stimulus import COURSE_DAYS
from turgor.skin.loading.level_course import step_means
from turgor.skin.loading.retinoid import retinoid_days, retinoid_levels, retinoid_model
from turgor.skin.stimulus.doors import session_model

STACK = tissue_stack("cheek", 50.0, "female", "III")
#: stated in docs/science/loading.md: how far a held level's integral may lie from the course's
#: at any day, as a share of its whole, and the level itself a month after start and before stop
INTEGRAL, LEVEL = 0.01, 0.06


@pytest.mark.parametrize("agent", ["tretinoin", "retinol", "adapalene", "tazarotene"])
@pytest.mark.parametrize(("weeks", "nights"), [(12.0, 7.0), (24.0, 3.0), (52.0, 7.0)])
def test_held_levels_follow_the_stimulus(agent, weeks, nights):
    percent = {"retinol": 0.5, "adapalene": 0.3}.get(agent, 0.05)
    settings = {"agent": agent, "percent": percent, "nights_per_week": nights}
    used = 7.0 * weeks
    levels = retinoid_levels(retinoid_model(settings, "", used, STACK), STACK, used)
    model = session_model("topical-retinoid", {**settings, "weeks": weeks}, "", STACK)
    courses = model.draw(STACK).courses
    days = retinoid_days(used)
    fine = np.linspace(0.0, days[-1], 20001)
    at = np.minimum(np.searchsorted(days, fine, side="right") - 1, days.size - 1)
    for index, name in ((0, "retinoid-effect"), (2, "irritation")):
        course = np.interp(fine, COURSE_DAYS, courses[name])
        held = levels[index, at]
        pieces = np.diff(fine)
        summed = np.cumsum(0.5 * (course[1:] + course[:-1]) * pieces)
        held_summed = np.cumsum(held[:-1] * pieces)
        assert np.abs(held_summed - summed).max() < INTEGRAL * summed[-1]
        settled = (fine > 30.0) & (fine < used - 10.0)
        scale = max(course.max(), 1.0)
        assert np.abs(held - course)[settled].max() < (LEVEL + (0.06 if nights < 7 else 0)) * scale


def test_steps_hold_the_integral_of_a_line():
    edges = np.array([0.0, 2.0, 5.0, 40.0])
    assert step_means(edges, COURSE_DAYS) == pytest.approx([1.0, 3.5, 22.5])


def test_a_course_of_years_is_held_at_its_end():
    settings = {"agent": "tretinoin", "percent": 0.05, "nights_per_week": 7.0}
    used = 5.0 * 365.0
    levels = retinoid_levels(retinoid_model(settings, "", used, STACK), STACK, used)
    days = retinoid_days(used)
    held = levels[0, days < used]
    assert held[-1] == pytest.approx(held[-2], rel=0.02)
    assert days[-1] > used
    assert levels[0, -1] == 0.0
    assert levels[0, -2] < 0.2 * held[-1]


def test_more_is_not_less():
    def effect(percent):
        settings = {"agent": "tretinoin", "percent": percent, "nights_per_week": 7.0}
        return retinoid_levels(retinoid_model(settings, "", 168.0, STACK), STACK, 168.0)

    weak, strong = effect(0.025), effect(0.1)
    assert (strong >= weak - 1e-9).all()
    assert strong[2].max() > 1.5 * weak[2].max(), "irritation goes on growing"
    assert strong[0].max() < 1.2 * weak[0].max(), "effect saturates"
