"""Learning from findings against quadrature of a linear model's posterior."""

import numpy as np
import pytest
from scipy import stats

from turgor.errors import InputError
from turgor.predict.forecast.told import error_covariance, told_findings
from turgor.predict.forecast.update import update_people
from turgor.record.case import Case, CaseFinding
from turgor.record.skin_place import SkinPlace

H = np.array([[1.0, 0.2], [0.9, -0.4], [1.1, 0.6]])
PRIOR = np.array([0.6, 0.4])


def _linear(gains: np.ndarray) -> np.ndarray:
    return H @ gains


def _grid(observed: np.ndarray, sd: float) -> tuple[np.ndarray, np.ndarray]:
    """The same posterior by SciPy's densities on a grid."""
    axes = [np.linspace(-4.0, 4.0, 801) * prior for prior in PRIOR]
    a, b = np.meshgrid(*axes, indexing="ij")
    density = stats.norm.pdf(a, 0.0, PRIOR[0]) * stats.norm.pdf(b, 0.0, PRIOR[1])
    for row, value in zip(H, observed, strict=True):
        predicted = row[0] * a + row[1] * b
        density = density * stats.t.pdf(value, 5, predicted, sd * np.sqrt(3.0 / 5.0))
    density /= density.sum()
    mean = np.array([(density * x).sum() for x in (a, b)])
    spread = [(density * (x - m) ** 2).sum() for x, m in zip((a, b), mean, strict=True)]
    return mean, np.sqrt(spread)


@pytest.mark.parametrize("sd", [1.0, 0.25, 0.05])
def test_posterior_is_that_of_a_grid(sd: float) -> None:
    """Sampling against quadrature; Monte Carlo's error is 1 or 2 % of a standard deviation."""
    observed = H @ np.array([0.5, -0.3])
    mean, spread = _grid(observed, sd)
    found = update_people(_linear, PRIOR, observed, sd**2 * np.eye(3), 20000, 4)
    assert np.abs((found.posterior_mean - mean) / spread).max() < 0.06
    assert found.posterior_sd / spread == pytest.approx(1.0, abs=0.05)
    assert found.effective > 1000.0
    assert found.misfit < 1.0


def test_useless_findings_leave_the_prior() -> None:
    """Noise far beyond what the model can do tells nothing."""
    found = update_people(_linear, PRIOR, np.zeros(3), 1e6 * np.eye(3), 8000, 1)
    assert found.posterior_sd == pytest.approx(PRIOR, rel=0.03)
    assert found.effective == pytest.approx(8000.0, rel=1e-3)


def test_findings_that_nobody_would_have_are_told() -> None:
    """A misfit above 3 standard deviations."""
    observed = np.array([5.0, -5.0, 5.0])
    found = update_people(_linear, PRIOR, observed, 0.01 * np.eye(3), 4000, 1)
    assert found.misfit > 3.0


def test_no_findings_and_no_noise_are_refused() -> None:
    """One line each."""
    with pytest.raises(InputError, match="no finding"):
        update_people(_linear, PRIOR, np.zeros(0), np.zeros((0, 0)), 10, 0)
    with pytest.raises(InputError, match="noise above 0"):
        update_people(_linear, PRIOR, np.zeros(3), np.zeros((3, 3)), 10, 0)


def test_two_visits_from_one_baseline_are_the_normal_in_closed_form() -> None:
    """Both changes err by the baseline's reading alike: they teach less than two of their own."""
    slope, prior, own, before = np.array([1.0, 1.2]), 0.6, 0.2, 0.5
    errors = own**2 * np.eye(2) + before**2
    observed = np.array([0.7, 0.9])
    precision = 1.0 / prior**2 + slope @ np.linalg.solve(errors, slope)
    mean = slope @ np.linalg.solve(errors, observed) / precision
    found = update_people(
        lambda gains: slope[:, None] * gains, np.array([prior]), observed, errors, 40000, 3,
        tails=1e9,
    )  # fmt: skip
    sd = 1.0 / np.sqrt(precision)
    assert found.posterior_mean[0] == pytest.approx(mean, abs=0.03 * sd)
    assert found.posterior_sd[0] == pytest.approx(sd, rel=0.02)
    alone = 1.0 / prior**2 + (slope**2).sum() / (own**2 + before**2)
    assert sd > 1.15 / np.sqrt(alone)


