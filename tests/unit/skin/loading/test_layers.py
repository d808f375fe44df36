"""Profiles gathered by layer keep what there is, and never say more than all of it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from turgor.physics.tissue.stack import tissue_stack
from turgor.record.stimulus import DEPTH_UM, PROFILE_KINDS, StimulusDraw
from turgor.skin.loading.layers import LAYER_OF, layer_loads, mean_between

STACK = tissue_stack("cheek", 50.0, "female", "III")


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**31), st.floats(20.0, 3000.0))
def test_a_layers_share_times_its_thickness_is_the_profiles_integral(seed, reach_um):
    rng = np.random.default_rng(seed)
    shares = rng.dirichlet(np.ones(5), DEPTH_UM.size)[:, :4] * (reach_um > DEPTH_UM)[:, None]
    draw = StimulusDraw(profiles=dict(zip(PROFILE_KINDS, shares.T, strict=True)))
    loads = layer_loads(draw, STACK)
    inside = np.linspace(STACK.top_um("epidermis"), STACK.skin_um, 400001)
    for kind in PROFILE_KINDS:
        name = kind.replace("-", "_")
        held = sum(
            loads[f"{name}_{layer}"]
            * STACK.thickness_um[
                ("stratum-corneum", "epidermis", "papillary-dermis", "reticular-dermis").index(of)
            ]
            for layer, of in LAYER_OF.items()
        )
        integral = np.trapezoid(np.interp(inside, DEPTH_UM, draw.profiles[kind]), inside)
        assert held == pytest.approx(integral, rel=1e-4, abs=1e-3)
    for layer in LAYER_OF:
        assert sum(loads[f"{k.replace('-', '_')}_{layer}"] for k in PROFILE_KINDS) <= 1.0 + 1e-12


def test_the_mean_of_a_line_is_its_middle():
    line = DEPTH_UM / DEPTH_UM[-1]
    middle = 0.5 * (123.0 + 987.0) / DEPTH_UM[-1]
    assert mean_between(line, 123.0, 987.0) == pytest.approx(middle, rel=1e-12)
    assert mean_between(np.ones(DEPTH_UM.size), 3.0, 4.0) == 1.0


def test_the_barrier_opens_with_what_is_taken_or_with_what_the_session_says():
    none = np.zeros(DEPTH_UM.size)
    taken = StimulusDraw(profiles={"removed": np.where(DEPTH_UM < 200.0, 0.4, 0.0)})
    assert layer_loads(taken, STACK)["barrier_opened"] == pytest.approx(0.4)
    killed = StimulusDraw(profiles={"coagulated": np.where(DEPTH_UM < 200.0, 0.4, 0.0)})
    assert 0.0 < layer_loads(killed, STACK)["barrier_opened"] < 0.4
    assert "barrier_opened" not in layer_loads(StimulusDraw(profiles={"removed": none}), STACK)


def test_what_dies_above_a_living_base_bares_nothing():
    top, bottom = STACK.top_um("epidermis"), STACK.bottom_um("epidermis")
    upper = StimulusDraw(profiles={"coagulated": 0.8 * (0.5 * (top + bottom) > DEPTH_UM)})
    through = StimulusDraw(profiles={"coagulated": 0.8 * (bottom + 20.0 > DEPTH_UM)})
    assert layer_loads(upper, STACK)["epidermis_base_kept"] == 1.0
    assert "epidermis_base_kept" not in layer_loads(through, STACK)


def test_a_peel_opens_the_more_the_deeper_it_goes():
    top, bottom = STACK.top_um("epidermis"), STACK.bottom_um("epidermis")
    reaches = (0.5 * top, top, top + 0.5 * (bottom - top), bottom + 20.0)
    opened = [
        layer_loads(
            StimulusDraw(
                profiles={"removed": 1.0 * (reach > DEPTH_UM)}, quantities={"barrier-lost": 0.5}
            ),
            STACK,
        )["barrier_opened"]
        for reach in reaches
    ]
    assert opened == sorted(opened)
    assert opened[1] < 0.1 < opened[2] < 0.5 < 0.9 < opened[3]
