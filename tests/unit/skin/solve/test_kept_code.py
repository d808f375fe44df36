"""Compiled code on disk: found again, and as good as none where it is damaged or can't be kept."""

import numpy as np
import pytest

from turgor.skin.solve import compiled, kept_code
from turgor.skin.solve.course import solve


@pytest.fixture
def solved(decay_chain, monkeypatch):
    """Solve in a process that has nothing compiled yet."""
    p = decay_chain.parameters(2)
    schedule = decay_chain.schedule_of([0.0, 28.0], [10.0, 60.0], 2)

    def again():
        monkeypatch.setattr(compiled, "_ready", {})
        return solve(p, schedule, dynamics=decay_chain.CHAIN)

    return again


def test_found_again_and_mended(solved, tmp_path, monkeypatch):
    monkeypatch.setenv("TURGOR_CACHE", str(tmp_path))
    first = solved()
    (kept,) = (tmp_path / "forecast").glob("*")
    whole = kept.read_bytes()
    assert np.array_equal(solved(), first)
    flipped = bytearray(whole)
    flipped[-1] ^= 1
    for damage in (whole[:-9], b"", b"x" + whole[1:], bytes(flipped)):
        kept.write_bytes(damage)
        assert kept_code._read(kept.stem) is None
    assert np.array_equal(solved(), first)
    assert kept_code._read(kept.stem) is not None


def test_a_folder_that_refuses_is_left_alone(solved, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("TURGOR_CACHE", str(tmp_path / "file"))
    assert np.isfinite(solved()).all()
