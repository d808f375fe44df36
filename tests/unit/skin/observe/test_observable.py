"""Every observable: no change is none, a batch is its members, JAX says what NumPy says."""

import numpy as np
import pytest
from observed_skins import REST, P, change, skin

from turgor.errors import InputError
from turgor.metrics import Measurand, find_metric
from turgor.record.skin_place import SkinPlace
from turgor.skin.observe.laws import LAWS
from turgor.skin.observe.observable import OBSERVABLES, mismatch_reason, observe
from turgor.skin.observe.parameters import observe_parameter_names
from turgor.skin.parameters import all_parameter_names
from turgor.skin.state import STATE_NAMES

OF_STATES = [name for name, known in OBSERVABLES.items() if known.origin == "states"]
#: what everybody who predicts or maps endpoints relies on
AGREED = [
    "wrinkle-depth",
    "roughness",
    "epidermal-thickness",
    "dermal-thickness",
    "skin-thickness",
    "echo-density",
    "low-echo-share",
    "elasticity-r2",
    "elasticity-r5",
    "elasticity-r7",
    "distension-r0",
    "firmness",
    "wave-speed",
    "ita",
    "lightness",
    "redness-a",
    "melanin-index",
    "erythema-index",
    "blood-flow",
    "lesion-contrast",
    "tewl",
    "hydration",
    "collagen-i",
    "collagen-iii",
    "collagen",
    "procollagen",
    "collagen-synthesis",
    "elastin",
    "tropoelastin",
    "fibrillin",
    "elastosis",
    "glycosaminoglycan",
    "hyaluronan",
    "vascularity",
    "epidermal-melanin",
    "mmp",
    "inflammation",
    "zone-depth",
    "closure-time",
    "downtime",
    "look-wrinkles",
    "look-laxity",
    "look-texture",
    "look-pigment",
    "look-redness",
    "look-overall",
]


def wandering(batch, visits=3, seed=0):
    """States away from rest, within what skins reach."""
    rng = np.random.default_rng(seed)
    shape = (visits, len(STATE_NAMES), batch)
    return REST[None] + rng.uniform(0.0, 0.2, shape) - 0.1 * (REST[None] > 0.5)


def test_names_are_the_agreed_ones():
    assert set(AGREED) <= set(OBSERVABLES)
    assert set(LAWS) == set(OF_STATES)


@pytest.mark.parametrize("name", OF_STATES)
def test_no_change_of_state_is_no_change(name):
    start = wandering(5, visits=1)[0]
    got = observe(name, np.stack([start, start]), start, P)
    np.testing.assert_array_equal(got, np.zeros((2, 5)))


@pytest.mark.parametrize("name", OF_STATES)
def test_a_batch_is_its_members(name):
    states, before = wandering(4), wandering(4, 1, seed=1)[0]
    p = P * np.exp(0.1 * np.random.default_rng(2).standard_normal((P.shape[0], 4)))
    whole = observe(name, states, before, p)
    for i in range(4):
        one = observe(name, states[:, :, [i]], before[:, [i]], p[:, [i]])
        np.testing.assert_allclose(whole[:, [i]], one, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("name", OF_STATES)
def test_jax_says_the_same(name):
    jax = pytest.importorskip("jax")
    states, before = wandering(3), wandering(3, 1, seed=1)[0]
    with jax.enable_x64(True):
        got = observe(name, *(jax.numpy.asarray(one) for one in (states, before, P)))
    np.testing.assert_allclose(
        np.asarray(got), observe(name, states, before, P), rtol=1e-9, atol=1e-9
    )


def test_parameters_of_observation_come_last_and_are_all_read():
    names, own = all_parameter_names(), observe_parameter_names()
    assert names[-len(own) :] == own
    assert len(set(names)) == len(names)
    read = set()

    class Watched(dict):
        def __getitem__(self, name):
            read.add(name)
            return super().__getitem__(name)

    p = Watched(zip(names, P, strict=True))
    for name in OF_STATES:
        observe(name, skin()[None], skin(), p)
    assert set(own) <= read


def test_what_states_do_not_tell_says_where_it_comes_from():
    for name in ("zone-depth", "closure-time", "downtime"):
        with pytest.raises(InputError, match="not told by states"):
            observe(name, skin()[None], skin(), P)
    with pytest.raises(InputError, match="no observable"):
        observe("youth", skin()[None], skin(), P)
    with pytest.raises(InputError, match="rows"):
        observe("tewl", skin()[None], skin(), P[:-1])
    with pytest.raises(InputError, match="is needed"):
        observe("tewl", skin(), skin(), P)


def conditions_of(metric, **stated):
    """Conditions that fit a metric's schema, those stated among them."""
    filled = {}
    for condition in find_metric(metric).conditions:
        plain = {"text": condition.allowed[0] if condition.allowed else "x", "number": 1.0}
        filled[condition.name] = stated.get(condition.name, plain.get(condition.kind, True))
    return filled


def test_a_finding_meets_an_observable_only_under_its_conditions():
    cycle = {"aperture_mm": 2.0, "pressure_mbar": 450.0, "on_s": 2.0, "off_s": 2.0}
    fits = Measurand.of("suction.r2", conditions_of("suction.r2", **cycle))
    assert mismatch_reason("elasticity-r2", fits) is None
    wide = Measurand.of("suction.r2", conditions_of("suction.r2", **{**cycle, "aperture_mm": 6.0}))
    assert "aperture_mm 6.0 against 2.0" in mismatch_reason("elasticity-r2", wide)
    assert "is not what" in mismatch_reason("elasticity-r5", fits)
    assert "none" in mismatch_reason("look-overall", fits)


def test_a_place_of_its_own_changes_what_colour_says():
    light, dark = (SkinPlace("cheek", 40.0, "female", t) for t in ("I", "V"))
    assert change("ita", place=light, melanin=1.3)[0] > change("ita", place=dark, melanin=1.3)[0]
