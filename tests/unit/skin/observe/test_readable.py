"""What needs a closed surface isn't read on an open one, and an open one is no wrinkle."""

import numpy as np
import pytest

from turgor.errors import InputError
from turgor.skin.observe.observable import observe
from turgor.skin.observe.readable import NEEDS_CLOSED, unreadable
from turgor.skin.parameters import all_prior_medians
from turgor.skin.state import STATE_NAMES, STATES

REST = np.array([variable.rest for variable in STATES])


def after(**values):
    state = REST.copy()
    for name, value in values.items():
        state[STATE_NAMES.index(name)] = value
    return state[None, :, None]


def test_profiles_and_probes_wait_until_the_surface_is_closed():
    for opened, told in ((0.6, True), (0.02, False)):
        states = after(barrier_open=opened, barrier_bare=0.5 * opened)
        for name in NEEDS_CLOSED:
            assert unreadable(name, states).tolist() == [[told]], name
        assert not unreadable("tewl", states).any()
    with pytest.raises(InputError, match="states"):
        unreadable("tewl", REST)


def test_a_wound_is_no_wrinkle():
    p = all_prior_medians()[:, None]
    wound = after(barrier_open=1.0, barrier_bare=1.0, epidermis=0.0, corneum=0.0)
    for name in ("wrinkle-depth", "roughness"):
        assert abs(observe(name, wound, REST[:, None], p)[0, 0]) < 1e-9, name
    # a new epidermis at a third of its thickness deepens no more than atrophy could
    thin = after(epidermis=0.3)
    assert 0.0 < observe("wrinkle-depth", thin, REST[:, None], p)[0, 0] < 10.0
    # and a slow thinning counts as it did
    aged = after(epidermis=0.99)
    assert observe("wrinkle-depth", aged, REST[:, None], p)[0, 0] == pytest.approx(0.56, abs=0.06)
