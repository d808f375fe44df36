"""Paired means, Holm's adjustment, exact rates and the tile bootstrap."""

import numpy as np
import pytest
from scipy import stats

from turgor.errors import MeasureError
from turgor.stats.bootstrap import tile_bootstrap
from turgor.stats.groups import holm, mean_of_differences
from turgor.stats.rates import exact_interval


def test_paired_mean_equals_scipy():
    x = [1.0, 2.5, -0.3, 4.0, 1.1]
    result = mean_of_differences(x)
    reference = stats.ttest_1samp(x, 0.0)
    interval = reference.confidence_interval(0.95)
    assert result.p_value == pytest.approx(reference.pvalue)
    assert (result.interval.low, result.interval.high) == pytest.approx(tuple(interval))


def test_one_subject_is_no_group():
    with pytest.raises(MeasureError, match="two subjects"):
        mean_of_differences([1.0])


def test_holm_by_hand():
    """p = 0.01, 0.04, 0.03: 3*0.01, then 2*0.03, then max(0.06, 0.04)."""
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])


def test_exact_interval_equals_scipy():
    for events, trials in [(0, 20), (3, 20), (20, 20)]:
        reference = stats.binomtest(events, trials).proportion_ci(method="exact")
        ours = exact_interval(events, trials)
        assert (ours.low, ours.high) == pytest.approx((reference.low, reference.high))


def test_rate_refuses_nonsense():
    with pytest.raises(MeasureError):
        exact_interval(3, 2)


def test_tile_bootstrap_of_a_mean_is_its_standard_error():
    """The bootstrap spread of a mean of independent tiles is sd/sqrt(n), within sampling error."""
    generator = np.random.default_rng(0)
    values = generator.normal(5.0, 2.0, 200)
    sums = np.stack([np.ones(200), values], axis=1)
    spread = tile_bootstrap(sums, lambda t: (t[:, 1] / t[:, 0])[:, None], draws=4000)
    assert spread is not None
    assert spread[0] == pytest.approx(values.std() / np.sqrt(200), rel=0.05)


def test_too_few_tiles_give_no_uncertainty():
    assert tile_bootstrap(np.ones((3, 2)), lambda t: t) is None
