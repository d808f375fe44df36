"""The push phantom against closed Green's functions in space and time, and step-by-step motion."""

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from turgor.phantom.wave.field import wave_field
from turgor.phantom.wave.push import beam, push_motion_um, push_response
from turgor.phantom.wave.qiba import qiba_cases
from turgor.phantom.wave.spec import PushSource, Solid


def test_long_push_is_the_cylindrical_wave_of_poissons_formula():
    """No dependence on depth: u_tt = c^2 (u_xx + u_yy) + f g, by quadrature over the disc ct."""
    c, push = 2.0, 4e-4
    source = PushSource(
        Solid(mu_kpa=4.0), "gaussian", f_number=200.0, push_s=push, carrier_mhz=300.0
    )
    waist = beam(source)[0]
    time = np.arange(0.0, 9e-3, 2e-4)
    lateral = np.array([0.0, 0.5, 2.0, 6.0, 12.0])
    got = push_motion_um(source, lateral, np.array([source.focus_mm]), time)[0]

    x, w = np.polynomial.legendre.leggauss(160)
    theta, w_theta = 0.25 * np.pi * (x + 1), 0.25 * np.pi * w
    phi = np.linspace(0.0, 2.0 * np.pi, 240, endpoint=False)

    def impulse(r, t):  # initial velocity exp(-2 r^2 / waist^2)
        reach = c * np.maximum(t, 0.0)[:, None, None] * np.sin(theta)[:, None]
        squared = r * r + reach**2 + 2 * r * reach * np.cos(phi)
        inner = np.exp(-2.0 * squared / waist**2).mean(axis=2)
        return np.einsum("tq,q->t", inner * reach[:, :, 0], w_theta) / c

    y, v = np.polynomial.legendre.leggauss(8)
    expected = np.zeros_like(got)
    for row, r in enumerate(1e-3 * lateral):
        for node, part in zip(y, v, strict=True):
            expected[row] += part * impulse(r, time - 0.5 * push * (node + 1))
    # times before the push ends integrate over a part of it only
    late = time > push
    expected *= source.peak_um / expected[0].max()
    scale = got[0][late].max() / expected[0][late].max()
    assert scale == pytest.approx(1.0, abs=2e-3)
    assert np.abs(got - expected)[:, late].max() < 2e-3 * source.peak_um


@pytest.mark.parametrize("elevation", [None, 0.9])
def test_short_push_is_the_wave_of_stokes_in_three_dimensions(elevation):
    """Point forces of an incompressible solid, closed in space and time, added over the push."""
    c, push = 2.0, 3e-4
    source = PushSource(
        Solid(mu_kpa=4.0), "gaussian", f_number=1.0, push_s=push, elevation_mm=elevation
    )
    waist, _, window, _ = beam(source)
    wide = waist if elevation is None else 1e-3 * elevation
    step, lift = 3e-5, 1e-4
    half = step * (np.arange(round(2.0 * waist / step)) + 0.5)
    out = step * (np.arange(round(2.0 * wide / step)) + 0.5)
    along = lift * (np.arange(-90, 90) + 0.5) * (4.5 * window / 9e-3)
    px, py, pz = np.meshgrid(np.append(-half[::-1], half), out, along, indexing="ij")
    force = np.exp(-2.0 * (px**2 / waist**2 + py**2 / wide**2) - pz**2 / (2 * window**2))

    def motion(x, z, t):
        dx, dy, dz = x - px, -py, z - pz
        r = np.sqrt(dx**2 + dy**2 + dz**2)
        cosine2 = (dz / r) ** 2
        high = np.minimum(r / c, t)
        low = np.minimum(max(t - push, 0.0), high)
        near = (3 * cosine2 - 1) / r**3 * 0.5 * (high**2 - low**2)
        on = (t - r / c > 0) & (t - r / c < push)
        far = (1 - cosine2) / (c**2 * r) * on
        return np.sum(force * (near + far))

    places = [(3.0, 0.0, 1.5e-3), (3.0, 0.0, 1.9e-3), (3.0, 2.0, 2.1e-3), (6.0, 0.0, 3.1e-3)]
    places += [(6.0, -3.0, 3.5e-3), (6.0, 0.0, 2.2e-3)]
    expected = np.array([motion(1e-3 * x, 1e-3 * z, t) for x, z, t in places])

    def phantom(x, z, t):
        at = np.array([source.focus_mm + z])
        return push_motion_um(source, np.array([x]), at, np.array([t, 9e-4]))[0, 0, 0]

    got = np.array([phantom(*place) for place in places])
    expected *= (got @ expected) / (expected @ expected)  # the phantom is scaled by its peak
    assert np.abs(got - expected).max() < 0.005 * np.abs(got).max()


