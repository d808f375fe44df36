"""Particles and gels against closed forms, chance, quadrature and a second solver."""

import numpy as np
import pytest
from scipy.integrate import quad, solve_ivp
from scipy.optimize import brentq
from scipy.stats import norm

from turgor.evidence import parameter, parameter_draw
from turgor.record.tissue import TissueStack
from turgor.skin.stimulus.particle.erosion import (
    STEP_D,
    mineral_erosion,
    polymer_erosion,
    released,
    soluble_share,
)
from turgor.skin.stimulus.particle.gel import (
    Gel,
    crosslinked_gel,
    donnan_kpa,
    network_shares,
    swollen_mg_ml,
)
from turgor.skin.stimulus.particle.placing import placing
from turgor.skin.stimulus.particle.sizes import Sizes, drawn_sizes

SKIN = TissueStack("cheek", (11.0, 65.0, 160.0, 1100.0, 5000.0), 0.3, 0.02, 0.7)
ONE = Sizes(np.array([40.0]), 1250.0)


def test_equal_spheres() -> None:
    """Surface of 1 mg is 6 / (density diameter); their number is mass over one's mass."""
    assert ONE.surface_mm2_mg == pytest.approx(6.0 / (1.25 * 0.040), rel=1e-12)
    assert ONE.mean_mass_mg == pytest.approx(np.pi / 6 * 0.040**3 * 1.25, rel=1e-12)


def test_a_batch_has_the_moments_of_its_distribution() -> None:
    sizes = drawn_sizes("caha")
    cut = norm.cdf(2.0) - norm.cdf(-2.0)

    def moment(power: int) -> float:
        inside = quad(lambda z: (35.0 + 5.0 * z) ** power * norm.pdf(z), -2.0, 2.0)[0]
        return float(inside / cut)

    for power in (1, 2, 3):
        assert (sizes.diameter_um**power).mean() == pytest.approx(moment(power), rel=0.004)
    assert sizes.diameter_um.min() > 25.0 and sizes.diameter_um.max() < 45.0


def test_soluble_share_against_chains_cut_by_chance() -> None:
    """400,000 bonds broken one by one, each with chance q: mass in pieces of 10 units or fewer."""
    rng = np.random.default_rng(11)
    for length in (200.0, 30.0, 8.0):
        ends = np.flatnonzero(rng.random(400_000) < 1.0 / length)
        pieces = np.diff(ends)
        share = pieces[pieces <= 10].sum() / pieces.sum()
        q = 1.0 / length
        closed = 1.0 - (1.0 - q) ** 10 * (1.0 + 10.0 * q)
        assert share == pytest.approx(closed, abs=0.006)
        ours = soluble_share(np.array([0.0, np.log(1e6 / length)]), 1e6, 1.0, 10.0)
        assert ours[1] == pytest.approx(closed, abs=1e-9)


def test_release_agrees_with_radau() -> None:
    days = np.arange(0.0, 1200.0, STEP_D)
    soluble = soluble_share(days, 900.0, 0.012, 10.0)
    left, gone = released(soluble, np.array([15.0, 60.0]))
    fine = np.arange(0.0, 1200.0, 0.01)
    gain = np.gradient(soluble_share(fine, 900.0, 0.012, 10.0), fine)
    for column, time in enumerate((15.0, 60.0)):
        second = solve_ivp(
            lambda t, s, tau=time: np.interp(t, fine, gain) - s / tau,
            (0.0, 1198.0), [0.0], "Radau", days, rtol=1e-8, atol=1e-10,
        )  # fmt: skip
        expected = 1.0 - soluble + second.y[0]
        assert left[:, column] == pytest.approx(expected, abs=2e-4)
        assert left[:, column] + gone[:, column] == pytest.approx(1.0, abs=1e-12)


@pytest.mark.parametrize("material", ["plla", "pdlla", "pcl", "caha"])
def test_what_was_injected_is_there_or_gone(material: str) -> None:
    for draw in range(8):
        with parameter_draw(draw, 8):
            sizes = drawn_sizes(material)
            found = (
                mineral_erosion(sizes) if material == "caha" else polymer_erosion(material, sizes)
            )
        assert found.mass + found.released == pytest.approx(1.0, abs=1e-9)
        assert (found.mass >= 0).all() and (np.diff(found.mass) <= 1e-12).all()
        assert (found.mass[0], found.surface[0]) == pytest.approx((1.0, 1.0))


def test_a_shrinking_sphere_keeps_its_shape() -> None:
    """Of particles of one size the surface goes as the mass to the power 2/3."""
    for found in (polymer_erosion("plla", ONE), mineral_erosion(ONE)):
        assert found.surface == pytest.approx(np.cbrt(found.mass) ** 2, abs=1e-9)


