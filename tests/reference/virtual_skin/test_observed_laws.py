"""What states show, against closed forms, spectra measured end to end, and published pairs."""

import math

import numpy as np
import pytest
from observed_skins import both, change, parameters

from turgor.measure.colour.whole import measure_spectrum
from turgor.physics.skin_optics import skin_reflectance
from turgor.physics.tissue.pigment import typical_optics
from turgor.record.skin_place import SkinPlace
from turgor.record.spectrum import Spectrum
from turgor.skin.observe.histology import stained_area
from turgor.skin.observe.level import baseline_of
from turgor.skin.observe.person import stack_of

COLOURS = {
    "ita": ("colour.ita", False),
    "lightness": ("colour.l_star", False),
    "redness-a": ("colour.a_star", False),
    "melanin-index": ("colour.mi", True),
    "erythema-index": ("colour.ei", True),
}
#: what the polynomials of colour may be off by, in the colour's unit or in % of an index
COLOUR_ERROR = {
    "ita": 0.2, "lightness": 0.05, "redness-a": 0.05, "melanin-index": 0.5, "erythema-index": 0.5,
}  # fmt: skip


def measured_colours(stack, melanin=1.0, blood=1.0):
    """Metric -> value of a finely sampled spectrum of the stack's skin, through ``measure``."""
    nm = np.arange(400.0, 701.0, 1.0)
    optics = typical_optics(
        melanin * stack.melanin, blood * stack.blood_fraction, stack.oxygenation
    )
    spectrum = Spectrum(nm, skin_reflectance(optics, nm), geometry="d:8-sci")
    found = measure_spectrum(spectrum, capture_sha256="0" * 64).findings
    return {finding.measurand.metric: finding.value for finding in found}


@pytest.mark.parametrize("phototype", ["I", "III", "V"])
@pytest.mark.parametrize("melanin, blood", [(2.0, 1.0), (0.6, 1.0), (1.0, 2.0), (1.4, 0.6)])
def test_colour_is_what_a_spectrum_measured_end_to_end_says(phototype, melanin, blood):
    """The second path: full spectra at 1 nm through the instruments' own room."""
    place = SkinPlace("cheek", 45.0, "female", phototype)
    stack = stack_of(place)
    before, after = measured_colours(stack), measured_colours(stack, melanin, blood)
    for name, (metric, relative) in COLOURS.items():
        got = change(
            name, parameters(small_vessel_share=0.0), place, melanin=melanin, hyperaemia=blood - 1.0
        )[0]
        told = after[metric] - before[metric]
        told *= 100.0 / before[metric] if relative else 1.0
        assert got == pytest.approx(told, abs=COLOUR_ERROR[name]), (name, got, told)


def test_more_vessels_are_redder_and_phototypes_keep_their_order():
    assert change("erythema-index", vessels=2.0)[0] > 5.0
    assert change("redness-a", vessels=2.0)[0] > 0.5
    angles = [
        baseline_of("ita", SkinPlace("cheek", 45.0, "female", phototype)).value
        for phototype in ("I", "II", "III", "IV", "V", "VI")
    ]
    assert angles == sorted(angles, reverse=True)
    assert angles[0] - angles[-1] > 60.0


def test_water_dims_the_dermis_as_much_wherever_it_lies():
    """Little water takes its share of the dermis' mean echo, however the two layers share it."""
    water, gain = 1e-3, 3.0
    for above in (0.1, 0.5, 0.9):
        p = parameters(oedema_papillary=above, density_water=gain)
        assert change("echo-density", p, oedema=water)[0] == pytest.approx(
            -100.0 * gain * water, rel=0.02
        )
    # of the water that lies deep, the lower half dims more
    low, high = (
        change("echo-ratio", parameters(oedema_papillary=above), oedema=0.05)[0]
        for above in (0.9, 0.05)
    )
    assert low < 0.0 < high


