"""Settings of radiofrequency needles: read, completed, refused."""

import pytest

from turgor.errors import InputError
from turgor.evidence import find_parameter, parameter_draw
from turgor.physics.tissue import tissue_stack
from turgor.skin.stimulus.rf_needle.limits import check
from turgor.skin.stimulus.rf_needle.settings import read_settings

STACK = tissue_stack("back", 45.0, "f")
PLAIN = {"needle_depth_um": 1500.0, "rf_power_w": 20.0}


def read(**changed):
    return read_settings({**PLAIN, **changed})


def test_power_is_of_all_needles_unless_it_says_each():
    assert read(needles=25.0).power_of_all_w == 20.0
    assert read(needles=25.0, rf_power_per="needle").power_of_all_w == 500.0
    assert read(needles=25.0, rf_power_per="cartridge").power_of_all_w == 20.0
    assert read().used()["rf_power_per"] == "cartridge"


def test_energy_power_and_pulse_complete_each_other():
    from_energy = read_settings(
        {"needle_depth_um": 1500.0, "rf_energy_mj": 40.0, "needles": 25.0, "rf_pulse_ms": 50.0}
    )
    assert from_energy.generator_w == pytest.approx(20.0)
    both = read(rf_energy_mj=40.0, needles=25.0)
    assert both.value("rf_pulse_ms") == pytest.approx(50.0)
    assert "rf_pulse_ms" not in both.by_default()
    odd = read(rf_energy_mj=40.0, needles=25.0, rf_pulse_ms=500.0)
    assert odd.disagree == pytest.approx(0.1)
    assert odd.generator_w == pytest.approx(2.0)


def test_density_and_pitch_follow_from_each_other():
    assert read(needle_pitch_um=1000.0, passes=3.0).density_per_cm2 == pytest.approx(300.0)
    stated = read(channels_per_cm2=300.0, passes=3.0)
    assert stated.value("needle_pitch_um") == pytest.approx(1000.0)
    assert stated.density_per_cm2 == 300.0


def test_what_is_not_stated_is_drawn_from_its_record():
    record = find_parameter("rf.default.pitch")
    seen = set()
    for i in range(4):
        with parameter_draw(i, 4):
            seen.add(read().value("needle_pitch_um"))
    assert len(seen) == 4
    assert all(record.low <= value <= record.high for value in seen)
    assert set(read().by_default()) == {
        "needles", "needle_diameter_um", "needle_pitch_um", "rf_pulse_ms", "rf_frequency_mhz",
        "insulated", "rf_polarity",
    }  # fmt: skip
    assert read().used()["needle_pitch_um"] == record.value


def test_a_bare_tip_means_insulated_needles():
    assert read(active_tip_um=300.0).is_insulated
    assert not read().is_insulated
    assert "active_tip_um" in read(insulated=True).by_default()


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"rf_power_w": -5.0}, "above 0"),
        ({"rf_power_w": 0.0}, "above 0"),
        ({"rf_power_w": float("nan")}, "above 0"),
        ({"rf_pulse_ms": "long"}, "no number"),
        ({"needles": 0.0}, "1 or more"),
        ({"needles": 24.5}, "whole number"),
        ({"rf_polarity": "tripolar"}, "bipolar, monopolar"),
        ({"insulated": "perhaps"}, "yes or no"),
        ({"insulated": False, "active_tip_um": 300.0}, "insulated"),
    ],
)
def test_what_cannot_be_read_is_refused(changed, says):
    with pytest.raises(InputError, match=says):
        read(**changed)


def test_without_current_it_says_where_to_go():
    with pytest.raises(InputError, match="model of their own"):
        read_settings({"needle_depth_um": 1500.0})
    with pytest.raises(InputError, match="needle_depth_um"):
        read_settings({"rf_power_w": 20.0})


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"needle_depth_um": 1.5}, r"rf-depth-review-2023.*in mm\?"),
        ({"needle_depth_um": 14000.0}, "20000|followed to"),
        ({"rf_frequency_mhz": 1000.0}, r"rf-cho-2024.*kHz"),
        ({"rf_power_w": 20000.0}, r"rf-hantash-2009.*mW\?"),
        ({"active_tip_um": 2000.0}, "longer than the needle"),
        ({"needle_pitch_um": 200.0, "needle_diameter_um": 250.0}, "two diameters"),
        ({"needles": 1.0, "rf_polarity": "bipolar"}, "monopolar"),
        ({"rf_energy_mj": 62000.0}, r"boil all water.*heat.water.latent"),
        ({"rf_pulse_ms": 20000.0, "rf_power_w": 100.0}, "boil all water"),
    ],
)
def test_what_cannot_be_in_tissue_is_refused_with_its_range(changed, says):
    with pytest.raises(InputError, match=says) as refused:
        check(read(**changed), STACK)
    assert "\n" not in str(refused.value)


def test_outside_studies_is_a_flag_and_inside_is_none():
    flags = check(read(rf_frequency_mhz=4.0, rf_power_w=60.0, needle_depth_um=3000.0), STACK)
    codes = [flag.code for flag in flags]
    assert codes.count("outside-studied-range") == 3
    assert {flag.source for flag in flags if flag.code == "outside-studied-range"} == {
        "rf-cho-2024", "rf-hantash-2009", "rf-depth-review-2023",
    }  # fmt: skip
    assert "needle-below-dermis" in codes
    assert check(read(rf_frequency_mhz=1.0), STACK) == ()
