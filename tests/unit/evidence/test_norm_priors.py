"""Priors and noise from norms by hand; ways of measuring never meet; what was widened is said."""

import math

import pytest

from turgor.errors import InputError
from turgor.evidence.norm import all_norms
from turgor.evidence.norms import measurement_noise, noisy_observables, population_prior
from turgor.evidence.norms.noise import repeated_quantities
from turgor.evidence.repeatability import all_repeatability
from turgor.record.finding import U_KINDS


def test_a_prior_is_weighted_by_people() -> None:
    """Women's and men's forehead dermis by ultrasound: 69 of 860 ± 160, 49 of 1170 ± 280 µm."""
    both = population_prior("dermal-thickness", site="forehead", family="ultrasound")
    mean = (69 * 860 + 49 * 1170) / 118
    within = (69 * 160**2 + 49 * 280**2) / 118
    between = (69 * (860 - mean) ** 2 + 49 * (1170 - mean) ** 2) / 118
    assert both.mean == pytest.approx(mean) and both.n == 118
    assert both.sd == pytest.approx(math.sqrt(within + between))
    assert both.rows == ("NORM017", "NORM018") and both.steps == ()
    women = population_prior("dermal-thickness", site="forehead", sex="female")
    assert (women.mean, women.sd, women.n) == (860.0, 160.0, 69.0)


def test_age_picks_the_group_that_covers_it() -> None:
    young = population_prior("skin-thickness", site="canthus", sex="female", age_years=29.9)
    older = population_prior("skin-thickness", site="canthus", sex="female", age_years=45.0)
    assert (young.mean, young.rows) == (1360.0, ("NORM035",))
    assert (older.mean, older.rows) == (1430.0, ("NORM051",))
    none = population_prior("skin-thickness", site="canthus", age_years=70.0, family="ultrasound")
    assert "no norm is at 70 years; all are taken" in none.steps


def test_ultrasound_epidermis_is_never_mixed_with_biopsies() -> None:
    """Entry echo about three times the biopsy's: pooled they would be nobody's epidermis."""
    echo = population_prior("epidermal-thickness", site="forehead", family="ultrasound")
    cut = population_prior("epidermal-thickness", site="forehead", family="histology")
    seen = population_prior("epidermal-thickness", family="oct")
    assert echo.families == cut.families == ("histology", "oct", "ultrasound")
    assert 2.5 < echo.mean / cut.mean < 3.5 and 2.5 < echo.mean / seen.mean < 3.5
    by_id = {norm.id: norm for norm in all_norms()}
    for prior in (echo, cut, seen):
        assert {by_id[row].family for row in prior.rows} == {prior.family}


@pytest.mark.parametrize("observable", ["melanin-index", "erythema-index", "blood-flow"])
def test_scales_that_do_not_interchange_stay_apart(observable: str) -> None:
    families = population_prior(observable).families
    assert len(families) > 1
    means = [population_prior(observable, family=family).mean for family in families]
    assert max(means) / min(means) > 1.5


def test_extremes_stand_for_themselves_alone() -> None:
    assert population_prior("tewl").rows == ("NORM098",), "no axilla, palm or breast in it"
    palm = population_prior("tewl", site="palm")
    assert (palm.mean, palm.steps) == (49.32, ())
    cheek = population_prior("tewl", site="cheek")
    assert cheek.steps[0] == "no norm is of cheek; taken from volar forearm"
    hydration = population_prior("hydration", site="cheek")
    assert hydration.steps[0].startswith("only the sites with the highest or the lowest value")


def test_a_misprinted_spread_is_not_used() -> None:
    """200 ± 180 µm stands between neighbours of ± 20 to 30; the others' share is taken."""
    prior = population_prior(
        "epidermal-thickness", site="zygoma", sex="female", family="ultrasound"
    )
    assert prior.rows == ("NORM012",) and prior.sd is not None and prior.sd < 60.0
    assert prior.steps == ("no spread is printed there; that of other sites, in %, is taken",)


def test_percentiles_give_a_spread() -> None:
    finger = population_prior("wave-speed", site="finger")
    assert finger.sd == pytest.approx((48.4 - 12.1) / (2 * 1.959963984540054))
    assert finger.unit == "kPa"


def test_what_there_is_no_norm_of_is_refused() -> None:
    with pytest.raises(InputError, match="no norm has a level of 'elasticity-r2'; there are"):
        population_prior("elasticity-r2")
    with pytest.raises(InputError, match="by 'x-ray'; allowed: histology, oct, ultrasound"):
        population_prior("epidermal-thickness", family="x-ray")
    with pytest.raises(InputError, match="sex is 'woman'; allowed: female, male"):
        population_prior("tewl", sex="woman")


def test_noise_printed_for_visits_comes_first() -> None:
    tewl = measurement_noise("tewl")
    assert (tewl.cv_pct, tewl.design, tewl.basis) == (15.1, "between-days", "cv")
    assert tewl.u_kind in U_KINDS
    flow = measurement_noise("blood-flow")
    assert (flow.cv_pct, flow.cautions) == (5.9, ("same-session",)), "resting, not provoked"
    stiff = measurement_noise("firmness", family="durometer")
    assert (stiff.cv_pct, stiff.n) == (7.6, 6.0)


def test_noise_from_a_coefficient_takes_the_same_ways_spread() -> None:
    thickness = measurement_noise("skin-thickness", family="ultrasound", site="cheek")
    prior = population_prior("skin-thickness", site="cheek", family="ultrasound")
    assert prior.sd is not None
    assert thickness.sem == pytest.approx(prior.sd * math.sqrt(1.0 - 0.95))
    assert (thickness.basis, thickness.unit) == ("icc", "um")
    assert set(prior.rows) < set(thickness.rows)
    light = measurement_noise("lightness")
    assert light.sem == pytest.approx(4.86 * math.sqrt(0.05)) and "scar" in light.cautions


def test_noise_that_is_not_known_is_refused() -> None:
    with pytest.raises(InputError, match=r"only coefficients of agreement are published \(REP003"):
        measurement_noise("elasticity-r2")
    with pytest.raises(InputError, match="nothing is published on the repeatability of 'elastin'"):
        measurement_noise("elastin")
    with pytest.raises(InputError, match="nothing on tewl is by 'corneometer'; allowed: tewl-"):
        measurement_noise("tewl", family="corneometer")
    with pytest.raises(InputError, match="nothing published on wrinkle-depth says how far"):
        measurement_noise("wrinkle-depth")
    assert "tewl" in noisy_observables()


def test_every_repeated_quantity_has_a_meaning() -> None:
    assert {row.quantity for row in all_repeatability()} == set(repeated_quantities())
