"""The door: a session in, shares by depth and numbers with their meaning out."""

import numpy as np
import pytest

from turgor.errors import InputError
from turgor.evidence import parameter_draw
from turgor.physics.tissue import tissue_stack
from turgor.record.stimulus import DEPTH_UM
from turgor.skin.stimulus.light import DeviceCalibration, model
from turgor.skin.stimulus.light.quantities import SPECS

CO2 = {"wavelength_nm": 10600.0, "energy_mj": 20.0, "density_mtz_cm2": 100.0, "passes": 1.0,
       "pulse_ms": 0.7}  # fmt: skip


@pytest.fixture(scope="module")
def skin():
    return tissue_stack("cheek", 45.0, "f", "II")


@pytest.fixture(scope="module")
def co2(skin):
    return model(CO2, "eCO2", skin)


@pytest.fixture(scope="module")
def drawn(co2, skin):
    return co2.draw(skin)


def codes(found):
    return {flag.code for flag in found.flags}


def test_a_draw_says_each_quantity_with_unit_and_meaning(co2, drawn):
    assert set(drawn.quantities) == set(co2.specs) == set(SPECS)
    assert all(np.isfinite(list(drawn.quantities.values())))
    assert all(spec.unit and spec.meaning for spec in SPECS.values())


def test_each_kind_encloses_the_stronger_ones(drawn):
    q = drawn.quantities
    assert 0.0 < q["zone-ablation-depth"] < q["zone-coagulation-depth"] <= q["zone-killed-depth"]
    assert 0.0 < q["zone-ablation-width"] < q["zone-width"] <= q["zone-killed-width"]
    assert q["zone-rim-side"] > 0.0 and q["zone-heat-shock-rim"] > 0.0
    assert q["zone-coagulation-depth-histology"] < q["zone-coagulation-depth"]
    assert q["zone-width-histology"] < q["zone-width"]


def test_shares_end_where_the_zone_does(drawn):
    removed, killed = drawn.profiles["removed"], drawn.profiles["coagulated"]
    deep = drawn.quantities["zone-ablation-depth"]
    assert (removed[deep < DEPTH_UM] == 0.0).all() and removed[0] > 0.0
    assert (killed[drawn.quantities["zone-killed-depth"] < DEPTH_UM] == 0.0).all()
    area = np.pi * (0.5e-4 * drawn.quantities["zone-ablation-width"]) ** 2
    assert removed.max() == pytest.approx(100.0 * area, rel=0.15)


def test_draws_repeat_themselves_and_differ_from_each_other(co2, skin):
    def one(i):
        with parameter_draw(i, 8):
            return co2.draw(skin).quantities["zone-ablation-depth"]

    assert one(3) == one(3)
    assert len({one(i) for i in range(4)}) == 4


def test_a_section_shows_the_zone(co2, skin, drawn):
    section = co2.section(skin)
    assert section.state.shape == (len(section.z_um), len(section.r_um))
    assert set(np.unique(section.state)) == {0, 1, 2, 3}
    gone = section.z_um[section.state[:, 0] == 3]
    row = float(np.diff(section.z_um).max())
    assert gone.max() == pytest.approx(drawn.quantities["zone-ablation-depth"], abs=row)


def test_defaults_are_told_and_flagged(skin):
    found = model({k: v for k, v in CO2.items() if k != "pulse_ms"}, "", skin)
    assert {"device-unknown", "pulse-assumed", "spot-assumed", "not-calibrated"} <= codes(found)
    assert found.settings["spot_um"] == 150.0 and found.settings["ablative"] is True
    assert found.settings["pulse_ms"] == pytest.approx(20.0 / 30.0)


def test_a_named_device_is_still_not_calibrated(co2):
    assert codes(co2) == {"spot-assumed", "not-calibrated", "tissue-dries"}


def test_light_that_cannot_ablate_is_refused_where_it_is_said_to(skin):
    said = {"wavelength_nm": 1550.0, "energy_mj": 20.0, "density_mtz_cm2": 200.0, "ablative": True}
    with pytest.raises(InputError, match="ablative = no"):
        model(said, "", skin)


def test_light_that_ablates_is_told_where_it_is_said_not_to(skin):
    assert "ablates-all-the-same" in codes(model({**CO2, "ablative": False}, "", skin))


def test_pulses_that_never_cool_are_refused(skin):
    train = {
        "wavelength_nm": 1550.0, "energy_mj": 40.0, "density_mtz_cm2": 300.0, "pulse_ms": 1.0,
        "stacked_pulses": 60.0, "repetition_hz": 500.0,
    }  # fmt: skip
    with pytest.raises(InputError, match="train of 60 pulses at 500 Hz never cools"):
        model(train, "Fraxel re:store", skin)


def test_a_field_that_never_cools_is_refused(skin):
    field = {"wavelength_nm": 1550.0, "energy_mj": 60.0, "density_mtz_cm2": 2500.0, "passes": 8.0}
    with pytest.raises(InputError, match="never cools"):
        model(field, "Fraxel re:store", skin)


def test_a_wavelength_that_the_device_does_not_emit_is_refused(skin):
    with pytest.raises(InputError, match="correct one of the two"):
        model(CO2, "Clear and Brilliant", skin)


def test_a_full_field_is_full(skin):
    full = {**CO2, "spot_um": 1500.0, "energy_mj": 300.0, "pulse_ms": 1.0, "coverage_pct": 100.0}
    del full["density_mtz_cm2"]
    found = model(full, "", skin).draw(skin)
    assert found.profiles["removed"][0] + found.profiles["coagulated"][0] == pytest.approx(1.0)


SHARED = {
    "co2-heat": np.log(4000.0), "co2-loss": 0.2, "scattering": 0.0, "turned": 0.0,
    "damage-shift": 0.0, "shrink-depth": 0.1, "shrink-lateral": 0.2,
}  # fmt: skip


def own(**more):
    base = {
        "wavelength_nm": 10600.0, "nominal_spot_um": 120.0, "spot_ratio": 1.5,
        "spot_ratio_sd": 0.1, "shared": SHARED, "energies_mj": (10.0, 20.0, 40.0),
        "left_out": (("coagulation-depth", 20.0, 0.1),), "claim_pct": 20.0,
    }  # fmt: skip
    return DeviceCalibration(**{**base, **more})


def test_own_histology_sets_the_spot_and_what_may_be_said(skin):
    found = model(CO2, "eCO2", skin, calibration=own())
    assert "calibrated" in codes(found) and "not-calibrated" not in codes(found)
    told = found.draw(skin).quantities
    assert told["spot-effective"] == pytest.approx(180.0)
    assert told["zone-width-histology"] == pytest.approx(0.8 * told["zone-width"])
    dearer = model(CO2, "eCO2", skin, calibration=own(shared={**SHARED, "co2-heat": np.log(8e3)}))
    less = dearer.draw(skin).quantities["zone-ablation-depth"]
    assert less == pytest.approx(0.5 * told["zone-ablation-depth"], rel=0.15)


@pytest.mark.parametrize("calibration", [own(claim_pct=None), own(energies_mj=(30.0, 40.0, 50.0))])
def test_nothing_is_claimed_where_it_did_not_hold_or_beyond_its_energies(skin, calibration):
    session = {**CO2, "spot_um": 120.0}
    assert "not-calibrated" in codes(model(session, "eCO2", skin, calibration=calibration))


def test_a_calibration_of_another_wavelength_is_refused(skin):
    with pytest.raises(InputError, match="1550 nm"):
        model(CO2, "eCO2", skin, calibration=own(wavelength_nm=1550.0))
