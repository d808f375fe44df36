"""What a stack takes in, what it refuses, and what it says it had to take for want of better."""

import tomllib
from importlib.resources import files

import numpy as np
import pytest

from turgor.errors import InputError
from turgor.evidence import all_parameters, collect_citations, parameter_draw
from turgor.physics.tissue import (
    electrical_layers,
    optical_stack,
    thermal_layers,
    tissue_stack,
    water_absorption_mm,
)
from turgor.physics.tissue.site import all_sites, find_site
from turgor.record.tissue import LAYERS


@pytest.mark.parametrize("site", [one.name for one in all_sites()])
@pytest.mark.parametrize("sex", ["f", "male", "", "unknown"])
def test_every_site_has_a_skin(site, sex):
    stack = tissue_stack(site, 50, sex, "III")
    assert len(stack.thickness_um) == len(LAYERS)
    assert 500.0 < stack.skin_um < 4000.0
    assert stack.measured == ()
    for nm in (532.0, 1064.0, 1550.0, 1927.0, 2940.0, 10600.0):
        assert len(optical_stack(stack, nm).layers) == len(LAYERS)
    assert len(thermal_layers(stack)) == len(electrical_layers(stack, 1e6)) == len(LAYERS)


def test_every_site_of_the_record_is_known():
    """Words that adverse events are written with."""
    entry = files("turgor.rules") / "data" / "words.toml"
    for word in tomllib.loads(entry.read_text(encoding="utf-8"))["site"]:
        assert find_site(word)


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Left Cheek", "cheek"),
        ("dorsal-hand", "hand"),
        ("  Crow's  Feet ", "periorbital"),
        ("décolleté", "decolletage"),
        ("upper_lip", "perioral"),
        ("right volar forearm", "volar forearm"),
    ],
)
def test_how_people_write_sites(words, name):
    assert find_site(words).name == name


def test_words_mean_one_site_only():
    words = [word for site in all_sites() for word in {site.name, *site.words}]
    assert len(words) == len(set(words))


@pytest.mark.parametrize("site", ["palm", "", "elbow", "nowhere"])
def test_an_unknown_site_is_refused_with_all_that_are_known(site):
    with pytest.raises(InputError, match=r"forehead.*periorbital.*eyelid.*thigh") as told:
        tissue_stack(site)
    assert "\n" not in str(told.value)


@pytest.mark.parametrize(
    ("findings", "word"),
    [
        ({"ultrasound.skin_thickness": 1.2}, "mm"),
        ({"ultrasound.dermis_thickness": 1.1}, "mm"),
        ({"chromophore.blood_fraction": 80.0}, "30 %"),
        ({"chromophore.relative_oxygenation": 120.0}, "100 %"),
        ({"chromophore.melanin_depth": -0.1}, "optical depth"),
        ({"chromophore.melanin_depth": float("nan")}, "optical depth"),
        ({"colour.ita": 200.0}, "degrees"),
        ({"colour.ita": 89.0}, "melanin_depth instead"),
    ],
)
def test_findings_outside_their_range_are_refused(findings, word):
    with pytest.raises(InputError, match=word):
        tissue_stack("cheek", findings=findings)


@pytest.mark.parametrize("age", [-1.0, 130.0, float("nan")])
def test_an_impossible_age_is_refused(age):
    with pytest.raises(InputError, match="age is"):
        tissue_stack("cheek", age)


def test_own_findings_take_the_place_of_norms():
    stack = tissue_stack(
        "cheek",
        40,
        "f",
        "II",
        {
            "chromophore.melanin_depth": 0.4,
            "chromophore.blood_fraction": 2.5,
            "chromophore.relative_oxygenation": 70.0,
            "ultrasound.skin_thickness": 1500.0,
            "surface.sa": 12.0,
        },
    )
    assert stack.melanin == 0.4
    assert stack.blood_fraction == 0.025
    assert stack.oxygenation == 0.7
    assert stack.skin_um == pytest.approx(1500.0)
    assert set(stack.measured) == {"melanin", "blood_fraction", "oxygenation", "thickness_um"}


def test_a_dermis_under_its_entry_echo_makes_the_full_skin():
    stack = tissue_stack(
        "cheek",
        findings={"ultrasound.dermis_thickness": 1000.0, "ultrasound.entry_echo_thickness": 190.0},
    )
    assert stack.skin_um == pytest.approx(1190.0)
    assert "entry-echo-of-norms" not in stack.flags
    without = tissue_stack("cheek", findings={"ultrasound.dermis_thickness": 1000.0})
    assert "entry-echo-of-norms" in without.flags
    assert 1150.0 < without.skin_um < 1250.0
    arm = tissue_stack("upper arm", findings={"ultrasound.dermis_thickness": 1800.0})
    assert arm.skin_um == pytest.approx(1990.0)


