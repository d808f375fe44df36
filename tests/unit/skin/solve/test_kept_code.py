"""Compiled code on disk: found again, and as good as none where it is damaged or can't be kept."""

from dataclasses import replace

import numpy as np
import pytest

from turgor.skin.solve import compiled, kept_code
from turgor.skin.solve.course import solve
from turgor.skin.solve.program import program_of


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


def test_what_is_kept_needs_no_tracing(solved, tmp_path, monkeypatch):
    monkeypatch.setenv("TURGOR_CACHE", str(tmp_path))
    first = solved()

    def traced(dynamics):
        raise AssertionError("traced again")

    monkeypatch.setattr(compiled, "march_of", traced)
    assert np.array_equal(solved(), first)


def test_another_formula_or_number_is_another_program(decay_chain, monkeypatch):
    chain = decay_chain.CHAIN
    told = program_of(chain)
    assert told == program_of(replace(chain))

    def with_rates(change):
        return program_of(
            replace(chain, rates=lambda s, lv, p: change(dict(chain.rates(s, lv, p))))
        )

    name = chain.states[0]
    assert with_rates(lambda r: r) == told
    for change in (
        lambda r: {**r, name: r[name] + 1e-15},
        lambda r: {**r, name: -r[name]},
        lambda r: {**r, name: r[chain.states[1]]},
        lambda r: {key: value for key, value in r.items() if key != name},
    ):
        assert with_rates(change) != told
    assert with_rates(lambda r: {**r, name: np.ones(3)}) is None


def test_what_is_loaded_ahead_is_what_solves(decay_chain, monkeypatch):
    from turgor.skin.solve.ahead import usual_arguments

    chain = decay_chain.CHAIN
    monkeypatch.setattr(compiled, "_ready", {})
    march = compiled.ready_march(chain, usual_arguments(chain))
    solve(
        decay_chain.parameters(2),
        decay_chain.schedule_of([0.0, 28.0], [10.0, 60.0], 2),
        dynamics=chain,
    )
    assert list(compiled._ready.values()) == [march]
