"""Garwood's interval and the bounds of no event against their definitions and printed figures."""

import math

import pytest
from scipy import stats

from turgor.errors import MeasureError
from turgor.stats.rates import (
    exact_interval,
    no_event_bound,
    no_event_rate_bound,
    poisson_interval,
)


@pytest.mark.parametrize("events", [0, 1, 3, 10, 57])
def test_garwood_inverts_the_two_tails(events):
    """Each limit is where the tail of the Poisson distribution is 2.5 %: its definition."""
    found = poisson_interval(events, 4.0)
    if events:
        assert stats.poisson.sf(events - 1, 4.0 * found.low) == pytest.approx(0.025)
    else:
        assert found.low == 0.0
    assert stats.poisson.cdf(events, 4.0 * found.high) == pytest.approx(0.025)


@pytest.mark.parametrize(
    ("events", "low", "high"),
    [(0, 0.0, 3.69), (1, 0.025, 5.57), (5, 1.62, 11.67), (10, 4.80, 18.39)],
)
def test_garwood_as_in_printed_tables(events, low, high):
    found = poisson_interval(events, 1.0)
    assert (found.low, found.high) == pytest.approx((low, high), abs=5e-3)


def test_no_event_of_n():
    """(1 - bound)^n is 5 %, and the rule of three is near for large n."""
    for trials in (1, 7, 30, 1000):
        assert (1 - no_event_bound(trials)) ** trials == pytest.approx(0.05)
    assert no_event_bound(1000) == pytest.approx(3 / 1000, rel=0.01)
    assert math.exp(-12 * no_event_rate_bound(12.0)) == pytest.approx(0.05)
    assert no_event_bound(20) < exact_interval(0, 20).high


@pytest.mark.parametrize("exposure", [0.0, -1.0, math.inf, math.nan])
def test_no_exposure_has_no_rate(exposure):
    for ask in (lambda: poisson_interval(0, exposure), lambda: no_event_rate_bound(exposure)):
        with pytest.raises(MeasureError):
            ask()
    with pytest.raises(MeasureError):
        no_event_bound(0)
    with pytest.raises(MeasureError):
        poisson_interval(-1, 2.0)
