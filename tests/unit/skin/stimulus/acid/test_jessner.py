"""Jessner's solution is one recipe."""

import pytest

from turgor.errors import InputError
from turgor.physics.tissue import tissue_stack
from turgor.skin.stimulus.acid import model

SKIN = tissue_stack("cheek", 45.0, "female", "II")


@pytest.mark.parametrize(
    "settings",
    [
        {"agent": "jessner", "percent": 100.0},
        {
            "agent": "trichloroacetic",
            "percent": 35.0,
            "second_agent": "jessner",
            "second_percent": 100.0,
            "second_when": "before",
        },
    ],
)
def test_full_strength_is_not_a_hundred_percent(settings: dict[str, float | str | bool]) -> None:
    with pytest.raises(InputError, match="at full strength it holds 14 % of each"):
        model(settings, "", SKIN)


def test_without_a_strength_it_is_the_recipe() -> None:
    assert model({"agent": "jessner"}, "", SKIN).settings["percent"] == 14.0
