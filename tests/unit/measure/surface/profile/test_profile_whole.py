"""Masks, gaps, sizes and refusals of profiles."""

import numpy as np
import pytest

from turgor.errors import InputError, MeasureError
from turgor.measure.surface.profile import ProfileSetting, profile_fan, profile_parameters
from turgor.measure.surface.profile.whole import NAMES
from turgor.metrics.catalogue import all_metrics
from turgor.metrics.measurand import Measurand

PITCH = 20.0


def rough_map(rows: int = 260, cols: int = 320) -> np.ndarray:
    return np.random.default_rng(8).normal(size=(rows, cols)) * 5


def test_every_value_has_a_metric() -> None:
    ids = {key.removeprefix("profile.") for key in all_metrics() if key.startswith("profile.")}
    assert ids == set(NAMES)


def test_conditions_fit_the_metric() -> None:
    found = profile_fan(rough_map(), PITCH, PITCH, directions=2)
    shared = {
        "device_class": "x", "height_reference": "absolute", "form": "plane", "s_filter": "none",
        "s_nesting_um": 0.0, "l_filter": "none", "l_nesting_um": 0.0, "part": "whole",
    }  # fmt: skip
    made = Measurand.of("profile.rz", {**shared, **found.conditions})
    assert made.as_mapping()["direction"] == "fan-2"


def test_every_name_is_a_value_or_has_a_reason() -> None:
    good = profile_parameters(rough_map(), PITCH, PITCH)
    assert set(good.values) == set(NAMES)
    flat = profile_parameters(np.zeros((260, 320)), PITCH, PITCH)
    assert set(flat.values) | set(flat.reasons) == set(NAMES)
    assert not set(flat.values) & set(flat.reasons)
    assert flat.values["ra"] == 0.0
    assert "rsm" in flat.reasons


def test_one_missing_point_spoils_only_itself() -> None:
    z = rough_map()
    whole = profile_parameters(z, PITCH, PITCH, setting=ProfileSetting(profiles=1000))
    z[100, 150] = np.nan
    gap = profile_parameters(z, PITCH, PITCH, setting=ProfileSetting(profiles=1000))
    assert gap.profiles == whole.profiles
    for name, value in whole.values.items():
        assert gap.values[name] == pytest.approx(value, rel=2e-3, abs=1e-3), name


def test_mask_equals_missing_points_and_infinite_is_not_read() -> None:
    z = rough_map()
    mask = np.ones(z.shape, bool)
    mask[40:60, 100:130] = False
    gaps = np.where(mask, z, np.nan)
    wild = np.where(mask, z, 1e9)
    first = profile_fan(gaps, PITCH, PITCH, directions=3)
    second = profile_fan(wild, PITCH, PITCH, mask, directions=3)
    assert first.values == second.values


def test_bare_profiles_are_left_out_and_counted() -> None:
    z = rough_map()
    z[:130, 100:200] = np.nan
    found = profile_parameters(z, PITCH, PITCH, setting=ProfileSetting(profiles=1000))
    assert found.profiles == 130
    assert found.left_out == 130
    none = profile_parameters(np.full((260, 320), np.nan), PITCH, PITCH)
    assert not none.values
    assert "75 %" in none.reasons["ra"]


def test_long_lines_hold_several_evaluation_lengths() -> None:
    z = np.random.default_rng(0).normal(size=(30, 650))
    assert profile_parameters(z, PITCH, PITCH).profiles == 30 * 3


def test_too_short_and_too_coarse_say_so() -> None:
    z = rough_map(100, 100)
    short = profile_fan(z, PITCH, PITCH, directions=2)
    assert not short.values
    assert "4 mm" in short.reasons["rz"]
    assert short.too_short == 1.0
    coarse = profile_parameters(z, 200.0, 200.0)
    assert "at least 10" in coarse.reasons["ra"]


def test_other_than_five_sections_have_no_rz_din() -> None:
    found = profile_parameters(rough_map(), PITCH, PITCH, setting=ProfileSetting(sections=3))
    assert "five sections" in found.reasons["rz_din"]
    assert "five sections" in found.reasons["rmax"]
    assert found.values["rz"] > 0


def test_wrong_input_is_refused() -> None:
    with pytest.raises(MeasureError, match="mask"):
        profile_parameters(rough_map(), PITCH, PITCH, np.ones((2, 2), bool))
    with pytest.raises(MeasureError, match="pitches"):
        profile_parameters(rough_map(), 0.0, PITCH)
    with pytest.raises(InputError, match="cut-off"):
        ProfileSetting(cutoff_um=-1)
    with pytest.raises(InputError, match="fan"):
        profile_fan(rough_map(), PITCH, PITCH, directions=0)