def test_skin_that_rises_less_under_suction_looks_firmer():
    """By that alone: what contraction and volume add by themselves is left out."""
    alone = {"laxity_contraction": 0.0, "laxity_volume": 0.0, "laxity_firmness": 1.0}
    p = parameters(**alone, elasticity_gain=1.0)
    for states in ({"contraction": 0.1}, {"oedema": 0.05}, both("collagen_mature", 0.9)):
        rises = change("distension-r0", p, **states)[0]
        looks = change("look-laxity", p, **states)[0]
        assert looks == pytest.approx(-math.log1p(rises / 100.0), rel=1e-6)
        assert abs(looks) > 1e-3


def test_melanin_in_the_dermis_darkens_and_turns_bluer():
    """The melanin index rises by the same melanin's share in the epidermis, to a third of it."""
    for phototype in ("II", "IV"):
        place = SkinPlace("cheek", 45.0, "female", phototype)
        dropped = change("melanin-index", place=place, melanin_dermal=0.3)[0]
        above = change("melanin-index", place=place, melanin=1.3)[0]
        assert dropped == pytest.approx(above, rel=0.33)
        assert change("redness-a", place=place, melanin_dermal=0.3)[0] < 0.0


def test_a_spot_fades_as_the_skin_around_it_does():
    """Half of the melanin everywhere; less than half of the contrast, since the index flattens."""
    for phototype in ("II", "V"):
        place = SkinPlace("cheek", 45.0, "female", phototype)
        got = change("lesion-contrast", place=place, melanin=0.5)[0]
        assert -50.0 < got < 0.0
        stack = stack_of(place)
        spot = [measured_colours(stack, 1.6 * m)["colour.mi"] for m in (1.0, 0.5)]
        around = [measured_colours(stack, m)["colour.mi"] for m in (1.0, 0.5)]
        told = (spot[1] - around[1]) / (spot[0] - around[0]) - 1.0
        assert got == pytest.approx(100.0 * told, abs=1.0)


def test_depth_of_wrinkles_has_its_closed_form():
    p = parameters(wrinkle_collagen=3.0, wrinkle_papillary=0.7)
    papillary = change("wrinkle-depth", p, collagen_mature_papillary=1.1)[0]
    reticular = change("wrinkle-depth", p, collagen_mature_reticular=1.1)[0]
    # 0.7 and 0.3 of the weight, and the layers' own shares of mature collagen
    expected = [-math.expm1(3.0 * w * -0.1 * mature) for w, mature in _mature_shares(p)]
    assert [-0.01 * papillary, -0.01 * reticular] == pytest.approx(expected, rel=1e-9)
    whole = change("wrinkle-depth", parameters(wrinkle_volume=40.0), replaced_volume=1.0)[0]
    assert -100.0 <= whole < -99.9


def _mature_shares(p):
    from turgor.skin.observe.observable import named_parameters

    named = named_parameters(p)
    new = [float(named[f"collagen.new_share_{n}"][0]) for n in ("papillary", "reticular")]
    return [(0.7, 1.0 - new[0]), (0.3, 1.0 - new[1])]


def test_water_loss_has_its_closed_form():
    p = parameters(tewl_open=8.0, tewl_lipid=1.5)
    assert change("tewl", p, barrier_open=0.25, corneum=0.75)[0] == pytest.approx(175.0, abs=1e-5)
    assert change("tewl", p, barrier_open=1.0, corneum=0.0)[0] == pytest.approx(700.0, abs=1e-5)
    # conductances in series: lipids gone, 2.5 times the closed surface's
    assert change("tewl", p, barrier_lipid_loss=1.0)[0] == pytest.approx(
        100.0 * (8.0 * 2.5 / 9.5 - 1.0), abs=1e-5
    )
    thinner = change("tewl", p, corneum=0.5)[0]
    assert thinner == pytest.approx(100.0 * (8.0 / 4.5 - 1.0), abs=1e-5)


def test_a_layer_of_fluid_thickens_by_its_volume():
    """1 µl/cm² is 10 µm; oedema is a share of the dermis."""
    place = SkinPlace("cheek", 45.0, "female", "II")
    papillary, reticular = stack_of(place).thickness_um[2:4]
    got = change("dermal-thickness", place=place, carrier=5.0)[0]
    assert got == pytest.approx(100.0 * 50.0 / (papillary + reticular), rel=1e-12)
    assert change("dermal-thickness", oedema=0.1)[0] == pytest.approx(10.0, rel=1e-12)


