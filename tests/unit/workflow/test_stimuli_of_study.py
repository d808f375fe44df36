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
