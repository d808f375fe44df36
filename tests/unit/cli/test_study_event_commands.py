"""Adverse events, diaries, sessions and rates by command: contracts, exit codes, streams."""

import json
from pathlib import Path

import jsonschema
import pytest
from typer.testing import CliRunner

from turgor.cli.study import app
from turgor.exchange.study_tables import HEADERS

CONTRACT = Path(__file__).parents[3] / "docs" / "contract"
EVENT = (
    "--subject", "S01", "--kind", "infection", "--site", "cheek", "--side", "left",
    "--onset", "2026-03-04",
)  # fmt: skip


def run(*arguments: str | Path, code: int = 0) -> tuple[str, str]:
    result = CliRunner().invoke(app, [str(item) for item in arguments])
    assert result.exit_code == code, (result.stdout, result.stderr, result.exception)
    return result.stdout, result.stderr


def document(schema: str, *arguments: str | Path) -> dict[str, object]:
    read = json.loads(run(*arguments, "--json")[0])
    contract = json.loads((CONTRACT / f"{schema}.json").read_text())
    jsonschema.Draft202012Validator(contract).validate(read)
    return dict(read)


@pytest.fixture
def study(tmp_path: Path) -> Path:
    tables = tmp_path / "tables"
    tables.mkdir()
    rows = {
        "subjects": ["S01,,1970,f,IV", "S02,,1970,f,II"],
        "sessions": [
            "S01,2026-03-01,cheek,left,fractional-laser,no,L,wavelength_nm=10600;energy_mj=20",
            "S01,2026-03-02,cheek,left,fractional-laser,yes,L,wavelength_nm=10600;energy_mj=15",
        ],
        "diary": [
            "S01,2026-03-05,cheek,left,,erythema=3;pain=1,nonhealing_patch=yes,,petrolatum,",
            "S01,2026-03-08,cheek,left,10,pain=6,,,,",
        ],
    }
    for kind, lines in rows.items():
        text = "\n".join([",".join(HEADERS[kind]), *lines]) + "\n"
        (tables / f"{kind}.csv").write_text(text)
    run("init", tmp_path / "study")
    run("add", tmp_path / "study", tables)
    return tmp_path / "study"


def test_an_event_from_its_first_day_to_its_end(study: Path) -> None:
    made = document(
        "study-event", "event", "add", study, *EVENT, "--grade", "1", "--sign", "pus=yes",
        "--reference", "AE1", "--history", "none", "--external", "system=own;version=1;value=2",
    )  # fmt: skip
    assert made["outcome"] == "added" and len(made["escalations"]) == 2  # type: ignore[arg-type]
    made = document(
        "study-event", "event", "course", study, "1", "--grade", "2", "--on", "2026-03-05"
    )
    assert made["event"]["peak"] == 2  # type: ignore[index]
    listed = document("study-events", "events", study, "--on", "2026-03-10")
    told = listed["escalations"]
    assert isinstance(told, list)
    assert {item["state"] for item in told} == {"overdue"}
    assert {item["source"] for item in told} == {"event", "diary"}
    (event,) = listed["events"]  # type: ignore[misc]
    assert event["treatment"]["may_be"] == ["afl"] and event["treatment"]["taken_from_record"]
    assert event["questions"] and event["fired"]
    out, err = run("events", study, "--on", "2026-03-10")
    assert out.splitlines()[0].startswith("overdue: S01 ")
    assert "ask (block): " in out and "not been reviewed by a clinician" in err
    number = next(item["number"] for item in told if item["source"] == "event")
    done = document(
        "study-escalation", "event", "answer", study, str(number), "--by", "Dr A", "--text",
        "seen", "--on", "2026-03-10",
    )  # fmt: skip
    assert done["answered_by"] == "Dr A"
    run("event", "resolve", study, "1", "--on", "2026-03-12", "--action", "cream")
    listed = document("study-events", "events", study, "--on", "2026-03-20", "--subject", "S01")
    assert [item["state"] for item in listed["escalations"] if item["source"] == "event"] == [  # type: ignore[attr-defined]
        "over", "answered",
    ]  # fmt: skip
    assert run("events", study, "--subject", "S02", "--on", "2026-03-20")[0].startswith("0 events")


