"""What `turgor measure` refuses of spectra and photographs, in the words of its own options."""

import struct
import zlib

import numpy as np
import pytest
from PIL import Image
from typer.testing import CliRunner

from turgor.cli.main import app
from turgor.formats.photo import read_photograph

NM = np.arange(400, 701, 10)
SKIN = np.linspace(0.2, 0.6, len(NM))


def run(*words):
    return CliRunner().invoke(app, ["measure", *(str(word) for word in words)])


def refusal(done, code=1):
    """The only line that was said, of a call that measured nothing."""
    assert done.exit_code == code, done.output
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, lines
    assert not done.stdout.strip()
    return lines[0]


def table(path, *rows):
    lines = [",".join(("name", *(f"R[{nm}]" for nm in NM)))]
    lines += [",".join((f"s{i}", *map(str, row))) for i, row in enumerate(rows)]
    path.write_text("\n".join(lines) + "\n")
    return path


@pytest.fixture(scope="module")
def photo_path(colour_files, small_study):
    return colour_files.photo(small_study.BASELINE, colour_files.treated)


@pytest.fixture(scope="module")
def rgb(photo_path):
    return read_photograph(photo_path).rgb


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--chart", "classic-25"), "neither built in nor a file; allowed: classic-24,"),
        (("--chart-pitch-mm", "-3"), "--chart-pitch-mm is -3; it must be"),
        (("--chart-pitch-mm", "inf"), "--chart-pitch-mm is inf; it must be"),
        (("--chart-corners", "1 2; 3 4; 9 8"), "--chart-corners has 3 points; give 4"),
        (("--chart-corners", "1 2; 3 b; 9 8; 1 1"), "--chart-corners holds '3 b'; write"),
        (("--zone", "1 1; 9 9"), "--zone has 2 points; at least 3"),
        (("--zone", "1 1; 9; 8 8"), "--zone holds '9'; write"),
        (("--pixel-um", "0"), "--pixel-um is 0; it must be"),
        (("--encoding", "rec709"), "--encoding is 'rec709'; allowed: srgb"),
        (("--illuminant", "D66"), "illuminant 'D66' is unknown; allowed: D65"),
        (("--observer", "2"), "observer '2' is unknown; allowed: cie-1931-2deg"),
        (("--scale", "per cent"), "--scale is 'per cent'; allowed: percent, fraction"),
        (("--geometry", "0/45"), "--geometry is '0/45'; allowed: d:8-sci"),
        (("--aperture-mm", "-8"), "--aperture-mm is -8; it must be"),
        (("--bandwidth-nm", "nan"), "--bandwidth-nm is nan; it must be"),
    ],
)
def test_misuse_is_told_before_any_file_is_read(words, said):
    line = refusal(run("no such file.jpg", *words), code=2)
    assert said in line
    assert "_" not in line.split(";")[0]


def test_a_scale_that_the_numbers_leave_open(tmp_path):
    path = table(tmp_path / "a.csv", np.linspace(0.5, 2.0, len(NM)))
    assert "give --scale percent or --scale fraction" in refusal(run(path))
    assert run(path, "--scale", "percent").exit_code == 0


def test_wild_readings(tmp_path):
    line = refusal(run(table(tmp_path / "a.csv", -SKIN)))
    assert "row 2: reflectance is -0.6 at 700 nm" in line
    assert "'x' at 400 nm is no number" in refusal(run(table(tmp_path / "b.csv", ["x", *SKIN[1:]])))


def test_no_chart_asks_for_corners_and_names_the_way_without(rgb, tmp_path):
    Image.fromarray(rgb[360:]).save(tmp_path / "a.png")
    line = refusal(run(tmp_path / "a.png"))
    assert "as --chart-corners, from the chart's own top left clockwise" in line
    assert "uncalibrated with --chart none, and a scanner's picture with --kind" in line
    done = run(tmp_path / "a.png", "--chart", "none", "--pixel-um", "90")
    assert done.exit_code == 0
    assert "  ! colour-not-calibrated" in done.stdout.splitlines()


