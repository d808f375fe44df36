"""Class limits to the digit, and the angle where plain division breaks."""

import numpy as np
import pytest

from turgor.physics.colour import ita_class, ita_deg


@pytest.mark.parametrize(
    ("limit", "above", "at"),
    [
        (55.0, "very-light", "light"),
        (41.0, "light", "intermediate"),
        (28.0, "intermediate", "tan"),
        (10.0, "tan", "brown"),
        (-30.0, "brown", "dark"),
    ],
)
def test_a_limit_belongs_to_the_darker_class(limit, above, at):
    assert ita_class(limit) == at
    assert ita_class(np.nextafter(limit, 90.0)) == above
    assert ita_class(np.nextafter(limit, -90.0)) == at


def test_ends_and_nothing():
    assert ita_class(90.0) == "very-light"
    assert ita_class(-90.0) == "dark"
    assert ita_class(float("nan")) == ""


def test_angle_in_closed_form():
    np.testing.assert_allclose(ita_deg([65.0, 50.0, 35.0], 15.0), [45.0, 0.0, -45.0], atol=1e-12)
    np.testing.assert_allclose(ita_deg([60.0, 40.0], 0.0), [90.0, -90.0])
    assert ita_deg(60.0, -1e-9) == pytest.approx(90.0), "no break where b* changes sign"
