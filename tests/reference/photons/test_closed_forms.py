"""Light against what can be written down: decay, moments of scattering, random bits."""

import math

import numpy as np
import pytest
from scipy.optimize import brentq

from turgor.physics.photons.draws import azimuth, drawn, mixed, stream
from turgor.physics.photons.grid import DepthGrid
from turgor.physics.photons.layers import OpticalLayer, OpticalStack
from turgor.physics.photons.trace import trace
from turgor.physics.photons.walk import WEIGHT, advance, medium_of, optical_table


def bits(*state):
    """Compiled functions hand whole numbers back as Python's."""
    return tuple(np.uint64(one) for one in state)


def endless(g):
    stack = OpticalStack((OpticalLayer(math.inf, 0.0, 1.0, g, 1.0),))
    return medium_of(optical_table(stack), 1)


def test_pure_absorbers_as_beer_and_lambert():
    """Two absorbers of one index below air, over nothing that reflects: by depth and through."""
    stack = OpticalStack(
        (OpticalLayer(0.1, 4.0, 0.0, 0.0, 1.4), OpticalLayer(1.0, 1.0, 0.0, 0.0, 1.4)),
        index_below=1.4,
    )
    edges = np.array([0.0, 20.0, 50.0, 100.0, 200.0, 400.0, 700.0, 1100.0])
    run = trace(stack, 200_000, grid=DepthGrid(edges))
    surface = (0.4 / 2.4) ** 2
    z = edges * 1e-3
    left = (1.0 - surface) * np.exp(-4.0 * np.minimum(z, 0.1) - np.maximum(z - 0.1, 0.0))
    apart = (run.absorbed_per_cell + np.diff(left)) / run.absorbed_per_cell_se
    assert np.abs(apart).max() < 3.0
    assert abs(run.transmittance - left[-1]) < 3.0 * run.transmittance_se
    assert run.direct_transmittance == run.transmittance
    assert run.diffuse_reflectance == 0.0
    assert run.specular == pytest.approx(surface, abs=1e-12)


def test_an_absorbing_plate_between_mirrors():
    """All the reflections between both faces of a plate in air, summed as a geometric series."""
    mirror, pass_once = (0.5 / 2.5) ** 2, math.exp(-0.7)
    run = trace(OpticalStack((OpticalLayer(1.0, 0.7, 0.0, 0.0, 1.5),)), 200_000)
    many = 1.0 - (mirror * pass_once) ** 2
    through = (1.0 - mirror) ** 2 * pass_once / many
    back = mirror + (1.0 - mirror) ** 2 * mirror * pass_once**2 / many
    assert abs(run.transmittance - through) < 3.0 * run.transmittance_se
    assert abs(run.specular - back) < 3.0 * run.specular_se


@pytest.mark.parametrize("albedo", [0.99, 0.95])
def test_deep_light_decays_as_transport_theory_says(albedo):
    """The longest-lived mode of isotropic scattering; diffusion theory has nearly the same.

    Slope between two thick slices from twelve independent runs. The first lies where all faster
    modes, which fade at least as exp(-z), have lost a factor of 1000 against it.
    """
    rate = brentq(lambda k: albedo / (2.0 * k) * math.log((1 + k) / (1 - k)) - 1.0, 1e-3, 0.999)
    diffusion = math.sqrt(3.0 * (1.0 - albedo))
    assert rate == pytest.approx(diffusion, rel=0.03)  # high albedo: diffusion theory holds
    stack = OpticalStack((OpticalLayer(math.inf, 1.0 - albedo, albedo, 0.0, 1.0),))
    near, wide = 7e3 / (1.0 - rate), 1e3 / rate
    far = near + 2.0 * wide
    grid = DepthGrid(np.array([0.0, near, near + wide, far, far + wide]))
    rates = []
    for seed in range(12):
        cells = trace(stack, 15_000, seed=seed, grid=grid).absorbed_per_cell
        rates.append(math.log(cells[1] / cells[3]) / (far - near) * 1e3)
    error = np.std(rates, ddof=1) / math.sqrt(len(rates))
    assert error < 0.02 * rate
    assert abs(np.mean(rates) - rate) < 3.0 * error


@pytest.mark.parametrize("g", [-0.5, 0.0, 0.8, 0.95])
def test_one_scattering_has_henyey_and_greensteins_moments(g):
    """The l-th Legendre moment is g^l, whatever the direction before; azimuth is even."""
    medium = endless(g)
    before = np.array([0.48, -0.6, 0.64])
    side = np.cross(before, [0.0, 0.0, 1.0])
    side /= np.linalg.norm(side)
    n = 20_000
    cosine, wind = np.empty(n), np.empty(n, dtype=complex)
    for i in range(n):
        a, b = bits(*stream(np.uint64(3), np.uint64(i)))
        done = advance(0.0, 0.0, 1.0, *before, 0.1, WEIGHT, a, b, medium)
        after = np.array(done[3:6])
        assert abs(after @ after - 1.0) < 1e-12
        cosine[i] = after @ before
        wind[i] = complex(after @ side, after @ np.cross(before, side))
    wind /= np.abs(wind)
    for order in (1, 2, 3):
        values = np.polynomial.legendre.Legendre.basis(order)(cosine)
        assert abs(values.mean() - g**order) < 3.5 * values.std() / math.sqrt(n)
        assert abs((wind**order).mean()) < 3.5 / math.sqrt(n)


def test_a_direction_keeps_its_length():
    """A hundred thousand turns about every pole leave a unit vector."""
    medium = medium_of(
        optical_table(OpticalStack((OpticalLayer(math.inf, 0.0, 1.0, 0.9, 1.0),))), 1
    )
    a, b = bits(*stream(np.uint64(1), np.uint64(1)))
    u = (0.0, 0.0, -1.0)
    for _ in range(100_000):
        done = advance(0.0, 0.0, 1.0, *u, 0.0, WEIGHT, a, b, medium)
        u, (a, b) = done[3:6], bits(*done[8:10])
    assert abs(math.fsum(v * v for v in u) - 1.0) < 1e-9


def test_random_bits_as_their_authors_define_them():
    """splitmix64's known first outputs for 1234567, and xoroshiro128+ in whole numbers."""
    mask, golden = 2**64 - 1, 0x9E3779B97F4A7C15
    known = [6457827717110365317, 3203168211198807973, 9817491932198370423]
    for i, value in enumerate(known, start=1):
        assert int(mixed(np.uint64((1234567 + i * golden) & mask))) == value
    a, b = (int(v) for v in stream(np.uint64(7), np.uint64(11)))
    state = (a, b)

    def rotated(x, k):
        return ((x << k) | (x >> (64 - k))) & mask

    for _ in range(100):
        expected = (a + b) & mask
        b ^= a
        a, b = rotated(a, 24) ^ b ^ ((b << 16) & mask), rotated(b, 37)
        *state, ours = drawn(*bits(*state))
        assert ours == expected


def test_azimuths_lie_on_the_circle():
    a, b = stream(np.uint64(5), np.uint64(0))
    quarters = np.zeros(8)
    for _ in range(20_000):
        a, b, cosine, sine = azimuth(*bits(a, b))
        assert abs(cosine * cosine + sine * sine - 1.0) < 2e-12
        quarters[int(math.atan2(sine, cosine) / (math.pi / 4.0) + 4.0) % 8] += 1
    assert ((quarters - 2500.0) ** 2 / 2500.0).sum() < 24.3  # chi-squared of 7 degrees, 0.1 %
