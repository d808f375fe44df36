"""What the sessions of a study do to its subjects' own skin."""

import json
from pathlib import Path

import jsonschema
from typer.testing import CliRunner

from turgor.cli.main import app
from turgor.workflow.stimulus.of_study import session_name, stimuli_of_study
from turgor.workflow.study import open_study

CONTRACT = Path(__file__).resolve().parents[3] / "docs" / "contract" / "stimulus.json"


def test_each_session_is_worked_out_or_says_why_not(plain_model, record_study) -> None:
    with open_study(record_study) as study:
        sessions = study.store.people.sessions()
        found = stimuli_of_study(study.store, draws=4)
        told = {name for name, _ in found.found} | {name for name, _ in found.refused}
        assert told == {session_name(session) for session in sessions}
        assert found.found
        one = sessions[0].subject
        own = stimuli_of_study(study.store, one, draws=4)
        assert own.found
        assert all(name.startswith(f"{one} ") for name, _ in own.found)


def test_the_command_keeps_the_contract_and_draws(
    plain_model, record_study, tmp_path: Path
) -> None:
    page = tmp_path / "stimuli.html"
    words = ["study", "stimulus", str(record_study), "--json", "--draws", "4", "--out", str(page)]
    said = CliRunner().invoke(app, words)
    assert said.exit_code in (0, 1)
    document = json.loads(said.stdout)
    jsonschema.validate(document, json.loads(CONTRACT.read_text()))
    assert document["stimuli"]
    assert "not a medical device" in page.read_text()


def test_an_unknown_subject_is_refused_in_one_line(plain_model, record_study) -> None:
    said = CliRunner().invoke(app, ["study", "stimulus", str(record_study), "--subject", "nobody"])
    assert said.exit_code == 2
    assert len(said.stderr.splitlines()) == 1


def test_what_is_planned_and_what_could_not_be_used_is_told(tmp_path: Path) -> None:
    from turgor.phantom.study import make_study
    from turgor.phantom.study_spec import StudySpec
    from turgor.workflow.study import init_study
    from turgor.workflow.take_in import add_paths

    files = tmp_path / "files"
    make_study(files, StudySpec(subjects=1, endpoints=()))
    with (files / "sessions.csv").open("a") as table:
        peel = "S01,2025-01-20,crow's feet,right,chemical-peel,{},,agent=TCA;percent=35;brush=fan\n"
        table.write(peel.format("yes") + peel.format("no"))
        laser = "energy=20 mJ;wavelength=1550 nm;density=250;passes=4"
        table.write(f"S01,2025-01-21,crow's feet,right,fractional-laser,yes,any,{laser}\n")
        table.write("S01,2025-01-22,crow's feet,right,other,yes,any,a=b\n")
    with init_study(tmp_path / "study", files / "study.toml") as study:
        add_paths(study, [files])
        done = stimuli_of_study(study.store, draws=2)
    peels = {name: item for name, item in done.found if "chemical-peel" in name}
    assert sorted(peels) == [
        "S01 2025-01-20 crow's feet right chemical-peel",
        "S01 2025-01-20 crow's feet right chemical-peel (planned)",
    ]
    for name, item in peels.items():
        flags = {flag.code: flag.text for flag in item.flags}
        assert ("planned" in flags) == name.endswith("(planned)")
        assert "brush" in flags["setting-not-used"]
    reasons = [reason for _, reason in done.refused]
    assert len(reasons) == 2
    assert "'density' states no unit that fits" in reasons[0]
    assert "chemical-peel" in reasons[1]
