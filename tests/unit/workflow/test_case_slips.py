"""Everything that is wrong with a case's file is told in one go, each with its own line."""

import datetime as dt
from pathlib import Path

import pytest

from turgor.errors import SlipsError, StudyError, lines_of
from turgor.exchange.case_toml import parse_case
from turgor.exchange.slips import MOST
from turgor.workflow.check.work_out import check_case_file
from turgor.workflow.forecast.typed_case import typed_case

CASE = """\
title = "many slips"
site = "cheek"
start = 2027-02-20
concerns = ["wrinkels"]
[subject]
age = 130
sexx = "female"
[person]
pregnent = false
clinician_present = "ja"
[[course]]
text = "fractionl CO2 10 mJ"
[[course]]
name = "needles"
[[course.session]]
modality = "microneedling"
device = "needle pin"
repeat = 3
interval_days = 28
[[course.session]]
day = 5000
modality = "ipl"
[[event]]
day = 3
stingin = true
[[past]]
modality = "plla"
date = 2028-01-01
[[override]]
rule = "PLLA-09@1"
who = "A"
role = "doctor"
reason = "other"
date = 2027-01-01
"""


def _told(text: str, path: Path) -> tuple[str, ...]:
    path.write_text(text, encoding="utf-8")
    with pytest.raises(StudyError) as error:
        check_case_file(path, day=dt.date(2026, 12, 1))
    return tuple(line.removeprefix(f"{path}: ") for line in lines_of(error.value))


def test_each_slip_is_told_with_its_line(tmp_path: Path) -> None:
    told = _told(CASE, tmp_path / "case.toml")
    lines = {line.partition("line ")[2].split(",")[0].split(":")[0]: line for line in told}
    expected = {
        "4": "did you mean 'wrinkles'?",
        "6": "allowed: above 0, up to 120",
        "7": "did you mean 'sex'?",
        "9": "did you mean pregnant",
        "10": "true, false or 'unknown'",
        "12": "is no treatment or use",
        "17": "did you mean 'needle pen'?",
        "21": "allowed: 0 to 3650",
        "25": "did you mean stinging",
        "28": "lies after day 0",
        "30": "ID@version of a rule",
        "32": "'role' is 'doctor'",
    }
    assert set(lines) == set(expected) and len(told) == len(expected)  # repeats are told once
    for number, said in expected.items():
        assert said in lines[number], number
    assert list(lines) == sorted(lines, key=int)


def test_one_slip_is_one_plain_refusal(tmp_path: Path) -> None:
    path = tmp_path / "case.toml"
    path.write_text('site = "cheek"\n[subject]\nage = -1\n', encoding="utf-8")
    with pytest.raises(StudyError) as error:
        check_case_file(path)
    assert not isinstance(error.value, SlipsError) and str(error.value).startswith(str(path))


def test_the_text_of_several_is_the_first_and_how_many_more() -> None:
    with pytest.raises(SlipsError) as error:
        parse_case('site = "cheek"\ntitel = "x"\n[subject]\nage = -1\n', "case.toml")
    assert "line 2" in str(error.value) and str(error.value).endswith("(and 1 more)")
    assert "\n" not in str(error.value) and len(error.value.each) == 2


def test_more_than_anybody_reads_is_told_as_a_number(tmp_path: Path) -> None:
    wrong = "".join(f"wrong_{number} = true\n" for number in range(MOST + 15))
    told = _told(f'site = "cheek"\n[person]\n{wrong}', tmp_path / "case.toml")
    assert len(told) == MOST + 1 and told[-1].startswith("and 15 more")


def test_a_misspelt_key_is_not_missing_besides() -> None:
    text = '[[override]]\nrul = "PLLA-009@1"\nwho = "A"\nrole = "clinician"\nreason = "other"\n'
    with pytest.raises(StudyError) as error:
        parse_case(f'site = "cheek"\n{text}date = 2027-01-01\n', "case.toml")
    (line,) = lines_of(error.value)
    assert "did you mean 'rule'?" in line


def test_a_course_that_is_refused_does_not_move_the_lines_of_the_next(tmp_path: Path) -> None:
    needles = '[[course]]\n[[course.session]]\nmodality = "ipl"\nsettings = { fluenze_j_cm2 = 1 }\n'
    told = _told(f'site = "cheek"\n[[course]]\ntext = "lasr"\n{needles}', tmp_path / "case.toml")
    assert len(told) == 2 and "line 3" in told[0] and "line 7" in told[1]


def test_a_forecasts_file_tells_all_of_its_slips_too(tmp_path: Path) -> None:
    path = tmp_path / "case.toml"
    path.write_text('site = "cheek"\n[[course]]\ntext = "lasr"\n[forecast]\nhorizon_days = 0\n')
    with pytest.raises(SlipsError) as error:
        typed_case(path)
    assert [("line 3" in one, "line 5" in one) for one in error.value.each] == [
        (True, False), (False, True),
    ]  # fmt: skip
