"""What studies of radiofrequency needles found, as far as their abstracts print it.

No study seen prints power, pulse and the size of the zone together, so these are signs. Sources:
src/turgor/evidence/data/sources/rf_needle.toml.
"""

import itertools
import math

import pytest

from turgor.physics.tissue import tissue_stack
from turgor.record.stimulus import DEPTH_UM
from turgor.skin.stimulus.rf_needle import model

BACK = tissue_stack("back", 45.0, "f")
BASE = {
    "needle_depth_um": 1500.0,
    "needles": 25.0,
    "needle_pitch_um": 1500.0,
    "needle_diameter_um": 250.0,
    "rf_power_w": 20.0,
    "rf_pulse_ms": 100.0,
    "rf_frequency_mhz": 1.0,
    "rf_polarity": "bipolar",
    "insulated": True,
    "active_tip_um": 300.0,
}


def outcome(**changed):
    settings = {**BASE, **changed}
    if not settings["insulated"]:
        settings.pop("active_tip_um", None)
    drawn = model(settings, "", BACK).draw(BACK)
    return drawn.quantities, drawn.profiles


@pytest.mark.parametrize(("insulated", "power"), [(True, 20.0), (False, 40.0)])
def test_bipolar_coagulates_more_than_monopolar(insulated, power):
    """rf-wang-porcine."""
    two, _ = outcome(insulated=insulated, rf_power_w=power)
    one, _ = outcome(insulated=insulated, rf_power_w=power, rf_polarity="monopolar")
    assert two["coagulation-volume"] > 2.0 * one["coagulation-volume"]


@pytest.mark.parametrize("name", ["rf_power_w", "rf_pulse_ms"])
def test_power_and_pulse_both_move_the_amount(name):
    """rf-wang-porcine, rf-cho-2024. Once tissue has dried, more power brings no more."""
    gentle = {"rf_power_w": 15.0}
    volumes = [
        outcome(**{**gentle, name: {**BASE, **gentle}[name] * factor})[0]["coagulation-volume"]
        for factor in (0.3, 0.5, 0.75, 1.0)
    ]
    assert all(later > 1.2 * earlier for earlier, later in itertools.pairwise(volumes))


def test_drying_ends_what_more_power_can_do():
    """rf-wang-porcine: high energy lost tissue, and impedance feedback held the output back."""
    volumes, ends = [], []
    for power in (15.0, 30.0):
        found, _ = outcome(rf_power_w=power)
        volumes.append(found["coagulation-volume"])
        ends.append(found["impedance-end"] / found["impedance"])
    assert ends[0] < 2.0
    assert ends[1] > 4.0
    assert volumes[1] < 1.3 * volumes[0]


def test_insulated_needles_spare_the_epidermis_and_bare_ones_coagulate_along_their_length():
    """rf-cohen-2016; rf-micropores-2019: coagulation from the epidermis to 1500 µm, bare needles
    1500 µm long, high energy.
    """
    covered, shares = outcome()
    assert covered["surface-temperature"] < 45.0
    above = DEPTH_UM < 200.0
    assert shares["coagulated"][above].max() == 0.0
    assert covered["coagulation-top"] > 500.0
    bare, shares = outcome(insulated=False, rf_power_w=60.0, needles=49.0, rf_pulse_ms=150.0)
    assert bare["surface-temperature"] > covered["surface-temperature"] + 20.0
    assert shares["coagulated"][above].min() > 0.0
    bottom = bare["coagulation-top"] + bare["coagulation-height"]
    assert 1200.0 < bottom < 1700.0


def test_the_same_energy_over_seconds_coagulates_nothing():
    """rf-cho-2024: 500 ms left necrosis about the electrodes, 5000 ms in ten parts none of note."""
    short, _ = outcome(rf_pulse_ms=500.0, rf_power_w=3.0)
    long, _ = outcome(rf_pulse_ms=5000.0, rf_power_w=0.3)
    assert short["coagulation-volume"] > 0.01
    assert long["coagulation-volume"] == 0.0


def test_frequency_alone_moves_nothing_at_a_set_power():
    """rf-taheri-2015 and -2016 (liver) found no effect of 0.4 to 3 MHz; rf-wootten-2020 (pig) a
    narrower zone at 2 than at 1 MHz, which conduction cannot give: it shifts the impedance only.
    """
    one, _ = outcome()
    two, _ = outcome(rf_frequency_mhz=2.0)
    assert two["coagulation-width"] == pytest.approx(one["coagulation-width"], rel=0.02)
    assert two["coagulation-volume"] == pytest.approx(one["coagulation-volume"], rel=0.05)
    assert two["impedance"] < 0.95 * one["impedance"]


def test_zones_lie_at_the_bare_tip():
    found, shares = outcome()
    deepest = DEPTH_UM[shares["coagulated"] > 0.5 * shares["coagulated"].max()]
    tip = found["needle-depth"]
    assert tip - 700.0 < deepest.min() < deepest.max() < tip + 250.0
    assert math.isclose(found["zones"], 1e8 / 1500.0**2)
