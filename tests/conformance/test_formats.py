"""Every listed format keeps the same promises; a new one passes by standing in FORMATS."""

import os
import re
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest

from turgor.errors import FormatError, InputError, TurgorError, UnitError
from turgor.evidence.library import find_source
from turgor.formats import ReadOptions, SurfaceFormat, read_surface, write_surface
from turgor.formats.base import NEVER_TRIED
from turgor.formats.registry import FORMATS, recognise
from turgor.record.height_map import HeightMap

PITCH_X_UM, PITCH_Y_UM = 12.5, 20.0
STATED = ReadOptions(
    pitch_x_um=PITCH_X_UM,
    pitch_y_um=PITCH_Y_UM,
    height_unit="µm",
    lateral_unit="µm",
    mesh_unit="µm",
    mesh_pitch_um=10.0,
)
every_format = pytest.mark.parametrize("entry", FORMATS, ids=lambda entry: entry.id)
writable = [entry for entry in FORMATS if entry.write is not None]
every_writable = pytest.mark.parametrize("entry", writable, ids=lambda entry: entry.id)


def planted() -> HeightMap:
    """A map without symmetry, so that a turn or a mirror shows, with gaps at edge and inside."""
    rows, cols = 23, 37
    y, x = np.mgrid[0:rows, 0:cols].astype(float)
    height_um = 40.0 * np.sin(x / 5.0) + 0.7 * x + 0.02 * y**2 - 3.0 * np.cos(y / 3.0 + 1.0)
    height_um[0, 5] = height_um[11, 12] = height_um[22, 36] = np.nan
    height_um[15:18, 20:26] = np.nan
    return HeightMap(height_um, PITCH_X_UM, PITCH_Y_UM, device="conformance probe")


def written(entry: SurfaceFormat, folder: Path) -> Path:
    path = folder / f"planted{entry.suffixes[0]}"
    write_surface(planted(), path)
    return path


@every_writable
def test_round_trip_keeps_heights_gaps_pitch_and_orientation(
    entry: SurfaceFormat, tmp_path: Path
) -> None:
    path = written(entry, tmp_path)
    back = read_surface(path, STATED)
    truth = planted().height_um
    assert back.shape == truth.shape
    assert back.format_id == entry.id
    assert np.array_equal(np.isnan(back.height_um), np.isnan(truth))
    # half a step of the coarsest format, a 16-bit image over the whole range
    step_um = (np.nanmax(truth) - np.nanmin(truth)) / 65_000
    assert np.nanmax(np.abs(back.height_um - truth)) <= step_um / 2
    assert back.pitch_x_um == pytest.approx(PITCH_X_UM, rel=1e-6)
    assert back.pitch_y_um == pytest.approx(PITCH_Y_UM, rel=1e-6)
    assert back.height_um.flags.c_contiguous


@every_writable
def test_relative_heights_never_come_back_as_absolute(entry: SurfaceFormat, tmp_path: Path) -> None:
    path = tmp_path / f"relative{entry.suffixes[0]}"
    relative = replace(planted(), height_reference="relative")
    if not entry.keeps_reference:
        with pytest.raises(FormatError, match="relative"):
            write_surface(relative, path)
        assert not path.exists()
        return
    write_surface(relative, path)
    back = read_surface(path, STATED)
    assert back.height_reference == "relative"
    assert np.array_equal(np.isnan(back.height_um), np.isnan(relative.height_um))
    assert read_surface(written(entry, tmp_path), STATED).height_reference == "absolute"


@every_writable
def test_a_strange_device_name_breaks_nothing(entry: SurfaceFormat, tmp_path: Path) -> None:
    name = 'A&B <"µ\u2126">\n\x00 [x] = 1 ' + "long " * 100
    path = tmp_path / f"strange{entry.suffixes[0]}"
    write_surface(replace(planted(), device=name), path)
    back = read_surface(path, STATED)
    assert back.device.isprintable()
    assert back.shape == planted().shape
    assert np.array_equal(np.isnan(back.height_um), np.isnan(planted().height_um))


@every_writable
def test_every_suffix_is_written_and_recognised(entry: SurfaceFormat, tmp_path: Path) -> None:
    for suffix in entry.suffixes:
        path = tmp_path / f"planted{suffix}"
        write_surface(planted(), path)
        assert recognise(path).id == entry.id


@every_writable
def test_same_map_gives_same_bytes_and_no_leftovers(entry: SurfaceFormat, tmp_path: Path) -> None:
    first = written(entry, tmp_path).read_bytes()
    before = sorted(tmp_path.iterdir())
    assert written(entry, tmp_path).read_bytes() == first
    assert sorted(tmp_path.iterdir()) == before
    assert not [p for p in before if p.name.endswith(".part")]


