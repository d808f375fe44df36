"""What is used daily, against the units that levels are stated in."""

import pytest

from turgor.errors import InputError
from turgor.evidence import parameter
from turgor.skin.load import LEVELS
from turgor.skin.loading.care import agents_of, care_levels


def test_each_unit_is_one():
    assert care_levels("alpha-hydroxy-acid", {"percent": 10.0})["exfoliation"] == pytest.approx(1.0)
    assert care_levels("antioxidant", {"percent": 15.0})["antioxidant_supply"] == pytest.approx(1.0)
    assert care_levels("hydroquinone", {"percent": 4.0})["lightening"] == pytest.approx(1.0)
    assert care_levels("corticosteroid", {"potency": "potent"})["steroid"] == pytest.approx(1.0)
    assert care_levels("moisturiser", {}) == {"moisturiser": 1.0}
    assert care_levels("occlusion", {"share": 0.4}) == {"occlusion": 0.4}


def test_a_sunscreen_lets_through_what_is_not_covered_and_what_the_film_passes():
    worn, amount = parameter("loading.sunscreen.worn"), parameter("loading.sunscreen.amount")
    for factor in (15.0, 30.0, 50.0):
        by_hand = 1.0 - worn + worn / factor**amount
        assert care_levels("sunscreen", {"spf": factor})["uv"] == pytest.approx(by_hand)
    assert care_levels("sunscreen", {"spf": 1.0})["uv"] == pytest.approx(1.0)
    tinted = care_levels("sunscreen", {"spf": 50.0, "iron_oxide": True})["uv"]
    assert tinted < care_levels("sunscreen", {"spf": 50.0})["uv"]


@pytest.mark.parametrize("kind", ["alpha-hydroxy-acid", "antioxidant", "hydroquinone"])
def test_every_agent_has_a_level_and_more_is_not_less(kind):
    for agent in agents_of(kind):
        weak = care_levels(kind, {"agent": agent, "percent": 1.0})
        strong = care_levels(kind, {"agent": agent, "percent": 3.0, "per_day": 2.0})
        assert set(weak) <= set(LEVELS)
        assert all(strong[name] >= weak[name] for name in weak), agent


@pytest.mark.parametrize(
    ("kind", "settings", "said"),
    [
        ("alpha-hydroxy-acid", {"agent": "vinegar"}, "vinegar"),
        ("alpha-hydroxy-acid", {"percent": 0.0}, "percent"),
        ("antioxidant", {"per_day": 40.0}, "per_day"),
        ("sunscreen", {"spf": 0.2}, "spf"),
        ("corticosteroid", {"potency": "huge"}, "huge"),
        ("occlusion", {"share": 2.0}, "share"),
    ],
)
def test_what_cannot_be_is_refused(kind, settings, said):
    with pytest.raises(InputError, match=said):
        care_levels(kind, settings)
