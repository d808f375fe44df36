"""The ligand's equations against a second solver, closed forms and balances."""

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from turgor.evidence import parameter, parameter_draw
from turgor.physics.tissue.diffusion import Solute, diffusion_layers
from turgor.record.tissue import TissueStack
from turgor.skin.stimulus.ligand.agents import chemistry
from turgor.skin.stimulus.ligand.course import STEPS, application_steps, summed_half_days
from turgor.skin.stimulus.ligand.depth import corneum_partition, depth_cells, transport_matrix
from turgor.skin.stimulus.ligand.kinetics import (
    Application,
    Response,
    rate_matrix,
    single_response,
    whole_response,
    with_film,
)
from turgor.skin.stimulus.ligand.response import Law, effect_half_days, irritation_half_days

SKIN = TissueStack("cheek", (11.0, 65.0, 160.0, 1100.0, 3000.0), 0.3, 0.02, 0.7)
FILM = Application(1000.0, 6.0, 0.02, 0.4)
FINE = 240


def second_program(days: np.ndarray) -> np.ndarray:
    """Tretinoin by lines on 240 even cells and Radau: seen above, seen below, in the blood.

    Written from the equations alone: equal cells of 11/80 µm in the corneum and even ones below,
    drift by the mean of neighbours, conductances in series across the one interface.
    """
    made = chemistry("tretinoin")
    edges = np.concatenate(
        [np.linspace(0, 11, 81)[:-1], np.linspace(11, 76, 61)[:-1], np.linspace(76, 596, 101)]
    )
    h = np.diff(edges)
    middle = 0.5 * (edges[1:] + edges[:-1])
    corneum, epidermis = middle < 11, (middle > 11) & (middle < 76)
    papillary = (middle > 76) & (middle < 236)
    d = np.full(h.size, parameter("ligand.epidermis.diffusivity") * 86400)
    d[middle > 76] = parameter("ligand.dermis.diffusivity") * 86400
    d[corneum] = (
        diffusion_layers(SKIN, Solute(made.molar_mass, made.log_kow))[0].diffusivity_um2_s * 86400
    )
    k = np.where(corneum, corneum_partition(made.log_kow), 1.0)
    drift = 11.0 / parameter("ligand.corneum.turnover")
    loss = made.losses_per_d[0] * np.where(epidermis, 1.0, parameter("ligand.dermis.conversion"))
    loss = np.where(corneum, 0.0, loss)
    clear = np.where(middle > 76, parameter("ligand.dermis.clearance"), 0.0)
    wear = np.log(2) / parameter("ligand.film.half_life")

    def slope(_: float, state: np.ndarray, covered: bool) -> np.ndarray:
        film, c = state[0], state[1:-3] / h
        resistance = h / (2 * d * k)
        flux = (c[:-1] / k[:-1] - c[1:] / k[1:]) / (resistance[:-1] + resistance[1:])
        inside = corneum[1:]
        flux[inside] -= drift * 0.5 * (c[:-1] + c[1:])[inside]
        change = np.zeros(h.size)
        change[:-1] -= flux
        change[1:] += flux
        change[0] -= drift * c[0]
        enters = 0.0
        if covered:
            enters = (FILM.partition * film / FILM.film_um - c[0]) * 2 * d[0] / h[0]
        change[0] += enters
        gone = (loss + clear) * c * h
        change -= gone
        seen = [(c[layer] * h[layer]).sum() / h[layer].sum() for layer in (epidermis, papillary)]
        return np.concatenate([[-enters - wear * film], change, seen, [gone.sum()]])

    start = np.zeros(h.size + 4)
    start[0] = FILM.dissolved_ng_cm2 / made.molar_mass * 1e3
    on = solve_ivp(
        slope, (0, FILM.contact_d), start, "Radau", args=(True,), rtol=1e-6, atol=1e-7
    ).y[:, -1]
    on[0] = 0.0
    off = solve_ivp(
        slope, (FILM.contact_d, days[-1]), on, "Radau", days, args=(False,), rtol=1e-6, atol=1e-7
    )
    return off.y[-3:].T


def test_depth_and_time_agree_with_a_second_program() -> None:
    days = np.array([0.5, 1.0, 2.0, 4.0, 8.0])
    ours = single_response(SKIN, chemistry("tretinoin"), FILM).coarse
    ours = ours[np.rint(days * 2).astype(int)]
    assert ours == pytest.approx(second_program(days), rel=0.02)


@pytest.mark.parametrize("agent", ["tretinoin", "retinol", "tazarotene", "retinyl-ester"])
def test_exponentials_agree_with_radau_on_the_same_rates(agent: str) -> None:
    made = chemistry(agent)
    depth = depth_cells(SKIN, made.molar_mass, made.log_kow)
    bare = rate_matrix(depth, made)
    covered = with_film(bare, depth, FILM)
    start = np.zeros(bare.shape[0])
    start[0] = FILM.dissolved_ng_cm2 / made.molar_mass * 1e3
    exact = {"rtol": 1e-9, "atol": 1e-9}
    on = solve_ivp(
        lambda _, x: covered @ x, (0, 0.4), start, "Radau", jac=lambda *_: covered, **exact
    ).y[:, -1]
    on[0] = 0.0
    end = solve_ivp(lambda _, x: bare @ x, (0.4, 5.0), on, "Radau", jac=lambda *_: bare, **exact).y[
        :, -1
    ]
    assert single_response(SKIN, made, FILM).coarse[10] == pytest.approx(end[-3:], rel=1e-5)


