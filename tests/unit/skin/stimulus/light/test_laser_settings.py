"""A fractional laser's settings: read, completed, refused with range, source and way out."""

import math

import pytest

from turgor.errors import InputError
from turgor.evidence import all_parameters, parameter_draw
from turgor.record.session_settings import check_settings
from turgor.skin.stimulus.light.pulse import pulse_flag, pulse_ms
from turgor.skin.stimulus.light.regime import regime
from turgor.skin.stimulus.light.settings import read_settings
from turgor.skin.stimulus.light.studied import check_studied

NIR = {"wavelength_nm": 1550.0, "energy_mj": 20.0, "density_mtz_cm2": 500.0, "passes": 4.0}
CO2 = {"wavelength_nm": 10600.0, "energy_mj": 30.0, "coverage_pct": 15.0, "passes": 1.0}


def with_(base, **more):
    return {**base, **more}


def test_what_is_not_stated_is_told_apart_from_what_is():
    read = read_settings(NIR)
    assert math.isnan(read.spot_um) and math.isnan(read.coverage_pct)
    assert (read.passes, read.stacked_pulses, read.cooling, read.ablative) == (4, 1, "none", None)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"energy_mj": -5.0}, "above 0"),
        ({"energy_mj": 0.0}, "above 0"),
        ({"energy_mj": math.inf}, "above 0"),
        ({"wavelength_nm": 0.0}, "above 0, in nm"),
        ({"coverage_pct": 200.0}, "100 %"),
        ({"spot_um": -1.0}, "in µm"),
        ({"passes": 1.5}, "whole number"),
        ({"stacked_pulses": 3.0}, "repetition_hz"),
        ({"overlap_pct": 100.0}, "below 100"),
        ({"cooling": "ice"}, "contact"),
        ({"ablative": "perhaps"}, "yes or no"),
        ({"energy_mj": "ten"}, "no number"),
    ],
)
def test_what_cannot_be_is_refused_and_says_what_can(more, said):
    with pytest.raises(InputError, match=said):
        read_settings(with_(NIR, **more))


@pytest.mark.parametrize("name", ["wavelength_nm", "energy_mj"])
def test_there_is_no_default_for_what_decides(name):
    with pytest.raises(InputError, match=name):
        read_settings({key: value for key, value in NIR.items() if key != name})


def test_density_or_coverage_is_needed():
    with pytest.raises(InputError, match="density_mtz_cm2"):
        read_settings({"wavelength_nm": 1550.0, "energy_mj": 10.0})


@pytest.mark.parametrize(
    ("base", "more", "said"),
    [
        (NIR, {"energy_mj": 0.02}, "J given for mJ"),
        (NIR, {"energy_mj": 20000.0}, "4.5 to 70 mJ"),
        (CO2, {"energy_mj": 0.03}, "J given for mJ"),
        (CO2, {"spot_um": 0.12}, "mm given for µm"),
        (CO2, {"pulse_ms": 1000.0}, "µs or s given for ms"),
        ({**CO2, "wavelength_nm": 2940.0}, {"energy_mj": 0.01}, "J given for mJ"),
    ],
)
def test_a_slip_of_unit_is_refused_with_the_studied_range_and_its_source(base, more, said):
    read = read_settings(with_(base, **more))
    kind = "ablating" if read.wavelength_nm > 2500.0 else "scattering"
    with pytest.raises(InputError, match=said) as refused:
        check_studied(read, kind)
    assert any(
        r.source in str(refused.value) for k, r in all_parameters().items() if "laser.studied" in k
    )


@pytest.mark.parametrize(
    ("base", "more", "outside"),
    [
        (NIR, {}, set()),
        (CO2, {}, set()),
        (NIR, {"energy_mj": 100.0}, {"energy_mj"}),
        (NIR, {"density_mtz_cm2": 4000.0, "passes": 16.0}, {"density_mtz_cm2", "passes"}),
        (CO2, {"coverage_pct": 70.0}, {"coverage_pct"}),
        ({**CO2, "wavelength_nm": 2940.0}, {}, {"energy_mj"}),
        ({**NIR, "wavelength_nm": 1064.0}, {}, {"energy_mj"}),
    ],
)
def test_outside_every_study_is_a_flag(base, more, outside):
    read = read_settings(with_(base, **more))
    kind = "ablating" if read.wavelength_nm > 2500.0 else "scattering"
    flags = check_studied(read, kind)
    assert all(flag.code == "outside-studied-range" for flag in flags)
    assert {name for name in with_(base, **more) if any(name in f.text for f in flags)} == outside


@pytest.mark.parametrize(
    ("wavelength", "absorption_mm", "kind"),
    [(1550.0, 1.08, "scattering"), (1927.0, 12.3, "scattering"), (2790.0, 486.0, "ablating"),
     (2940.0, 1200.0, "ablating"), (10600.0, 84.6, "ablating"), (532.0, 4e-5, "scattering")],
)  # fmt: skip
def test_water_decides_the_branch(wavelength, absorption_mm, kind):
    assert regime(wavelength, absorption_mm) == kind


@pytest.mark.parametrize("wavelength", [1.55, 355.0, 20000.0])
def test_a_wavelength_without_data_is_refused(wavelength):
    with pytest.raises(InputError, match="532 to 10600 nm"):
        regime(wavelength, 1.0)


def test_the_pulse_is_stated_or_follows_from_power_or_is_taken_and_flagged():
    stated = read_settings(with_(CO2, pulse_ms=2.0))
    assert (pulse_ms(stated, "ablating"), pulse_flag(stated, "ablating")) == (2.0, None)
    power = read_settings(with_(CO2, power_w=15.0))
    assert (pulse_ms(power, "ablating"), pulse_flag(power, "ablating")) == (2.0, None)
    taken = read_settings(CO2)
    flag = pulse_flag(taken, "ablating")
    assert pulse_ms(taken, "ablating") == pytest.approx(1.0)
    assert flag is not None and flag.code == "pulse-assumed" and flag.source
    erbium = read_settings({**CO2, "wavelength_nm": 2940.0, "energy_mj": 5.0})
    assert pulse_ms(erbium, "ablating") == pytest.approx(0.25)


def test_a_pulse_at_odds_with_the_power_is_flagged():
    read = read_settings(with_(CO2, pulse_ms=2.0, power_w=60.0))
    flag = pulse_flag(read, "ablating")
    assert flag is not None and flag.code == "pulse-and-power-disagree"
    near = read_settings(with_(CO2, pulse_ms=2.0, power_w=20.0))
    assert pulse_flag(near, "ablating") is None


def test_a_pulse_taken_by_default_varies_from_draw_to_draw():
    read = read_settings(CO2)
    found = []
    for i in range(8):
        with parameter_draw(i, 8, 1):
            found.append(pulse_ms(read, "ablating"))
    assert len(set(found)) == 8 and 0.5 <= min(found) < 1.0 < max(found) <= 2.0


def test_typed_settings_reach_the_reader_under_their_names():
    given = {
        "wavelength": "10600 nm", "energy": "0.03 J", "density": "15 %", "passes": "2",
        "rep_rate": "50 Hz", "stacking": "3", "overlap": "20 %", "ablative": "yes",
    }  # fmt: skip
    checked = check_settings("fractional-laser", given)
    read = read_settings(checked.values)
    assert (read.energy_mj, read.coverage_pct, read.passes) == (30.0, 15.0, 2)
    assert (read.repetition_hz, read.stacked_pulses, read.overlap_pct) == (50.0, 3, 20.0)
    assert read.ablative is True
