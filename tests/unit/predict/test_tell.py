"""What a skin says of a row: nothing happened is nothing said, and contrasts subtract."""

import numpy as np
import pytest
from tests.unit.predict.outcome_rows import row

from turgor.evidence import parameter
from turgor.evidence.outcome import Comparator
from turgor.predict.calibrate.arm import questions
from turgor.predict.calibrate.free import may_be_free, skin_parameters
from turgor.predict.calibrate.simulate import Followed
from turgor.predict.calibrate.tell import tell_row
from turgor.predict.hierarchy.scale import working_scale
from turgor.predict.protocol.course import ArmCourse
from turgor.record.course import Course
from turgor.record.skin_place import SkinPlace
from turgor.skin.assemble import parameter_names
from turgor.skin.hazard.closure import closure_days
from turgor.skin.solve.course import rest_of
from turgor.skin.solve.dynamics import tissue_dynamics
from turgor.skin.state import STATE_NAMES

SLOPES = {
    name: np.full(2, value)
    for name, value in (("rating.people", 2.0), ("rating.graded", 0.5), ("rating.placebo", 0.2))
}
ARM = ArmCourse(Course(), SkinPlace("cheek", 50.0, "", ""), 90.0, {}, {}, ())


def followed(**changed: float) -> Followed:
    """Two skins at day 90: at rest but for factors of some states."""
    p = skin_parameters(may_be_free(), np.zeros((len(may_be_free()), 2)))
    rest = rest_of(p[: len(parameter_names())], tissue_dynamics())
    now = rest.copy()
    for name, factor in changed.items():
        now[STATE_NAMES.index(name)] *= factor
    return Followed(np.array([90.0]), now[None], rest, p)


def told(item, skin: Followed, other: Followed | None = None):
    return tell_row(item, 90.0, (ARM, skin), other, SLOPES)


def observed_as(observable: str, number: str = "percent-change", **fields):
    return row(-10.0, number, observable=observable, **fields)


def test_skin_at_rest_says_no_change() -> None:
    np.testing.assert_allclose(told(observed_as("epidermal-thickness"), followed()), 0.0, atol=1e-9)
    share = row(None, "percent-of-people", value=50.0, unit="pct", observable="look-wrinkles")
    np.testing.assert_allclose(told(share, followed()), 0.0, atol=1e-9)


def test_raters_see_a_placebo_in_any_arm_and_none_in_a_contrast() -> None:
    alone = told(observed_as("look-wrinkles"), followed())
    # better is -1 for wrinkles: severity falls by exp(-0.2)
    change = working_scale("percent-change").back(alone)
    np.testing.assert_allclose(change, 100.0 * np.expm1(-0.2))
    contrast = observed_as("look-wrinkles", comparator=Comparator("vehicle"))
    np.testing.assert_allclose(told(contrast, followed(), followed()), 0.0, atol=1e-9)


def test_a_thicker_epidermis_is_a_thicker_epidermis() -> None:
    answer = told(observed_as("epidermal-thickness"), followed(epidermis=1.2))
    change = working_scale("percent-change").back(answer)
    assert 5.0 < change[0] < 40.0


def test_a_contrast_subtracts_its_comparator() -> None:
    item = observed_as("epidermal-thickness", comparator=Comparator("vehicle"))
    both = told(item, followed(epidermis=1.2), followed(epidermis=1.2))
    np.testing.assert_allclose(both, 0.0, atol=1e-9)
    more = told(item, followed(epidermis=1.2), followed(epidermis=1.1))
    assert 0.0 < more[0] < told(item, followed(epidermis=1.2), followed())[0]


@pytest.mark.parametrize(
    ("observable", "number", "word"),
    [
        ("downtime", "absolute", "hazard"),
        ("look-wrinkles", "mean-score", "no law"),
        ("collagen", "ratio", "no law"),
    ],
)
def test_what_the_skin_can_not_say_has_a_reason(observable, number, word) -> None:
    item = row(None, number, value=2.0, unit="days", observable=observable)
    assert word in told(item, followed())


def test_unmapped_rows_and_animals_are_not_asked() -> None:
    asked, arms = questions(
        [observed_as(""), observed_as("collagen", species="rat"), observed_as("collagen")]
    )
    assert asked[0].reason and "rat" in asked[1].reason
    assert not asked[2].reason and len(arms) == 1


def test_closure_is_the_hazards_own_law_of_bared_skin_alone() -> None:
    """What is bared is covered days before what is open closes; a printed closure is the first."""
    days = np.arange(0.5, 28.5, 0.5)
    still = followed()
    states = np.repeat(still.before[None], days.size, axis=0)
    # rate of covering 0.5 a day, of closing 0.1
    states[:, STATE_NAMES.index("barrier_bare")] = np.exp(-0.5 * days)[:, None]
    states[:, STATE_NAMES.index("barrier_open")] = np.exp(-0.1 * days)[:, None]
    item = row(None, "absolute", value=6.0, unit="days", observable="closure-time")
    answer = told(item, Followed(days, states, still.before, still.p))
    np.testing.assert_array_equal(np.exp(answer), closure_days(states, days, 0.0, 28.0))
    # in closed form: exp(-0.5 (t - 0.5)) falls to the share that counts as closed
    closed = 0.5 - np.log(parameter("virtual.observe.closed_below")) / 0.5
    np.testing.assert_allclose(np.exp(answer), closed, rtol=0.01)
