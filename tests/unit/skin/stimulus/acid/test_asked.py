"""What a peel's settings may not be, and what is said of those that may."""

import pytest

from turgor.errors import InputError
from turgor.record.session_settings import check_settings
from turgor.record.tissue import TissueStack
from turgor.skin.stimulus.acid import model

FACE = TissueStack("cheek", (12.0, 60.0, 120.0, 1200.0, 2000.0), 0.3, 0.01, 0.6)
GLYCOLIC = {
    "agent": "glycolic", "percent": 50.0, "ph": 1.2, "minutes": 3.0, "layers": 1.0,
    "neutralised": True,
}  # fmt: skip


def made(**other):
    return model(GLYCOLIC | other, "", FACE)


def codes(said):
    return {flag.code for flag in model(said, "", FACE).flags}


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"agent": "azelaic"}, "allowed: glycolic"),
        ({"agent": "retinoic"}, "topical-retinoid"),
        ({"percent": 0.35}, "for 35 % write 35"),
        ({"percent": 0.0}, "stronger than 0"),
        ({"percent": -5.0}, "between 0 and 100"),
        ({"percent": 140.0}, "between 0 and 100"),
        ({"minutes": -1.0}, "between 0 and 1440"),
        ({"minutes": 0.0}, "doesn't end by itself"),
        ({"layers": 0.0}, "between 1 and 50"),
        ({"layers": 1.5}, "coats are counted"),
        ({"ph": 15.0}, "between 0 and 14"),
        ({"percent": 4.0, "ph": 0.2}, "base only raises it"),
        ({"ph": 3.8, "buffered": False}, "state buffered = yes"),
        ({"percent": 70.0, "ph": 4.2, "free_acid_pct": 70.0}, "correct pH or free_acid_pct"),
        ({"free_acid_pct": 60.0}, "no more can be free"),
        ({"croton_oil_pct": 1.0}, "goes into phenol"),
        ({"second_agent": "lactic"}, "second_percent"),
        ({"second_agent": "lactic", "second_percent": 0.2}, "for 20 % write 20"),
        ({"vehicle": "oil"}, "allowed: water"),
        ({"frost_level": 4.0}, "between 0 and 3"),
    ],
    ids=lambda value: str(value),
)
def test_refusals_say_what_and_what_to_do(other, said):
    with pytest.raises(InputError) as caught:
        made(**other)
    text = str(caught.value)
    assert said in text
    assert "\n" not in text


def test_a_refusal_names_the_source_of_a_studied_range():
    with pytest.raises(InputError, match="4 to 70 % \\(becker-1996\\)"):
        made(percent=0.7)


def test_missing_settings():
    with pytest.raises(InputError, match="needs 'agent'"):
        model({}, "", FACE)
    with pytest.raises(InputError, match="needs 'percent'"):
        model({"agent": "lactic"}, "", FACE)
    assert model({"agent": "jessner"}, "", FACE).settings["percent"] == 14.0


def test_flags_tell_what_was_taken_and_what_lies_outside():
    assert codes(GLYCOLIC) == set()
    assert codes({"agent": "glycolic", "percent": 50.0}) == {
        "minutes-by-default", "neutralised-by-default", "coats-by-default", "ph-predicted",
    }  # fmt: skip
    assert codes(GLYCOLIC | {"neutralised": False}) == {"not-neutralised"}
    assert "outside-studied-range" in codes(GLYCOLIC | {"percent": 80.0})
    assert "outside-studied-range" in codes(GLYCOLIC | {"minutes": 60.0})
    assert "percent-ambiguous" in codes({"agent": "trichloroacetic", "percent": 35.0})
    assert "frost-not-used" in codes(GLYCOLIC | {"frost_level": 2.0})
    assert "occlusion-disputed" in codes(GLYCOLIC | {"occluded": True})
    assert "depth-contradicted" in codes(GLYCOLIC | {"depth": "deep"})
    assert "depth-contradicted" not in codes(GLYCOLIC | {"depth": "superficial"})


def test_settings_used_are_stated_defaults_included():
    used = model({"agent": "trichloroacetic", "percent": 35.0}, "", FACE).settings
    assert used["layers"] == 1.0 and used["neutralised"] is True


def test_the_typed_settings_reach_the_door():
    text = {
        "acid": "TCA", "strength": "35 %", "coats": "2", "frosting": "2", "primer": "Jessner's",
        "second_when": "before", "degreasing": "acetone", "tretinoin_pretreatment": "yes",
    }  # fmt: skip
    checked = check_settings("chemical-peel", text)
    assert not [note for note in checked.notes if note.kind != "missing"]
    peel = model(checked.values, "", FACE).peel
    assert (peel.agent, peel.coats, peel.frost) == ("trichloroacetic", 2, 2)
    assert peel.second_first and peel.second_percent == 14.0
    assert peel.degreased == "acetone" and peel.retinoid_primed
