"""The needling door: what it takes, what it refuses, what it says of itself."""

import sys
from types import ModuleType

import numpy as np
import pytest

from turgor.errors import InputError
from turgor.evidence import parameter_draw
from turgor.physics.tissue import tissue_stack
from turgor.record.session_settings import check_settings
from turgor.record.stimulus import DEPTH_UM
from turgor.record.tissue import TissueStack
from turgor.skin.stimulus.needle import model

RF_ROOM = "turgor.skin.stimulus.rf_needle"
STACK = tissue_stack("forehead", 45.0, "F", "II")
USUAL = {"needle_depth_um": 1500.0, "passes": 4.0}


def draw(settings=None, device="Dermaroller", **more):
    return model({**(settings or USUAL), **more}, device, STACK).draw(STACK)


def test_settings_as_people_write_them():
    given = {"needle length": "1.5 mm", "passes": "4", "applicator": "Dermaroller",
             "channels_per_cm2": "250", "needle_diameter_mm": "0.25"}  # fmt: skip
    checked = check_settings("microneedling", given)
    assert checked.notes == ()
    session = model(checked.values, "", STACK)
    assert session.settings == {
        "needle_depth_um": 1500.0, "passes": 4.0, "applicator": "roller",
        "channels_per_cm2": 250.0, "needle_diameter_um": 250.0,
    }  # fmt: skip
    assert session.flags == ()


@pytest.mark.parametrize(
    ("device", "applicator"),
    [("Dermaroller MF8", "roller"), ("SkinPen Precision", "pen"), ("Dermapen 4", "pen"),
     ("Derma stamp", "stamp"), ("Exceed", "pen"), ("unheard of", "pen")],
)  # fmt: skip
def test_the_device_tells_how_needles_go_in(device, applicator):
    session = model(USUAL, device, STACK)
    assert session.settings["applicator"] == applicator
    assumed = "applicator-assumed" in [flag.code for flag in session.flags]
    assert assumed == (device == "unheard of")


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"passes": 4.0}, "needle_depth_um is not stated"),
        ({"needle_depth_um": 1.5, "passes": 4.0}, "1.5 µm; needles are at least 50 µm"),
        ({"needle_depth_um": -3.0, "passes": 4.0}, "at least 50"),
        ({**USUAL, "passes": 0.0}, "passes is 0; allowed: from 1"),
        ({**USUAL, "applicator": "gun"}, "roller, pen, stamp"),
        ({**USUAL, "channels_per_cm2": 0.0}, "lies above 0"),
        ({**USUAL, "needle_diameter_um": -1.0}, "lies above 0"),
        ({**USUAL, "needles": "many"}, "a number is needed"),
        ({**USUAL, "applicator": "pen", "glide_mm_s": 0.0}, "stands still"),
        ({**USUAL, "applicator": "stamp", "needle_pitch_um": 0.0}, "lies above 0"),
    ],
)
def test_impossible_settings(settings, said):
    with pytest.raises(InputError, match=said):
        model(settings, "", STACK)


def test_a_needle_longer_than_the_tissue():
    with pytest.raises(InputError, match=r"at\s'forehead' are \d+ µm deep \(.*ultrasound.*\)"):
        model({"needle_depth_um": 9000.0, "passes": 1.0}, "pen", STACK)
    elsewhere = TissueStack("nowhere", (15.0, 60.0, 150.0, 900.0, 300.0), 0.3, 0.01, 0.6)
    with pytest.raises(InputError, match="1425 µm deep"):
        model(USUAL, "pen", elsewhere)


def test_outside_what_studies_used():
    session = model({"needle_depth_um": 3000.0, "passes": 1.0}, "roller", STACK)
    assert "outside-studied-range" in [flag.code for flag in session.flags]
    session = model({**USUAL, "channels_per_cm2": 5000.0}, "roller", STACK)
    assert "outside-studied-range" in [flag.code for flag in session.flags]


def test_longer_needles_and_more_passes():
    short, long = draw(needle_depth_um=500.0), draw(needle_depth_um=2000.0)
    assert long.quantities["channel-depth"] > short.quantities["channel-depth"]
    assert long.quantities["bleeding"] > short.quantities["bleeding"]
    assert long.quantities["closing-time"] > short.quantities["closing-time"]
    few, many = draw(passes=1.0), draw(passes=10.0)
    assert many.quantities["channels"] == pytest.approx(10.0 * few.quantities["channels"])
    assert (many.profiles["punctured"] >= few.profiles["punctured"]).all()


def test_a_short_roller_stays_in_the_epidermis():
    taken = draw(needle_depth_um=200.0)
    assert taken.quantities["bleeding"] < 0.01
    assert not taken.profiles["punctured"][DEPTH_UM > 200.0].any()


def test_an_ensemble_spreads_and_repeats():
    session = model(USUAL, "pen", STACK)
    depths = []
    for index in range(16):
        with parameter_draw(index, 16, seed=2):
            first, second = session.draw(STACK), session.draw(STACK)
        depths.append(first.quantities["channel-depth"])
        np.testing.assert_array_equal(first.profiles["punctured"], second.profiles["punctured"])
    assert max(depths) > 1.5 * min(depths)
    assert set(first.quantities) == set(session.specs)
    assert session.section(STACK) is None


@pytest.mark.parametrize("current", [{"rf_power_w": 20.0}, {"rf_energy_mj": 50.0}])
def test_radiofrequency_goes_to_its_own_room(monkeypatch, current):
    room = ModuleType(RF_ROOM)
    room.model = lambda settings, device, stack: ("handed over", settings, device, stack)
    monkeypatch.setitem(sys.modules, RF_ROOM, room)
    settings = {**USUAL, **current}
    assert model(settings, "X", STACK) == ("handed over", settings, "X", STACK)
    without = dict.fromkeys(current, 0.0)
    assert model({**USUAL, **without}, "roller", STACK).settings["applicator"] == "roller"


def test_radiofrequency_without_its_room(monkeypatch):
    monkeypatch.setitem(sys.modules, RF_ROOM, None)
    with pytest.raises(InputError, match="not part of this build"):
        model({**USUAL, "rf_power_w": 20.0}, "", STACK)
