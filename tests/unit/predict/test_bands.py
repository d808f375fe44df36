"""Weighted quantiles against NumPy's and against copies of people."""

import itertools

import numpy as np
import pytest

from turgor.predict.forecast.bands import LEVELS, bands_of, weighted_quantiles


def test_equal_weights_are_numpys_hazen_rule() -> None:
    """A second implementation."""
    values = np.random.default_rng(1).normal(size=(3, 200))
    ours = weighted_quantiles(values, LEVELS)
    assert ours == pytest.approx(np.quantile(values, LEVELS, axis=1, method="hazen"), abs=1e-12)


def test_a_weight_counts_as_so_many_people() -> None:
    """Twice the weight, with many people, is the same as being there twice."""
    random = np.random.default_rng(2)
    values, twice = random.normal(size=(1, 3000)), random.random(3000) < 0.3
    weighted = weighted_quantiles(values, LEVELS, 1.0 + twice)
    copied = np.concatenate([values, values[:, twice]], axis=1)
    assert weighted == pytest.approx(weighted_quantiles(copied, LEVELS), abs=5e-3)


def test_bands_lie_within_each_other() -> None:
    """50 within 80 within 95 % about the median."""
    bands = bands_of(np.random.default_rng(3).normal(size=(4, 500)))
    ends = [bands.band(share) for share in (0.95, 0.8, 0.5)]
    for (low_a, high_a), (low_b, high_b) in itertools.pairwise(ends):
        assert (low_a < low_b).all() and (high_b < high_a).all()
    assert (ends[-1][0] < bands.median).all() and (bands.median < ends[-1][1]).all()
