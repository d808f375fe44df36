"""turgor check: exit codes, text, contract, and one line for whatever can't be."""

import json
from pathlib import Path

import jsonschema
import pytest
from typer.testing import CliRunner

from turgor.cli.main import app
from turgor.workflow.check.template import CHECK_TEMPLATE

CONTRACT = Path(__file__).resolve().parents[3] / "docs" / "contract" / "check.json"
#: sunscreen alone: nothing that a rule holds up
SUN = """
title = "sun protection"
site = "cheek"
start = 2027-01-10
[subject]
age = 40
phototype = "II"
[person]
clinician_present = true
[[course]]
name = "sun"
text = "sunscreen SPF 50 daily"
"""
PEEL = """
site = "full face"
start = 2027-01-10
concerns = ["dyschromia"]
[subject]
age = 40
phototype = "II"
[person]
clinician_present = true
[[course]]
name = "peel"
text = "glycolic peel 30 % 3 min 1 coat, 3 sessions every 2 weeks"
"""


def _run(*words: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(app, ["check", *words])
    return done.exit_code, done.stdout, done.stderr


def _file(tmp_path: Path, text: str, name: str = "case.toml") -> str:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_nothing_that_blocks_is_zero(tmp_path: Path) -> None:
    code, out, err = _run(_file(tmp_path, SUN))
    assert code == 0 and "nothing blocks" in out and err == ""
    assert "not a medical device" in out


def test_an_open_question_is_four_and_comes_first(tmp_path: Path) -> None:
    code, out, _ = _run(_file(tmp_path, PEEL))
    assert code == 4
    assert out.index("QUESTIONS to answer first") < out.index("To know")
    assert "pregnant: Is the person pregnant?" in out
    assert "why: " in out and "source: " in out and "not yet reviewed by a clinician" in out


def test_a_block_is_three_and_wins(tmp_path: Path) -> None:
    plla = PEEL.replace("glycolic peel 30 % 3 min 1 coat, 3 sessions every 2 weeks", "PLLA 8 mL")
    plla = plla.replace("[[course]]", "keloid_history = true\n[[course]]")
    code, out, _ = _run(_file(tmp_path, plla))
    assert code == 3
    assert out.index("BLOCKS") < out.index("QUESTIONS to answer first")
    assert out.index("PLLA-009") < out.index("Warnings") if "Warnings" in out else True
    both = _run(_file(tmp_path, plla), _file(tmp_path, "x", "broken.toml"))
    assert both[0] == 3 and "refused" in both[2]  # the block wins over a file that was refused


def test_a_refused_file_is_one_and_stops_none(tmp_path: Path) -> None:
    bad = PEEL.replace("clinician_present", "clinican_present")
    code, out, err = _run(_file(tmp_path, bad, "bad.toml"), _file(tmp_path, SUN))
    assert code == 1 and "nothing blocks" in out
    (line,) = err.strip().splitlines()
    assert "bad.toml: [person], line 9: 'clinican_present' is not in the vocabulary" in line
    assert "did you mean clinician_present" in line


def test_no_file_is_two() -> None:
    assert _run()[0] == 2


@pytest.mark.parametrize("text", [SUN, PEEL, CHECK_TEMPLATE])
def test_json_keeps_its_contract(text: str, tmp_path: Path) -> None:
    _, out, _ = _run(_file(tmp_path, text), _file(tmp_path, "x", "no.toml"), "--json")
    document = json.loads(out)
    jsonschema.validate(document, json.loads(CONTRACT.read_text("utf-8")))
    assert len(document["checks"]) == 1 and len(document["refused"]) == 1
    assert document == json.loads(
        _run(_file(tmp_path, text), _file(tmp_path, "x", "no.toml"), "--json")[1]
    )


def test_the_template_is_a_case(tmp_path: Path) -> None:
    code, out, _ = _run("--template")
    assert code == 0
    assert _run(_file(tmp_path, out))[0] == 4
    opened = "\n".join(
        line.removeprefix("# ") if (line.startswith("# ") and " = " in line) or "# [[" in line
        else line
        for line in out.splitlines()
        if "study" not in line and "subject_id" not in line and "turgor check" not in line
    )  # fmt: skip
    code, out, err = _run(_file(tmp_path, opened))
    assert code == 3 and err == ""  # stinging and exudate on day 3


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("glycolic peel 30 %", "glycollic peel 30 %", "course 1, line 12, text, column 1"),
        ('concerns = ["dyschromia"]', 'concerns = ["dyscromia"]', "did you mean 'dyschromia'?"),
        ("start = 2027-01-10", "start = 2027-02-30", "line 3: 2027-02-30 is no day"),
        (
            '1 coat, 3 sessions every 2 weeks"',
            '1 coat; glycolic peel 30 % 3 min"',
            "two sessions of chemical-peel",
        ),
        (
            'text = "glycolic peel 30 % 3 min 1 coat, 3 sessions every 2 weeks"',
            '[[course.session]]\nmodality = "microneedling"\ndevice = "needle pin"',
            "line 14: device 'needle pin' is unknown; did you mean 'needle pen'?",
        ),
        (
            'text = "glycolic peel 30 % 3 min 1 coat, 3 sessions every 2 weeks"',
            '[[course.session]]\nmodality = "microneedling"\ndevice = "Ulthera"',
            "is one of focused-ultrasound, not microneedling",
        ),
        (
            'text = "glycolic peel 30 % 3 min 1 coat, 3 sessions every 2 weeks"',
            '[[course.session]]\nmodality = "microneedeling"',
            "line 13: modality 'microneedeling' is unknown",
        ),
        ("phototype = ", "phototipe = ", "did you mean 'phototype'?"),
        ("clinician_present = true", "wavelenght_nm = 3", "did you mean wavelength_nm"),
        ("clinician_present = true", "pus = true", "is of an event; state it in [[event]]"),
        ("clinician_present = true", "glogau = 9", "line 9: 'glogau' = 9 lies above 4"),
        ("clinician_present = true", "uses_retinoid = 1", "is true or false"),
    ],
)
def test_bad_input_gets_one_line(old: str, new: str, said: str, tmp_path: Path) -> None:
    assert old in PEEL
    code, _, err = _run(_file(tmp_path, PEEL.replace(old, new, 1)))
    assert code == 1
    (line,) = err.strip().splitlines()
    assert said in line and "line " in line


