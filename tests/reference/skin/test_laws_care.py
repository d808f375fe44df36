"""Sun, antioxidants, aftercare and pigment, against what trials say of them."""

import numpy as np


def test_shade_slows_ageing_and_lightens(skins, holds):
    """Sunscreen used daily (CX rows): less elastotic material, more collagen than in habit."""
    shade, none = skins["shade"], skins["nothing"]
    for name, sign in (
        ("collagen_mature_papillary", 1.0),
        ("elastosis", -1.0),
        ("collagen_fragments", -1.0),
        ("oxidative_stress", -1.0),
        ("melanin", -1.0),
    ):
        holds(sign * (shade(name, 730.0) - none(name, 730.0)) > 0.0, 1.0)


def test_an_antioxidant_lowers_stress_and_raises_collagen(skins, holds):
    """CX14: more collagen in biopsies with 10 % ascorbic acid than with the base alone."""
    skin, none = skins["antioxidant"], skins["nothing"]
    holds(skin("oxidative_stress", 90.0) < 0.9, 0.9)
    holds(skin("collagen_new_i_papillary", 90.0) > none("collagen_new_i_papillary", 90.0), 1.0)


def test_hydroquinone_lightens_and_rebounds(skins, holds):
    """Hydroquinone 4 %: melanin falls over 8 to 12 weeks and returns once it is stopped."""
    skin = skins["hydroquinone"]
    holds(skin("melanin", 60.0) < 0.85, 0.85)
    holds(skin("melanin", 180.0) > 0.93, 0.85)


def test_a_retinoid_lightens_slowly(skins, holds):
    """RX12: epidermal melanin -23 % at 40 weeks, -3 % under the vehicle."""
    skin = skins["tretinoin"]
    assert -0.3 < skin("melanin", 270.0)[0] - 1.0 < -0.05
    holds(skin("melanin", 270.0) < 1.0, 0.75)
    holds(skin("melanin", 3.0) > skin("melanin", 28.0), 0.75)


def test_a_steroid_damps_inflammation_and_pigment(skins, holds):
    """A potent steroid for a week after fractional CO2: less redness, less rousing of pigment."""
    plain, damped = skins["fractional"], skins["fractional-steroid"]
    for name in ("inflammation", "hyperaemia", "melanocyte_drive"):
        holds(damped(name, 7.0) < 0.9 * plain(name, 7.0), 0.9)


def test_occlusion_speeds_the_barrier(skins, holds):
    plain, covered = skins["fractional"], skins["fractional-occluded"]
    holds(covered("barrier_open", 3.0) < 0.9 * plain("barrier_open", 3.0), 0.9)


def test_darker_skin_is_roused_more(courses):
    """Pigment's gain is the trait by phototype: twice the gain, twice the drive."""
    p = np.repeat(courses.drawn_parameters(0), 2, axis=1)
    p[courses.parameter_names().index("trait.pigment"), 1] *= 2.0
    skin = courses.follow({"full": courses.Arm({0.0: courses.FULL_CO2})}, p, [28.0, 60.0])["full"]
    drive = skin("melanocyte_drive", 28.0)
    assert np.isclose(drive[1], 2.0 * drive[0], rtol=1e-9)
    assert skin("melanin", 60.0)[1] > skin("melanin", 60.0)[0]
    assert skin("melanin_dermal", 60.0)[1] > skin("melanin_dermal", 60.0)[0]
