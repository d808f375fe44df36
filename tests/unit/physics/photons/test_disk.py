"""A response on disk is the response, or it is made again."""

import os

import numpy as np
import pytest

from turgor.physics.photons import disk
from turgor.physics.photons import pencil as module
from turgor.physics.photons.disk import cache_folder, keep, kept
from turgor.physics.photons.layers import OpticalLayer, OpticalStack
from turgor.physics.photons.pencil import pencil_response

SLAB = OpticalStack((OpticalLayer(1.0, 0.1, 10.0, 0.8, 1.4),))


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("TURGOR_CACHE", str(tmp_path))
    return tmp_path


@pytest.fixture
def counted(monkeypatch):
    calls = []
    whole = module.trace

    def counting(*args, **named):
        calls.append(1)
        return whole(*args, **named)

    monkeypatch.setattr(module, "trace", counting)
    return calls


def asked(**other):
    return pencil_response(SLAB, **{"depth_um": 300, "radius_um": 300, "photons": 500, **other})


def same(a, b):
    assert (a.per_cm3 == b.per_cm3).all()
    assert (a.per_cm3_se == b.per_cm3_se).all()
    assert (a.on_axis == b.on_axis).all()
    assert (a.absorbed, a.outside, a.specular) == (b.absorbed, b.outside, b.specular)


def test_the_second_time_is_read_and_identical(folder, counted):
    first = asked()
    same(first, asked())
    assert len(counted) == 1
    assert not list(folder.rglob("*.part"))


def test_any_other_input_is_another_response(folder, counted):
    asked()
    for other in ({"seed": 1}, {"photons": 501}, {"depth_um": 310}, {"radius_um": 310}):
        asked(**other)
    pencil_response(OpticalStack(SLAB.layers, 1.0, 1.4), depth_um=300, radius_um=300, photons=500)
    assert len(counted) == 6
    assert len(list(folder.rglob("*.photons"))) == 6


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"",
        lambda data: data[: len(data) // 2],
        lambda data: data[:-1] + bytes([data[-1] ^ 1]),
        lambda data: data[:200] + bytes([data[200] ^ 64]) + data[201:],
        lambda data: b"something else altogether",
    ],
)
def test_a_damaged_file_is_made_again(folder, counted, damage):
    first = asked()
    (path,) = folder.rglob("*.photons")
    good = path.read_bytes()
    path.write_bytes(damage(good))
    same(first, asked())
    assert len(counted) == 2
    assert path.read_bytes() == good


def test_a_file_under_a_foreign_name_is_not_believed(folder, counted):
    asked()
    (path,) = folder.rglob("*.photons")
    data = path.read_bytes()
    asked(seed=1)
    other = next(p for p in folder.rglob("*.photons") if p != path)
    other.write_bytes(data)
    asked(seed=1)
    assert len(counted) == 3


def test_a_folder_that_cannot_be_written_costs_only_time(tmp_path, monkeypatch):
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    monkeypatch.setenv("TURGOR_CACHE", str(blocked))
    same(asked(), asked())
    keep("a", {"x": np.zeros(1)})
    assert kept("a") is None


def test_where_the_cache_is(monkeypatch, tmp_path):
    monkeypatch.delenv("TURGOR_CACHE", raising=False)
    assert cache_folder().name == "turgor"
    monkeypatch.setenv("TURGOR_CACHE", str(tmp_path))
    assert cache_folder() == tmp_path


def test_what_was_not_used_for_longest_goes(tmp_path, monkeypatch):
    monkeypatch.setenv("TURGOR_CACHE", str(tmp_path))
    arrays = {"a": np.arange(1000.0)}
    for number in range(10):
        disk.keep(f"key-{number}", arrays)
        os.utime(disk._file(f"key-{number}"), (number, number))
    size = disk._file("key-0").stat().st_size
    assert disk.kept("key-0") is not None  # used just now
    monkeypatch.setenv("TURGOR_CACHE_MB", str(5.5 * size / 1e6))
    disk.make_room()
    left = {number for number in range(10) if disk.kept(f"key-{number}") is not None}
    assert left == {0, 7, 8, 9}
    monkeypatch.setenv("TURGOR_CACHE_MB", "much")
    disk.make_room()
    assert disk.kept("key-0") is not None


def test_writing_makes_room_by_itself(tmp_path, monkeypatch):
    monkeypatch.setenv("TURGOR_CACHE", str(tmp_path))
    arrays = {"a": np.arange(1000.0)}
    disk.keep("first", arrays)
    size = disk._file("first").stat().st_size
    monkeypatch.setenv("TURGOR_CACHE_MB", str(20.0 * size / 1e6))
    for number in range(400):
        disk.keep(f"key-{number}", arrays)
    assert len(list((tmp_path / "photons").glob("*.photons"))) < 250
