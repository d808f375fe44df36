"""Suction series with planted skins: repeatable, writable, and wrong where they should be."""

from dataclasses import replace

import numpy as np
import pytest

from turgor.errors import InputError
from turgor.formats.suction import read_suction
from turgor.phantom.suction import (
    FAULTS,
    SuctionProbe,
    changed,
    draw_subject,
    reference_spec,
    reseated,
    suction_series,
    write_suction_series,
)

CLEAN = SuctionProbe(noise_mm=0.0, quantum_mm=0.0)


@pytest.mark.parametrize("rate", [25.0, 100.0])
def test_samples_lie_on_the_planted_curve(rate):
    spec = replace(reference_spec(replace(CLEAN, rate_hz=rate, lead_s=0.5)), name="one")
    recording, truth = suction_series(spec, 1)
    assert recording.time_s[1] == pytest.approx(1.0 / rate)
    at = np.interp(recording.time_s, truth.time_s, truth.elevation_mm)
    assert np.abs(recording.elevation_mm - at).max() < 1e-12
    assert recording.cycle_start_s == (0.5, 4.5, 8.5)
    assert abs(truth.elevation_mm[truth.time_s <= 0.5]).max() == 0.0


def test_same_seed_same_series_and_noise_is_what_was_asked():
    spec = reference_spec(SuctionProbe(noise_mm=0.003, quantum_mm=0.0))
    one, truth = suction_series(spec, 7)
    two, _ = suction_series(spec, 7)
    assert np.array_equal(one.elevation_mm, two.elevation_mm)
    off = one.elevation_mm - np.interp(one.time_s, truth.time_s, truth.elevation_mm)
    assert off.std() == pytest.approx(0.003, rel=0.1)


def test_truth_keeps_the_definitions_together():
    _, truth = suction_series(reference_spec(CLEAN), 1)
    r = truth.r
    assert r["R7"] == pytest.approx(r["R5"] / (1.0 + r["R6"]))
    assert r["R2"] * r["R0"] == pytest.approx(r["R8"])
    assert r["R1"] == pytest.approx(r["R0"] - r["R8"])
    assert r["R9"] == pytest.approx(r["R3"] - r["R0"])
    assert truth.curves[1].base_mm == pytest.approx(r["R1"], abs=1e-9)


def test_a_firmer_skin_rises_less_and_a_change_is_what_was_planted():
    spec = reference_spec(CLEAN)
    before, after = suction_series(spec, 1)[1].r, suction_series(changed(spec, 0.22), 1)[1].r
    assert after["R0"] < before["R0"]
    # fluid that follows faster is up there when the vacuum ends: less comes back
    quick = suction_series(changed(spec, quicker=0.5), 1)[1].r
    assert quick["R2"] < before["R2"]
    assert changed(changed(spec, 0.25), -0.2).layer.ground_kpa == pytest.approx(
        spec.layer.ground_kpa
    )
    with pytest.raises(InputError):
        changed(spec, -1.0)


def test_force_on_the_probe_lowers_the_skin():
    spec = reference_spec(CLEAN)
    light, heavy = (suction_series(replace(spec, force_n=f), 1)[1].r for f in (0.1, 0.9))
    assert heavy["R0"] < light["R0"]


def test_persons_differ_more_than_their_seatings():
    people = [draw_subject((5, i), CLEAN) for i in range(12)]
    r0 = np.array([suction_series(p, 1)[1].r["R0"] for p in people])
    again = np.array([suction_series(reseated(people[0], (6, i)), 1)[1].r["R0"] for i in range(12)])
    assert 0.12 < r0.min() < r0.max() < 0.42
    assert 0.005 < again.std() / again.mean() < 0.10
    assert again.std() < r0.std()


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_shows(fault):
    spec = reference_spec(CLEAN)
    good, _ = suction_series(spec, 1)
    bad, truth = suction_series(replace(spec, fault=fault), 1)
    assert truth.fault == fault
    assert np.isfinite(truth.fault_s)
    assert truth.r == suction_series(spec, 1)[1].r  # what is planted is not the fault
    n = len(bad.time_s)
    if fault == "cut-short":
        assert n < len(good.time_s)
        assert len(bad.cycle_start_s) <= 3
    else:
        assert np.abs(bad.elevation_mm - good.elevation_mm[:n]).max() > 0.03


def test_it_is_written_and_read_back(tmp_path):
    spec = replace(reference_spec(), name="cheek left")
    truth = write_suction_series(spec, 3, tmp_path / "a.csv")
    (read,) = read_suction(tmp_path / "a.csv")
    made, _ = suction_series(spec, 3)
    assert np.array_equal(read.elevation_mm, made.elevation_mm)
    assert read.protocol == made.protocol
    assert truth.r["R0"] > 0.2


def test_absurd_series_are_refused():
    with pytest.raises(InputError):
        SuctionProbe(rate_hz=0.0)
    with pytest.raises(InputError):
        replace(reference_spec(), fault="rain")
    with pytest.raises(InputError):
        replace(reference_spec(SuctionProbe(cycles=1)), fault="missing-cycle")
