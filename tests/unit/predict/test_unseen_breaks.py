"""What broken code once went unseen in: units of cells, few studies, looks held against looks."""

from dataclasses import replace

import numpy as np
import pytest
from tests.unit.predict.outcome_rows import row
from tests.unit.predict.test_tell import followed, observed_as, told

from turgor.evidence import parameter
from turgor.evidence.outcome import Comparator
from turgor.predict.calibrate.tell import rated
from turgor.predict.combine.width import width_factors
from turgor.predict.combine.working import NORMAL_90, WorkingForecast
from turgor.predict.forecast.endpoint import change_bands, noise_of
from turgor.predict.forecast.engine import People
from turgor.predict.hierarchy.scale import working_values
from turgor.predict.naive.distribution import NaiveDistribution
from turgor.record.skin_place import SkinPlace

CHEEK = SkinPlace("cheek", 50.0)
PEOPLE = 4096


def lasting(days: float | None, study: str, unit: str = "days"):
    """A time to heal as reported, in hours or days."""
    factor = 1.0 / 24.0 if unit == "hours" else 1.0
    made = row(None, "absolute", value=None if days is None else days / factor, study=study,
               unit=unit, outcome_class="event")  # fmt: skip
    return replace(made, meaning=replace(made.meaning, factor=factor))


def test_hours_and_days_share_a_cell_and_each_is_told_in_its_own_unit() -> None:
    held = NaiveDistribution(
        [
            lasting(days, f"S{days}", unit)
            for days, unit in ((1, "hours"), (2, "days"), (3, "hours"))
        ]
    )
    in_days = held.forecast(lasting(2.0, "new")).quantiles
    in_hours = held.forecast(lasting(2.0, "new", "hours")).quantiles
    assert in_days[1] == pytest.approx(2.0)
    np.testing.assert_allclose(in_hours, 24.0 * in_days)


def test_with_few_studies_a_band_reaches_further_than_four_in_five_of_them() -> None:
    """Of n studies of one class alone the quantile is at 0.8 (1 + 1 / n): with 4 the furthest."""
    misses = np.array([0.5, 1.0, 1.5, 4.0])
    rows = [row(0.0, study=f"S{i}") for i in range(4)]
    stated = WorkingForecast(working_values(rows) + misses, np.ones(4), np.ones(4, dtype=bool))
    factor = width_factors(rows, stated)[""]
    assert factor == pytest.approx(4.0 / NORMAL_90 * parameter("predict.width.new_literature"))


def test_a_look_held_against_a_better_look_is_worse() -> None:
    slopes = {name: np.ones(1) for name in ("rating.people", "rating.graded", "rating.placebo")}
    contrast = row(-10.0, observable="look-wrinkles", comparator=Comparator("vehicle"))
    better, worse = (rated(contrast, np.array([look]), slopes)[0] for look in (0.3, -0.3))
    # wrinkles: less is better
    assert better < 0.0 < worse == pytest.approx(-better)


def test_looks_of_both_arms_are_subtracted() -> None:
    contrast = observed_as("look-wrinkles", comparator=Comparator("vehicle"))
    thick, thin = followed(epidermis=1.3), followed(epidermis=1.1)
    np.testing.assert_allclose(told(contrast, thick, thick), 0.0, atol=1e-9)
    more, less = told(contrast, thick, thin), told(contrast, thin, thick)
    assert (more < -1e-3).all()
    np.testing.assert_allclose(less, -more)


@pytest.mark.parametrize("observable", ["wrinkle-depth", "ita"])
def test_a_change_is_read_with_the_noise_of_both_readings_and_none_before(observable) -> None:
    still = np.zeros((3, PEOPLE))
    people = People(np.zeros((1, PEOPLE)), np.full(PEOPLE, 1.0 / PEOPLE))
    bands, _, noise = change_bands(observable, still, people, None, CHEEK, 0)
    assert noise == noise_of(observable, CHEEK) > 0.0
    low, high = bands.band(0.8)
    assert low[0] == high[0] == 0.0
    # ratios of two readings are a little wider than their difference
    assert (high - low)[1:] == pytest.approx(
        2.0 * NORMAL_90 * np.sqrt(2.0) * noise, rel=0.05 + (0.01 * noise) * (observable != "ita")
    )
