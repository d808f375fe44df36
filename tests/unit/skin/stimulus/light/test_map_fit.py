"""The fit of a few unknowns: exact where the model is a line, a bound costs only when broken."""

import numpy as np
import pytest

from turgor.skin.stimulus.light.map_fit import Target, Unknown, fit_map

A = np.array([[1.0, 0.5], [0.2, -1.0], [0.7, 0.7]])
UNKNOWNS = [Unknown("a", 0.3, 0.8), Unknown("b", -0.2, 0.5)]
Y, SD = np.array([1.0, 0.4, 0.1]), np.array([0.2, 0.3, 0.4])


@pytest.mark.parametrize("begin", [None, np.array([1.0, -1.5])])
def test_a_line_with_normal_priors_has_its_closed_form(begin):
    targets = [Target(f"t{i}", Y[i], SD[i]) for i in range(3)]
    fit = fit_map(UNKNOWNS, targets, lambda x: A @ x, begin)
    prior = np.diag([0.8**-2, 0.5**-2])
    precision = prior + A.T @ np.diag(SD**-2) @ A
    mean = np.linalg.solve(precision, prior @ [0.3, -0.2] + A.T @ (Y / SD**2))
    assert fit.mean == pytest.approx(mean, abs=1e-9)
    assert fit.covariance == pytest.approx(np.linalg.inv(precision), rel=1e-6)
    assert fit.sd("a") == pytest.approx(np.sqrt(np.linalg.inv(precision)[0, 0]))


def test_a_bound_that_holds_leaves_the_prior_alone_and_one_that_breaks_pulls():
    holds = fit_map([Unknown("a", 2.0, 1.0)], [Target("t", 1.0, 0.1, "at-least")], lambda x: x)
    assert holds.value("a") == 2.0 and holds.sd("a") == pytest.approx(1.0)
    pulls = fit_map([Unknown("a", 0.0, 1.0)], [Target("t", 1.0, 0.1, "at-least")], lambda x: x)
    assert 0.95 < pulls.value("a") < 1.0


def test_a_bent_model_is_followed_to_its_least_cost():
    def model(x):
        return np.array([np.exp(x[0])])

    fit = fit_map([Unknown("a", 0.0, 2.0)], [Target("t", 3.0, 0.01)], model)
    assert fit.value("a") == pytest.approx(np.log(3.0), abs=0.01)
