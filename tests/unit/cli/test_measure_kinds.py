"""`turgor measure` on height maps, spectra and photographs in one folder, and on what is wrong."""

import json
import shutil
from pathlib import Path

import jsonschema
import numpy as np
import pytest
from PIL import Image
from typer.testing import CliRunner

from turgor.cli.main import app
from turgor.formats import write_surface
from turgor.formats.photo import read_photograph, write_photograph
from turgor.formats.spectrum import read_spectra, write_spectra
from turgor.record.height_map import HeightMap

CONTRACT = Path(__file__).resolve().parents[3] / "docs" / "contract"
SCHEMA = json.loads((CONTRACT / "measure.json").read_text(encoding="utf-8"))
PITCH = ("--chart-pitch-mm", "6")


def run(*words):
    return CliRunner().invoke(app, [str(word) for word in words])


def documents(done):
    document = json.loads(done.stdout)
    jsonschema.validate(document, SCHEMA)
    return document


def values(document, item=""):
    return {
        f["metric"]: f["value"] for f in document["findings"] if f["item"] == item and f["value"]
    }


@pytest.fixture(scope="module")
def photo_path(colour_files, small_study):
    return colour_files.photo(small_study.BASELINE, colour_files.treated)


@pytest.fixture(scope="module")
def photo(photo_path):
    return read_photograph(photo_path)


@pytest.fixture(scope="module")
def mixed(colour_files, small_study, photo_path, photo, tmp_path_factory):
    """One folder with every kind of capture, and files that are none."""
    folder = tmp_path_factory.mktemp("mixed")
    y, x = np.mgrid[0:160, 0:200] * 40.0
    furrow = -150.0 * np.exp(-(((y - 3200.0) / 250.0) ** 2))
    write_surface(HeightMap(furrow + 8.0 * np.sin(x / 60.0), 40.0, 40.0), folder / "map.sur")
    side = colour_files.treated
    spectra = [
        read_spectra(colour_files.spectrum(visit, side, k))[0]
        for visit in (small_study.BASELINE, small_study.LATER)
        for k in (1, 2)
    ]
    write_spectra(spectra[:1], folder / "one.csv")
    write_spectra(spectra[:1], folder / "one.cgats")
    write_spectra(spectra, folder / "wide.csv")
    shutil.copy(photo_path, folder / "photo.jpg")
    (folder / "cut.jpg").write_bytes(photo_path.read_bytes()[:60_000])
    Image.new("CMYK", (300, 200)).save(folder / "cmyk.jpg")
    (folder / "empty.png").write_bytes(b"")
    (folder / "notes.txt").write_text("clean the probe first")
    (folder / "odd.csv").write_text("a,b\n1,2\n3,4\n")
    return folder


def test_a_mixed_folder_keeps_the_contract(mixed):
    done = run("measure", mixed, *PITCH, "--json")
    assert done.exit_code == 1
    document = documents(done)
    kinds = {Path(c["path"]).name: c["kind"] for c in document["captures"]}
    assert kinds == {
        "map.sur": "surface",
        "one.cgats": "spectrum",
        "one.csv": "spectrum",
        "photo.jpg": "photograph",
        "wide.csv": "spectrum",
    }
    refused = {Path(r["path"]).name: r["reason"] for r in document["refused"]}
    assert set(refused) == {"cut.jpg", "cmyk.jpg", "empty.png", "notes.txt", "odd.csv"}
    assert all("\n" not in reason and "/" not in reason for reason in refused.values()), refused
    own = {f["capture"] for f in document["findings"]}
    assert own == {c["sha256"] for c in document["captures"]}


def test_a_mixed_folder_in_words(mixed):
    done = run("measure", mixed, *PITCH)
    assert done.exit_code == 1
    lines = done.stdout.splitlines()
    assert not [line for line in lines if line != line.rstrip() or line.endswith((",", ":"))]
    assert "  4 readings with numbers of their own: --objects, or --json" in lines
    assert any(line.endswith("spots with numbers of their own: --objects, or --json")
               for line in lines)  # fmt: skip
    assert sum(line.startswith("  photo: chart classic-24") for line in lines) == 2
    assert not [line for line in lines if "device_class unknown" in line and "photo." in line]
    assert done.stderr.count("refused: ") == 5
    told = run("measure", mixed / "wide.csv", mixed / "photo.jpg", *PITCH, "--objects").stdout
    assert "pigment-01   ΔMI_rgb" in told
    assert told.count("colour.ita") == 4


def test_all_well_exits_with_nought(mixed):
    done = run("measure", mixed / "one.csv", mixed / "one.cgats", "--json")
    assert done.exit_code == 0
    first, second = (
        {f["metric"]: f["value"] for f in documents(done)["findings"] if f["capture"] == c}
        for c in [c["sha256"] for c in documents(done)["captures"]]
    )
    assert first == pytest.approx(second, rel=1e-9)


