"""How long something lasts, on courses whose end is known."""

import numpy as np
import pytest

from turgor.errors import InputError
from turgor.skin.observe.course import closure_days, days_until_quiet


def test_an_exponential_falls_below_a_limit_when_it_should():
    days = np.linspace(0.0, 30.0, 601)
    tau = np.array([2.0, 5.0])
    got = closure_days(days, np.exp(-days[:, None] / tau))
    np.testing.assert_allclose(got, tau * np.log(1.0 / 0.05), rtol=1e-4)


def test_never_open_still_open_and_open_again():
    days = np.array([0.0, 1.0, 2.0, 3.0])
    signal = np.array([[0.0, 1.0, 1.0], [0.0, 1.0, 0.0], [0.0, 1.0, 1.0], [0.0, 1.0, 0.0]])
    np.testing.assert_array_equal(days_until_quiet(days, signal, 0.5), [0.0, np.inf, 2.5])
    np.testing.assert_array_equal(days_until_quiet(days + 7.0, signal, 0.5), [0.0, np.inf, 2.5])


def test_a_jump_ends_on_its_day():
    got = days_until_quiet(np.array([0.0, 1.0]), np.array([[1.0], [0.0]]), 0.0)
    np.testing.assert_array_equal(got, [1.0])


def test_days_that_fit_nothing_are_refused():
    with pytest.raises(InputError, match="fit"):
        closure_days(np.array([0.0, 1.0]), np.zeros((3, 1)))
    with pytest.raises(InputError, match="rise"):
        closure_days(np.array([0.0, 0.0]), np.zeros((2, 1)))
