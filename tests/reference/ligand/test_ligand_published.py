"""Published arms: what the model was fitted to, what it meets unseen, and what it misses."""

from collections.abc import Callable

import numpy as np
import pytest

from turgor.evidence import parameter, parameter_draw
from turgor.physics.tissue.stack import tissue_stack
from turgor.record.tissue import TissueStack
from turgor.skin.stimulus import ligand
from turgor.skin.stimulus.ligand.agents import chemistry
from turgor.skin.stimulus.ligand.film import TRIAL_MG_CM2, UNIT_SKIN, cream_entry, film
from turgor.skin.stimulus.ligand.kinetics import single_response


def found(agent: str, percent: float, stack: TissueStack = UNIT_SKIN, **more: float | str) -> dict:
    stated = {"agent": agent, "percent": percent, "nights_per_week": 7.0, "weeks": 24.0}
    stated |= {"vehicle": "cream", "amount_g": 0.1, "area_cm2": 50.0}
    return dict(ligand.model(stated | more, "", stack).draw(stack).quantities)


def test_a_trial_absorbs_what_it_was_fitted_to() -> None:
    assert found("tretinoin", 0.05)["absorbed"] == pytest.approx(2.0, rel=0.01)


def test_every_draw_absorbs_what_it_has_for_absorption() -> None:
    """Also where diffusion is drawn so slow that shedding would outrun it (seed 7, draw 30)."""
    sped = 0
    for index in range(60):
        with parameter_draw(index, 60, 7):
            share = found("tretinoin", 0.05, contact_h=10.0)["absorbed"]
            assert share == pytest.approx(parameter("ligand.tretinoin.absorbed"), rel=1e-3)
            sped += cream_entry().speed > 1.0
    assert 0 < sped < 6


def absorbed_in_draws(stack: Callable[[], TissueStack]) -> np.ndarray:
    """Middle 80 % of 64 draws of the share of tretinoin 0.05 % cream that is absorbed."""
    shares = []
    for index in range(64):
        with parameter_draw(index, 64):
            shares.append(found("tretinoin", 0.05, stack(), contact_h=10.0)["absorbed"])
    return np.quantile(shares, [0.1, 0.9])


def test_absorption_after_a_year_lies_in_the_spread() -> None:
    """Held out: 1.1 %, in the middle 80 % of draws; the trial's site is not known."""
    low, high = absorbed_in_draws(lambda: UNIT_SKIN)
    assert low < 1.1 < high


@pytest.mark.xfail(reason="four faces absorbed 5.3 %, above the middle 80 % of draws")
def test_absorption_of_faces_lies_in_the_spread() -> None:
    assert absorbed_in_draws(lambda: tissue_stack("cheek"))[1] > 5.3


def test_other_agents_are_absorbed_within_what_was_seen() -> None:
    assert found("tazarotene", 0.1)["absorbed"] < 6.0
    assert found("adapalene", 0.1)["absorbed"] < 0.5 * found("tretinoin", 0.05)["absorbed"]


def test_strong_and_weak_tretinoin_thicken_alike() -> None:
    """Fitted: 41 and 39 % above the vehicle, 48 weeks."""
    strong = found("tretinoin", 0.1, weeks=48.0)["effect-end"]
    weak = found("tretinoin", 0.025, weeks=48.0)["effect-end"]
    assert weak / strong == pytest.approx(39 / 41, abs=0.15)


def test_irritation_tells_them_apart() -> None:
    """Held out: more at 0.1 than at 0.025 %; more than in proportion to the effect."""
    strong, weak = found("tretinoin", 0.1), found("tretinoin", 0.025)
    irritates = strong["irritation-worst"] / weak["irritation-worst"]
    assert irritates > 2.0 > strong["effect-end"] / weak["effect-end"]


@pytest.mark.parametrize("percent", [0.25, 0.5, 1.0])
def test_retinol_is_as_a_tenth_of_tretinoin(percent: float) -> None:
    """Fitted at 0.5 %, held out at 0.25 and 1 %; 12 weeks."""
    retinol = found("retinol", percent, weeks=12.0)["effect-end"]
    tretinoin = found("tretinoin", percent / 10.0, weeks=12.0)["effect-end"]
    assert retinol == pytest.approx(tretinoin, rel=0.03)


