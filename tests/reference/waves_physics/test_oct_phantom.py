"""Statistics of phantom OCT pairs against the closed forms of Gaussian speckle."""

from dataclasses import replace

import numpy as np
import pytest

from turgor.errors import InputError
from turgor.phantom.oct.pair import OctSpec, StrainLayer, oct_pair

STILL = OctSpec((StrainLayer(900.0, 0.0),), rows=240, cols=240, snr_db=None)
TURN = 4e3 * np.pi * 1.4 / 1300.0  # rad per um


def coherence(a, b):
    return np.vdot(b, a) / np.sqrt(np.vdot(a, a).real * np.vdot(b, b).real)


def test_speckle_is_fully_developed():
    """Contrast 1, or with N equal scatterers in 2 pi s_z s_x, square root of 1 + 1/N; power 1."""
    powers = np.array([np.abs(oct_pair(STILL, (n,))[0].before) ** 2 for n in range(6)])
    assert powers.std() / powers.mean() == pytest.approx(np.sqrt(1.0 + 1.0 / 24.0), abs=0.02)
    sparse = replace(STILL, scatterers_per_cell=1.0)
    few = np.array([np.abs(oct_pair(sparse, (n,))[0].before) ** 2 for n in range(6)])
    assert few.std() / few.mean() == pytest.approx(np.sqrt(2.0), abs=0.04)
    assert powers.mean() == pytest.approx(1.0, abs=0.03)


def test_neighbours_share_the_point_spread():
    """Autocorrelation exp(-d^2 / 4 s^2) along both axes."""
    before = oct_pair(STILL)[0].before
    # phase advances with depth at the carrier; its size is what the point spread sets
    for lag in (1, 2, 3):
        down = abs(coherence(before[lag:], before[:-lag]))
        assert down == pytest.approx(np.exp(-((2.0 * lag) ** 2) / 36.0), abs=0.03)
        side = abs(coherence(before[:, lag:], before[:, :-lag]))
        assert side == pytest.approx(np.exp(-((4.0 * lag) ** 2) / 144.0), abs=0.03)


def test_even_strain_turns_the_phase_as_it_should():
    """E[after before*] = exp(i K u (1 - e/2)) exp(-u^2/4s^2 - (K e s)^2/4) for u = e z + shift."""
    strain = 0.004
    spec = replace(STILL, layers=(StrainLayer(900.0, strain),), cols=1500, shift_um=0.3)
    pair, truth = oct_pair(spec)
    assert truth.motion_um == pytest.approx(0.3 + strain * 2.0 * np.arange(240))
    product = np.mean(pair.after * pair.before.conj(), axis=1)
    u = truth.motion_um
    size = np.exp(-(u**2) / 36.0 - (TURN * strain * 3.0) ** 2 / 4.0)
    expected = size * np.exp(1j * TURN * u * (1.0 - strain / 2.0))
    # 1500 columns hold about 350 speckles
    assert np.abs(product - expected).max() < 0.25
    turned = np.unwrap(np.angle(product))
    slope = np.polyfit(2.0 * np.arange(240), turned, 1)[0] / TURN
    assert slope == pytest.approx(strain, rel=0.01)


def test_layers_are_where_they_were_planted():
    pair, truth = oct_pair(OctSpec())
    assert truth.edges_um == pair.layer_edges_um == (250.0,)
    assert truth.layer_strain == (-0.01, -0.001)
    np.testing.assert_allclose(truth.motion_um[[0, 125, 249]], [0.0, -2.5, -2.748])
    assert set(truth.strain) == {-0.01, -0.001}
    assert pair.before.dtype == np.complex64 and pair.before.shape == (250, 200)
    assert oct_pair(replace(OctSpec(), state_edges=False))[0].layer_edges_um == ()


def test_noise_shift_and_decorrelation_take_the_coherence_they_should():
    def between(**change):
        pair, _ = oct_pair(replace(STILL, **change))
        return coherence(pair.after, pair.before)

    assert between() == pytest.approx(1.0, abs=1e-6)
    assert between(shift_um=0.1) == pytest.approx(np.exp(1j * TURN * 0.1), abs=0.01)
    assert abs(between(lateral_shift_um=6.0)) == pytest.approx(np.exp(-0.25), abs=0.03)
    assert abs(between(decorrelation=0.36)) == pytest.approx(0.8, abs=0.03)
    assert abs(between(snr_db=10.0)) == pytest.approx(1 / 1.1, abs=0.01)


def test_strength_of_layers_and_fading():
    spec = replace(STILL, layers=(StrainLayer(200.0, 0.0), StrainLayer(100.0, 0.0, 0.5)))
    power = np.mean(np.abs(oct_pair(spec)[0].before) ** 2, axis=1)
    assert power[120:].mean() / power[:90].mean() == pytest.approx(0.25, rel=0.1)
    power = np.mean(np.abs(oct_pair(replace(STILL, fade_per_mm=2.0))[0].before) ** 2, axis=1)
    slope = np.polyfit(2e-3 * np.arange(240), np.log(power), 1)[0]
    assert slope == pytest.approx(-4.0, rel=0.15)


def test_the_same_seed_is_the_same_pair():
    one, two = oct_pair(OctSpec(), (2,))[0], oct_pair(OctSpec(), (2,))[0]
    np.testing.assert_array_equal(one.after, two.after)
    assert not np.array_equal(one.after, oct_pair(OctSpec(), (3,))[0].after)


@pytest.mark.parametrize(
    "call",
    [
        lambda: StrainLayer(0.0, 0.0),
        lambda: StrainLayer(10.0, 0.5),
        lambda: OctSpec(()),
        lambda: replace(STILL, axial_um=0.0),
        lambda: replace(STILL, rows=5000, cols=5000),
        lambda: oct_pair(replace(STILL, scatterers_per_cell=1e4)),
    ],
)
def test_refused(call):
    with pytest.raises(InputError):
        call()
