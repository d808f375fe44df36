"""The door of injected particles and gels: what it refuses, flags, completes and gives."""

import numpy as np
import pytest

from turgor.errors import InputError
from turgor.evidence import parameter_draw
from turgor.record.session_settings import check_settings
from turgor.record.tissue import TissueStack
from turgor.skin.stimulus import particle
from turgor.skin.stimulus.particle.contents import AGENTS, GELS
from turgor.skin.stimulus.particle.settings import read_injection

SKIN = TissueStack("cheek", (11.0, 65.0, 160.0, 1100.0, 5000.0), 0.3, 0.02, 0.7)
PLLA = {
    "agent": "plla", "vials": 1.0, "mg_per_vial": 150.0, "dilution_ml": 8.0, "area_cm2": 100.0,
    "plane": "subcutaneous",
}  # fmt: skip
CAHA = {
    "agent": "caha", "vials": 1.0, "product_ml": 1.5, "dilution_ml": 1.5, "area_cm2": 100.0,
    "plane": "subdermal",
}  # fmt: skip
HA = {
    "agent": "hyaluronic", "vials": 1.0, "product_ml": 1.0, "mg_ml": 20.0, "dilution_ml": 0.0,
    "area_cm2": 40.0, "plane": "subdermal", "crosslinked": True,
}  # fmt: skip


@pytest.mark.parametrize("stated", [PLLA, CAHA, HA])
def test_what_is_stated_in_full_has_no_flag(stated: dict) -> None:
    assert particle.model(stated, "", SKIN).flags == ()