def test_oedema_lowers_echoes_while_it_thickens():
    assert change("echo-density", oedema=0.05)[0] < -1.0
    assert change("low-echo-share", oedema=0.05)[0] > 1.0
    assert change("skin-thickness", oedema=0.05)[0] > 1.0
    # it gathers under the epidermis: the ratio of upper to lower falls
    assert change("echo-ratio", oedema=0.05)[0] < 0.0


def test_low_echoes_follow_the_statistics_of_speckle():
    """Share of Rayleigh amplitudes below a level, drawn, at the echo that the skin has."""
    p = parameters(low_echo_exponent=0.4)
    state = both("collagen_mature", 1.05)
    echo = 1.0 + 0.01 * change("echo-density", p, **state)[0]
    rng = np.random.default_rng(3)
    level = np.sqrt(0.4)  # of exp(-level²) above it at mean square 1
    drawn = [(rng.rayleigh(e / np.sqrt(2.0), 400_000) < level).mean() for e in (1.0, echo)]
    got = 1.0 + 0.01 * change("low-echo-share", p, **state)[0]
    assert got == pytest.approx(drawn[1] / drawn[0], rel=0.02)


def test_a_stain_saturates_as_an_area_as_two_trials_did():
    """Collagen I up by 80 % in one trial of tretinoin, from 75.2 to 94.2 % of the area in another.

    Saturation alone takes 80 % to 91.9 % of the area; no stain above 100 %.
    """
    assert stained_area(0.752, 0.8) == pytest.approx(0.942, abs=0.03)
    assert stained_area(0.3, 0.0) == pytest.approx(0.3)
    assert 0.99 < stained_area(0.75, 5.0) < 1.0
    # two halves of matter cover as one whole
    half = stained_area(0.4, 0.5)
    assert stained_area(half, 1.0 / 3.0) == pytest.approx(stained_area(0.4, 1.0))


def test_stain_of_elastic_material_falls_as_elastosis_goes():
    mostly_elastotic = parameters(elastotic_share=0.7)
    assert change("elastin", mostly_elastotic, elastosis=0.6)[0] == pytest.approx(-28.0)
    assert change("elastin", mostly_elastotic, elastin=1.1)[0] == pytest.approx(3.0)
    assert change("elastosis", elastosis=0.6)[0] == pytest.approx(-40.0)


@pytest.mark.parametrize(
    "observable, sign, state",
    [
        ("wrinkle-depth", -1, both("collagen_new_i", 2.0)),
        ("roughness", -1, {"epidermis": 1.2}),
        ("roughness", 1, {"irritant_reaction": 0.5}),
        ("echo-density", 1, both("collagen_mature", 1.05)),
        ("collagen-iii", 1, both("collagen_new_iii", 1.5)),
        ("hydration", -1, {"barrier_lipid_loss": 0.3}),
        ("hydration", 1, {"gel": 2.0}),
        ("blood-flow", 1, {"hyperaemia": 0.3}),
        ("blood-flow", -1, both("collagen_new_i", 2.0)),
        ("ita", -1, {"melanin": 1.2}),
        ("lightness", -1, {"melanin": 1.2}),
        ("look-pigment", 1, {"melanin": 0.8}),
        ("look-redness", -1, {"hyperaemia": 0.3}),
        ("look-laxity", 1, {"contraction": 0.1}),
        ("look-wrinkles", 1, both("collagen_mature", 1.05)),
        ("look-overall", 1, both("collagen_mature", 1.05)),
        ("procollagen", 1, both("fibroblasts", 0.3)),
        ("distension-r0", -1, {"contraction": 0.1}),
        ("firmness", 1, {"contraction": 0.1}),
        ("wave-speed", 1, {"contraction": 0.1}),
        ("wave-speed", 1, {"elastin": 1.2}),
        ("elasticity-r2", 1, {"elastin": 1.2}),
    ],
)
def test_signs(observable, sign, state):
    assert sign * change(observable, **state)[0] > 0.0


def test_flow_is_not_the_number_of_vessels():
    assert change("blood-flow", vessels=2.0)[0] == 0.0
    assert change("vascularity", vessels=2.0)[0] == pytest.approx(100.0)
