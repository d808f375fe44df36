"""What measure_wave states, flags and refuses."""

from dataclasses import replace

import numpy as np
import pytest

from turgor.errors import InputError, MeasureError
from turgor.measure.elasticity.wave import WaveSettings, measure_wave, wave_conditions
from turgor.metrics import Measurand
from turgor.record.wave_field import WaveField

SHA = "ab" * 32
DEPTH, LATERAL, TIME = np.arange(3) * 0.2 + 1.0, np.linspace(0.5, 16.0, 48), np.arange(220) * 1e-4


def field(speed=2.5, lateral=LATERAL, noise=0.02, seed=0, **more):
    rng = np.random.default_rng(seed)
    arrival = 3e-3 + np.abs(lateral)[:, None] * 1e-3 / speed
    motion = 10.0 * np.exp(-0.5 * ((TIME - arrival) / 6e-4) ** 2)
    motion = motion[None] + noise * 10.0 * rng.normal(size=(3, *motion.shape))
    told = {"wave": "surface", "density_kg_m3": 1080.0, "stretch": 1.0, "device": "d"} | more
    return WaveField(motion, DEPTH, lateral, TIME, **told)


def measured(record, **settings):
    return measure_wave(record, WaveSettings(**settings), capture_sha256=SHA, region="cheek")


def one(found, metric):
    return next(f for f in found.findings if f.metric == metric)


def test_a_wave_on_skin_gives_speeds_and_apparent_moduli_but_no_modulus():
    found = measured(field(), band_from_hz=100.0, band_to_hz=700.0, dermis_thickness_mm=1.5)
    group = one(found, "wave.group_speed")
    assert group.value == pytest.approx(2.5, rel=0.01)
    assert group.u_kind == "spatial" and 0 < group.u < 0.02
    assert group.region == "cheek" and group.captures == (SHA,)
    assert dict(group.measurand.conditions)["frequency_hz"] == 400.0
    assert "wavelength-exceeds-dermis" in group.flags
    apparent = one(found, "wave.apparent_shear_modulus")
    assert apparent.value == pytest.approx(1.08 * (2.5 / 0.9553) ** 2, rel=0.02)
    refused = one(found, "wave.shear_modulus")
    assert refused.value is None and "mix layers" in refused.u_reason
    phase = [f for f in found.findings if f.metric == "wave.phase_speed"]
    assert len(phase) >= 4
    assert all(f.u_kind == "instrument" for f in phase if f.value is not None)
    for f in found.findings:
        assert dict(f.measurand.conditions)["regime"] == "small-strain dynamic"


def test_conditions_are_known_without_a_capture():
    settings = WaveSettings(band_from_hz=100.0, band_to_hz=700.0)
    found = measured(field(), band_from_hz=100.0, band_to_hz=700.0)
    for f in found.findings:
        stated = dict(f.measurand.conditions)
        is_phase = str(stated["estimator"]).startswith("phase")
        declared = wave_conditions(
            f.metric, settings, wave="surface", density_kg_m3=1080.0, stretch=1.0,
            frequency_hz=stated.get("frequency_hz", 0.0) if is_phase else None,
        )  # fmt: skip
        assert Measurand.of(f.metric, declared) == f.measurand


def test_what_was_not_stated_is_flagged_and_makes_no_modulus():
    bare = measured(field(wave="unknown", density_kg_m3=None, stretch=None))
    assert {"wave-not-stated", "density-not-stated", "stretch-not-stated"} <= set(bare.flags)
    assert "state wave" in one(bare, "wave.apparent_shear_modulus").u_reason
    assert one(bare, "wave.group_speed").value is not None
    light = one(measured(field(density_kg_m3=None)), "wave.apparent_shear_modulus")
    assert light.value is None and "density" in light.u_reason


def test_both_sides_are_averaged_and_a_difference_is_flagged():
    lateral = np.linspace(-14.0, 14.0, 81)
    found = measured(field(lateral=lateral))
    assert [g.side for g in found.group] == ["right", "left"]
    assert one(found, "wave.group_speed").value == pytest.approx(2.5, rel=0.01)
    assert "sides-differ" not in found.flags
    right, left = field(lateral=lateral), field(2.0, lateral=lateral)
    mixed = np.where(lateral[None, :, None] > 0, right.motion, left.motion)
    assert "sides-differ" in measured(replace(right, motion=mixed)).flags


def test_homogeneous_bulk_gives_a_model_s_modulus():
    found = measured(field(wave="shear", stretch=None), homogeneous_bulk=True)
    modulus = one(found, "wave.shear_modulus")
    assert modulus.value == pytest.approx(1.08 * 2.5**2, rel=0.03)
    assert dict(modulus.measurand.conditions)["model"] == "kelvin-voigt"
    assert one(found, "wave.shear_viscosity").value is None


@pytest.mark.parametrize(
    ("record", "told"),
    [
        (replace(field(), lateral_mm=LATERAL[:5], motion=field().motion[:, :5]), "fewer than 8"),
        (replace(field(), time_s=TIME[:10], motion=field().motion[:, :, :10]), "at least 24"),
        (replace(field(), time_s=TIME**1.2), "uneven"),
        (replace(field(), motion=np.where(LATERAL[:, None] > 2, np.nan, field().motion)), "gaps"),
    ],
)
def test_records_that_can_t_be_used_are_refused(record, told):
    with pytest.raises(MeasureError, match=told):
        measured(record)
    with pytest.raises(MeasureError, match="no depth lies"):
        measured(field(), depth_from_mm=5.0)


@pytest.mark.parametrize(
    ("record", "told"),
    [
        (field(noise=40.0), "no single wave|no wave is found|no frequency|before the record ends"),
        (
            replace(field(1.0), time_s=TIME[:60], motion=field(1.0).motion[:, :, :60]),
            "before the record ends|no wave is found",
        ),
        (replace(field(), motion=field().motion[:, ::-1]), "runs towards lateral_mm = 0"),
        (replace(field(), motion=np.zeros((3, 48, 220))), "nothing moves|no frequency"),
    ],
)
def test_a_group_speed_that_is_no_speed_is_refused(record, told):
    import re

    group = one(measured(record), "wave.group_speed")
    assert group.value is None and "not-identified" in group.flags
    assert re.search(told, group.u_reason), group.u_reason


def test_gaps_are_bridged_or_left_out():
    motion = field().motion.copy()
    motion[:, 10, 60:62] = np.nan
    motion[:, 20, 40:90] = np.nan
    found = measured(replace(field(), motion=motion))
    assert {"gaps-filled", "laterals-with-gaps-left-out"} <= set(found.flags)
    assert len(found.planes[0].distance_mm) == 47
    assert one(found, "wave.group_speed").value == pytest.approx(2.5, rel=0.01)


def test_time_to_peak_and_velocity_records():
    record = field(noise=0.0)
    velocity = replace(
        record, motion=np.gradient(record.motion, 1e-4, axis=2) * 1e-3, quantity="velocity_mm_s"
    )
    for estimator in ("time-to-peak", "radon-peak"):
        found = measured(velocity, group_estimator=estimator)
        assert one(found, "wave.group_speed").value == pytest.approx(2.5, rel=0.005)
    found = measured(velocity, motion="displacement")
    assert one(found, "wave.group_speed").value == pytest.approx(2.5, rel=0.005)


def test_settings_are_checked():
    with pytest.raises(InputError, match="group_estimator"):
        WaveSettings(group_estimator="eye")
    with pytest.raises(InputError, match="band_to_hz"):
        WaveSettings(band_from_hz=500.0, band_to_hz=300.0)
