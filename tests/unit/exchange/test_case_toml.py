"""A case's file: what it says, and what it must not."""

import pytest

from turgor.errors import StudyError
from turgor.exchange.case_toml import parse_case

CASE = """
title = "periocular lines"
site = "cheek"
followed = "four monthly"

[subject]
age = 52
sex = "female"
phototype = "III"

[findings]
"barrier.tewl" = 11.5

[[finding]]
metric = "suction.r2"
value = 0.61
u = 0.03
day = 90
conditions = { aperture_mm = 2 }

[[course]]
name = "four monthly"
[[course.session]]
modality = "fractional-laser"
repeat = 4
interval_days = 28
[course.session.settings]
wavelength_nm = 1550
energy_mj = "20 mJ"
[[course.use]]
kind = "sunscreen"
settings = { spf = 50 }

[[course]]
[[course.use]]
kind = "topical-retinoid"
to_day = 336
settings = { agent = "tretinoin", percent = 0.05 }

[forecast]
endpoints = ["barrier.tewl", "look-wrinkles"]
horizon_days = 270
visit_days = [90, 30]
"""


def test_a_case_is_read_whole() -> None:
    """Sessions are repeated, days put in order, settings kept with their units."""
    case = parse_case(CASE, "case.toml")
    first, second = case.courses
    assert [session.day for session in first.sessions] == [0.0, 28.0, 56.0, 84.0]
    assert first.sessions[3].settings == {"wavelength_nm": "1550", "energy_mj": "20 mJ"}
    assert first.uses[0].kind == "sunscreen"
    assert second.name == "course 2" and second.uses[0].stop_day == 336.0
    assert case.visit_days == (30.0, 90.0)
    baseline = case.baseline("barrier.tewl")
    assert baseline is not None and baseline.value == 11.5
    assert [item.metric for item in case.later] == ["suction.r2"]
    assert case.followed == "four monthly"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('phototype = "III"', 'phototype = "VII"', "allowed: I, II, III, IV, V, VI"),
        ('kind = "sunscreen"', 'kind = "sun cream"', "allowed: topical-retinoid"),
        ('"barrier.tewl" = 11.5', '"barrier.tawl" = 11.5', "barrier.tawl"),
        ("repeat = 4", "repeat = 4000", "'repeat' is 4000"),
        ("interval_days = 28", "interval_days = 0", "state 'interval_days'"),
        ("interval_days = 28", "interval_days = 2800", "the last session lies after"),
        ("horizon_days = 270", "horizon_days = 50", "'visit_days' has 90"),
        ("horizon_days = 270", "horizon_days = 1e9", "'horizon_days'"),
        ("u = 0.03", "u = 0", "standard uncertainty is above 0"),
        ('followed = "four monthly"', 'followed = "five"', "no course of this case"),
        ('followed = "four monthly"', "", "name the course that was begun"),
        ('name = "four monthly"', 'name = "nothing"', "stands beside every course"),
        ("to_day = 336", "to_day = 0", "must begin at day 0 or later"),
        ("age = 52", "age = 520", "'age' is 520 years"),
        ("[forecast]", "[forcast]", "unknown key 'forcast'"),
        ("visit_days = [90, 30]", "visit_days = [90, true]", "give a list of numbers"),
    ],
)
def test_slips_get_one_line(old: str, new: str, said: str) -> None:
    """What, where, and what is allowed."""
    assert old in CASE
    with pytest.raises(StudyError) as caught:
        parse_case(CASE.replace(old, new, 1), "case.toml")
    message = str(caught.value)
    assert message.startswith("case.toml") and said in message and "\n" not in message


def test_a_course_of_nothing_is_refused() -> None:
    """Doing nothing needs no course."""
    with pytest.raises(StudyError, match="neither"):
        parse_case('site = "cheek"\n[[course]]\nname = "x"\n', "case.toml")
