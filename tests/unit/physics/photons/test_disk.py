"""A response on disk is the response, or it is made again."""

import numpy as np
import pytest

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