def test_corners_on_bare_skin_and_beside_the_picture(photo_path):
    on_skin = refusal(run(photo_path, "--chart-corners", "300 600; 600 600; 600 700; 300 700"))
    assert "don't agree with the classic 24-patch colour chart" in on_skin
    beside = refusal(run(photo_path, "--chart-corners", "1 1; 3000 1; 3000 90; 1 90"))
    assert "--chart-corners lies outside the picture of 950 x 740 pixels" in beside
    mirrored = refusal(run(photo_path, "--chart-corners", "600 600; 300 600; 300 700; 600 700"))
    assert "--chart-corners must run clockwise" in mirrored


def test_zones_beside_the_picture_or_without_area(photo_path):
    beside = refusal(run(photo_path, "--zone", "2000 1; 2100 1; 2100 90"))
    assert "lies beside the photograph of 950 x 740 px" in beside
    assert "has no area" in refusal(run(photo_path, "--zone", "1 1; 10 10; 5 5"))


def test_a_chart_half_hidden_is_read_by_what_is_left(rgb, tmp_path):
    hidden = rgb.copy()
    hidden[:340, 520:800] = 128
    Image.fromarray(hidden).save(tmp_path / "half.png")
    done = run(tmp_path / "half.png", "--chart-pitch-mm", "6")
    assert done.exit_code == 0, done.stderr
    assert "  ! chart-patches-dropped" in done.stdout.splitlines()
    hidden[:340] = 128
    Image.fromarray(hidden).save(tmp_path / "whole.png")
    assert "no classic 24-patch colour chart was found" in refusal(run(tmp_path / "whole.png"))


def test_a_mirrored_picture(rgb, tmp_path):
    Image.fromarray(rgb[:, ::-1].copy()).save(tmp_path / "a.png")
    assert "is mirrored in this photograph" in refusal(run(tmp_path / "a.png"))


@pytest.mark.parametrize(
    ("mode", "name", "kind", "said"),
    [
        ("CMYK", "a.jpg", (), "printing inks (CMYK); a photograph in RGB is needed"),
        ("P", "a.png", (), "holds a palette"),
        ("L", "a.jpg", (), "a photograph needs colour, a height map 16-bit grey levels"),
        ("L", "a.png", (), "a photograph needs colour, a height map 16-bit grey levels"),
        ("L", "a.jpg", ("--kind", "photograph"), "is greyscale; a photograph in RGB is needed"),
        ("L", "a.png", ("--kind", "surface"), "a height map needs 16-bit grey levels"),
    ],
)
def test_pictures_of_another_kind(rgb, tmp_path, mode, name, kind, said):
    Image.fromarray(rgb[::4, ::4].copy()).convert(mode).save(tmp_path / name)
    assert said in refusal(run(tmp_path / name, *kind))


def test_damaged_and_huge_files(photo_path, tmp_path):
    content = photo_path.read_bytes()
    for share in (0.1, 0.5, 0.9):
        (tmp_path / "cut.jpg").write_bytes(content[: int(share * len(content))])
        assert "copy it again" in refusal(run(tmp_path / "cut.jpg"))

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(
            ">I", zlib.crc32(kind + data)
        )  # fmt: skip

    header = struct.pack(">IIBBBBB", 100_000, 100_000, 8, 2, 0, 0, 0)
    (tmp_path / "huge.png").write_bytes(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    )  # fmt: skip
    line = refusal(run(tmp_path / "huge.png"))
    assert "announces 100000 x 100000 pixels" in line
    assert line.endswith("; crop or shrink it first")


def test_a_chart_of_an_unstated_size_is_taken_at_its_own_and_said(photo_path):
    """At the large chart's size these pixels are too coarse for spots in mm²: all else stands."""
    done = run(photo_path)
    assert done.exit_code == 0, done.stderr
    lines = done.stdout.splitlines()
    assert "  ! chart-size-assumed" in lines
    assert any(line.startswith("  ! poor scale: ") and "limit" in line for line in lines)
    assert any("photo.ita" in line for line in lines)
