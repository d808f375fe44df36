"""One application of a retinoid: how much ligand skin has seen of it as time goes on.

A linear system of amounts: the film on the skin, the agent in every cell of depth, and each of
its products in the living cells. It is solved exactly, by matrix exponentials, with three sums
carried along: ligand seen by the living epidermis, by the papillary dermis, and what has reached
the blood. The film is there until it is washed off.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.evidence import parameter
from turgor.record.tissue import TissueStack
from turgor.skin.stimulus.ligand.agents import STORED, Chemistry
from turgor.skin.stimulus.ligand.depth import Depth, depth_cells, transport_matrix

FloatArray = NDArray[np.float64]

#: steps of the first three days and after, in days; both grids of COURSE_DAYS lie on them
FINE_D, COARSE_D = 0.125, 0.5
_FINE_STEPS = 24
#: a response is followed until this share of an application is left in skin, or to the end
_LEFT, _LAST_D = 1e-10, 1110.0
_PMOL_PER_NG = 1e3


@dataclass(frozen=True, slots=True)
class Application:
    """What is put on at once.

    dissolved_ng_cm2 : of agent that can move. film_um : thickness of what stays of the vehicle.
    partition : corneum over film. contact_d : until it is washed off, days. corneum_speed : of
    diffusion there over the law's.
    """

    dissolved_ng_cm2: float
    film_um: float
    partition: float
    contact_d: float
    occluded: bool = False
    corneum_speed: float = 1.0


@dataclass(frozen=True, slots=True)
class Response:
    """What skin has seen of one application by each time, from 0 on.

    fine (25, 3) : by steps of FINE_D to day 3. coarse (n, 3) : by steps of COARSE_D from day 0;
    after its end nothing more comes. Columns: ligand in the living epidermis and in the
    papillary dermis (pmol/cm²/µm times days, as all-trans retinoic acid), and amount that left
    with the blood (pmol/cm²).
    """

    fine: FloatArray
    coarse: FloatArray

    @property
    def whole(self) -> FloatArray:
        """All that is ever seen (3,)."""
        return np.asarray(self.coarse[-1])


def single_response(
    stack: TissueStack,
    chemistry: Chemistry,
    application: Application,
    *,
    corneum_cells: int | None = None,
) -> Response:
    """The response to one application, under the present draw."""
    covered, bare, amounts = _put_on(stack, chemistry, application, corneum_cells)
    return _followed(covered, bare, amounts, application.contact_d)


def whole_response(
    stack: TissueStack, chemistry: Chemistry, application: Application
) -> FloatArray:
    """All that is ever seen of one application (3,), as in Response, without following it."""
    from scipy.linalg import expm

    covered, bare, amounts = _put_on(stack, chemistry, application)
    washed = expm(covered * application.contact_d) @ amounts
    inside = slice(1, -3)
    stays = np.linalg.solve(-bare[inside, inside], washed[inside])
    return np.asarray(washed[-3:] + bare[-3:, inside] @ stays)


def _put_on(
    stack: TissueStack,
    chemistry: Chemistry,
    application: Application,
    corneum_cells: int | None = None,
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Rates under the film and without it, 1/d, and pmol/cm² in each cell as it is put on."""
    depth = depth_cells(
        stack,
        chemistry.molar_mass,
        chemistry.log_kow,
        occluded=application.occluded,
        speed=application.corneum_speed,
        **({} if corneum_cells is None else {"corneum_cells": corneum_cells}),
    )
    bare = rate_matrix(depth, chemistry)
    covered = with_film(bare, depth, application)
    amounts = np.zeros(covered.shape[0])
    amounts[0] = application.dissolved_ng_cm2 / chemistry.molar_mass * _PMOL_PER_NG
    return covered, bare, amounts


def rate_matrix(depth: Depth, chemistry: Chemistry) -> FloatArray:
    """Rates (m, m), 1/d: film, agent by cell, each product by living cell, three sums; no film on.

    What is oxidised or carried away counts as left with the blood: a label can't tell them apart.
    """
    cells, living = depth.thickness_um.size, depth.living
    below = cells - living.start
    size = 1 + cells + below * (len(chemistry.species) - 1) + 3
    rates = np.zeros((size, size))
    moved = transport_matrix(depth)
    rates[1 : 1 + cells, 1 : 1 + cells] = moved
    first = [1 + living.start] + [1 + cells + below * i for i in range(len(chemistry.species) - 1)]
    spread = moved[living, living].copy()
    spread[0, 0] -= spread[:, 0].sum()  # products keep out of the corneum
    pace = np.ones(below)
    pace[depth.epidermis.stop - living.start :] = parameter("ligand.dermis.conversion")
    clear = np.zeros(below)
    clear[depth.epidermis.stop - living.start :] = parameter("ligand.dermis.clearance")
    inside = np.arange(below)
    for index, name in enumerate(chemistry.species):
        block = first[index] + inside
        if name == STORED:
            rates[:, block] = 0.0  # what is stored stays in the cell that it is in
        elif index:
            rates[np.ix_(block, block)] += spread
        lost = chemistry.losses_per_d[index] * pace + (0.0 if name == STORED else 1.0) * clear
        rates[block, block] -= lost
        rates[-1, block] += lost
        seen = chemistry.potencies[index] / depth.thickness_um[living]
        for row, layer in ((-3, depth.epidermis), (-2, depth.papillary)):
            part = slice(layer.start - living.start, layer.stop - living.start)
            share = depth.thickness_um[layer] / depth.thickness_um[layer].sum()
            rates[row, block[part]] += seen[part] * share
    for before, after, speed in chemistry.steps:
        rates[first[before] + inside, first[before] + inside] -= speed * pace
        rates[first[after] + inside, first[before] + inside] += speed * pace
    return rates


def with_film(bare: FloatArray, depth: Depth, application: Application) -> FloatArray:
    """The same rates with a film on the skin: its exchange with the first cell, its own loss."""
    rates = bare.copy()
    h, d = float(depth.thickness_um[0]), float(depth.diffusivity_um2_d[0])
    conductance = 2.0 * d / h
    into = conductance * application.partition / application.film_um
    back = conductance / h
    rates[0, 0] -= into
    rates[1, 0] += into
    rates[1, 1] -= back
    rates[0, 1] += back
    if not application.occluded:
        rates[0, 0] -= float(np.log(2.0)) / parameter("ligand.film.half_life")
    return rates


def _followed(
    covered: FloatArray, bare: FloatArray, amounts: FloatArray, contact_d: float
) -> Response:
    from scipy.linalg import expm

    whole, rest = divmod(contact_d, FINE_D)
    steps = {"covered": expm(covered * FINE_D), "bare": expm(bare * FINE_D)}
    change = expm(bare * (FINE_D - rest)) @ expm(covered * rest)
    state, fine = amounts, [amounts[-3:]]
    for step in range(_FINE_STEPS):
        if step < whole:
            state = steps["covered"] @ state
        elif step == whole:
            state = change @ state
        else:
            state = steps["bare"] @ state
        fine.append(state[-3:])
    coarse = fine[:: round(COARSE_D / FINE_D)]
    half_day = np.linalg.matrix_power(steps["bare"], round(COARSE_D / FINE_D))
    started = float(amounts[0])
    while state[1:-3].sum() > _LEFT * started and len(coarse) * COARSE_D < _LAST_D:
        state = half_day @ state
        coarse.append(state[-3:])
    return Response(np.array(fine), np.array(coarse))