def test_adapalene_is_not_inferior() -> None:
    """Held out: 0.3 % against tretinoin 0.05 %, 24 weeks; a fifth is taken as the margin."""
    assert found("adapalene", 0.3)["effect-end"] > 0.8 * found("tretinoin", 0.05)["effect-end"]


def test_dose_response_rises_through_every_arm() -> None:
    """Held out: 0.001 below 0.01 below 0.05 %, dose-dependent at 24 weeks."""
    effects = [found("tretinoin", percent)["effect-end"] for percent in (0.001, 0.01, 0.05)]
    assert effects[0] < 0.3 < effects[1] < effects[2]


@pytest.mark.xfail(reason="a fifth of the most effect is said of 0.001 %; the arm had none")
def test_a_thousandth_of_a_percent_does_nothing() -> None:
    assert found("tretinoin", 0.001)["effect-end"] < 0.05


def test_short_contact_and_fewer_nights_irritate_less_than_they_cost_effect() -> None:
    """Held out: 30 min, 18 % irritated against some 85; three nights a week were a schedule."""
    usual = found("tretinoin", 0.05)
    for less in (
        found("tretinoin", 0.05, contact_h=0.5),
        found("tretinoin", 0.05, nights_per_week=3.0),
    ):
        kept = less["effect-end"] / usual["effect-end"]
        assert kept > 0.8 and less["irritation-worst"] < 0.7


def test_skin_grows_used_to_it() -> None:
    """Held out: worst within weeks, less in the second 24 weeks than in the first."""
    stated = {"agent": "tretinoin", "percent": 0.05, "nights_per_week": 7.0, "weeks": 48.0}
    drawn = ligand.model(stated, "", UNIT_SKIN).draw(UNIT_SKIN)
    assert 7.0 <= drawn.quantities["irritation-worst-day"] <= 28.0
    days = ligand.door.COURSE_DAYS
    course = drawn.courses["irritation"]
    first = course[(days > 0) & (days <= 168)].mean()
    second = course[(days > 168) & (days <= 330)].mean()
    assert second < 0.8 * first


def patch(agent: str, percent: float) -> float:
    made = chemistry(agent)
    on = film(agent, percent, TRIAL_MG_CM2, cream_entry(), 1.0, occluded=True)
    return float(single_response(UNIT_SKIN, made, on).coarse[8, 0])


def test_the_ladder_of_patches() -> None:
    """Lowest strengths that work: retinol 0.025 and retinaldehyde 0.01 % (fitted); tretinoin is
    held out, 0.001 % being the lowest that was tried.
    """
    retinol = patch("retinol", 0.025)
    assert patch("retinaldehyde", 0.01) == pytest.approx(retinol, rel=0.03)
    assert 0.3 * retinol < patch("tretinoin", 0.001) < 3.0 * retinol


@pytest.mark.xfail(reason="too slow through the corneum by its mass: a thirtieth of what was seen")
def test_retinyl_palmitate_in_a_patch() -> None:
    """Held out: 0.6 % works as retinol 0.025 % does."""
    assert patch("retinyl-ester", 0.6) > 0.33 * patch("retinol", 0.025)


def test_occlusion_lets_more_in() -> None:
    assert (
        found("retinol", 0.1, occluded=True)["absorbed"] > 1.5 * found("retinol", 0.1)["absorbed"]
    )


def test_what_does_not_dissolve_adds_nothing() -> None:
    """Held out: what enters doesn't grow in proportion to dose over 25-fold; in pig ear 0.25 %
    gives the largest share of what was put on. An alcohol mixes with oil, so has no such end.
    """
    peels = [found("tretinoin", percent)["exposure-epidermis"] for percent in (1.0, 5.0)]
    assert peels[0] == pytest.approx(peels[1], rel=1e-9)
    retinol = [found("retinol", percent)["exposure-epidermis"] for percent in (0.5, 1.0)]
    assert retinol[1] == pytest.approx(2 * retinol[0], rel=1e-6)
