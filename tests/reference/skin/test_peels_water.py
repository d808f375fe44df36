"""Water loss after peels, from the acid's settings to what an instrument reads.

Hairless mice (norms: glycolic 35 and 70 %, salicylic 30 %): no significant rise; Jessner's and weak
trichloroacetic acid: up at once, nine tenths back in a day; strong trichloroacetic acid: not back.
Women peeled with an alpha-hydroxy acid: at baseline on day 2. Stripped human corneum (norms) is
half back in a day, which is what closes here.
"""

import numpy as np
import pytest

from turgor.evidence import find_parameter
from turgor.physics.tissue.stack import tissue_stack
from turgor.skin.loading.doors import load_model
from turgor.skin.observe.barrier import water_loss

STACK = tissue_stack("cheek", 45.0, "female", "III")
PEELS = {
    "glycolic 35": {"agent": "glycolic", "percent": 35.0},
    "glycolic 50": {"agent": "glycolic", "percent": 50.0},
    "salicylic 30": {"agent": "salicylic", "percent": 30.0},
    "Jessner": {"agent": "jessner"},
    "trichloroacetic 15": {"agent": "trichloroacetic", "percent": 15.0},
    "trichloroacetic 50": {"agent": "trichloroacetic", "percent": 50.0},
    "phenol": {"agent": "phenol", "percent": 50.0, "croton_oil_pct": 2.1},
}
DAYS = (1e-6, 1.0, 2.0, 7.0)


@pytest.fixture(scope="module")
def rise(courses):
    """Peel -> rise of water loss in % at DAYS, at the middle of all values."""
    arms = {
        name: courses.Arm({0.0: load_model("chemical-peel", said, "", STACK).loads(STACK).loads})
        for name, said in PEELS.items()
    }
    found = courses.follow(arms, courses.drawn_parameters(0), DAYS)
    law = {
        name: np.array(find_parameter(f"virtual.observe.{name}").value)
        for name in ("tewl_open", "tewl_lipid")
    }
    law = {f"observe.{name}": value for name, value in law.items()}
    found_rise = {
        name: [100.0 * (float(water_loss(skin.at(day), law, STACK)[0]) - 1.0) for day in DAYS]
        for name, skin in found.items()
    }
    for name, values in found_rise.items():
        print(name, np.round(values))
    return found_rise


def test_a_superficial_peel_raises_water_loss_little_and_for_days(rise):
    for name in ("glycolic 35", "glycolic 50", "salicylic 30", "Jessner"):
        assert rise[name][1] < 45.0 and rise[name][2] < 25.0, name
        assert abs(rise[name][3]) < 3.0, name


def test_a_weak_coagulating_peel_rises_at_once_and_is_half_back_in_a_day(rise):
    at_once, day, _, week = rise["trichloroacetic 15"]
    assert 60.0 < at_once < 400.0
    assert day < 0.6 * at_once and week < 10.0


def test_medium_and_deep_peels_open(rise):
    for name in ("trichloroacetic 50", "phenol"):
        at_once, day, _, week = rise[name]
        assert at_once > 500.0 and day > 0.75 * at_once and week > 80.0, name