def test_bands_of_planted_people_hold_as_often_as_they_say() -> None:
    """80 % of 400 planted people whose two changes share a baseline; fewer if that is forgotten."""
    random = np.random.default_rng(11)
    slope, prior, own, before = np.array([1.0, 1.2]), np.array([0.6]), 0.2, 0.5
    errors = own**2 * np.eye(2) + before**2
    inside = {"shared": 0, "apart": 0}
    for person in range(400):
        gain = prior[0] * random.standard_normal()
        noise = own * random.standard_normal(2) - before * random.standard_normal()
        for name, known in (("shared", errors), ("apart", np.diag(np.diag(errors)))):
            found = update_people(
                lambda gains: slope[:, None] * gains, prior, slope * gain + noise, known, 2000,
                person, tails=1e9,
            )  # fmt: skip
            away = abs(gain - found.posterior_mean[0]) / found.posterior_sd[0]
            inside[name] += int(away < stats.norm.ppf(0.9))
    # two standard errors of a share of 400 are 4 %
    assert inside["shared"] / 400 == pytest.approx(0.8, abs=0.04)
    assert inside["apart"] / 400 < 0.76


def test_changes_from_one_baseline_share_its_noise_and_no_other() -> None:
    """Two later readings of one metric, one of another: covariances by hand."""
    place = SkinPlace("cheek", 50.0, "female", "III")
    depth, thickness = "wrinkle.depth_mean", "ultrasound.dermis_thickness"
    found = (
        CaseFinding(depth, 200.0, 0.0, 10.0), CaseFinding(thickness, 1000.0, 0.0, 50.0),
        CaseFinding(depth, 180.0, 30.0, 8.0), CaseFinding(depth, 160.0, 90.0, 6.0),
        CaseFinding(thickness, 1100.0, 90.0, 40.0),
    )  # fmt: skip
    told, unused = told_findings(Case("x", place, found, (), followed=""))
    assert not unused and [item.change for item in told] == pytest.approx([-10.0, -20.0, 10.0])
    # in %: 10 of 200 before is 5, of what is 0.9 and 0.8 of it 4.5 and 4; 50 of 1000 times 1.1
    # is 5.5; 8, 6 and 40 later are 4, 3 and 4
    expected = [[20.25 + 16.0, 18.0, 0.0], [18.0, 16.0 + 9.0, 0.0], [0.0, 0.0, 30.25 + 16.0]]
    np.testing.assert_allclose(error_covariance(told), expected)
    more = error_covariance(told, 0.3)
    np.testing.assert_allclose(more - expected, np.diag([9.0, 36.0, 9.0]), atol=1e-9)


def test_the_order_of_findings_and_their_units_do_not_count() -> None:
    """Each finding is freed of what it shares with the others, none before another."""
    errors = np.array([[0.29, 0.25, 0.0], [0.25, 0.34, 0.0], [0.0, 0.0, 0.1]])
    observed = np.array([0.7, 3.0, 0.2])
    turn, unit = np.array([2, 0, 1]), np.array([1.0, 100.0, 0.1])
    one = update_people(_linear, PRIOR, observed, errors, 4000, 5)
    scaled = (unit[:, None] * errors * unit)[np.ix_(turn, turn)]
    two = update_people(
        lambda gains: (unit[:, None] * _linear(gains))[turn], PRIOR, (unit * observed)[turn],
        scaled, 4000, 5,
    )  # fmt: skip
    np.testing.assert_allclose(two.posterior_mean, one.posterior_mean, rtol=1e-6)


def test_errors_that_share_more_than_they_have_are_refused() -> None:
    """No covariance."""
    with pytest.raises(InputError, match="share more"):
        update_people(_linear, PRIOR, np.zeros(3), np.eye(3) + 2.0 - 2.0 * np.eye(3), 10, 0)
