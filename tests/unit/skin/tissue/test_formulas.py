"""Single processes against formulas worked out by hand, at states and doses made up for it."""

import pytest

from turgor.skin.assemble import PROCESSES, parameter_names, prior_medians
from turgor.skin.load import LEVELS, LOADS
from turgor.skin.state import STATES
from turgor.skin.tissue.layer import older

P = dict(zip(parameter_names(), prior_medians(), strict=True))
BY_NAME = {process.name: process for process in PROCESSES}


def state(**values):
    return {one.name: one.rest for one in STATES} | values


def level(**values):
    return {name: float(name == "uv") for name in LEVELS} | values


def load(**values):
    return dict.fromkeys(LOADS, 0.0) | values


def test_pace_by_age_is_1_at_50_and_slower_later():
    assert older(50.0, 0.6) == 1.0
    assert older(100.0, 0.6) == pytest.approx(1.0 / 1.6)
    assert older(25.0, 0.6) == pytest.approx(1.0 / 0.7)


def test_what_is_lost_of_the_epidermis_takes_its_corneum_and_melanin_along():
    struck = load(removed_epidermis=0.3, coagulated_epidermis=0.2, punctured_epidermis=0.4)
    before = state(epidermis=0.8, corneum=0.9, melanin=1.4)
    found = BY_NAME["epidermis"].impulse(before, struck, P)
    assert found["epidermis"] == pytest.approx(-0.5 * 0.8)
    assert found["corneum"] == pytest.approx(-0.5 * 0.9)
    assert BY_NAME["pigment"].impulse(before, struck, P)["melanin"] == pytest.approx(-0.5 * 1.4)


def test_melanocytes_are_roused_by_more_than_a_faint_infiltrate():
    """Gain x i^2 / (i + half), in proportion to pigment's trait, less under a steroid, more in
    the sun where a share is by sun; calmed at a pace."""
    p = P | {
        "trait.pigment": 2.0, "pigment.inflammation": 0.5, "pigment.inflammation_half": 0.25,
        "pigment.sun_inflamed": 0.4, "pigment.steroid": 3.0, "pigment.calming": 0.1,
    }  # fmt: skip
    here = state(inflammation=0.75, melanocyte_drive=0.2)
    said = BY_NAME["pigment"].rates(here, level(uv=0.5, steroid=1.0), p)["melanocyte_drive"]
    roused = 2.0 * 0.5 * (0.6 + 0.4 * 0.5) / (1.0 + 3.0) * 0.75**2 / (0.75 + 0.25)
    assert said == pytest.approx(roused - 0.1 * 0.2)


def test_an_injury_closes_in_proportion_when_small_and_at_a_steady_pace_when_large():
    p = P | {"injury.closing": 0.2, "injury.half_pace": 0.1, "trait.age_years": 50.0}
    for injury, pace in ((1e-6, 0.2 * 1e-6), (1e6, 0.2 * 0.1)):
        said = BY_NAME["injury"].rates(state(injury_papillary=injury), level(), p)
        assert said["injury_papillary"] == pytest.approx(-pace, rel=1e-4)
