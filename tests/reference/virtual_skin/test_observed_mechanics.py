"""Suction and waves of a state, against the compact law run in full."""

from dataclasses import replace

import numpy as np
import pytest
from observed_skins import P, both, change, parameters, skin

from turgor.physics.elasticity.compact_law import law_constants, layer_moduli, reference_state
from turgor.physics.elasticity.law_waves import shear_speed_m_s
from turgor.physics.elasticity.pump import PumpCycles
from turgor.physics.elasticity.suction_law import suction_creep, suction_series_mm
from turgor.skin.observe.law_point import MOST_STRETCH, LawPoint, law_point
from turgor.skin.observe.mechanics import RANGE, log_reading, variables
from turgor.skin.observe.observable import named_parameters
from turgor.skin.observe.person import stack_of
from turgor.skin.parameters import all_parameter_names
from turgor.skin.state import STATE_NAMES

READINGS = ("r0", "r2", "r5", "r7", "wave_speed")
OBSERVABLES = ("distension-r0", "elasticity-r2", "elasticity-r5", "elasticity-r7", "wave-speed")


def in_full(layer_state, stretch=0.0):
    """R0, R2, R5, R7 and the wave's speed of a composition, from its own series."""
    layer = layer_moduli(layer_state, law_constants())
    layer = replace(layer, stretch=layer.stretch + stretch)
    _, apex = suction_series_mm(
        PumpCycles(450.0, 2.0, 2.0), layer, suction_creep(layer_state), 1.0, 0.001
    )
    ue, uf, ur, ua = apex[100], apex[2000], apex[2000] - apex[2100], apex[2000] - apex[-1]
    return np.array([uf, ua / uf, ur / ue, ur / uf, shear_speed_m_s(layer)])


def composition(point):
    """The reference dermis with the amounts that a point's ratios mean."""
    rest, constants = reference_state(), law_constants()
    matrix = constants.matrix_kpa / rest.water
    elastic = constants.elastin_kpa * rest.phi_e * (1.0 - rest.oxidation)
    water = float(point.water)
    left = float(point.ground) * (matrix + elastic) - constants.matrix_kpa / water
    return replace(
        rest,
        water=water,
        phi_e=rest.phi_e * left / elastic,
        xi=rest.xi * float(point.fibre),
        thickness_mm=rest.thickness_mm * float(point.thickness),
    )


def test_the_polynomials_are_the_law_over_the_states_range():
    """Skins that weren't fitted: rms within 1 %, none off by more than 5 %."""
    rng = np.random.default_rng(11)
    rest = in_full(reference_state())
    off = []
    for _ in range(60):
        at = {name: low + (high - low) * rng.random() for name, (low, high) in RANGE.items()}
        if at["ground"] * 5.0 < 2.5 / at["water"]:
            continue  # no such composition: less than the matrix alone
        point = LawPoint(**at)
        told = in_full(composition(point), at["stretch"]) / rest
        off.append(
            [np.exp(log_reading(n, point)) / t - 1.0 for n, t in zip(READINGS, told, strict=True)]
        )
    off = np.array(off)
    assert len(off) > 50
    assert np.sqrt((off**2).mean(axis=0)).max() < 0.01
    assert np.abs(off).max() < 0.05


def test_sensitivities_at_rest_are_the_laws():
    """Each of the law's numbers by 2 % up and down, alone: the slope of every reading."""
    rest = LawPoint(1.0, 1.0, 1.0, 1.0, 0.0)
    base = in_full(reference_state())
    for name in ("ground", "fibre", "thickness", "water"):
        up, down = replace(rest, **{name: 1.02}), replace(rest, **{name: 0.98})
        law = [np.log(in_full(composition(q)) / base) for q in (up, down)]
        for i, reading in enumerate(READINGS):
            got = (log_reading(reading, up) - log_reading(reading, down)) / 0.04
            told = (law[0][i] - law[1][i]) / 0.04
            assert got == pytest.approx(told, abs=0.05), (name, reading)


