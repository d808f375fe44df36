"""The product-limit estimate against the textbook's leukaemia data, by hand and by scipy."""

import math

import numpy as np
import pytest
from scipy import stats

from turgor.errors import MeasureError
from turgor.stats.survival import kaplan_meier

#: weeks in remission (freireich-1963), censored ones with False
MERCAPTOPURINE = [
    (6, True), (6, True), (6, True), (7, True), (10, True), (13, True), (16, True), (22, True),
    (23, True), (6, False), (9, False), (10, False), (11, False), (17, False), (19, False),
    (20, False), (25, False), (32, False), (32, False), (34, False), (35, False),
]  # fmt: skip
PLACEBO = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]
#: as printed in textbooks: time, at risk, ended, survival, standard error
PRINTED = [
    (6, 21, 3, 0.8571, 0.0764),
    (7, 17, 1, 0.8067, 0.0869),
    (10, 15, 1, 0.7529, 0.0963),
    (13, 12, 1, 0.6902, 0.1068),
    (16, 11, 1, 0.6275, 0.1141),
    (22, 7, 1, 0.5378, 0.1282),
    (23, 6, 1, 0.4482, 0.1346),
]


def curve(pairs):
    return kaplan_meier([float(time) for time, _ in pairs], [end for _, end in pairs])


def test_6_mp_as_printed():
    found = curve(MERCAPTOPURINE)
    assert [(s.time, s.at_risk, s.ended) for s in found.steps] == [p[:3] for p in PRINTED]
    for step, (*_, survival, se) in zip(found.steps, PRINTED, strict=True):
        assert step.survival == pytest.approx(survival, abs=5e-5)
        assert step.se == pytest.approx(se, abs=5e-5)
    assert (found.median, found.median_low, found.median_high) == (23.0, 13.0, None)
    assert (found.n, found.ended) == (21, 9)


def test_placebo_as_printed():
    found = curve([(time, True) for time in PLACEBO])
    assert (found.median, found.median_low, found.median_high) == (8.0, 4.0, 11.0)
    assert found.steps[-1].survival == 0.0 and found.steps[-1].low is None


def test_without_censoring_it_is_the_empirical_survival_with_binomial_scatter():
    found = curve([(time, True) for time in PLACEBO])
    for step in found.steps[:-1]:
        left = np.mean(np.array(PLACEBO) > step.time)
        assert step.survival == pytest.approx(left)
        assert step.se == pytest.approx(math.sqrt(left * (1 - left) / len(PLACEBO)))


def test_against_scipys_own_estimate_on_random_censored_data():
    rng = np.random.default_rng(7)
    times = rng.integers(1, 40, 200).astype(float)
    ended = rng.random(200) < 0.6
    data = stats.CensoredData.right_censored(times, ~ended)
    theirs = stats.ecdf(data).sf
    ours = kaplan_meier(times.tolist(), ended.tolist())
    at = [step.time for step in ours.steps]
    assert [step.survival for step in ours.steps] == pytest.approx(theirs.evaluate(at))
    limits = theirs.confidence_interval(0.95, method="log-log")
    low, high = limits.low.evaluate(at), limits.high.evaluate(at)
    for k, step in enumerate(ours.steps):
        if step.low is not None:
            assert (step.low, step.high) == pytest.approx((low[k], high[k]))


def test_by_hand():
    """Two of four end on day 2, one is censored on day 2, the last ends on day 5.

    S(2) = 1 - 2/4; Greenwood 2/(4*2) = 0.25, so se = 0.5 * 0.5. On day 5 one is at risk: S = 0.
    """
    found = kaplan_meier([2.0, 2.0, 2.0, 5.0], [True, True, False, True])
    first, last = found.steps
    assert (first.survival, first.se, first.at_risk) == (0.5, 0.25, 4)
    spread = 1.959963984540054 * 0.5 / math.log(2.0)
    assert first.low == pytest.approx(0.5 ** math.exp(spread))
    assert (last.survival, last.at_risk, found.median) == (0.0, 1, 2.0)


def test_nothing_ended_is_a_flat_curve_without_a_median():
    found = kaplan_meier([3.0, 4.0], [False, False])
    assert (found.steps, found.median, found.ended) == ((), None, 0)


@pytest.mark.parametrize("times", [[], [-1.0], [math.nan]])
def test_refusals(times):
    with pytest.raises(MeasureError):
        kaplan_meier(times, [True] * len(times))