@pytest.mark.parametrize("agent", ["tretinoin", "retinol", "adapalene", "tazarotene"])
@pytest.mark.parametrize("draw", [0, 3, 7])
def test_nothing_is_made_or_lost(agent: str, draw: int) -> None:
    """What leaves is shed, rubbed off, or with the blood; no rate between amounts is below 0."""
    with parameter_draw(draw, 8):
        made = chemistry(agent)
        depth = depth_cells(SKIN, made.molar_mass, made.log_kow)
        bare = rate_matrix(depth, made)
        covered = with_film(bare, depth, FILM)
        shed = depth.thickness_um[depth.corneum].sum() / parameter("ligand.corneum.turnover")
        wear = np.log(2) / parameter("ligand.film.half_life")
    amounts = covered[:-3, :-3]
    left = -(amounts.sum(axis=0) + covered[-1, :-3])
    expected = np.zeros(left.size)
    expected[0], expected[1] = wear, shed / depth.thickness_um[0]
    assert left == pytest.approx(expected, abs=1e-6 * np.abs(amounts).max())
    assert (amounts - np.diag(np.diag(amounts)) >= 0).all()


def test_a_film_that_never_empties_gives_the_flux_of_a_membrane() -> None:
    """Steady flux into skin that keeps its blood side empty: K c / (h/D), no drift."""
    made = chemistry("tretinoin")
    depth = depth_cells(SKIN, made.molar_mass, made.log_kow)
    moves = transport_matrix(depth)
    h, k, d = depth.thickness_um, depth.partition, depth.diffusivity_um2_d
    n = depth.corneum.stop
    pace = h[depth.corneum].sum() / parameter("ligand.corneum.turnover")
    corneum = moves[:n, :n].copy()
    below = 1.0 / (h[n - 1] / (2 * d[n - 1] * k[n - 1]) + h[n] / (2 * d[n] * k[n]))
    corneum[n - 1, n - 1] += below / (h[n - 1] * k[n - 1]) - 2 * d[0] / h[n - 1] ** 2
    corneum[0, 0] += pace / h[0] - 2 * d[0] / h[0] ** 2
    source = np.zeros(n)
    source[0] = 2 * d[0] / h[0]
    c = np.linalg.solve(corneum, -source) / h[:n]
    flux = 2 * d[0] / h[n - 1] * c[n - 1]
    whole, p = h[:n].sum(), pace * h[:n].sum() / d[0]
    # outer face at 1, inner at 0, drift against the flux: D/L p / (exp(p) - 1)
    assert flux == pytest.approx(d[0] / whole * p / np.expm1(p), rel=0.02)


def test_cells_are_fine_enough() -> None:
    for agent, within in (("tretinoin", 0.005), ("adapalene", 0.02), ("retinyl-ester", 0.08)):
        made = chemistry(agent)
        usual = single_response(SKIN, made, FILM).whole
        finer = single_response(SKIN, made, FILM, corneum_cells=48).whole
        assert usual == pytest.approx(finer, rel=within)


def test_the_end_is_known_without_following() -> None:
    for agent in ("tretinoin", "retinol"):
        followed = single_response(SKIN, chemistry(agent), FILM).whole
        assert whole_response(SKIN, chemistry(agent), FILM) == pytest.approx(followed, rel=1e-7)


def test_nights_add_up_as_a_geometric_series() -> None:
    """A response that decays at one rate, every third night: closed form at each half day."""
    rate = 0.4
    grid = np.arange(0.0, 80.0, 0.5)
    one = 1.0 - np.exp(-rate * grid)
    made = Response(np.zeros((25, 3)), np.stack([one, one, one], axis=1))
    steps = application_steps(7 / 3, 60 / 7)
    assert list(steps[:3]) == [0, 6, 12] and steps.size == 20
    seen = summed_half_days(made, steps)[:, 0]
    assert seen.size == STEPS + 1
    for day in (0.5, 2.5, 3.0, 31.0, 57.5):
        nights = np.arange(0, day + 1e-9, 3.0)
        closed = nights.size - np.exp(-rate * (day - nights)).sum()
        assert seen[round(2 * day)] == pytest.approx(closed, rel=1e-9)
    assert seen[-1] == pytest.approx(20.0 * one[-1], rel=1e-9)


def test_effect_and_irritation_agree_with_radau() -> None:
    law = Law(0.08, 1.4, 0.7, 5.0, 0.7, 30.0)
    exposure = 0.9 + 0.6 * np.sin(np.arange(160) * 0.35)

    def at(day: float) -> float:
        return float(exposure[min(int(day * 2), 159)])

    def slope(day: float, state: np.ndarray) -> list[float]:
        occupied = at(day) / (at(day) + law.half_effect)
        drive = (1.3 * at(day)) ** law.power * (1 - state[2])
        return [
            (occupied - state[0]) / law.effect_d,
            (drive - state[1]) / law.irritation_d,
            (law.most_tolerance * occupied - state[2]) / law.tolerance_d,
        ]

    state = np.zeros(3)
    seen = [state]
    for half in range(160):  # the exposure jumps at each half day, so the solver starts there
        span = (half / 2 + 1e-9, half / 2 + 0.5 - 1e-9)
        state = solve_ivp(slope, span, state, "Radau", rtol=1e-9, atol=1e-11).y[:, -1]
        seen.append(state)
    second = np.array(seen)
    assert effect_half_days(law, exposure) == pytest.approx(second[:, 0], rel=1e-6)
    assert irritation_half_days(law, exposure, 1.3) == pytest.approx(second[:, 1], rel=2e-4)
