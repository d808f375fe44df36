"""People's traits: what is known stays, gains spread about it."""

import numpy as np
import pytest

from turgor.errors import InputError
from turgor.predict.forecast.people import SPREADS, log_spread, trait_draws


def test_known_traits_stay_and_gains_spread_about_them() -> None:
    """Age is what it is; the pigment's gain has its median at the phototype's."""
    drawn = trait_draws({"trait.age_years": 61.0, "trait.pigment": 2.0}, 4001, 3)
    assert (drawn["trait.age_years"] == 61.0).all()
    assert np.median(drawn["trait.pigment"]) == pytest.approx(2.0, rel=0.01)
    for name in SPREADS:
        # clipping at the record's ends takes a little off the tails
        assert np.log(drawn[name]).std() == pytest.approx(log_spread(name), rel=0.05)


def test_traits_are_independent_and_repeatable() -> None:
    """The same seed gives the same people; no trait tells of another."""
    first, again = trait_draws({}, 2000, 5), trait_draws({}, 2000, 5)
    names = list(SPREADS)
    for name in names:
        assert (first[name] == again[name]).all()
    correlation = np.corrcoef(np.log([first[name] for name in names]))
    assert np.abs(correlation - np.eye(len(names))).max() < 0.08


def test_unknown_traits_and_nobody_are_refused() -> None:
    """One line that says what is allowed."""
    with pytest.raises(InputError, match="no traits of a skin"):
        trait_draws({"trait.luck": 1.0}, 10, 0)
    with pytest.raises(InputError, match="0 people"):
        trait_draws({}, 0, 0)