def test_a_mistyped_subject_is_told_and_adds_nobody(study: Path) -> None:
    for command in (
        ("event", "add", study, "--subject", "S09", *EVENT[2:]),
        ("events", study, "--subject", "S09"),
        ("sessions", study, "--subject", "S09"),
        ("diary", study, "--subject", "S09"),
        ("consent", study, "--subject", "S09"),
    ):
        out, err = run(*command, code=2)
        assert out == "" and "subject 'S09' is not in the study" in err and err.count("\n") == 1
    assert "S09" not in run("show", study, "subject")[0]


def test_the_timeline_tells_days_in_order(study: Path) -> None:
    run("event", "add", study, *EVENT, "--grade", "1")
    run("event", "resolve", study, "1", "--on", "2026-03-12")
    lines = [line.split() for line in run("timeline", study, "S01")[0].splitlines()[1:-1]]
    days = [line[0] for line in lines]
    assert days == sorted(days) and days[0] == "2026-03-01" and days[-1] == "2026-03-12"
    assert {"2026-03-04", "2026-03-05", "2026-03-08"} <= set(days)


def test_rates_sessions_and_diaries(study: Path) -> None:
    run("event", "add", study, *EVENT, "--grade", "1")
    run("event", "add", study, *EVENT[:3], "hyperpigmentation", *EVENT[4:], "--grade", "1")
    rates = document("study-rates", "rates", study)
    reasons = {item["reason"] for item in rates["rates"]}  # type: ignore[attr-defined]
    assert reasons == {""}
    assert rates["published"]
    out, _ = run("rates", study, "--related")
    assert "infection, fractional-laser: 1 of 1 subjects, 100.0 % (2.5 to 100.0)" in out
    assert "none seen: below 95.0 % of subjects at 95 %" in out
    assert "published: 75 %" in out and "text not read" in out
    sessions = document("study-sessions", "sessions", study)
    (plan,) = sessions["plan"]  # type: ignore[misc]
    assert plan["days_off"] == 1
    assert plan["deviations"] == [{"setting": "energy_mj", "planned": "20", "delivered": "15"}]
    assert "+1 d; energy_mj planned 20, delivered 15" in run("sessions", study)[0]
    diary = document("study-diary", "diary", study)
    (line,) = diary["adherence"]  # type: ignore[misc]
    assert (line["days"], line["days_with_entry"], line["longest_gap_d"]) == (4, 2, 2)
    assert "S01: 2 of 4 days (50 %)" in run("diary", study, "--subject", "S01")[0]


def test_misuse_is_one_line(study: Path, tmp_path: Path) -> None:
    for arguments, told in (
        (("events", study, "--on", "10.3.2026"), "--on is '10.3.2026'; write year-month-day"),
        (("events", tmp_path / "none"), "no such folder"),
        (("event", "add", study, *EVENT, "--sign", "ouch=yes"), "sign 'ouch' is unknown"),
        (("event", "add", study, *EVENT, "--serious", "yes"), "names its criterion"),
        (("event", "course", study, "7", "--grade", "1"), "there is no adverse event 7"),
        (("event", "resolve", study, "7"), "there is no adverse event 7"),
        (("event", "answer", study, "99", "--by", "x", "--text", "y"), "there is no escalation 99"),
    ):
        out, err = run(*arguments, code=2)
        assert out == "" and told in err and err.count("\n") == 1


def test_before_the_rules_began_it_says_so(study: Path) -> None:
    out, err = run("events", study, "--on", "2025-06-01")
    assert "no rule was in force on 2025-06-01" in err and out.startswith("0 events")
