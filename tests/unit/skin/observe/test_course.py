"""How long a surface takes to close, on courses whose end is known."""

import numpy as np
import pytest

from turgor.errors import InputError
from turgor.skin.observe.course import closure_days


def test_an_exponential_falls_below_a_limit_when_it_should():
    days = np.linspace(0.0, 30.0, 601)
    tau = np.array([2.0, 5.0])
    got = closure_days(days, np.exp(-days[:, None] / tau))
    np.testing.assert_allclose(got, tau * np.log(1.0 / 0.05), rtol=1e-4)


def test_how_much_was_opened_does_not_count():
    """Zones that open a twentieth of the surface close when a whole field of such zones would."""
    days = np.linspace(0.0, 30.0, 601)
    course = np.exp(-days[:, None] / 2.0) * np.array([1.0, 0.05, 0.001])
    got = closure_days(days, course)
    np.testing.assert_allclose(got, got[0], rtol=1e-9)


def test_days_count_from_the_session_though_the_first_look_is_later():
    days = np.linspace(0.0, 30.0, 601)
    course = np.exp(-days[:, None] / 2.0)
    np.testing.assert_allclose(
        closure_days(days[10:], course[10:], 0.05 / course[10, 0]), closure_days(days, course, 0.05)
    )


def test_never_open_still_open_and_open_again():
    days = np.array([0.0, 1.0, 2.0, 3.0])
    share = np.array([[0.0, 1.0, 1.0], [0.0, 1.0, 0.0], [0.0, 1.0, 1.0], [0.0, 1.0, 0.0]])
    np.testing.assert_array_equal(closure_days(days, share, 0.5), [0.0, np.inf, 2.5])


def test_days_that_fit_nothing_are_refused():
    with pytest.raises(InputError, match="fit"):
        closure_days(np.array([0.0, 1.0]), np.zeros((3, 1)))
    for days in ([0.0, 0.0], [-1.0, 1.0]):
        with pytest.raises(InputError, match="rise"):
            closure_days(np.array(days), np.zeros((2, 1)))
    with pytest.raises(InputError, match="share"):
        closure_days(np.array([0.0, 1.0]), np.zeros((2, 1)), 1.0)
