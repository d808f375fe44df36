"""The door of topical retinoids: what it refuses, flags, completes and gives."""

import numpy as np
import pytest

from turgor.errors import InputError
from turgor.evidence import collect_citations, parameter_draw
from turgor.record.session_settings import check_settings
from turgor.record.stimulus import COURSE_DAYS
from turgor.record.tissue import TissueStack
from turgor.skin.stimulus import ligand
from turgor.skin.stimulus.ligand.agents import AGENTS
from turgor.skin.stimulus.ligand.course import application_steps

SKIN = TissueStack("cheek", (11.0, 65.0, 160.0, 1100.0, 3000.0), 0.3, 0.02, 0.7)
WHOLE = {
    "agent": "tretinoin", "percent": 0.05, "nights_per_week": 7.0, "weeks": 24.0,
    "vehicle": "cream", "amount_g": 0.5, "area_cm2": 500.0,
}  # fmt: skip
USUAL = {
    "tretinoin": 0.05, "isotretinoin": 0.05, "retinaldehyde": 0.05, "retinol": 0.5,
    "retinyl-ester": 0.5, "adapalene": 0.3, "tazarotene": 0.1, "trifarotene": 0.005,
}  # fmt: skip


def codes(**changed: object) -> list[str]:
    stated = {k: v for k, v in (WHOLE | changed).items() if v is not None}
    return [flag.code for flag in ligand.model(stated, "", SKIN).flags]


def test_a_course_that_is_stated_in_full_has_no_flag() -> None:
    assert codes() == []


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"percent": 0.0005}, "a fraction.*percent = 0.05"),
        ({"percent": 0.5}, "mg/g.*percent = 0.05"),
        ({"percent": 40.0}, "0.001 to 0.1 %"),
        ({"agent": "adapalene", "percent": 3.0}, "mg/g.*percent = 0.3"),
        ({"agent": "bakuchiol"}, "bakuchiol.*allowed: tretinoin"),
        ({"agent": None}, "'agent' is not stated"),
        ({"percent": None}, "'percent'"),
        ({"vehicle": "honey"}, "honey.*allowed: cream"),
        ({"nights_per_week": 0.0}, "nights_per_week is 0"),
        ({"weeks": 0.0}, "'weeks' is 0"),
        ({"contact_h": 48.0}, "contact_h is 48"),
        ({"amount_g": 100.0, "area_cm2": 100.0}, "1000 mg/cm².*milligrams"),
        ({"amount_g": 0.0}, "'amount_g' is 0"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(changed: dict, said: str) -> None:
    stated = {k: v for k, v in (WHOLE | changed).items() if v is not None}
    with pytest.raises(InputError, match=said) as refused:
        ligand.model(stated, "", SKIN)
    assert "\n" not in str(refused.value)


def test_a_refused_strength_names_where_the_range_comes_from() -> None:
    with pytest.raises(InputError, match="1991"):
        ligand.model(WHOLE | {"percent": 0.5}, "", SKIN)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"percent": 5.0}, "outside-studied-range"),
        ({"percent": 0.15}, "outside-studied-range"),
        ({"weeks": None}, "taken-by-default"),
        ({"vehicle": None}, "taken-by-default"),
        ({"amount_g": None}, "taken-by-default"),
        ({"area_cm2": None}, "taken-by-default"),
        ({"nights_per_week": 14.0}, "outside-studied-range"),
        ({"nights_per_week": 1.0}, "outside-studied-range"),
        ({"weeks": 150.0}, "outside-studied-range"),
        ({"occluded": True}, "outside-studied-range"),
        ({"amount_g": 5.0}, "outside-studied-range"),
        ({"agent": "trifarotene", "percent": 0.005}, "not-calibrated"),
    ],
)
def test_what_is_odd_is_flagged(changed: dict, code: str) -> None:
    assert codes(**changed) == [code]


def test_defaults_stand_among_the_settings() -> None:
    stated = {"agent": "retinol", "percent": 0.5, "nights_per_week": 7.0}
    used = ligand.model(stated, "", SKIN).settings
    assert used["weeks"] == 12.0 and used["vehicle"] == "unknown"
    assert used["amount_g"] == pytest.approx(0.5) and used["area_cm2"] == pytest.approx(500.0)
    assert used["contact_h"] == pytest.approx(10.0)


