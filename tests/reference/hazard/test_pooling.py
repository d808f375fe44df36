"""The pooling on a grid against sampling, against quadrature, and on planted rates."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import integrate, stats
from scipy.special import betaln, logsumexp

from turgor.predict.rates.pooling import PoolingPrior, Spreads, pool, pooling_prior, rate_at

PRIOR = PoolingPrior(-3.0, 2.0, Spreads(0.8, 0.5), Spreads(1.0, 0.6))
TREE = {
    "a": {"x": [(2, 40), (0, 25), (5, 30)], "y": [(0, 60)]},
    "b": {"z": [(9, 12), (3, 20)]},
}
SHARES = (0.1, 0.5, 0.9)
#: the grid's prior of a spread stops at 2.4 standard deviations, and so do the draws
CUT = 2.4
#: the grid's lowest rate is 2 in a million
FLOOR = 1e-5


def spread_draws(rng, spreads, count):
    # The grid has nine points of it: so do the draws.
    points = np.linspace(-CUT, CUT, 9)
    weight = np.exp(-0.5 * points**2)
    picked = rng.choice(points, size=count, p=weight / weight.sum())
    return spreads.median * np.exp(spreads.log_sd * picked)


def log_chance(prior, events, trials, mean, s):
    """Of a count given its variant's log-odds: beta-binomial in closed form, or Gauss-Hermite."""
    if prior.beta:
        share, kappa = 1 / (1 + np.exp(-mean)), 4.0 / s**2
        a, b = kappa * share, kappa * (1 - share)
        return betaln(a + events, b + trials - events) - betaln(a, b)
    nodes, weights = np.polynomial.hermite_e.hermegauss(24)
    odds = mean[:, None] + s[:, None] * nodes
    log = events * odds - trials * np.logaddexp(0.0, odds)
    return logsumexp(log, axis=1, b=weights)


def settings_by_sampling(prior, asked, count=150_000, seed=1):
    """Weighted draws of a further setting: the tree from its top, weighted by what was seen."""
    rng = np.random.default_rng(seed)
    s = spread_draws(rng, prior.studies, count)
    b = spread_draws(rng, prior.modalities, count)
    top = rng.normal(prior.mean, prior.sd, count)
    log_weight, means = np.zeros(count), {}
    for family, variants in {**TREE, "new": {}}.items():
        of_family = top + b * rng.standard_normal(count)
        for variant, counts in {**variants, "new": []}.items():
            mean = of_family + b * rng.standard_normal(count)
            means[family, variant] = mean
            for events, trials in counts:
                log_weight += log_chance(prior, events, trials, mean, s)
    mean = means[asked]
    if prior.beta:
        share, kappa = 1 / (1 + np.exp(-mean)), 4.0 / s**2
        found = rng.beta(kappa * share, kappa * (1 - share))
    else:
        found = 1 / (1 + np.exp(-mean - s * rng.standard_normal(count)))
    weight = np.exp(log_weight - log_weight.max())
    effective = weight.sum() ** 2 / (weight**2).sum()
    order = np.argsort(found)
    return np.interp(SHARES, np.cumsum(weight[order]) / weight.sum(), found[order]), effective


@pytest.mark.parametrize("beta", [False, True])
@pytest.mark.parametrize("asked", [("a", "x"), ("a", "new"), ("new", "new")])
def test_the_grid_agrees_with_sampling(asked, beta):
    """The share that the grid has below each sampled quantile, within 4 errors of sampling.

    A beta distribution of rare events piles up below the lowest rate of the grid: not held there.
    """
    prior = replace(PRIOR, beta=beta)
    sampled, effective = settings_by_sampling(prior, asked)
    family, variant = asked
    masses = pool(TREE, prior).setting(
        None if family == "new" else family, None if variant == "new" else variant
    )
    fine = np.linspace(0.001, 0.999, 999)
    shares = np.interp(np.log(sampled), np.log(rate_at(masses, fine)), fine)
    assert effective > 500
    error = np.sqrt(np.array(SHARES) * (1 - np.array(SHARES)) / effective)
    told = sampled > FLOOR
    assert told.sum() >= 2
    assert np.all(np.abs(shares - SHARES)[told] < (4 * error + 0.004)[told])


