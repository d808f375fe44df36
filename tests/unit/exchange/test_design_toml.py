import re
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

import pytest

from turgor.errors import StudyError
from turgor.exchange.design_toml import parse_study
from turgor.exchange.filename_pattern import FilenamePattern
from turgor.exchange.study_tables import HEADERS, kind_of
from turgor.metrics.measurand import ConditionValue
from turgor.record.design import Arm, ConfoundingWindow
from turgor.record.visit import VisitWindow

GOOD = """
[study]
id = "s"
title = "Needling"
kind = "split-face"
baseline = "V0"
[[arm]]
id = "a"
name = "active"
[[arm]]
id = "c"
name = "nothing"
control = true
[[visit]]
label = "V0"
day = 0
[[visit]]
label = "V1"
day = 84
early_days = 3
late_days = 7
[[endpoint]]
id = "e"
metric = "mexameter.melanin"
site = "cheek"
direction = "decrease"
visit = "V1"
source = "protocol"
primary = true
[endpoint.conditions]
device_model = "MX 18"
[[window]]
name = "oedema"
condition = "days_since_session"
below = 14
source = "protocol"
[captures]
pattern = "{subject}_{visit}"
site = "cheek"
[captures.read]
pitch_x_um = 20
"""


def defaults(metric: str, stated: Mapping[str, ConditionValue]) -> Mapping[str, ConditionValue]:
    return {"device_model": "unstated", "software_version": "1.0", **stated}


def test_a_whole_design() -> None:
    found = parse_study(GOOD, "study.toml", defaults)
    design = found.design
    assert design.arms == (Arm("a", "active"), Arm("c", "nothing", True))
    assert design.visits == (VisitWindow("V0", 0), VisitWindow("V1", 84, 3, 7))
    assert design.windows == (ConfoundingWindow("oedema", "days_since_session", 14.0, "protocol"),)
    (endpoint,) = design.endpoints
    assert endpoint.primary
    assert endpoint.measurand.as_mapping() == {"device_model": "MX 18", "software_version": "1.0"}
    assert (found.captures.pattern, found.captures.read) == (
        "{subject}_{visit}",
        {"pitch_x_um": 20},
    )


def test_the_template_is_a_design_and_so_are_its_commented_lines() -> None:
    text = (files("turgor.exchange") / "study_template.toml").read_text(encoding="utf-8")
    assert parse_study(text, "study.toml", defaults).design.baseline == "V0"


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("[study]", "[studies]", "unknown key 'studies'; allowed: study, arm, visit"),
        ('title = "Needling"', "titel = 1", "[study]: unknown key 'titel'"),
        ('id = "s"', "id = 3", "'id' is 3; give a text in quotes"),
        ('id = "s"\n', "", "'id' is missing"),
        ('"split-face"', '"cohort"', "allowed: split-face, parallel, single-arm"),
        ('baseline = "V0"', 'baseline = "V9"', "baseline 'V9' is no [[visit]]; allowed: V0, V1"),
        ("day = 84", "day = 8.4", "'day' is 8.4; give a whole number"),
        ("early_days = 3", "early_days = -3", "can't be negative"),
        ('label = "V1"', 'label = "V0"', "visit 'V0' stands twice"),
        ("control = true", "control = 1", "'control' is 1; give true or false"),
        ('name = "active"', "control = true", "more than one arm has control = true"),
        ("mexameter.melanin", "mexameter.melanine", "did you mean mexameter.melanin"),
        ("device_model =", "model =", "unknown ['model']"),
        ('"decrease"', '"down"', "allowed: decrease, increase"),
        ('visit = "V1"', 'visit = "V0"', "endpoint 'e' is read at visit 'V0'; allowed: V1"),
        ("days_since_session", "days_since", "allowed: acclimatisation_min, temperature_c"),
        ("below = 14", "below = nan", "give a finite number"),
        ("below = 14", 'below = "14"', "give a number"),
        ("[captures.read]", "[captures.reading]", "[captures]: unknown key 'reading'"),
        ("[study]", "[study", "is no valid TOML"),
    ],
)
def test_what_is_wrong_is_placed_and_told(old: str, new: str, reason: str) -> None:
    assert old in GOOD
    with pytest.raises(StudyError, match=re.escape(reason)) as caught:
        parse_study(GOOD.replace(old, new, 1), "study.toml", defaults)
    assert str(caught.value).startswith("study.toml")
    assert "\n" not in str(caught.value)


def test_a_comparing_study_needs_arms() -> None:
    text = GOOD.replace("[[arm]]", "[[visit]]", 1)
    with pytest.raises(StudyError, match="unknown key"):
        parse_study(text, "study.toml", defaults)
    lone = re.sub(r"\[\[arm\]\]\nid = \"c\".*?\n\[\[visit", "[[visit", GOOD, count=1, flags=re.S)
    with pytest.raises(StudyError, match="compares at least two arms"):
        parse_study(lone, "study.toml", defaults)


def test_names_are_read_in_one_way() -> None:
    pattern = FilenamePattern("{subject}-{visit}_{side} ({replicate})")
    assert pattern.read("S01-V0_left (2)") == {
        "subject": "S01", "visit": "V0", "side": "left", "replicate": "2",
    }  # fmt: skip
    with pytest.raises(StudyError, match="does not fit"):
        pattern.read("S01-V0-left (2)")
    for wrong, reason in {
        "{subject}{visit}": "put a letter after {subject}",
        "{subject}_{subject}_{visit}": "stands twice",
        "{subject}_{day}": "field 'day' is unknown",
        "{subject}": "must hold {subject} and {visit}",
    }.items():
        with pytest.raises(StudyError, match=re.escape(reason)):
            FilenamePattern(wrong)


def test_tables_are_known_by_their_exact_header(tmp_path: Path) -> None:
    for kind, header in HEADERS.items():
        path = tmp_path / f"any {kind}.csv"
        path.write_text("\ufeff" + ",".join(header) + "\r\n", encoding="utf-8")
        assert kind_of(path) == kind
        path.write_text(",".join(header[:-1]) + "\n")
        assert kind_of(path) is None