def test_a_colour_gives_the_melanin():
    stack = tissue_stack("cheek", phototype="V", findings={"colour.ita": 48.0})
    assert "melanin" in stack.measured and "melanin-from-colour" in stack.flags
    assert stack.melanin < tissue_stack("cheek", phototype="V").melanin


@pytest.mark.parametrize(
    ("phototype", "flag"),
    [("III", "melanin-of-phototype"), ("type 3", "melanin-of-phototype"), ("", "melanin-not-known"),
     ("olive", "melanin-not-known"), ("I-II-III", "melanin-not-known")],
)  # fmt: skip
def test_phototypes(phototype, flag):
    assert flag in tissue_stack("cheek", 40, "f", phototype).flags


def test_darker_phototypes_hold_more_melanin():
    depths = [tissue_stack("cheek", phototype=word).melanin for word in
              ("I", "2", "II-III", "FST III", "type IV", "V", "vi")]  # fmt: skip
    assert all(np.diff(depths) > 0.0)


@pytest.mark.parametrize(
    ("site", "age", "flag"),
    [
        ("cheek", None, "age-not-given"),
        ("cheek", 8, "age-outside-studied-range"),
        ("cheek", 97, "age-outside-studied-range"),
        ("hand", 50, "dermis-of-nearest-site"),
        ("scalp", 50, "dermis-of-nearest-site"),
    ],
)
def test_flags(site, age, flag):
    assert flag in tissue_stack(site, age, "f").flags


def test_nothing_is_flagged_that_is_known():
    assert tissue_stack("cheek", 50, "f", "III").flags == ("melanin-of-phototype",)


def test_draws_are_repeatable_and_leave_no_trace():
    before = optical_stack(tissue_stack("cheek", 50, "f", "III"), 1550.0)
    with parameter_draw(3, 16, 7):
        drawn = optical_stack(tissue_stack("cheek", 50, "f", "III"), 1550.0)
        water = float(water_absorption_mm(1550.0))
    assert drawn != before
    assert water != float(water_absorption_mm(1550.0))
    with parameter_draw(3, 16, 7):
        assert optical_stack(tissue_stack("cheek", 50, "f", "III"), 1550.0) == drawn
    assert optical_stack(tissue_stack("cheek", 50, "f", "III"), 1550.0) == before


def test_no_draw_breaks_a_stack():
    """Every site, wavelength and frequency, whatever the draws."""
    for index in range(32):
        with parameter_draw(index, 32, 5):
            for site in ("cheek", "eyelid", "hand", "thigh"):
                stack = tissue_stack(site, 70, "m", "IV")
                for nm in (450.0, 850.0, 1550.0, 2940.0, 10600.0):
                    optical_stack(stack, nm)
                thermal_layers(stack)
                electrical_layers(stack, 1e6)


def test_nearest_site_has_the_wider_spread():
    """The back of the hand, whose dermis is the forearm's, varies more than the forearm."""

    def spread(site):
        logs = []
        for index in range(64):
            with parameter_draw(index, 64):
                logs.append(np.log(sum(tissue_stack(site, 45, "f").thickness_um[2:4])))
        return np.std(logs)

    assert spread("hand") > 1.2 * spread("forearm")


def test_a_cut_goes_on_without_end():
    stack = tissue_stack("cheek", 50, "f", "III")
    cut = optical_stack(stack, 1550.0, cut_um=500.0)
    assert len(cut.layers) == 4
    assert cut.layers[-1].thickness_mm == float("inf")
    assert cut.index_below == cut.layers[-1].index
    whole = optical_stack(stack, 1550.0)
    assert cut.layers[:3] == whole.layers[:3]
    assert len(optical_stack(stack, 1550.0, cut_um=1e5).layers) == 5
    with pytest.raises(InputError, match="above 0"):
        optical_stack(stack, 1550.0, cut_um=0.0)


@pytest.mark.parametrize("frequency", [0.0, 50.0, 2e9])
def test_a_frequency_without_data_is_refused(frequency):
    with pytest.raises(InputError, match="1e3 to 1e9 Hz"):
        electrical_layers(tissue_stack("cheek"), frequency)


def test_what_a_stack_rests_on_is_cited():
    with collect_citations() as (sources, parameters):
        stack = tissue_stack("cheek", 50, "f", "III")
        optical_stack(stack, 1550.0)
        thermal_layers(stack)
    assert {"segelstein-1981", "meng-2022", "burns-review-2016", "cooksey-2017"} <= sources
    assert "tissue.water.reticular-dermis" in parameters


def test_every_assumed_value_has_a_spread():
    """What is assumed and matters must be let vary."""
    fixed = {
        name
        for name, one in all_parameters().items()
        if name.startswith(("tissue.", "lipid.peak", "diffusion."))
        and one.basis == "assumed"
        and one.spread_kind == "none"
    }
    assert fixed == set()