def test_one_study_with_known_spreads_against_quadrature():
    """With spreads of next to no uncertainty, one count's setting is two integrals."""
    s, b = 0.7, 0.9
    prior = PoolingPrior(-2.0, 1.5, Spreads(s, 1e-9), Spreads(b, 1e-9))
    masses = pool({"a": {"x": [(3, 20)]}}, prior).setting("a", "x")
    variant_sd = np.hypot(1.5, np.sqrt(2) * b)

    def likelihood(mean):
        return integrate.quad(
            lambda e: stats.norm.pdf(e) * stats.binom.pmf(3, 20, 1 / (1 + np.exp(-mean - s * e))),
            -8,
            8,
        )[0]

    means = np.linspace(-12, 8, 401)
    weight = stats.norm.pdf(means, -2.0, variant_sd) * [likelihood(m) for m in means]
    weight /= weight.sum()
    for share in SHARES:
        odds = np.log(rate_at(masses, [share])[0] / (1 - rate_at(masses, [share])[0]))
        below = float(weight @ stats.norm.cdf((odds - means) / s))
        assert below == pytest.approx(share, abs=0.004)


@pytest.mark.parametrize("known", [True, False])
def test_ninety_percent_intervals_cover_ninety_percent_of_planted_rates(known):
    """Rates drawn down the very tree; the interval is for a further setting of a variant."""
    rng = np.random.default_rng(7)
    prior = pooling_prior()
    covered, tries = 0, 250
    for _ in range(tries):
        s = float(spread_draws(rng, prior.studies, 1)[0])
        b = float(spread_draws(rng, prior.modalities, 1)[0])
        top = rng.normal(prior.mean, prior.sd)
        tree, planted = {}, 0.0
        for family in range(3):
            of_family = top + b * rng.standard_normal()
            variants = {}
            for variant in range(2):
                of_variant = of_family + b * rng.standard_normal()
                odds = of_variant + s * rng.standard_normal(3)
                share = 1 / (1 + np.exp(-odds))
                trials = rng.integers(8, 200, 3)
                events = rng.binomial(trials, share)
                variants[str(variant)] = [
                    (int(e), int(t)) for e, t in zip(events[:2], trials[:2], strict=True)
                ]
                planted = float(share[2])
            tree[str(family)] = variants
        if not known:
            del tree["2"]["1"]
        low, high = rate_at(pool(tree, prior).setting("2", "1"), (0.05, 0.95))
        covered += low <= planted <= high
    assert abs(covered / tries - 0.9) < 2.6 * np.sqrt(0.9 * 0.1 / tries)


def test_no_event_of_n_keeps_an_upper_end_that_falls_with_n():
    prior = pooling_prior()
    highs = []
    for trials in (5, 20, 100, 1000):
        low, median, high = rate_at(
            pool({"a": {"x": [(0, trials)]}}, prior).setting("a", "x"), (0.025, 0.5, 0.975)
        )
        assert 0.0 < low < median < high
        highs.append(high)
    assert highs == sorted(highs, reverse=True)


def test_other_modalities_lend_strength_and_own_counts_win():
    prior = pooling_prior()
    others = {"a": {"y": [(30, 40)] * 4}, "b": {"z": [(25, 40)] * 4}}

    def median(tree):
        return rate_at(pool(tree, prior).setting("a", "x"), [0.5])[0]

    lone = median({"a": {"x": [(0, 5)]}})
    lent = median({**others, "a": {**others["a"], "x": [(0, 5)]}})
    sure = median({**others, "a": {**others["a"], "x": [(0, 500)] * 4}})
    assert sure < lone < lent
