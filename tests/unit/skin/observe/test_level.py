"""Values from changes: on a finding, on norms, on the model, each said."""

import numpy as np
import pytest

from turgor.errors import InputError
from turgor.physics.colour import ita_deg
from turgor.record.skin_place import SkinPlace
from turgor.skin.observe.level import ORIGINS, baseline_of, level_of
from turgor.skin.observe.noise import reading_noise

CHEEK = SkinPlace("cheek", 45.0, "female", "III")


def test_a_finding_comes_before_what_such_people_have():
    own = SkinPlace("cheek", 45.0, "female", "III", {"cutometer.r0": 0.31, "tewameter.tewl": 14.0})
    assert baseline_of("distension-r0", own).value == 0.31
    assert baseline_of("distension-r0", own).origin == "finding"
    assert baseline_of("distension-r0", own).sd == 0.0
    assert baseline_of("tewl", own).told == "tewameter.tewl"
    assert baseline_of("distension-r0", CHEEK).origin == "record"


def test_norms_say_what_they_were_taken_from():
    tewl = baseline_of("tewl", CHEEK)
    assert (tewl.origin, tewl.value, tewl.sd) == ("norm", 9.69, 2.94)
    assert any("forearm" in step for step in tewl.steps)
    dermis = baseline_of("dermal-thickness", CHEEK)
    assert 500.0 < dermis.value < 1500.0 and dermis.sd > 100.0
    assert {baseline_of(o, CHEEK).origin for o in ("tewl", "ita", "hydration")} <= set(ORIGINS)


def test_colour_at_rest_is_of_the_phototype_and_spreads():
    ita = baseline_of("ita", CHEEK)
    # the angle that the phototype's class of colour has, under another observer
    assert ita.value == pytest.approx(34.5, abs=3.0)
    assert 3.0 < ita.sd < 20.0
    l_star, mi = baseline_of("lightness", CHEEK).value, baseline_of("melanin-index", CHEEK).value
    assert float(ita_deg(l_star, 15.0)) == pytest.approx(ita.value, abs=12.0)
    assert 15.0 < mi < 50.0
    known = SkinPlace("cheek", 45.0, "female", "III", {"chromophore.melanin_depth": 0.15})
    assert baseline_of("ita", known).sd < ita.sd


def test_levels_add_or_multiply_as_changes_are_stated():
    change = np.array([-50.0, 0.0, 20.0])
    depth = baseline_of("wrinkle-depth", CHEEK)
    np.testing.assert_allclose(
        level_of("wrinkle-depth", change, depth), depth.value * np.array([0.5, 1.0, 1.2])
    )
    ita = baseline_of("ita", CHEEK)
    np.testing.assert_allclose(level_of("ita", change, ita), ita.value + change)


def test_what_has_no_level_is_refused():
    for name in ("collagen-i", "look-overall", "zone-depth", "mmp"):
        with pytest.raises(InputError, match="no level"):
            baseline_of(name, CHEEK)
    with pytest.raises(InputError, match="no observable"):
        baseline_of("youth", CHEEK)
    with pytest.raises(InputError, match="no skin is known"):
        baseline_of("ita", SkinPlace("wing", 45.0))


def test_noise_says_what_it_rests_on():
    assert reading_noise("tewl").sd == 15.1
    assert reading_noise("tewl").basis == "published"
    # coefficient of agreement 0.9 at least, on faces whose R2 spreads by 0.04 about 0.74
    r2 = reading_noise("elasticity-r2", CHEEK)
    assert r2.sd == pytest.approx(100.0 * 0.04 / 0.74 * 0.1**0.5, rel=1e-6)
    assert (r2.basis, r2.one_sided) == ("agreement", "at-most")
    assert reading_noise("ita").one_sided == "at-least"
    assert reading_noise("firmness").sd == reading_noise("distension-r0").sd
    assert reading_noise("collagen-i").basis == "assumed"
    mi = reading_noise("melanin-index", CHEEK)
    assert mi.sd == pytest.approx(100.0 * 1.06 / baseline_of("melanin-index", CHEEK).value)
