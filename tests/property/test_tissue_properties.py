"""The virtual skin on any skin: nothing negative, nothing unbounded, nothing lost on the way."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from turgor.evidence import all_parameters
from turgor.skin.assemble import jump, parameter_names, prior_medians, rates, rest_state
from turgor.skin.load import LEVELS, LOADS, USUAL_LEVELS
from turgor.skin.state import STATE_NAMES

MEDIANS = dict(zip(parameter_names(), prior_medians(), strict=True))
MOST = {
    name: record.most
    for name in parameter_names()
    if (record := all_parameters().get(f"virtual.{name}")) is not None and record.most is not None
}
#: states that never pass this
CEILINGS = {
    "heat_shock": 1.0,
    "fibroblasts_papillary": 1.0,
    "fibroblasts_reticular": 1.0,
    "myofibroblasts": 1.0,
    "contraction": 1.0,
    "barrier_open": 1.0,
    "barrier_bare": 1.0,
}
LAYERS = ("epidermis", "papillary", "reticular")
KINDS = ("removed", "coagulated", "heat_shocked", "punctured")
seeds = st.integers(0, 2**32 - 1)
some = settings(max_examples=150, deadline=None)


def any_parameters(rng):
    """A draw far wider than the priors, within what each can be; any age and traits."""
    p = {
        name: min(value * math.exp(rng.normal(0.0, 0.8)), MOST.get(name, math.inf))
        for name, value in MEDIANS.items()
    }
    p["trait.age_years"] = rng.uniform(18.0, 95.0)
    return p


def any_state(rng, p):
    state = {name: rng.exponential(1.0) for name in STATE_NAMES}
    state |= {name: rng.uniform(0.0, most) for name, most in CEILINGS.items()}
    state["barrier_bare"] = rng.uniform(0.0, 1.0) * state["barrier_open"]
    return state | {f"injury_{layer}": rng.uniform() * p["injury.most"] for layer in LAYERS[1:]}


def any_loads(rng):
    """Shares of a layer sum to at most 1; the rest as much as anybody injects."""
    load = dict.fromkeys(LOADS, 0.0)
    for layer in LAYERS:
        shares = rng.dirichlet([0.3] * 5)[:4] if rng.uniform() < 0.9 else np.eye(5)[0][:4]
        load |= {f"{kind}_{layer}": share for kind, share in zip(KINDS, shares, strict=True)}
    for name in ("barrier_opened", "vessels_closed", "melanin_cleared"):
        load[name] = rng.choice([0.0, 1.0, rng.uniform()])
    return load | {"particles": rng.exponential(2.0), "carrier": rng.exponential(30.0),
                   "gel": rng.exponential(30.0)}  # fmt: skip


def any_levels(rng):
    return {name: rng.choice([0.0, rng.exponential(1.0)]) for name in LEVELS}


@some
@given(seeds)
def test_no_state_can_fall_below_zero(seed):
    """Where a state is 0 its rate is 0 or more, and no session takes more than is there."""
    rng = np.random.default_rng(seed)
    p, level = any_parameters(rng), any_levels(rng)
    for name in STATE_NAMES:
        state = any_state(rng, p) | {name: 0.0}
        if name == "barrier_open":
            state["barrier_bare"] = 0.0
        assert rates(state, level, p)[name] >= -1e-12, name
    after = jump(any_state(rng, p), any_loads(rng), p)
    assert min(after.values()) >= -1e-12, min(after, key=lambda n: after[n])


@some
@given(seeds)
def test_shares_stay_shares(seed):
    """What can't pass its most doesn't: rates point inwards there, and sessions stay below."""
    rng = np.random.default_rng(seed)
    p, level = any_parameters(rng), any_levels(rng)
    ceilings = CEILINGS | {f"injury_{layer}": p["injury.most"] for layer in LAYERS[1:]}
    for name, most in ceilings.items():
        state = any_state(rng, p) | {name: most}
        if name == "barrier_bare":
            state["barrier_open"] = most
        assert rates(state, level, p)[name] <= 1e-12, name
    after = jump(any_state(rng, p), any_loads(rng), p)
    for name, most in ceilings.items():
        assert after[name] <= most + 1e-12, name
    assert after["barrier_bare"] <= after["barrier_open"] + 1e-12


@some
@given(seeds)
def test_every_state_is_pulled_back_from_far_away(seed):
    """Far out a state falls, or, with the sun, grows no faster than a fixed pace: all bounded."""
    rng = np.random.default_rng(seed)
    p, level = any_parameters(rng), any_levels(rng)
    # what follows is bounded by what it follows: take each chain's end last
    for name in STATE_NAMES:
        if name in CEILINGS or name == "elastosis":
            continue
        state = any_state(rng, p) | {name: 1e7}
        if name.startswith("collagen_new"):
            state |= {"barrier_bare": 0.0}
        assert rates(state, level, p)[name] < 0.0, name
    grown = rates(any_state(rng, p) | {"elastosis": 1e7}, level, p)["elastosis"]
    assert grown <= p["ageing.elastosis"] * level["uv"] * 1e4


@some
@given(seeds)
def test_injury_becomes_replaced_volume(seed):
    """What closes in each layer, by its volume, stands as replaced volume, less its loss."""
    rng = np.random.default_rng(seed)
    p = any_parameters(rng)
    state = any_state(rng, p)
    change = rates(state, any_levels(rng), p)
    shallow = p["dermis.papillary_share"]
    closed = shallow * change["injury_papillary"] + (1.0 - shallow) * change["injury_reticular"]
    lost = state["replaced_volume"] / p["replaced.life"]
    assert closed + change["replaced_volume"] + lost == pytest.approx(0.0, abs=1e-12)


@some
@given(seeds)
def test_what_matures_is_neither_made_nor_lost(seed):
    """New and mature collagen I together change by synthesis, cutting and fill alone."""
    rng = np.random.default_rng(seed)
    p = any_parameters(rng) | {"ageing.collagen": 0.0, "ageing.collagen_sun": 0.0}
    state = any_state(rng, p) | {"injury_papillary": 0.0, "injury_reticular": 0.0}
    level = any_levels(rng)
    base = rates(state, level, p)
    for layer in LAYERS[1:]:
        # one unit more of new collagen: what leaves it by maturing arrives as mature
        new, mature = f"collagen_new_i_{layer}", f"collagen_mature_{layer}"
        more = rates(state | {new: state[new] + 1.0}, level, p)
        share = p[f"collagen.new_share_{layer}"]
        cut = (1.0 - p["collagen.cutting"] + p["collagen.cutting"] * state["mmp"]) / p[
            "collagen.life_i"
        ]
        left = share * (more[new] - base[new] + cut)
        assert left + more[mature] - base[mature] == pytest.approx(0.0, abs=1e-10)


@some
@given(seeds)
def test_agents_leave_at_their_own_pace_only(seed):
    """Particles, carrier and gel: what is put in is there, and goes exponentially."""
    rng = np.random.default_rng(seed)
    p = any_parameters(rng)
    state, load = any_state(rng, p), any_loads(rng)
    after, change = jump(state, load, p), rates(state, any_levels(rng), p)
    lives = {
        "particles": p["trait.particle_life_days"],
        "carrier": p["carrier.life"],
        "gel": p["gel.life"],
    }
    for name, life in lives.items():
        assert after[name] == state[name] + load[name]
        assert change[name] == pytest.approx(-state[name] / life)


@some
@given(seeds)
def test_more_of_a_kind_never_injures_less(seed):
    rng = np.random.default_rng(seed)
    p = any_parameters(rng)
    state, load = any_state(rng, p), any_loads(rng)
    less = jump(state, load, p)
    kind, layer = rng.choice(["removed", "coagulated", "punctured"]), rng.choice(LAYERS)
    more = jump(state, load | {f"{kind}_{layer}": load[f"{kind}_{layer}"] + 0.1}, p)
    for name in ("injury_papillary", "injury_reticular", "mediator", "inflammation", "oedema"):
        assert more[name] >= less[name], name


@settings(max_examples=20, deadline=None)
@given(seeds)
def test_rest_holds_on_any_skin(seed):
    rng = np.random.default_rng(seed)
    p = any_parameters(rng)
    p |= {name: 0.0 for name in p if name.startswith("ageing.")}
    change = rates(rest_state(p), USUAL_LEVELS, p)
    assert max(abs(rate) for rate in change.values()) < 1e-12
