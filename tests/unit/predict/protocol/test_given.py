"""Settings as studies print them, read as numbers or filled in by what is usual."""

import pytest

from turgor.evidence import parameter
from turgor.evidence.outcome import Outcome
from turgor.predict.protocol.given import Stated, number_of, ratio_of
from turgor.predict.protocol.words import meaning, meanings


def outcome(**parameters):
    return Outcome("s", 1, "c", "", "", "x", parameters, "treated", "e", "pct")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("20", 20.0), ("20-30", 25.0), ("8_and_16", 12.0), ("80_or_160", 120.0), ("20%", 20.0),
        ("NA", None), ("highest_tolerable", None), ("", None), ("low", None), ("15+", 15.0),
        (">=7", 7.0), ("6x6", 36.0), ("2.5max", 2.5), ("10_vs_20", 10.0), ("1_per_session", 1.0),
        ("0.05-0.1", 0.075), ("3_decreasing_depth", 3.0),
    ],
)  # fmt: skip
def test_numbers_in_words(text, number):
    assert number_of(text) == (None if number is None else pytest.approx(number))


@pytest.mark.parametrize(
    ("text", "parts"), [("1:4", 4.0), ("1:1_of_six", 1.0), ("1:1_and_1:0.6", 0.8), ("8", None)]
)
def test_parts_of_a_dilution(text, parts):
    assert ratio_of(text) == (None if parts is None else pytest.approx(parts))


def test_a_stated_setting_is_kept_and_an_unstated_one_is_drawn():
    stated = Stated(outcome(energy_mj="17-20"))
    stated.put("energy_mj", stated.number("energy_mj"), "protocol.fractional.erbium-glass.energy")
    assert stated.settings == {"energy_mj": 18.5}
    assert not stated.usual
    record = "protocol.fractional.erbium-glass.density"
    stated.put("density_mtz_cm2", stated.number("density_mtz_cm2"), record)
    assert stated.usual == {"density_mtz_cm2": record}
    assert stated.settings["density_mtz_cm2"] == parameter(record)
    assert stated.flags[-1].code == "taken-by-default"


def test_what_no_model_takes_is_brought_to_the_nearest_that_one_does():
    stated = Stated(outcome(conc_pct="7"))
    stated.put("percent", stated.number("conc_pct"), high=2.0)
    assert stated.settings["percent"] == 2.0
    assert stated.flags[-1].code == "brought-into-range"


@pytest.mark.parametrize(
    ("modality", "kind"),
    [
        ("laser_fractional_ablative", "fractional-ablative"),
        ("laser_fractional_nonablative", "fractional-nonablative"),
        ("laser_ablative_full", "full-ablative"), ("laser_nonablative", "nonablative"),
        ("laser_picosecond_fractional", "picosecond"), ("IPL", "light"),
        ("microneedling", "needling"), ("microneedling_RF", "microneedling-rf"),
        ("RF_microneedling", "microneedling-rf"), ("fractional_RF", "fractional-rf"),
        ("radiofrequency_noninvasive", "radiofrequency"), ("biostimulator_PLLA", "plla"),
        ("biostimulator_CaHA", "caha"), ("biostimulator_PCL", "pcl"),
        ("biostimulator_PDLLA", "pdlla"), ("biostimulator_PN", "polynucleotide"),
        ("skin_booster_HA", "gel"), ("HA_filler", "gel"), ("filler", "gel"),
        ("filler_collagen", "collagen-filler"), ("prp_injection", "plasma"), ("PRP", "plasma"),
        ("injection_saline_control", "saline-injection"), ("chemical_peel", "peel"),
        ("peel", "peel"), ("topical_retinoid", "retinoid"), ("topical_AHA", "acid"),
        ("topical_antioxidant", "topical"), ("topical_hydroquinone", "topical"),
        ("sunscreen", "sunscreen"), ("surgery", "surgery"), ("none", "nothing"),
        ("laser_fractional_mixed", "mixed"), ("microfocused_ultrasound", "focused-ultrasound"),
        ("laser_KTP", "nonablative"), ("moonlight_bath", ""),
    ],
)  # fmt: skip
def test_modalities_by_their_names(modality, kind):
    assert meaning("modality", modality) == kind


def test_a_star_inside_a_word_stands_for_anything():
    assert meaning("cotreatment", "saline_intradermal_injection") == "saline-injection"
    assert "sunscreen" in meanings("cotreatment")
