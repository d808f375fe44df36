"""Learning from findings against quadrature of a linear model's posterior."""

import numpy as np
import pytest
from scipy import stats

from turgor.errors import InputError
from turgor.predict.forecast.update import update_people

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
    found = update_people(_linear, PRIOR, observed, np.full(3, sd), 20000, 4)
    assert np.abs((found.posterior_mean - mean) / spread).max() < 0.06
    assert found.posterior_sd / spread == pytest.approx(1.0, abs=0.05)
    assert found.effective > 1000.0
    assert found.misfit < 1.0


def test_useless_findings_leave_the_prior() -> None:
    """Noise far beyond what the model can do tells nothing."""
    found = update_people(_linear, PRIOR, np.zeros(3), np.full(3, 1e3), 8000, 1)
    assert found.posterior_sd == pytest.approx(PRIOR, rel=0.03)
    assert found.effective == pytest.approx(8000.0, rel=1e-3)


def test_findings_that_nobody_would_have_are_told() -> None:
    """A misfit above 3 standard deviations."""
    observed = np.array([5.0, -5.0, 5.0])
    found = update_people(_linear, PRIOR, observed, np.full(3, 0.1), 4000, 1)
    assert found.misfit > 3.0


def test_no_findings_and_no_noise_are_refused() -> None:
    """One line each."""
    with pytest.raises(InputError, match="no finding"):
        update_people(_linear, PRIOR, np.zeros(0), np.zeros(0), 10, 0)
    with pytest.raises(InputError, match="noise above 0"):
        update_people(_linear, PRIOR, np.zeros(3), np.zeros(3), 10, 0)