@every_writable
def test_a_write_into_nowhere_is_refused_whole(entry: SurfaceFormat, tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        write_surface(planted(), tmp_path / "missing" / f"planted{entry.suffixes[0]}")
    one_clear_line(caught.value)
    assert not list(tmp_path.iterdir())


@every_writable
def test_every_truncation_is_refused(entry: SurfaceFormat, tmp_path: Path) -> None:
    path = written(entry, tmp_path)
    whole = path.read_bytes()
    for length in (1, *(int(len(whole) * part) for part in (0.02, 0.4, 0.98)), len(whole) - 1):
        path.write_bytes(whole[:length])
        with pytest.raises(FormatError) as caught:
            read_surface(path, STATED)
        one_clear_line(caught.value)


@every_writable
def test_what_the_file_does_not_hold_must_be_stated(entry: SurfaceFormat, tmp_path: Path) -> None:
    path = written(entry, tmp_path)
    if not entry.asks:
        assert read_surface(path).pitch_x_um == pytest.approx(PITCH_X_UM, rel=1e-6)
        return
    for name in entry.asks:
        stated = {f.name: getattr(STATED, f.name) for f in fields(STATED)}
        without = {
            key: value
            for key, value in stated.items()
            if key != name and not (name.startswith("pitch") and key.startswith("pitch"))
        }
        with pytest.raises(UnitError) as caught:
            read_surface(path, ReadOptions(**without))
        one_clear_line(caught.value)
        assert name.split("_")[0] in str(caught.value)


@every_writable
def test_no_map_without_points_or_pitch_is_written(entry: SurfaceFormat, tmp_path: Path) -> None:
    path = tmp_path / f"never{entry.suffixes[0]}"
    heights = np.arange(20.0).reshape(4, 5)
    for bad in (
        HeightMap(np.full((4, 5), np.nan), 1.0, 1.0),
        HeightMap(heights, 0.0, 1.0),
        HeightMap(heights, 1.0, float("nan")),
        HeightMap(heights[:1], 1.0, 1.0),
    ):
        with pytest.raises(FormatError) as caught:
            write_surface(bad, path)
        one_clear_line(caught.value)
    assert not list(tmp_path.iterdir())


@every_format
def test_empty_and_wrong_content_are_refused_in_one_line(
    entry: SurfaceFormat, tmp_path: Path
) -> None:
    rng = np.random.default_rng(7)
    for suffix in entry.suffixes:
        path = tmp_path / f"bad{suffix}"
        for content in (b"", b"\x00", b"PK\x03\x04", b"no surface at all\n", rng.bytes(5000)):
            path.write_bytes(content)
            with pytest.raises(TurgorError) as caught:
                read_surface(path, STATED)
            one_clear_line(caught.value)


@every_format
def test_folders_pipes_and_missing_files_are_refused(entry: SurfaceFormat, tmp_path: Path) -> None:
    suffix = entry.suffixes[0]
    folder, pipe = tmp_path / f"folder{suffix}", tmp_path / f"pipe{suffix}"
    folder.mkdir()
    os.mkfifo(pipe)
    for path in (folder, pipe, tmp_path / f"missing{suffix}"):
        with pytest.raises(FormatError) as caught:
            read_surface(path, STATED)
        one_clear_line(caught.value)


@every_format
def test_entry_is_complete_and_its_source_known(entry: SurfaceFormat) -> None:
    assert re.fullmatch(r"[a-z0-9]+", entry.id)
    assert entry.name and entry.suffixes
    assert all(re.fullmatch(r"\.[a-z0-9]+", suffix) for suffix in entry.suffixes)
    assert find_source(entry.source).title
    assert set(entry.asks) <= {f.name for f in fields(ReadOptions)}


@every_writable
def test_a_format_never_tried_on_a_real_file_says_so(entry: SurfaceFormat, tmp_path: Path) -> None:
    back = read_surface(written(entry, tmp_path), STATED)
    if not entry.tried_on_real_file:
        assert NEVER_TRIED in back.flags


def test_ids_and_writable_suffixes_are_unique() -> None:
    ids = [entry.id for entry in FORMATS]
    assert len(set(ids)) == len(ids)
    suffixes = [suffix for entry in writable for suffix in entry.suffixes]
    assert len(set(suffixes)) == len(suffixes)


def one_clear_line(error: Exception) -> None:
    text = str(error)
    assert "\n" not in text
    assert 20 < len(text) < 700
    assert text.isprintable()