def test_all_slips_of_a_file_are_told_at_once(tmp_path: Path) -> None:
    text = PEEL.replace("phototype = ", "phototipe = ", 1).replace("glycolic", "glycollic", 1)
    code, _, err = _run(_file(tmp_path, text))
    assert code == 1 and len(err.strip().splitlines()) == 2
    code, out, err = _run(_file(tmp_path, text), "--json")
    refused = json.loads(out)["refused"]
    assert code == 1 and err == "" and len(refused) == 2
    assert all("line " in one["reason"] for one in refused)


def test_a_device_of_the_clinics_own_is_stated(tmp_path: Path) -> None:
    text = PEEL.replace(
        'text = "glycolic peel 30 % 3 min 1 coat, 3 sessions every 2 weeks"',
        '[[course.session]]\nmodality = "microneedling"\ndevice = "House pen"\n'
        "settings = { needle_depth_mm = 1.0 }\n"
        '[[device]]\nname = "House pen"\nmodality = "microneedling"',
    )
    assert _run(_file(tmp_path, text))[0] == 4


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("age = 40", "age = 17", "below 18"),
        ('site = "full face"', 'site = "oral mucosa"', "is no skin"),
        ("clinician_present = true", "clinician_present = false", "no licensed clinician"),
        ("clinician_present = true", "home_use = true", "out of scope"),
    ],
)
def test_out_of_scope_is_declined_with_its_reason(
    old: str, new: str, said: str, tmp_path: Path
) -> None:
    code, out, _ = _run(_file(tmp_path, PEEL.replace(old, new, 1)))
    assert code == 3 and "DECLINED" in out and said in out
    assert "To know" not in out  # nothing is answered of the course
    assert "Stop, and act, on these signs" in out


def test_sun_protection_at_home_is_in_scope(tmp_path: Path) -> None:
    text = SUN.replace("clinician_present = true", "clinician_present = true\nhome_use = true")
    assert _run(_file(tmp_path, text))[0] == 0


def test_an_unknown_age_is_asked(tmp_path: Path) -> None:
    code, out, _ = _run(_file(tmp_path, PEEL.replace("age = 40\n", "")))
    assert code == 4 and "age_years: How old is the person?" in out


def test_a_clinics_overlay_is_laid_over(tmp_path: Path) -> None:
    overlay = _file(
        tmp_path,
        'overlay = "our clinic"\npack = "peel"\n[[tighten]]\nid = "PEEL-022"\nversion = 1\n'
        'severity = "block"\nreason = "our own house rule"\n',
        "ours.toml",
    )
    code, out, _ = _run(_file(tmp_path, PEEL), "--overlay", overlay)
    assert code == 3 and "raised to block by the clinic's overlay" in out
    missing = _run(_file(tmp_path, PEEL), "--overlay", str(tmp_path / "none.toml"))
    assert missing[0] == 2 and "none.toml" in missing[2]


def test_what_hangs_on_another_answer_is_asked_below_it(tmp_path: Path) -> None:
    lines = _run(_file(tmp_path, PEEL))[1].splitlines()
    at = next(n for n, line in enumerate(lines) if line.startswith("    isotretinoin_taken: "))
    assert lines[at + 1].startswith("      if so, isotretinoin_months: ")
    assert sum("isotretinoin_months: " in line for line in lines) == 1


def test_botulinum_toxin_is_written_as_text(tmp_path: Path) -> None:
    text = PEEL.replace("glycolic peel 30 % 3 min 1 coat, 3 sessions every 2 weeks",
                        "botulinum toxin 20 units")  # fmt: skip
    code, out, err = _run(_file(tmp_path, text))
    assert code == 4 and err == "" and "course" in out


def test_a_day_without_any_rule_is_refused(tmp_path: Path) -> None:
    """Nothing fires before the first rule was in force, and that must not read as 'clear'."""
    code, out, _ = _run(_file(tmp_path, PEEL), "--json", "--on", "2020-01-01")
    found = json.loads(out)
    assert code == 1 and found["checks"] == []
    (refused,) = found["refused"]
    assert "no rule is in force on 2020-01-01; they begin on 2026-01-01" in refused["reason"]