@pytest.mark.parametrize(
    "solid",
    [
        Solid(mu_kpa=3.0),
        Solid("kelvin-voigt", 3.0, eta_pa_s=1.5),
        Solid("three-parameter", 2.0, g0_kpa=10.0, beta_per_s=3000.0),
    ],
    ids=lambda s: s.model,
)
def test_answer_to_a_push_step_by_step(solid):
    """rho h'' + k^2 G h = g with a spring, a dashpot and a memory stress, by Runge-Kutta."""
    push, time = 334e-6, np.linspace(0.0, 8e-3, 9)
    for k in (150.0, 900.0, 4000.0):

        def rate(t, y, k=k):
            h, v, inner = y
            stress = 1e3 * solid.mu_kpa * h
            flow = 0.0
            if solid.model == "kelvin-voigt":
                stress += solid.eta_pa_s * v
            elif solid.model == "three-parameter":
                stress += inner
                flow = 1e3 * (solid.g0_kpa - solid.mu_kpa) * v - solid.beta_per_s * inner
            g = 1.0 if t < push else 0.0
            return [v, (g - k * k * stress) / solid.density_kg_m3, flow]

        first = solve_ivp(rate, (0.0, push), [0, 0, 0], rtol=1e-10, atol=1e-16, method="DOP853")
        rest = solve_ivp(
            rate, (push, 8e-3), first.y[:, -1], t_eval=time[1:], rtol=1e-10, atol=1e-16,
            method="DOP853",
        )  # fmt: skip
        got = push_response(solid, np.array([k]), time, push)[0]
        assert got[0] == 0.0
        assert np.abs(got[1:] - rest.y[0]).max() < 1e-6 * np.abs(got).max()


@pytest.mark.parametrize("elevation", [None, 2.0])
@pytest.mark.parametrize("shape", ["focused", "gaussian"])
def test_quadrature_has_converged(shape, elevation):
    time = np.linspace(0.0, 8e-3, 21)
    lateral, depth = np.array([0.0, 4.0, 16.0]), np.array([25.0, 30.0, 36.0])
    source = PushSource(Solid("kelvin-voigt", 9.0, 1.0), shape, elevation_mm=elevation)
    one = push_motion_um(source, lateral, depth, time)
    two = push_motion_um(source, lateral, depth, time, fineness=2.0)
    assert np.abs(one - two).max() < 1e-7


def test_energy_of_a_long_elastic_push_is_kept():
    """Kinetic energy of a cylindrical wave long after the push: r u_t^2 adds up to a constant."""
    source = PushSource(Solid(mu_kpa=4.0), "gaussian", f_number=200.0, carrier_mhz=300.0)
    lateral = np.arange(0.0, 40.0, 0.2)
    kinetic = []
    for t in (6e-3, 9e-3, 12e-3):
        a, b = push_motion_um(
            source, lateral, np.array([source.focus_mm]), np.array([2e-4, t - 2e-6, t + 2e-6])
        )[0, :, 1:].T
        kinetic.append(np.sum(lateral * (b - a) ** 2))
    assert kinetic == pytest.approx([kinetic[0]] * 3, rel=0.02)


def test_the_48_cases_of_the_report():
    cases = qiba_cases()
    assert len({c.name for c in cases}) == 48
    record, truth = wave_field(cases[6])
    assert cases[6].name == "G10KPA_FOCUS30_FN2p0_T167"
    assert truth.group_speed_m_s == pytest.approx(3.16227766016838)
    assert record.motion.shape == (1, 81, 81)
    assert np.diff(record.lateral_mm) == pytest.approx(0.25)
    # the crest arrives on time; before it there is only the pressure's small opposite motion,
    # which an incompressible solid passes on at once
    crest = record.time_s[record.motion[0, 40].argmax()]
    assert crest == pytest.approx(10e-3 / truth.group_speed_m_s, abs=3e-4)
    early = record.time_s < 6e-3 / truth.group_speed_m_s
    assert np.abs(record.motion[0, 40, early]).max() < 0.05 * record.motion[0, 40].max()
