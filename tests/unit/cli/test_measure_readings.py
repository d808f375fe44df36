"""`turgor measure` on readings of elasticity and structure, as a user calls it."""

import json
import shutil
from pathlib import Path

import jsonschema
import numpy as np
import pytest
from typer.testing import CliRunner

from turgor.cli.main import app
from turgor.formats import write_surface
from turgor.formats.questionnaire import write_response
from turgor.measure.scales import shipped_instrument
from turgor.record.capture import LAXITY_KINDS, READING_KINDS
from turgor.record.height_map import HeightMap
from turgor.record.questionnaire import Response

CONTRACT = Path(__file__).resolve().parents[3] / "docs" / "contract"
SCHEMA = json.loads((CONTRACT / "measure.json").read_text(encoding="utf-8"))


def run(*words):
    return CliRunner().invoke(app, ["measure", *(str(word) for word in words)])


def document(done):
    told = json.loads(done.stdout)
    jsonschema.validate(told, SCHEMA)
    return told


@pytest.fixture(scope="module")
def mixed(laxity_files, colour_files, small_study, tmp_path_factory):
    """One capture of each kind in one folder, and a file that is none."""
    folder = tmp_path_factory.mktemp("mixed")
    for kind in LAXITY_KINDS:
        source = laxity_files.path(kind)
        shutil.copyfile(source, folder / f"{kind}{source.suffix}")
        if source.with_name(source.name + ".toml").exists():
            beside = source.with_name(source.name + ".toml")
            shutil.copyfile(beside, folder / f"{kind}{source.suffix}.toml")
    y, x = np.mgrid[0:160, 0:200] * 40.0
    write_surface(HeightMap(8.0 * np.sin(x / 60.0) * np.sin(y / 70.0), 40.0, 40.0),
                  folder / "map.sur")  # fmt: skip
    side = colour_files.treated
    shutil.copyfile(colour_files.spectrum(small_study.BASELINE, side, 1), folder / "spectrum.csv")
    shutil.copyfile(colour_files.photo(small_study.BASELINE, side), folder / "photograph.png")
    pain = shipped_instrument("nrs-pain")
    answered = Response(pain.id, pain.version, {"pain": 4.0}, "person", "en")
    write_response(answered, pain, folder / "form.json")
    (folder / "notes.txt").write_text("probe warmed up for ten minutes")
    return folder


@pytest.fixture(scope="module")
def told(mixed):
    done = run(mixed, "--json", "--chart-pitch-mm", "6")
    assert done.exit_code == 1
    return document(done)


def test_a_mixed_folder_keeps_the_contract(told):
    kinds = {Path(item["path"]).stem: item["kind"] for item in told["captures"]}
    assert kinds == {
        **{kind: kind for kind in READING_KINDS},
        "map": "surface", "spectrum": "spectrum", "photograph": "photograph",
    }  # fmt: skip
    assert [Path(item["path"]).name for item in told["refused"]] == ["notes.txt"]
    for item in told["captures"]:
        if item["kind"] in READING_KINDS:
            assert item["records"] == 1
            assert item["about"]
    families = {finding["metric"].partition(".")[0] for finding in told["findings"]}
    assert {"suction", "ultrasound", "barrier", "wave", "oct", "elastography", "scale"} <= families


@pytest.mark.parametrize("kind", READING_KINDS)
def test_the_contract_asks_readings_for_records_and_about(told, kind):
    for name in ("records", "about"):
        spoilt = json.loads(json.dumps(told))
        item = next(item for item in spoilt["captures"] if item["kind"] == kind)
        del item[name]
        with pytest.raises(jsonschema.ValidationError, match=f"'{name}' is a required property"):
            jsonschema.validate(spoilt, SCHEMA)


def test_each_finding_names_its_capture_and_says_how_sure_it_is(told):
    sums = {item["sha256"] for item in told["captures"]}
    for finding in told["findings"]:
        assert finding["capture"] in sums
        assert finding["u"] is not None or finding["u_reason"], finding["metric"]
        assert finding["value"] is not None or "not-identified" in finding["flags"]