def test_a_receding_surface_gives_off_what_the_spheres_lose() -> None:
    """Mass lost a day is surface times recession times density."""
    sizes = drawn_sizes("caha")
    found = mineral_erosion(sizes)
    pace = 35.0 / 2.0 / parameter("particle.caha.lasting")
    flux = sizes.surface_mm2_mg * found.surface * pace * 1e-3 * 3.1
    lost = np.concatenate([[0.0], np.cumsum(0.5 * (flux[1:] + flux[:-1]) * np.diff(found.days))])
    assert lost == pytest.approx(1.0 - found.mass, abs=2e-3)


def test_larger_and_longer_lasts_longer() -> None:
    small, large = Sizes(np.array([20.0]), 1250.0), Sizes(np.array([120.0]), 1250.0)
    for material in ("plla", "pdlla", "pcl"):
        assert polymer_erosion(material, large).half_d > polymer_erosion(material, small).half_d
    assert mineral_erosion(large).half_d == pytest.approx(
        6 * mineral_erosion(small).half_d, rel=0.02
    )
    grades = [polymer_erosion("pcl", ONE, grade).half_d for grade in "smle"]
    assert grades == sorted(grades) and len(set(grades)) == 4


def test_donnan_pressure_from_its_two_conditions() -> None:
    """Electroneutral inside, and the product of ions the same on both sides: solved by search."""
    salt = 9.0 / 58.44 * 1e3
    for strength in (2.0, 20.0, 60.0):
        charge = strength / 401.3 * 1e3
        anion = brentq(lambda x, f=charge: x * (x + f) - salt**2, 0.0, salt, xtol=1e-12)
        pressure = 8.314462618 * 310.15 * (2 * anion + charge - 2 * salt) * 1e-3
        assert donnan_kpa(np.array(strength)) == pytest.approx(pressure, rel=1e-8)


def test_a_swollen_gel_is_at_rest() -> None:
    """And against Flory's closed form where salt is plenty and nothing presses from outside."""
    found = swollen_mg_ml(20.0, np.array([0.05, 0.25, 0.6]), 0.5)
    held = np.array([0.05, 0.25, 0.6]) * np.cbrt(found / 20.0) + 0.5
    assert donnan_kpa(found) == pytest.approx(held, rel=1e-6)
    assert (np.diff(found) > 0).all()
    free = swollen_mg_ml(20.0, np.array([0.02]), 0.0)
    salt, charge = 9.0 / 58.44 * 1e3, 20.0 / 401.3 * 1e3
    strong = 8.314462618 * 310.15 * charge**2 / (4 * salt) * 1e-3
    assert free[0] == pytest.approx(20.0 * (0.02 / strong) ** 0.6, rel=0.01)


def test_network_against_sections_cut_by_chance() -> None:
    """100,000 sections whose two sides are cut at random times: free once both are."""
    rng = np.random.default_rng(5)
    half = 300.0
    left, _ = network_shares(np.array([0.0, half, 900.0]), half)
    assert left[1] == pytest.approx(0.5, abs=1e-12)
    rate = -np.log(1 - np.sqrt(0.5)) / half
    cuts = rng.exponential(1 / rate, (100_000, 2)).max(axis=1)
    for day, share in zip((half, 900.0), left[1:], strict=True):
        assert (cuts > day).mean() == pytest.approx(share, abs=0.006)


def test_a_gel_begins_with_what_was_injected_and_ends_with_nothing() -> None:
    days = np.array([0.0, 1.0, 30.0, 3e4])
    for share in (0.0, 0.4, 1.0):
        mass, volume = crosslinked_gel(Gel(1.0, 20.0), days, share)
        assert (mass[0], volume[0]) == pytest.approx((1.0, 50.0), rel=1e-9)
        assert mass[3] < 1e-6 and volume[3] < 1e-4
        assert (np.diff(mass) < 0).all() and (volume >= 0).all()


def test_a_depot_against_quadrature() -> None:
    placed = placing(SKIN, "subdermal", None, 80.0)
    top, bottom, edge = 76.0, 6336.0, 1336.0
    sd = np.hypot(parameter("particle.place.scatter") * 1e3, 800.0 / np.sqrt(12))
    middle = edge + parameter("particle.place.subdermal") * 1e3

    def density(z: float) -> float:
        return float(np.exp(-0.5 * ((z - middle) / sd) ** 2))

    whole = quad(density, top, bottom, points=[middle], epsabs=1e-12)[0]
    above = quad(density, top, edge, epsabs=1e-12)[0]
    assert placed.share_between(top, edge) == pytest.approx(above / whole, rel=1e-6)
    assert placed.share_between(top, bottom) == pytest.approx(1.0, abs=1e-12)