def test_a_state_goes_through_the_law_as_its_composition():
    """Elastin, water and collagen as states, laid into the law by hand."""
    p = parameters(slack_taken=0.0, collagen_volume=0.0, elasticity_gain=1.0)
    rest = reference_state()
    for state, changed in (
        ({"elastin": 1.2}, replace(rest, phi_e=1.2 * rest.phi_e)),
        ({"elastin": 0.7}, replace(rest, phi_e=0.7 * rest.phi_e)),
    ):
        told = 100.0 * (in_full(changed) / in_full(rest) - 1.0)
        got = [change(name, p, **state)[0] for name in OBSERVABLES]
        assert got == pytest.approx(told.tolist(), abs=1.0)
    # all collagen denser by a tenth
    pools = {
        name: 1.1 for name in STATE_NAMES if name.startswith(("collagen_new", "collagen_mature"))
    }
    told = 100.0 * (
        in_full(replace(rest, phi_i=1.1 * rest.phi_i, phi_iii=1.1 * rest.phi_iii)) / in_full(rest)
        - 1.0
    )
    got = [change(name, p, **pools)[0] for name in OBSERVABLES]
    assert got == pytest.approx(told.tolist(), abs=1.0)


def test_swelling_thickens_dilutes_and_softens():
    point = point_of(oedema=0.1)
    assert float(point.thickness) == pytest.approx(1.1)
    assert float(point.water) > 1.1
    # matrix 2.3 kPa over water, and elastin 2.7 kPa and fibres in a volume up by a tenth
    water = 1.0 + 0.1 * float(
        parameters()[all_parameter_names().index("observe.water_of_oedema"), 0]
    )
    assert float(point.water) == pytest.approx(water)
    assert float(point.ground) == pytest.approx((2.3 / water + 2.7 / 1.1) / 5.0)
    assert float(point.fibre) == pytest.approx(1.0 / 1.1)
    assert change("wave-speed", oedema=0.1)[0] < 0.0


def test_without_fibres_a_wave_goes_with_the_stretch():
    """rho c² = µ lambda² along a neo-Hookean skin: the law's own limit, through its stretch."""
    rest = replace(reference_state(), phi_i=0.0, phi_iii=0.0)
    slow = shear_speed_m_s(layer_moduli(rest, law_constants()))
    layer = layer_moduli(rest, law_constants())
    fast = shear_speed_m_s(replace(layer, stretch=layer.stretch + MOST_STRETCH))
    assert fast / slow == pytest.approx((layer.stretch + MOST_STRETCH) / layer.stretch, rel=1e-9)
    # with fibres, which tauten, far more: what the skin's own observable says, by the law in full
    p = parameters(stretch_half=0.1)
    got = 1.0 + 0.01 * change("wave-speed", p, contraction=0.05)[0]
    stretch = float(point_of(p, contraction=0.05).stretch)
    told = in_full(reference_state(), stretch)[4] / in_full(reference_state())[4]
    assert got == pytest.approx(told, rel=0.02)
    assert got > (layer.stretch + stretch) / layer.stretch


def test_past_its_range_a_number_stands_still():
    far = [variables(LawPoint(x, 1.0, 1.0, 1.0, 0.0))[0] for x in (1.5, 2.0, 5.0, 50.0)]
    assert np.all(np.diff(far) >= 0.0)
    assert far[-1] < 0.21  # (1.5 - 1) / (1.5 + 1) = 0.2
    assert abs(variables(LawPoint(1.0, 1.0, 1.0, 1.0, 0.0))[0]) < 1e-5


def test_more_fibre_rises_less():
    r0 = [change("distension-r0", **both("collagen_mature", x))[0] for x in (0.9, 1.0, 1.1, 1.2)]
    assert np.all(np.diff(r0) < 0.0)


def point_of(p=P, **states):
    """The law's numbers of a skin."""
    state = dict(zip(STATE_NAMES, skin(**states)[:, 0], strict=True))
    named = {name: float(value[0]) for name, value in named_parameters(p).items()}
    return law_point(state, named, stack_of(None))
