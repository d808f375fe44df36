"""Two sessions on one day overlap by chance."""

import numpy as np
import pytest

from turgor.skin.load import LOADS
from turgor.skin.loading.same_day import together

NAMES = tuple(LOADS)


def loads(**values):
    found = np.zeros((len(LOADS), 3))
    for name, value in values.items():
        found[NAMES.index(name)] = value
    return found


def test_one_session_stays_as_it_is():
    one = loads(removed_papillary=0.3, gel=4.0)
    assert together([one]) is one


def test_halves_of_a_layer_leave_a_quarter():
    both = together([loads(removed_papillary=0.5), loads(coagulated_papillary=0.5)])
    assert both[NAMES.index("removed_papillary")] == pytest.approx(0.5)
    # of what the first left standing, the second kills half
    assert both[NAMES.index("coagulated_papillary")] == pytest.approx(0.25)
    opened = together([loads(barrier_opened=0.5), loads(barrier_opened=0.5)])
    assert opened[NAMES.index("barrier_opened")] == pytest.approx(0.75)


def test_amounts_add_up_and_layers_hold_no_more_than_all():
    rng = np.random.default_rng(5)
    sessions = []
    for _ in range(4):
        shares = rng.dirichlet(np.ones(5), (3, 3))[..., :4]
        made = loads(particles=1.0)
        for i, layer in enumerate(("epidermis", "papillary", "reticular")):
            for j, kind in enumerate(("removed", "coagulated", "heat_shocked", "punctured")):
                made[NAMES.index(f"{kind}_{layer}")] = shares[i, :, j]
        sessions.append(made)
    both = together(sessions)
    assert both[NAMES.index("particles")] == pytest.approx(4.0)
    for layer in ("epidermis", "papillary", "reticular"):
        rows = [
            NAMES.index(f"{kind}_{layer}")
            for kind in ("removed", "coagulated", "heat_shocked", "punctured")
        ]
        assert (both >= -1e-15).all()
        assert (both[rows].sum(axis=0) <= 1.0 + 1e-12).all()
        # what all of them spare is what each spares, one after another
        spared = np.prod([1.0 - one[rows].sum(axis=0) for one in sessions], axis=0)
        assert 1.0 - both[rows].sum(axis=0) == pytest.approx(spared)


def test_a_base_that_lives_counts_by_what_each_session_loses():
    both = together(
        [
            loads(coagulated_epidermis=0.3, epidermis_base_kept=1.0),
            loads(removed_epidermis=0.1),
            loads(particles=1.0),
        ]
    )
    assert both[NAMES.index("epidermis_base_kept")] == pytest.approx(0.75)
    none = together([loads(particles=1.0), loads(gel=1.0)])
    assert (none[NAMES.index("epidermis_base_kept")] == 0.0).all()
