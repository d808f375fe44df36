"""Partial pooling against closed forms and against numbers that were planted."""

import numpy as np
from tests.unit.predict.outcome_rows import row

from turgor.predict.hierarchy.effect import FixedEffect, RandomEffect, one
from turgor.predict.hierarchy.encoded import effect_covariance, encode
from turgor.predict.hierarchy.fit import (
    FittedHierarchy,
    Hierarchy,
    _negative_log_posterior,
    fit_hierarchy,
)
from turgor.predict.hierarchy.scale import working_scale, working_values

MODALITY = RandomEffect("modality", lambda r: r.outcome.modality, 1.0, 2.0)
GRAND = FixedEffect("mean", one, 0.0, 100.0)


def planted(studies: int, each: int, seed: int = 0):
    rng = np.random.default_rng(seed)
    rows = [
        row(0.0, study=f"{s}-{i}", modality=f"m{s}") for s in range(studies) for i in range(each)
    ]
    level = np.repeat(rng.normal(2.0, 1.5, studies), each)
    return rows, level + rng.normal(0.0, 0.5, studies * each)


def test_spreads_come_back() -> None:
    rows, values = planted(60, 8)
    fitted = fit_hierarchy(
        Hierarchy((GRAND,), (MODALITY,), 1.0, 2.0), rows, values, np.zeros(len(rows))
    )
    np.testing.assert_allclose(fitted.spreads, [1.5, 0.5], rtol=0.2)


def test_shrinkage_is_the_closed_form() -> None:
    """A level's mean shrinks by n t^2 / (n t^2 + s^2); the mean is pinned here by its prior."""
    rows, values = planted(5, 4)
    model = Hierarchy((FixedEffect("mean", one, 2.0, 1e-6),), (MODALITY,), 1.0, 2.0)
    fitted = fit_hierarchy(model, rows, values, np.zeros(len(rows)))
    level, residual = fitted.spreads
    shrink = 4 * level**2 / (4 * level**2 + residual**2)
    mean, variance = fitted.predict([row(0.0, modality="m0")], np.zeros(1))
    np.testing.assert_allclose(mean, 2.0 + shrink * (values[:4].mean() - 2.0), rtol=1e-6)
    np.testing.assert_allclose(variance, level**2 * (1.0 - shrink) + residual**2, rtol=1e-4)


def test_an_unseen_level_gets_the_mean_and_the_whole_spread() -> None:
    rows, values = planted(30, 4)
    fitted: FittedHierarchy = fit_hierarchy(
        Hierarchy((GRAND,), (MODALITY,), 1.0, 2.0), rows, values, np.zeros(len(rows))
    )
    mean, variance = fitted.predict([row(0.0, modality="never seen")], np.zeros(1))
    assert abs(mean[0] - fitted.slopes()[0][0]) < 1e-9
    assert variance[0] > fitted.spreads[0] ** 2 + fitted.spreads[1] ** 2


def test_the_gradient_is_that_of_the_value() -> None:
    rows, values = planted(6, 3)
    held = encode((), (MODALITY,), rows)
    parts = [effect_covariance(MODALITY, 0, held, held)]
    base, at = np.eye(len(rows)) * 0.01, np.array([-0.3, 0.2])
    prior = (np.zeros(2), np.ones(2))

    def value(where):
        return _negative_log_posterior(where, parts, base, values, *prior)

    step = 1e-5 * np.eye(2)
    numeric = [(value(at + h)[0] - value(at - h)[0]) / 2e-5 for h in step]
    np.testing.assert_allclose(value(at)[1], numeric, rtol=1e-6)


def test_coverage_of_new_studies() -> None:
    """Over many planted literatures, 80 % bands hold four in five values of unseen studies."""
    inside = []
    for seed in range(20):
        held, values = planted(30, 3, seed)
        model = Hierarchy((GRAND,), (MODALITY,), 1.0, 2.0)
        fitted = fit_hierarchy(model, held, values, np.zeros(len(held)))
        mean, variance = fitted.predict([row(0.0, modality="new")], np.zeros(1))
        rng = np.random.default_rng(1000 + seed)
        new = rng.normal(2.0, 1.5, 1000) + rng.normal(0.0, 0.5, 1000)
        inside.append((np.abs(new - mean[0]) < 1.2815515655 * np.sqrt(variance[0])).mean())
    assert 0.75 < np.mean(inside) < 0.85


def test_working_scales_go_there_and_back() -> None:
    for number in ("percent-change", "points-change", "absolute um", "ratio"):
        scale, value = working_scale(number), np.array([0.4, 3.0, 55.0])
        np.testing.assert_allclose(scale.back(scale.forward(value, np.ones(3))), value)
    people = row(None, "percent-of-people", value=50.0, unit="pct", n=20.0)
    assert working_values([people])[0] == 0.0