@pytest.fixture(scope="module")
def upright(photo_path):
    """What the photograph says as it was taken."""
    return documents(run("measure", photo_path, *PITCH, "--json"))


@pytest.mark.parametrize("suffix", [".png", ".tif", ".dcm"])
def test_the_same_picture_in_another_file_says_the_same(photo, upright, tmp_path, suffix):
    from dataclasses import replace

    deep = replace(photo, rgb=photo.rgb.astype(np.uint16) * 257)
    write_photograph(photo if suffix == ".dcm" else deep, tmp_path / f"a{suffix}")
    again = documents(run("measure", tmp_path / f"a{suffix}", *PITCH, "--json"))
    assert values(again) == pytest.approx(values(upright), rel=1e-3, abs=0.02)
    assert again["captures"][0]["format"] == f"photo-{suffix[1:].replace('tif', 'tiff')}".replace(
        "dcm", "dicom"
    )


def test_a_turned_camera_says_the_same(photo, upright, tmp_path):
    """The pixels lie on their side and EXIF says so; both readings are of the upright picture."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by 90 degrees to be upright
    lying = Image.fromarray(np.rot90(photo.rgb, 1).copy())
    lying.save(tmp_path / "lying.png", exif=exif)
    again = documents(run("measure", tmp_path / "lying.png", *PITCH, "--json"))
    assert again["captures"][0]["points"] == upright["captures"][0]["points"]
    assert values(again) == values(upright)


def test_an_upside_down_photograph_says_the_same(photo, upright, tmp_path):
    from dataclasses import replace

    write_photograph(replace(photo, rgb=photo.rgb[::-1, ::-1].copy()), tmp_path / "a.png")
    again = documents(run("measure", tmp_path / "a.png", *PITCH, "--json"))
    colour = ("photo.l_star", "photo.ita", "photo.mi_rgb", "photo.ei_rgb")
    for metric in colour:
        assert values(again)[metric] == pytest.approx(values(upright)[metric], abs=0.05), metric


def test_maps_are_written_where_they_are_asked_for(photo_path, tmp_path):
    folder = tmp_path / "new" / "maps"
    done = run("measure", photo_path, *PITCH, "--maps", folder)
    assert done.exit_code == 0, done.stderr
    written = sorted(folder.iterdir())
    assert len(written) == 2
    assert all(f"  map {path}" in done.stdout.splitlines() for path in written)
    for path in written:
        with Image.open(path) as picture:
            assert picture.size == (950, 740)
            assert len(np.unique(np.asarray(picture.convert("RGB")).reshape(-1, 3), axis=0)) > 20
    (tmp_path / "file").write_text("x")
    refused = run("measure", photo_path, *PITCH, "--maps", tmp_path / "file")
    assert refused.exit_code == 1
    assert "name another" in refused.stderr


def test_without_a_chart_colour_is_not_calibrated(photo_path):
    document = documents(run("measure", photo_path, "--chart", "none", "--json"))
    capture = document["captures"][0]
    assert "colour-not-calibrated" in capture["flags"]
    assert capture["chart"] == ""
    assert capture["um_per_px"] is None
    conditions = [f["conditions"] for f in document["findings"] if f["metric"] == "photo.ita"]
    assert conditions[0]["chart"] == "none"
    scaled = documents(run("measure", photo_path, "--chart", "none", "--pixel-um", "90", "--json"))
    assert scaled["captures"][0]["um_per_px"] == 90.0


def test_a_zone_is_the_skin_that_is_measured(colour_files, photo_path):
    """The planted zone's own mean colour; the phantom's figures stand in its science page."""
    truth = next(p for p in colour_files.truth.photos if p.path.endswith(photo_path.name))
    zone = "; ".join(f"{x:.1f} {y:.1f}" for x, y in truth.zone_px)
    found = documents(run("measure", photo_path, *PITCH, "--zone", zone, "--json"))
    ita = values(found)["photo.ita"]
    assert ita == pytest.approx(truth.zone_ita_deg, abs=5.0)
    assert {f["region"] for f in found["findings"] if f["metric"] == "photo.ita"} == {"zone"}


def test_corners_by_hand_do_what_the_search_does(colour_files, photo_path, upright):
    truth = next(p for p in colour_files.truth.photos if p.path.endswith(photo_path.name))
    corners = "; ".join(f"{x:.1f} {y:.1f}" for x, y in truth.chart_corners_px)
    found = documents(run("measure", photo_path, *PITCH, "--chart-corners", corners, "--json"))
    assert values(found)["photo.ita"] == pytest.approx(values(upright)["photo.ita"], abs=0.3)
