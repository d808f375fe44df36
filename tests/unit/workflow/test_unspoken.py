"""A treatment of which no rule speaks is told as such, and not as clear."""

import pytest

from turgor.workflow.check.work_out import check_case_file

CASE = """
title = "x"
site = "cheek"
start = 2027-01-10
[subject]
age = 40
phototype = "II"
[person]
clinician_present = true
[[course]]
name = "x"
text = "{}, from 2027-01-10"
"""


def flags_of(tmp_path, text):
    path = tmp_path / "case.toml"
    path.write_text(CASE.format(text))
    return [one for one in check_case_file(path).flags if one.code == "no-rule-of-treatment"]


@pytest.mark.parametrize("text", ["PRP", "collagen filler 1 mL", "dermabrasion"])
def test_it_is_told_once(tmp_path, text):
    (flag,) = flags_of(tmp_path, f"{text}, 3 sessions every 4 weeks")
    assert "no evidence found" in flag.text and "not the same as safe" in flag.text


@pytest.mark.parametrize(
    "text", ["1550 nm 40 mJ", "glycolic 35 %", "PLLA 8 mL", "RF needling 1 mm",
             "IPL 560 nm 15 J/cm2", "full-field CO2 2 passes", "picosecond 755 nm"]
)  # fmt: skip
def test_of_others_rules_speak(tmp_path, text):
    assert flags_of(tmp_path, text) == []