@pytest.mark.parametrize(
    ("stated", "said"),
    [
        (PLLA | {"mg_per_vial": 0.15}, "mg_per_vial is 0.15; 20 to 700 mg.*check the unit"),
        (PLLA | {"mg_per_vial": 1500.0}, "20 to 700"),
        (PLLA | {"dilution_ml": 0.0}, "powder"),
        (PLLA | {"volume_ml": 12.0}, "make up 8.12 ml"),
        (PLLA | {"volume_ml": 0.0}, "volume_ml is 0"),
        (PLLA | {"vials": 0.0}, "vials is 0"),
        (PLLA | {"vials": None}, "'vials' is not stated"),
        (PLLA | {"dilution_ml": None}, "'dilution_ml' is not stated"),
        (PLLA | {"plane": "intramuscular"}, "intramuscular.*allowed: intradermal"),
        (PLLA | {"agent": "silicone"}, "silicone.*allowed: plla"),
        (PLLA | {"area_cm2": 0.0}, "area_cm2 is 0"),
        (PLLA | {"area_cm2": 2.0}, "lifts the skin by 41 mm"),
        (PLLA | {"depth_um": 2.5}, "depth_um is 2.5.*millimetres"),
        (PLLA | {"depth_um": 90000.0}, "subcutis ends at 6336"),
        (CAHA | {"mg_per_vial": 5000.0}, "at most 2790 mg"),
        (CAHA | {"product_ml": 1500.0}, "0.1 to 5 ml"),
        (HA | {"mg_ml": 0.02}, "1 to 50 mg/ml"),
        (HA | {"mg_per_vial": 60.0}, "60 mg/ml, but mg_ml is 20"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(stated: dict, said: str) -> None:
    known = {k: v for k, v in stated.items() if v is not None}
    with pytest.raises(InputError, match=said) as refused:
        particle.model(known, "", SKIN)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("stated", "code"),
    [
        (PLLA | {"mg_per_vial": None}, "taken-by-default"),
        (PLLA | {"area_cm2": None}, "taken-by-default"),
        (PLLA | {"plane": None}, "taken-by-default"),
        (PLLA | {"dilution_ml": 3.0}, "outside-studied-range"),
        (CAHA | {"plane": "intradermal"}, "outside-studied-range"),
        (CAHA | {"dilution_ml": 12.0}, "outside-studied-range"),
        (CAHA | {"product_ml": None}, "taken-by-default"),
        (HA | {"crosslinked": None}, "taken-by-default"),
        (HA | {"mg_ml": None}, "taken-by-default"),
        (HA | {"area_cm2": 2.0}, "outside-studied-range"),
    ],
)
def test_what_is_odd_is_flagged(stated: dict, code: str) -> None:
    known = {k: v for k, v in stated.items() if v is not None}
    assert [flag.code for flag in particle.model(known, "", SKIN).flags] == [code]


def test_mass_and_volume_are_those_of_the_vials() -> None:
    found = particle.model(PLLA | {"vials": 2.0}, "", SKIN).draw(SKIN).quantities
    assert found["injected-mass"] == pytest.approx(300.0)
    assert found["load"] == pytest.approx(3.0)
    assert found["volume"] == pytest.approx(2 * (8.0 + 0.12) * 10.0)
    half = particle.model(PLLA | {"volume_ml": 4.06}, "", SKIN).draw(SKIN).quantities
    assert half["injected-mass"] == pytest.approx(75.0)
    assert particle.model(HA, "", SKIN).draw(SKIN).quantities["load"] == pytest.approx(0.5)
    caha = particle.model(CAHA, "", SKIN).draw(SKIN)
    spheres_ul = caha.quantities["load"] / 3.1
    assert caha.courses["carrier-volume"][0] + spheres_ul == pytest.approx(30.0)


def test_settings_come_through_the_record() -> None:
    given = {
        "material": "poly-L-lactic acid", "syringes": "2", "reconstitution": "8 ml",
        "mg_per_vial": "200 mg", "level": "subdermal", "area_cm2": "90", "depth_mm": "1.8",
        "gauge": "25", "cannula": "yes",
    }  # fmt: skip
    checked = check_settings("biostimulator", given)
    assert not checked.notes
    session = particle.model(checked.values, "", SKIN)
    assert session.settings["depth_um"] == 1800.0 and session.settings["cannula"] is True
    assert session.draw(SKIN).quantities["injected-mass"] == pytest.approx(400.0)
    gel = check_settings("biostimulator", {
        "agent": "ha", "vials": "1", "diluent": "0 ml", "mg_ml": "24 mg/ml", "cross_linked": "no",
    })  # fmt: skip
    assert not gel.notes and gel.values["crosslinked"] is False


@pytest.mark.parametrize("agent", AGENTS)
def test_every_agent_gives_what_is_its_own(agent: str) -> None:
    stated = {"agent": agent, "vials": 1.0, "dilution_ml": 6.0}
    session = particle.model(stated, "", SKIN)
    for index in range(4):
        with parameter_draw(index, 4):
            drawn = session.draw(SKIN)
        kinds = {"water-volume"} if agent in GELS else {"particle-load", "particle-surface"}
        assert set(drawn.courses) == kinds | {"carrier-volume"}
        assert set(drawn.quantities) <= set(session.specs) and drawn.profiles == {}
        assert all(np.isfinite(v).all() and (v >= 0).all() for v in drawn.courses.values())
        shares = drawn.quantities["share-dermis"] + drawn.quantities["share-subcutis"]
        assert shares == pytest.approx(1.0, abs=1e-9)
    assert session.section(SKIN) is None


def test_planes_lie_in_their_order() -> None:
    shares = []
    for plane in ("intradermal", "subdermal", "subcutaneous", "supraperiosteal"):
        found = particle.model(HA | {"plane": plane}, "", SKIN).draw(SKIN).quantities
        shares.append((found["share-dermis"], -found["depth"]))
    assert shares == sorted(shares, reverse=True)
    assert shares[0][0] > 0.9 and shares[3][0] < 0.01


def test_the_same_draw_gives_the_same() -> None:
    session = particle.model(PLLA | {"area_cm2": 60.0}, "", SKIN)

    def once() -> np.ndarray:
        with parameter_draw(3, 8):
            return session.draw(SKIN).courses["particle-surface"]

    assert np.array_equal(once(), once())


def test_free_hyaluronan_is_gone_in_days() -> None:
    free = particle.model(HA | {"crosslinked": False}, "", SKIN).draw(SKIN)
    bound = particle.model(HA, "", SKIN).draw(SKIN)
    assert free.quantities["half-mass-day"] < 3.0 < 100.0 < bound.quantities["half-mass-day"]
    assert bound.quantities["swelling"] > 1.2 > free.quantities["swelling"]


def test_a_depth_that_belies_its_plane_is_told() -> None:
    deep = particle.model(PLLA | {"plane": "intradermal", "depth_um": 5000.0}, "", SKIN).flags
    assert "plane-and-depth-differ" in {flag.code for flag in deep}
    for plane, depth in (("intradermal", 900.0), ("subcutaneous", 3000.0)):
        fits = particle.model(PLLA | {"plane": plane, "depth_um": depth}, "", SKIN).flags
        assert "plane-and-depth-differ" not in {flag.code for flag in fits}


def test_a_dilution_may_be_stated_as_parts_of_the_product():
    """1:2 of a syringe of 1.5 ml is 3 ml of diluent."""
    plain = {name: value for name, value in CAHA.items() if name != "dilution_ml"}
    by_ratio, _ = read_injection({**plain, "dilution_ratio": 2.0})
    by_volume, _ = read_injection({**plain, "dilution_ml": 3.0})
    assert by_ratio == by_volume
    with pytest.raises(InputError, match="state one of them"):
        read_injection({**plain, "dilution_ratio": 2.0, "dilution_ml": 1.0})
    with pytest.raises(InputError, match="powder, state dilution_ml"):
        read_injection({**PLLA, "dilution_ratio": 2.0})