def test_a_studys_tables_in_the_folder_are_no_captures(laxity_files, tmp_path):
    for name in ("captures.csv", "visits.csv", "subjects.csv", "allocation.csv", "study.toml"):
        shutil.copyfile(laxity_files.folder / name, tmp_path / name)
    shutil.copyfile(laxity_files.path("barrier"), tmp_path / "loss.csv")
    done = run(tmp_path, "--json")
    assert (done.exit_code, len(document(done)["captures"])) == (0, 1)
    named = run(tmp_path / "visits.csv")
    assert named.exit_code == 1


def test_text_shows_layers_and_what_is_odd_in_single_values(laxity_files):
    shown = run(laxity_files.path("oct")).stdout
    assert "oct, layer 1" in shown
    assert "assumes-equal-stress" in shown
    assert "--objects" not in shown
    folded = run(laxity_files.path("suction")).stdout
    assert "3 curves with numbers of their own: --objects" in folded
    assert "suction.curve_r0" not in folded
    assert "suction.curve_r0" in run(laxity_files.path("suction"), "--objects").stdout


def test_options_and_settings_reach_the_findings(laxity_files, tmp_path):
    words = ["suction.contact_force_n=0.3", "ultrasound.upper_border=skin-surface"]
    stated = [part for word in words for part in ("--set", word)]
    paths = laxity_files.path("suction"), laxity_files.path("ultrasound")
    by_words = document(run(*paths, *stated, "--json"))
    table = tmp_path / "instruments.toml"
    table.write_text(
        '[suction]\ncontact_force_n = 0.3\n[ultrasound]\nupper_border = "skin-surface"\n'
    )
    by_table = document(run(*paths, "--settings", table, "--json"))
    assert by_table["findings"] == by_words["findings"]
    found = {f["metric"]: f["conditions"] for f in by_words["findings"]}
    assert found["suction.r0"]["contact_force_n"] == 0.3
    assert found["ultrasound.dermis_thickness"]["upper_border"] == "skin-surface"


def test_a_word_wins_over_the_settings_file(laxity_files, tmp_path):
    table = tmp_path / "instruments.toml"
    table.write_text("[suction]\ncontact_force_n = 0.3\n")
    done = run(laxity_files.path("suction"), "--settings", table, "--set",
               "suction.contact_force_n=0.4", "--json")  # fmt: skip
    assert document(done)["findings"][0]["conditions"]["contact_force_n"] == 0.4


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[suction]\naperture = 2\n", "[suction]: 'aperture' is unknown; allowed: aperture_mm, "),
        ('[suction]\naperture_mm = "x"\n', "[suction]: 'aperture_mm' is 'x'; give a number"),
        ("[suction]\naperture_mm = -2\n", "[suction]: aperture_mm is -2; it must be a finite "),
        ("aperture_mm = 2\n", "holds aperture_mm; allowed are tables [suction], "),
        ("[suction\n", "is no valid TOML"),
    ],
)
def test_a_settings_file_that_is_wrong(tmp_path, text, said):
    table = tmp_path / "instruments.toml"
    table.write_text(text)
    done = run(tmp_path, "--settings", table)
    assert done.exit_code == 2
    (line,) = done.stderr.strip().splitlines()
    assert line.startswith(f"turgor: {table}")
    assert said in line


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--set", "suction.aperture_mm=-2"), "--set suction.aperture_mm is -2; it must be"),
        (("--set", "suction.cycles=2.5"), "--set suction.cycles is '2.5'; give a whole number"),
        (("--set", "suction.regime=x"), "--set suction.regime is 'x'; allowed: constant-vacuum"),
        (("--set", "oct.weight=x"), "--set oct.weight is 'x'; allowed: amplitude"),
        (("--set", "wave.speed=2"), "--set wave.speed=2: 'speed' is unknown; allowed: axes"),
        (("--set", "aperture_mm=2"), "write KIND.NAME=VALUE, for example suction.aperture_mm=2"),
        (("--kind", "us"), "--kind 'us' is unknown; allowed: surface, spectrum"),
        (("--settings", "none.toml"), "none.toml: can't be read"),
    ],
)
def test_misuse_is_one_line_before_any_file_is_read(words, said):
    done = run("no such file", *words)
    assert done.exit_code == 2
    (line,) = done.stderr.strip().splitlines()
    assert said in line
    assert "no such file" not in line
