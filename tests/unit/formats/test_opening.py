"""Doors: permissions, disks that refuse, names that would break a line."""

import os
from pathlib import Path

import numpy as np
import pytest

from turgor.errors import FormatError, InputError
from turgor.formats import ReadOptions, read_surface, write_surface
from turgor.formats.opening import replace_file
from turgor.record.height_map import HeightMap

HEIGHTS = np.cumsum(np.random.default_rng(1).normal(size=(40, 40)) * 9, axis=0)


def test_a_file_closed_to_this_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "closed.sur"
    write_surface(HeightMap(HEIGHTS, 1.0, 1.0), path)
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(FormatError, match="permissions"):
        read_surface(path)


def test_a_path_that_is_too_long_or_strange(tmp_path: Path) -> None:
    for name in ("x" * 5000, "nul\0byte", "line\nbreak.sur"):
        with pytest.raises(FormatError) as caught:
            read_surface(tmp_path / name)
        assert str(caught.value).isprintable()


def test_a_full_disk_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "kept.npy"
    path.write_bytes(b"old")

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(InputError, match="no space left"):
        replace_file(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_unknown_suffixes_are_not_written(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match=r"\.docx"):
        write_surface(HeightMap(HEIGHTS, 1.0, 1.0), tmp_path / "map.docx")


def test_infinities_become_gaps(tmp_path: Path) -> None:
    heights = HEIGHTS.copy()
    heights[2, 3] = np.inf
    np.save(tmp_path / "map.npy", heights)
    back = read_surface(tmp_path / "map.npy", ReadOptions(pitch_x_um=1.0, height_unit="µm"))
    assert np.flatnonzero(np.isnan(back.height_um)).tolist() == [83]


def test_an_endless_text_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "endless.csv"
    with path.open("wb") as stream:
        stream.write(b"1,2,3\n" * 1000)
        stream.truncate(50_000_000_000)
    with pytest.raises(FormatError, match="at most"):
        read_surface(path, ReadOptions(pitch_x_um=1.0, height_unit="µm"))
