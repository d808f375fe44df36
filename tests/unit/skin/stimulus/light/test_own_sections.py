"""A laser fitted to its user's own sections, from the session's file on."""

import pytest

from turgor.errors import InputError
from turgor.exchange.session_toml import parse_session
from turgor.physics.tissue import tissue_stack
from turgor.skin.stimulus.doors import session_model
from turgor.skin.stimulus.light import model

SETTINGS = {
    "wavelength_nm": 10600.0, "energy_mj": 20.0, "spot_um": 120.0, "power_w": 30.0,
    "density_mtz_cm2": 100.0, "passes": 1.0,
}  # fmt: skip
SECTION = """
modality = "fractional-laser"
site = "cheek"
[settings]
wavelength_nm = 10600
[[histology]]
energy_mj = 10
ablation_depth_um = 300
[[histology]]
energy_mj = 40
ablation_depth_um = "deep"
"""


def test_sections_of_the_model_itself_give_its_spot_back() -> None:
    skin = tissue_stack("cheek", 45.0, "female", "II")
    found = []
    for energy in (10.0, 20.0, 40.0):
        drawn = model({**SETTINGS, "energy_mj": energy, "spot_um": 160.0}, "", skin).draw(skin)
        depth = drawn.quantities["zone-ablation-depth-histology"]
        found.append({"energy_mj": energy, "ablation_depth_um": depth})
    own = session_model("fractional-laser", SETTINGS, "", skin, found)
    effective = own.draw(skin).quantities["spot-effective"]
    wide = model({**SETTINGS, "spot_um": 160.0}, "", skin).draw(skin).quantities["spot-effective"]
    assert effective == pytest.approx(wide, rel=0.1)
    assert "calibrated" in {flag.code for flag in own.flags}


@pytest.mark.parametrize(
    ("row", "settings", "said"),
    [
        ({"energy_mj": 10.0, "length_um": 3.0}, {}, "'length_um' is unknown; allowed: energy_mj"),
        ({"energy_mj": 10.0}, {}, "needs energy_mj and a depth"),
        ({"energy_mj": 10.0, "depth_um": -3.0}, {}, "lie above 0"),
        ({"energy_mj": 10.0, "depth_um": 300.0}, {"power_w": None}, "pulse_ms or power_w"),
    ],
)
def test_rows_that_cannot_be(row: dict[str, float], settings: dict[str, None], said: str) -> None:
    skin = tissue_stack("cheek", 45.0, "female", "II")
    stated = {name: v for name, v in SETTINGS.items() if settings.get(name, v) is not None}
    with pytest.raises(InputError, match="own histology") as caught:
        session_model("fractional-laser", stated, "", skin, [row])
    assert said in str(caught.value)


def test_sections_serve_lasers_only_and_hold_numbers() -> None:
    skin = tissue_stack("cheek", 45.0, "female", "II")
    with pytest.raises(InputError, match="lasers only"):
        session_model("chemical-peel", {}, "", skin, [{"energy_mj": 1.0, "depth_um": 1.0}])
    with pytest.raises(InputError, match="ablation_depth_um"):
        parse_session(SECTION, "here")
    assert parse_session(SECTION.replace('"deep"', "700"), "here").histology[1] == {
        "energy_mj": 40.0,
        "ablation_depth_um": 700.0,
    }


def test_a_slip_of_unit_is_told() -> None:
    skin = tissue_stack("cheek", 45.0, "female", "II")
    rows = [{"energy_mj": 10.0, "depth_um": 0.42}]
    with pytest.raises(InputError, match="between 5 and 6000 µm: is the unit right"):
        session_model("fractional-laser", SETTINGS, "", skin, rows)


def test_no_temperature_is_stated_that_is_not_followed() -> None:
    skin = tissue_stack("cheek", 45.0, "female", "II")
    session = model({**SETTINGS, "energy_mj": 100.0}, "", skin)
    section = session.section(skin)
    assert session.draw(skin).quantities["peak-temperature"] <= 300.0
    assert section is not None and section.peak_c.max() <= 300.0
    assert "tissue-dries" in {flag.code for flag in session.flags}
