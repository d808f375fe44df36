"""What a photograph tells of who, where and when stays in its own bytes and goes nowhere else."""

import base64
import io
import json
import re
import sqlite3
from pathlib import Path

import pytest
from PIL import Image
from typer.testing import CliRunner

from turgor.cli.main import app
from turgor.formats.photo import read_photograph

SECRET = "Jorvik-7731"
OWNED = (0x013B, 0x8298, 0x010E, 0x0131, 0x9C9B, 0x9C9D)


def told_exif():
    exif = Image.Exif()
    exif[0x010F], exif[0x0110] = "Canon", "Canon EOS R5"
    for tag in OWNED[:4]:
        exif[tag] = SECRET
    page = exif.get_ifd(0x8769)
    page.update(
        {
            0x9003: "2024:05:17 10:11:12",
            0x927C: SECRET.encode() * 3,
            0x9286: b"ASCII\0\0\0" + SECRET.encode(),
            0xA430: SECRET,
            0xA431: SECRET,
            0xA435: SECRET,
            0xA420: SECRET,
        }
    )
    exif.get_ifd(0x8825).update(
        {1: "N", 2: (48.0, 12.0, 33.0), 3: "E", 4: (11.0, 34.0, 7.0), 29: "2024:05:17"}
    )
    return exif


@pytest.fixture(scope="module")
def secretive(colour_files, small_study, tmp_path_factory):
    """Baseline and follow-up of one side, as a camera with an owner and GPS saves them."""
    folder = tmp_path_factory.mktemp("secret")
    (folder / "captures").mkdir()
    rows = ["path,subject,visit,site,side,region,replicate,reseated,device,operator"]
    for visit in (small_study.BASELINE, small_study.LATER):
        rgb = read_photograph(colour_files.photo(visit, colour_files.treated)).rgb
        path = folder / f"captures/{visit}.jpg"
        Image.fromarray(rgb).save(
            path, exif=told_exif(), comment=SECRET.encode(), quality=95, subsampling=0,
            xmp=f"<x:xmpmeta>{SECRET}</x:xmpmeta>".encode(),
        )  # fmt: skip
        thumbnail = io.BytesIO()
        Image.fromarray(rgb).resize((80, 60)).save(thumbnail, format="JPEG", comment=SECRET)
        path.write_bytes(path.read_bytes() + thumbnail.getvalue() + SECRET.encode())
        assert path.read_bytes().count(SECRET.encode()) >= 10
        rows.append(f"captures/{visit}.jpg,S01,{visit},cheek,left,R1,1,yes,,AB")
    (folder / "captures.csv").write_text("\n".join(rows) + "\n")
    return folder


def run(*words):
    done = CliRunner().invoke(app, [str(word) for word in words])
    assert done.exit_code == 0, done.output
    return done


def silent(content: bytes | str, where: str) -> None:
    data = content.encode() if isinstance(content, str) else content
    for told in (SECRET, "2024:05:17", "xmpmeta", "Exif\0\0"):
        for form in (told.encode(), told.encode("utf-16-le"), base64.b64encode(told.encode())[:-2]):
            assert form not in data, (where, told)


def test_measure_tells_nothing(secretive, tmp_path):
    photo = secretive / "captures/baseline.jpg"
    done = run("measure", photo, "--chart-pitch-mm", "6", "--json", "--maps", tmp_path / "maps")
    silent(done.stdout, "measure --json")
    capture = json.loads(done.stdout)["captures"][0]
    assert capture["device"] == "Canon EOS R5"
    silent(run("measure", photo, "--chart-pitch-mm", "6", "--objects").stdout, "measure")
    for path in (tmp_path / "maps").iterdir():
        silent(path.read_bytes(), path.name)


@pytest.fixture(scope="module")
def study(secretive, colour_files, tmp_path_factory):
    folder = tmp_path_factory.mktemp("secret study") / "study"
    run("study", "init", folder, "--design", colour_files.folder / "study.toml")
    run("study", "add", folder, secretive)
    run("study", "measure", folder)
    return folder


def test_the_database_and_what_is_exported_tell_nothing(study, tmp_path):
    for path in sorted(study.rglob("*")):
        if path.is_file() and "captures" not in path.relative_to(study).parts:
            silent(path.read_bytes(), str(path.relative_to(study)))
    with sqlite3.connect(study / "study.db") as db:
        silent("\n".join(db.iterdump()), "database")
    done = run("study", "export", study, "--json")
    silent(done.stdout, "export --json")
    for path in sorted((study / "exports").rglob("*")):
        if path.is_file():
            silent(path.read_bytes(), path.name)
    silent(run("study", "status", study, "--json").stdout, "status")


def test_the_report_and_its_pictures_tell_nothing(study, tmp_path):
    page = tmp_path / "page.html"
    run("follow", study, "--report", page)
    text = page.read_text(encoding="utf-8")
    silent(text, "report")
    pictures = re.findall(r"data:image/(\w+);base64,([A-Za-z0-9+/=]+)", text)
    assert len(pictures) >= 2
    for kind, encoded in pictures:
        content = base64.b64decode(encoded)
        silent(content, kind)
        with Image.open(io.BytesIO(content)) as picture:
            assert not dict(picture.getexif())
            assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density",
                                         "dpi", "gamma", "srgb"}  # fmt: skip


def test_the_zone_preview_tells_nothing(study, tmp_path):
    preview = tmp_path / "zones.png"
    run("study", "zone", study, "--subject", "S01", "--site", "cheek", "--side", "left",
        "--name", "R1", "--preview", preview)  # fmt: skip
    silent(preview.read_bytes(), "preview")
    assert Path(preview).stat().st_size > 1000
