"""The calibration on planted skins: what is told is learned, what isn't stays at its prior."""

from importlib.resources import files

import numpy as np
import pytest
from tests.unit.predict.planted_skin import TRUTH, planted_response, planted_rows

from turgor.predict.calibrate import answers as answers_module
from turgor.predict.calibrate.answers import Answers
from turgor.predict.calibrate.choose import most_told
from turgor.predict.calibrate.fit import Mode, calibrate
from turgor.predict.calibrate.free import RATING_SLOPES, may_be_free, skin_parameters, values_of
from turgor.predict.calibrate.parameter_set import (
    parameter_set_of,
    posterior_draws,
    read_parameter_set,
    write_parameter_set,
)
from turgor.predict.calibrate.source import Skin
from turgor.predict.identity import row_hash
from turgor.predict.validate.shipped import calibration_rows


@pytest.fixture
def planted(monkeypatch):
    monkeypatch.setattr(answers_module, "respond", planted_response)
    return planted_rows()


def test_gauss_newton_finds_what_was_planted_and_returns_the_prior_elsewhere(planted) -> None:
    free = may_be_free()[:3]
    found = calibrate(planted, Mode(free, np.zeros(3), 0, False))
    assert found.mode.settled
    assert found.mean[0] == pytest.approx(TRUTH, abs=0.35)
    ratio = np.sqrt(np.diag(found.covariance))
    assert ratio[0] < 0.6
    np.testing.assert_allclose(ratio[1:], 1.0, atol=1e-6)
    np.testing.assert_allclose(found.mean[1:], 0.0, atol=1e-6)


def test_a_stopped_run_goes_on_to_the_same_mode(planted) -> None:
    free = may_be_free()[:3]
    kept: list[Mode] = []
    whole = calibrate(planted, Mode(free, np.zeros(3), 0, False), keep=kept.append)
    again = calibrate(planted, kept[0])
    np.testing.assert_allclose(again.mean, whole.mean, atol=1e-6)


def test_parameters_that_rows_say_nothing_of_are_not_fitted(planted) -> None:
    free = may_be_free()
    answers = Answers(free, np.zeros(len(free)))
    answers.simulate(planted)
    chosen = most_told(planted, answers, most=4)
    assert chosen[0] == free[0]
    assert [one.name for one in chosen[1:]] == list(RATING_SLOPES)


def test_a_refit_without_a_cohort_is_the_linear_update(planted) -> None:
    """Leaving rows out of the linear problem is exact: it equals a fit that never had them."""
    free = may_be_free()[:3]
    answers = Answers(free, np.zeros(3))
    answers.simulate(planted)
    part = Skin(answers).fit(planted[:40])
    alone = Answers(free, np.zeros(3))
    alone.simulate(planted[:40])
    np.testing.assert_allclose(
        part.free_posterior()[0], Skin(alone).fit(planted[:40]).free_posterior()[0]
    )


def test_draws_have_the_posteriors_mean_and_covariance() -> None:
    covariance = np.array([[1.0, 0.6], [0.6, 2.0]])
    draws = posterior_draws(np.array([1.0, -1.0]), covariance, 40_000)
    np.testing.assert_allclose(draws.mean(axis=1), [1.0, -1.0], atol=1e-12)
    np.testing.assert_allclose(np.cov(draws), covariance, atol=0.05)


def test_a_set_is_written_and_read_back(planted, tmp_path) -> None:
    free = may_be_free()[:3]
    held = parameter_set_of(calibrate(planted, Mode(free, np.zeros(3), 0, False)), {"ess": 0.5}, {})
    path = tmp_path / "set.json"
    write_parameter_set(held, path)
    back = read_parameter_set(path)
    np.testing.assert_allclose(back.draws, held.draws, rtol=1e-5)
    np.testing.assert_allclose(back.covariance, held.covariance, rtol=1e-4, atol=1e-5)
    assert back.rows == held.rows
    assert back.answers.offsets(planted) == pytest.approx(held.answers.offsets(planted), rel=1e-5)


def test_values_are_log_normal_around_their_priors() -> None:
    free = may_be_free()[:4]
    units = np.array([[0.0, 1.0]] * 4)
    values = values_of(free, units)
    np.testing.assert_allclose(values[:, 0], [one.median for one in free])
    np.testing.assert_allclose(np.log(values[:, 1] / values[:, 0]), [one.log_sd for one in free])
    assert (skin_parameters(free, units)[:, 0] != skin_parameters(free, units)[:, 1]).sum() == 4


def test_the_shipped_set_rests_on_shipped_rows() -> None:
    # as it is shipped: the one in use learns the answers to rows that are asked of it
    held = read_parameter_set(files("turgor.predict") / "data" / "parameter_set_1.json")
    rows = calibration_rows()
    assert all(r.outcome.seen == "verified" for r in rows)
    assert set(held.rows) <= {row_hash(r.outcome) for r in rows}
    assert set(held.answers.by_hash) <= {r.key for r in rows}
    assert 20 <= len(held.free) <= 35
    assert held.draws.shape == (len(held.free), 128)
    assert ((held.ratios > 0.0) & (held.ratios < 1.05)).all()