def test_settings_come_through_the_record() -> None:
    given = {
        "retinoid": "retinal", "strength": "0.05 %", "times_per_week": "5", "weeks": "3 months",
        "base": "microsponge", "amount": "400 mg", "area_cm2": "450", "contact": "30 min",
        "occlusion": "no",
    }  # fmt: skip
    checked = check_settings("topical-retinoid", given)
    assert not checked.notes
    values = checked.values
    assert values["agent"] == "retinaldehyde" and values["vehicle"] == "microsphere"
    assert values["weeks"] == pytest.approx(13.04, abs=0.02)
    assert values["contact_h"] == 0.5 and values["amount_g"] == 0.4
    ligand.model(values, "", SKIN).draw(SKIN)


@pytest.mark.parametrize("agent", AGENTS)
def test_every_agent_gives_its_four_courses(agent: str) -> None:
    session = ligand.model(WHOLE | {"agent": agent, "percent": USUAL[agent]}, "", SKIN)
    for index in (0, 5):
        with parameter_draw(index, 6):
            drawn = session.draw(SKIN)
        assert set(drawn.courses) == {
            "ligand-epidermis", "ligand-dermis", "retinoid-effect", "irritation",
        }  # fmt: skip
        assert drawn.profiles == {} and set(drawn.quantities) == set(session.specs)
        assert all(np.isfinite(values).all() for values in drawn.courses.values())
        assert drawn.courses["retinoid-effect"].max() <= 1.0
        assert drawn.courses["ligand-epidermis"].max() > 0.0
        assert drawn.courses["ligand-epidermis"][-1] < 1e-3
    assert session.section(SKIN) is None


def test_a_vehicle_alone_brings_nothing() -> None:
    drawn = ligand.model(WHOLE | {"agent": "vehicle", "percent": 0.0}, "", SKIN).draw(SKIN)
    assert all(not values.any() for values in drawn.courses.values())


def test_the_same_draw_gives_the_same() -> None:
    session = ligand.model(WHOLE, "", SKIN)

    def once() -> np.ndarray:
        with parameter_draw(3, 8):
            return session.draw(SKIN).courses["irritation"]

    assert np.array_equal(once(), once())


def test_the_unit_is_itself() -> None:
    """Nightly tretinoin 0.05 % cream, the amount that is taken by default, on the unit's skin."""
    stated = {k: v for k, v in WHOLE.items() if k not in ("amount_g", "area_cm2")}
    session = ligand.model(stated | {"weeks": 30.0}, "", SKIN)
    unit = ligand.film.UNIT_SKIN
    for index in (0, 4):
        with parameter_draw(index, 5):
            drawn = session.draw(unit)
        later = (COURSE_DAYS > 60) & (COURSE_DAYS < 200)
        assert drawn.courses["ligand-epidermis"][later] == pytest.approx(1.0, rel=1e-3)
        assert drawn.courses["ligand-dermis"][later] == pytest.approx(1.0, rel=1e-3)
        assert drawn.quantities["irritation-worst"] == pytest.approx(1.0, rel=1e-3)


def test_whole_weeks_leave_no_beat() -> None:
    """Three nights a week beyond day 60: every value is the same, whatever the night."""
    drawn = ligand.model(WHOLE | {"nights_per_week": 3.0, "weeks": 60.0}, "", SKIN).draw(SKIN)
    late = drawn.courses["ligand-epidermis"][(COURSE_DAYS >= 70) & (COURSE_DAYS < 400)]
    assert np.ptp(late) < 1e-6 * late.mean()


def test_when_applications_fall() -> None:
    assert list(application_steps(7.0, 1.0)) == [0, 2, 4, 6, 8, 10, 12]
    assert list(application_steps(3.0, 1.0)) == [0, 4, 8]
    assert list(application_steps(14.0, 0.5)) == [0, 1, 2, 3, 4, 5, 6]
    assert application_steps(3.5, 4.0).size == 14
    assert application_steps(0.0, 4.0).size == 0


def test_thin_corneum_lets_no_less_in() -> None:
    thin = TissueStack("cheek", (7.0, 65.0, 160.0, 1100.0, 3000.0), 0.3, 0.02, 0.7)
    session = ligand.model(WHOLE, "", SKIN)
    assert session.draw(thin).quantities["absorbed"] > session.draw(SKIN).quantities["absorbed"]


def test_what_it_rests_on_is_cited() -> None:
    with collect_citations() as (sources, parameters):
        ligand.model(WHOLE, "", SKIN).draw(SKIN)
    assert "tretinoin-absorption-1997" in sources
    assert "ligand.ec50" in parameters
