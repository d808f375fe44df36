"""Pooling by a closed form against restricted maximum likelihood, and slopes by hand."""

import math

import numpy as np
import pytest
from scipy.optimize import minimize_scalar

from turgor.evidence.norm import all_norms
from turgor.evidence.norms import ageing_slopes, all_ageing_slopes, quantity_slopes
from turgor.evidence.norms.random_effects import pool

#: estimates and their errors: plainly apart, alike, and two of equal error
CASES = {
    "apart": ([0.10, 0.30, 0.35, 0.65, 0.45, 0.15], [0.17, 0.05, 0.12, 0.10, 0.11, 0.05]),
    "alike": ([1.0, 1.1, 0.95, 1.02], [0.2, 0.25, 0.3, 0.2]),
    "two": ([-0.6, -0.2], [0.1, 0.1]),
}


def by_likelihood(y: np.ndarray, s: np.ndarray) -> tuple[float, float, float]:
    """Mean, its error and tau where the restricted likelihood is highest."""

    def loss(log_tau: float) -> float:
        v = s**2 + math.exp(2.0 * log_tau)
        w = 1.0 / v
        mean = (w * y).sum() / w.sum()
        return 0.5 * (np.log(v).sum() + math.log(w.sum()) + (w * (y - mean) ** 2).sum())

    best = minimize_scalar(loss, bounds=(-12.0, 2.0), method="bounded", options={"xatol": 1e-9})
    tau = math.exp(best.x)
    w = 1.0 / (s**2 + tau**2)
    return (w * y).sum() / w.sum(), math.sqrt(1.0 / w.sum()), tau


@pytest.mark.parametrize("name", CASES)
def test_the_moment_estimate_lies_by_the_likelihoods(name: str) -> None:
    """They are different estimators: the means agree within a fifth of their error."""
    y, s = (np.array(values) for values in CASES[name])
    mean, se, tau = by_likelihood(y, s)
    mine = pool(list(y), list(s))
    assert abs(mine.mean - mean) < 0.2 * se
    assert mine.se == pytest.approx(se, rel=0.35)
    if name == "alike":
        assert mine.tau == 0.0 and tau < 1e-3 and mine.se == pytest.approx(se, rel=1e-4)
    if name == "two":  # equal errors: both are the sample variance less the error's
        assert mine.tau == pytest.approx(math.sqrt(0.08 - 0.01), rel=1e-12)
        assert tau == pytest.approx(mine.tau, rel=1e-4) and mine.mean == pytest.approx(-0.4)


def test_the_moment_estimate_by_hand() -> None:
    """Three estimates whose weights are 1, 4, 1, worked in the comments."""
    mine = pool([0.0, 1.0, 2.0], [1.0, 0.5, 1.0])
    # w = (1, 4, 1): mean 1, Q = 1 + 0 + 1 = 2 = freedom, so tau is 0
    assert (mine.mean, mine.q, mine.tau, mine.i_squared) == (1.0, 2.0, 0.0, 0.0)
    assert mine.se == pytest.approx(math.sqrt(1.0 / 6.0))
    wide = pool([0.0, 1.0, 4.0], [1.0, 0.5, 1.0])
    # mean 8/6; Q = 16/9 + 4/9 + 64/9 = 28/3; scale 6 - 18/6 = 3; tau² = (28/3 - 2)/3 = 22/9
    assert wide.q == pytest.approx(28.0 / 3.0) and wide.tau == pytest.approx(math.sqrt(22.0 / 9.0))
    w = [1.0 / (1.0 + 22.0 / 9.0), 1.0 / (0.25 + 22.0 / 9.0), 1.0 / (1.0 + 22.0 / 9.0)]
    assert wide.mean == pytest.approx((w[1] + 4.0 * w[2]) / sum(w))


def test_thickness_of_age_groups_by_least_squares() -> None:
    """Site by site, sex by sex with NumPy: ln(mean) on age, then the mean over all of them."""
    slope = all_ageing_slopes()[("skin-thickness", "ultrasound")]
    groups: dict[tuple[str, str], list[tuple[float, float, float]]] = {}
    for norm in all_norms():
        if norm.id in slope.rows:
            assert norm.age_low is not None and norm.mean and norm.sd and norm.n
            error = norm.sd / math.sqrt(norm.n) / norm.mean
            groups.setdefault((norm.site[0], norm.sex), []).append(
                (norm.age_low + 5.0, math.log(norm.mean), error)
            )
    slopes = []
    for points in groups.values():
        age, log, error = np.array(points).T
        slopes.append(100.0 * np.polynomial.polynomial.polyfit(age, log, 1, w=1.0 / error)[1])
    assert len(groups) == 8 and sum(map(len, groups.values())) == len(slope.rows) == 23
    assert slope.per_year == pytest.approx(np.mean(slopes), rel=1e-9)
    assert slope.tau > 0.0, "sites disagree, and that is told"


def test_corneum_transit_by_hand() -> None:
    """Two sites of two ages: ln(28.1/19.8)/25 and ln(25.5/17.7)/25 a year."""
    slope = quantity_slopes()["turnover_days"]
    by_hand = 100.0 * (math.log(28.1 / 19.8) + math.log(25.5 / 17.7)) / 2.0 / 25.0
    assert slope.per_year == pytest.approx(by_hand, rel=1e-9)
    first = 100.0 / 25.0 * math.hypot(1.39 / 19.8, 2.66 / 28.1)
    second = 100.0 / 25.0 * math.hypot(2.02 / 17.7, 2.63 / 25.5)
    assert slope.se == pytest.approx(0.5 * (first + second), rel=1e-9)
    assert slope.regions == ("arm",), "it says nothing of the face"


def test_printed_slopes_and_ranges_by_hand() -> None:
    slopes = ageing_slopes()
    assert slopes["epidermal-thickness"].per_year == pytest.approx(-0.5 * (0.72 + 0.57))
    assert slopes["epidermal-thickness"].se_assumed
    assert slopes["dermal-thickness"].per_year == -0.6
    tewl = slopes["tewl"]
    assert (tewl.per_year, tewl.unit) == (pytest.approx(0.385), "g/m2/h/yr")
    assert (tewl.age_low, tewl.age_high) == (20.0, 40.0) and tewl.direction == "down"
    loops = slopes["vascularity"]
    ends = [math.log(0.3) / 44.0, math.log(0.6) / 44.0]
    assert loops.per_year == pytest.approx(100.0 * sum(ends) / 2.0)


def test_correlations_pool_on_fishers_scale() -> None:
    recoil = all_ageing_slopes()[("elasticity-r2", "suction-other")]
    z, w = [math.atanh(-0.6), math.atanh(-0.57)], [173.0, 35.0]
    by_hand = math.tanh((z[0] * w[0] + z[1] * w[1]) / sum(w))
    assert recoil.correlation == pytest.approx(by_hand, rel=1e-9)
    distension = ageing_slopes()["distension-r0"]
    assert distension.correlation is not None and abs(distension.correlation) < 0.2
    assert distension.direction == "none", "nearly age-blind on the face"


def test_ways_of_measuring_stay_apart() -> None:
    families = {
        family for subject, family in all_ageing_slopes() if subject == "epidermal-thickness"
    }
    assert {"histology", "oct"} <= families
    for (_, family), slope in all_ageing_slopes().items():
        by_id = {norm.id: norm for norm in all_norms()}
        assert {by_id[row].family for row in (*slope.rows, *slope.others)} <= {family}
