"""``turgor calibrate`` as its users meet it, on a skin that is planted and quick."""

import json

import pytest
from tests.unit.predict.planted_skin import planted_response, planted_rows
from typer.testing import CliRunner

from turgor.cli.main import app
from turgor.predict.calibrate import answers, fit
from turgor.predict.calibrate.free import may_be_free
from turgor.predict.calibrate.parameter_set import read_parameter_set
from turgor.workflow.virtual_skin import calibrate as workflow


def run(*words: object):
    return CliRunner().invoke(app, ["calibrate", *map(str, words)])


@pytest.fixture
def planted(monkeypatch):
    rows = planted_rows()
    monkeypatch.setattr(answers, "respond", planted_response)
    monkeypatch.setattr(workflow, "calibration_rows", lambda: tuple(rows))
    monkeypatch.setattr(fit, "may_be_free", lambda: may_be_free()[:20])
    return rows


def test_it_prints_what_was_learned_and_writes_a_set(planted, tmp_path) -> None:
    path = tmp_path / "set.json"
    said = run("--out", path)
    assert said.exit_code == 0, said.stderr
    for word in ("posterior", "ratio", "80 % bands", "60 rows"):
        assert word in said.stdout
    assert len(read_parameter_set(path).rows) == 60
    assert not path.with_name("set.json.part").exists()


def test_the_same_set_comes_out_again(planted, tmp_path) -> None:
    run("--out", tmp_path / "a.json")
    run("--out", tmp_path / "b.json")
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()


def test_a_stopped_run_goes_on(planted, tmp_path, monkeypatch) -> None:
    whole, stopped = tmp_path / "whole.json", tmp_path / "stopped.json"
    run("--out", whole)
    real = workflow._write_part

    def stop(part, mode):
        real(part, mode)
        raise KeyboardInterrupt

    monkeypatch.setattr(workflow, "_write_part", stop)
    assert run("--out", stopped).exit_code == 130
    monkeypatch.setattr(workflow, "_write_part", real)
    assert run("--out", stopped).exit_code == 0
    one, two = (json.loads(path.read_text())["parameters"] for path in (whole, stopped))
    assert [p["posterior_median"] for p in one] == pytest.approx(
        [p["posterior_median"] for p in two], rel=1e-3
    )


def test_a_folder_that_is_not_there_is_refused(tmp_path) -> None:
    said = run("--out", tmp_path / "none" / "set.json")
    assert said.exit_code == 2
    assert "no folder" in said.stderr


def test_a_part_that_is_none_is_refused(planted, tmp_path) -> None:
    (tmp_path / "set.json.part").write_text("{}")
    said = run("--out", tmp_path / "set.json")
    assert said.exit_code == 2
    assert "remove it" in said.stderr


def test_the_shipped_set_is_drawn_row_by_row(tmp_path) -> None:
    """Every fitted row with both bands, every parameter with its ratio, no fit."""
    from turgor.predict.calibrate.parameter_set import shipped_parameter_set

    page = tmp_path / "checks.html"
    done = run("--shipped", "--page", page)
    assert done.exit_code == 0 and str(page) in done.stderr
    text, held = page.read_text("utf-8"), shipped_parameter_set()
    for style in ("m-prior", "m-after", "m-reported"):
        assert text.count(f'class="mark {style}"') >= len(held.rows)
    for one, ratio in zip(held.free, held.ratios, strict=True):
        assert f"<td>{one.name}</td>" in text and f">{ratio:.2f}</td>" in text
    assert "not a medical device" in text


def test_a_drawing_without_a_place_is_misuse() -> None:
    """One line that says what to add."""
    done = run("--shipped")
    assert done.exit_code == 2 and "--page" in done.stderr
