import re

import pytest

from turgor.errors import StudyError
from turgor.exchange.path_pattern import NameRules, PathPattern, parse_name_rules, read_name


@pytest.mark.parametrize(
    ("pattern", "path", "fields"),
    [
        ("{subject}_{visit}_{side}", "S01_W4_L", {"subject": "S01", "visit": "W4", "side": "L"}),
        ("{subject}/{visit}/{side}_{replicate}", "x/S01/W4/L_2",
         {"subject": "S01", "visit": "W4", "side": "L", "replicate": "2"}),
        ("{subject}/{visit}/{side}[_{replicate}]", "S01/W4/L", {"subject": "S01", "visit": "W4",
                                                             "side": "L"}),
        ("{subject}/{visit}/{side}[_{replicate}]", "S01/W4/L_3",
         {"subject": "S01", "visit": "W4", "side": "L", "replicate": "3"}),
        ("{subject}[-{side}]_{visit}[ ({replicate})]", "S01-L_V0 (2)",
         {"subject": "S01", "side": "L", "visit": "V0", "replicate": "2"}),
        ("{subject}[-{side}]_{visit}[ ({replicate})]", "S01_V0", {"subject": "S01", "visit": "V0"}),
        ("{any}/{subject}_{date}_{any}", "junk/S01_20260331_IMG 17",
         {"subject": "S01", "date": "20260331"}),
        ("Patient{subject}_{visit}", "PATIENT7_V0", {"subject": "7", "visit": "V0"}),
    ],
)  # fmt: skip
def test_what_a_name_says(pattern: str, path: str, fields: dict[str, str]) -> None:
    assert PathPattern(pattern).read(path) == fields


def test_a_name_is_read_in_one_way_only() -> None:
    """Every reading that the fields' letters allow is the one that is found."""
    pattern = PathPattern("{subject}_{visit}[_{side}][-{replicate}]")
    for text in ("a_b", "a_b_c", "a_b-1", "a_b_c-1"):
        found = pattern.read(text)
        assert found is not None
        assert not any("_" in value or "-" in value for value in found.values())
    assert pattern.read("a_b_c_d") == {"subject": "a", "visit": "b", "side": "c_d"}
    assert pattern.read("a__b") is None
    assert pattern.read("a") is None


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("{subject}{visit}", "put a letter before {visit}"),
        ("{subject}_{site}", "must hold {subject} and {visit} or {date}"),
        ("{subject}_{visit}_{visit}", "stands twice"),
        ("{subject}_{week}", "'week' is unknown"),
        ("{subject}_{visit}[_{side}", "not closed"),
        ("{subject}_{visit}]", "inside one another, or alone"),
        ("{subject}_{visit}[{side}]", "optional part begins with a letter"),
        ("{subject}_{visit}[/{side}]", "holds no folder"),
        ("{subject}_{visit", "brace"),
    ],
)
def test_a_pattern_that_can_t_be_used(pattern: str, reason: str) -> None:
    with pytest.raises(StudyError, match=re.escape(reason)):
        PathPattern(pattern)


def test_the_nearest_pattern_and_where_it_fails() -> None:
    rules = NameRules(("{subject}/{visit}/{side}_{replicate}", "{subject}_{visit}_{side}"))
    with pytest.raises(StudyError) as error:
        read_name(rules, "photos/S01_W4")
    assert "'{subject}_{visit}_{side}' (nearest of 2)" in str(error.value)
    assert "{side}" in str(error.value) or "{visit}" in str(error.value)
    with pytest.raises(StudyError, match="folders"):
        read_name(NameRules(("{subject}/{visit}/{side}",)), "S01")


def test_words_are_translated_by_field() -> None:
    rules = parse_name_rules(
        {"patterns": ["{subject}_{visit}_{side}"],
         "words": {"side": {"L": "left"}, "visit": {"baseline": "V0"}}},
        "study.toml",
    )  # fmt: skip
    assert read_name(rules, "L_Baseline_l").fields == {
        "subject": "L", "visit": "V0", "side": "left",
    }  # fmt: skip


@pytest.mark.parametrize(
    "table", [{"pattern": []}, {"patterns": "x"}, {"words": {"nose": {}}}, {"patterns": ["x"]}]
)
def test_rules_that_can_t_be_used(table: dict[str, object]) -> None:
    with pytest.raises(StudyError):
        parse_name_rules(table, "study.toml")
