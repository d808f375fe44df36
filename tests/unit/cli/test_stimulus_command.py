"""``turgor stimulus`` as its users meet it."""

import json
from pathlib import Path

import jsonschema
import pytest
from typer.testing import CliRunner

from turgor.cli.main import app

CONTRACT = Path(__file__).resolve().parents[3] / "docs" / "contract" / "stimulus.json"
LASER = """
modality = "fractional-laser"
device = "any laser"
site = "cheek"
[subject]
age = 50
[settings]
wavelength_nm = 1550
energy_mj = {energy}
density_mtz_cm2 = 250
passes = 2
"""


def run(*words: object):
    return CliRunner().invoke(app, ["stimulus", *map(str, words)])


@pytest.fixture
def laser(tmp_path: Path) -> Path:
    path = tmp_path / "laser.toml"
    path.write_text(LASER.format(energy=10))
    return path


def test_text_says_what_when_and_on_what_it_rests(plain_model, laser: Path) -> None:
    said = run(laser, "--draws", 8)
    assert said.exit_code == 0
    for word in ("any laser", "cheek, 50 years", "coagulated", "zone depth", "assumed",
                 "not a medical device", "! plain: A model for tests."):  # fmt: skip
        assert word in said.stdout


def test_json_keeps_its_contract(plain_model, laser: Path) -> None:
    said = run(laser, laser.with_name("none.toml"), "--json", "--draws", 8)
    assert said.exit_code == 1
    document = json.loads(said.stdout)
    jsonschema.validate(document, json.loads(CONTRACT.read_text()))
    assert document["stimuli"][0]["settings"]["energy_mj"] == 10
    assert len(document["stimuli"][0]["section"]["peak_c"]) == 80
    assert "can't be read" in document["refused"][0]["reason"]


def test_what_a_model_refuses_names_the_file_once_and_the_rest_is_done(
    plain_model, laser: Path
) -> None:
    bad = laser.with_name("bad.toml")
    bad.write_text(LASER.format(energy=13))
    said = run(bad, laser, "--draws", 4)
    assert said.exit_code == 1
    assert said.stderr.count("bad.toml") == 1
    assert "allowed: anything else" in said.stderr
    assert "zone depth" in said.stdout


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (("passes = 2", "pases = 2"), "did you mean passes"),
        (("passes = 2", "passes = 2\ncooling = 'fans'"), "none of none, contact, air, cryogen"),
        (("energy_mj = 10", "energy_mj = -1"), "lies between 0"),
        (("energy_mj = 10", "energy = 10"), "states no unit that fits; write 'energy_mj'"),
        (("energy_mj = 10", "energy_mj = 'ten'"), "no number"),
    ],
)
def test_settings_that_no_model_can_use(
    plain_model, laser: Path, change: tuple[str, str], word: str
) -> None:
    laser.write_text(LASER.format(energy=10).replace(*change))
    said = run(laser)
    assert said.exit_code == 1
    assert word in said.stderr
    assert len(said.stderr.splitlines()) == 1


def test_findings_come_from_a_measured_document(plain_model, laser: Path) -> None:
    rows = [
        {"metric": "chromophore.melanin_depth", "value": 0.4, "item": ""},
        {"metric": "chromophore.melanin_depth", "value": 0.6, "item": ""},
        {"metric": "chromophore.melanin_depth", "value": None, "item": ""},
    ]
    laser.with_name("measured.json").write_text(json.dumps({"findings": rows}))
    laser.write_text('findings_file = "measured.json"\n' + LASER.format(energy=10))
    said = run(laser, "--json", "--draws", 2)
    tissue = json.loads(said.stdout)["stimuli"][0]["tissue"]
    assert tissue["melanin"] == pytest.approx(0.5)
    assert "melanin" in tissue["measured"]
    laser.with_name("measured.json").write_text("{}")
    assert "turgor measure --json" in run(laser).stderr


def test_it_is_drawn_on_a_page_that_fetches_nothing(
    plain_model, laser: Path, tmp_path: Path
) -> None:
    page = tmp_path / "deep" / "page.html"
    said = run(laser, laser, "--out", page, "--draws", 4)
    assert said.exit_code == 0
    text = page.read_text()
    assert "not a medical device" in text
    assert text.count("<image ") == 2
    assert f"any laser ({laser})</a>" in text  # two of one title: the links say which is which
    assert "10 to 90 %" in text and "depth of a zone" in text
    assert "print-color-adjust:exact" in text  # a legend without its colours says nothing
    assert "http://" not in text.replace("http://www.w3.org", "")
    assert 'src="http' not in text and 'href="http' not in text


def test_without_a_file_it_says_how_to_get_one() -> None:
    said = run()
    assert said.exit_code == 2
    assert "--template" in said.stderr
    assert "allowed: fractional-laser" in run("--template", "sandblasting").stderr


@pytest.mark.parametrize(
    "modality",
    ["fractional-laser", "microneedling", "chemical-peel", "topical-retinoid", "biostimulator"],
)
def test_a_template_is_a_file_that_can_be_worked_out(modality: str, tmp_path: Path) -> None:
    from turgor.exchange.session_toml import parse_session

    text = run("--template", modality).stdout
    assert parse_session(text, "template").modality == modality
