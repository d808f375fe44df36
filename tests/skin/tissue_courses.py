"""Courses of treatment on many drawn skins side by side, by Runge and Kutta's fourth order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from turgor.evidence import parameter
from turgor.evidence.draw import parameter_draw
from turgor.skin.assemble import jump, parameter_names, prior_medians, rates, rest_state
from turgor.skin.load import LEVELS, LOADS, TRAITS, USUAL_LEVELS
from turgor.skin.state import STATE_NAMES

#: half a day: the worst state is 3e-3 off there, far below what any law asks for
STEP_DAYS = 0.5
INDEX = {name: i for i, name in enumerate(STATE_NAMES)}
MONTHLY = (0.0, 30.0, 60.0, 90.0)

#: what stimuli state of such sessions on a cheek of 50 years, at the middle of their draws:
#: fractional CO2 at a density of 10 %, half a millimetre deep
FRACTIONAL_CO2 = {
    "removed_epidermis": 0.1, "removed_papillary": 0.08, "removed_reticular": 0.03,
    "coagulated_epidermis": 0.1, "coagulated_papillary": 0.05, "coagulated_reticular": 0.02,
    "heat_shocked_papillary": 0.1, "heat_shocked_reticular": 0.05, "barrier_opened": 0.15,
}  # fmt: skip
#: three passes of 5 J/cm²
FULL_CO2 = {
    "removed_epidermis": 0.97, "coagulated_epidermis": 0.03, "coagulated_papillary": 0.88,
    "coagulated_reticular": 0.09, "heat_shocked_papillary": 0.06, "heat_shocked_reticular": 0.1,
    "barrier_opened": 1.0,
}  # fmt: skip
#: four passes of 5 J/cm² at 2940 nm
FULL_ERBIUM = {
    "removed_epidermis": 1.0, "removed_papillary": 0.12, "coagulated_papillary": 0.1,
    "heat_shocked_papillary": 0.02, "barrier_opened": 1.0,
}  # fmt: skip
#: phenol with 2.1 % croton oil
PHENOL = {
    "coagulated_epidermis": 1.0, "coagulated_papillary": 0.91, "coagulated_reticular": 0.26,
    "barrier_opened": 0.95,
}  # fmt: skip
#: 1550 nm, 20 mJ, 250 zones a cm²
NONABLATIVE = {
    "coagulated_epidermis": 0.14, "coagulated_papillary": 0.12, "coagulated_reticular": 0.02,
    "heat_shocked_epidermis": 0.1, "heat_shocked_papillary": 0.1, "heat_shocked_reticular": 0.02,
    "barrier_opened": 0.04,
}  # fmt: skip
#: one pass at 1320 nm, cooled
WARMED = {
    "heat_shocked_epidermis": 0.03, "heat_shocked_papillary": 0.42, "heat_shocked_reticular": 0.2,
    "vessels_closed": 0.02,
}  # fmt: skip
#: 1.5 mm, four passes
NEEDLES = {
    "punctured_epidermis": 0.34, "punctured_papillary": 0.28, "punctured_reticular": 0.04,
    "barrier_opened": 0.36,
}  # fmt: skip
#: trichloroacetic acid, 35 %
TCA = {"coagulated_epidermis": 0.97, "coagulated_papillary": 0.09, "barrier_opened": 0.88}
PARTICLES = {"particles": 1.0, "carrier": 10.0}
#: a vial in 8 ml, with what needles and fluid do
INJECTED = {
    **PARTICLES, "punctured_epidermis": 0.02, "punctured_papillary": 0.02,
    "punctured_reticular": 0.02, "torn": 0.25, "water": 0.25,
}  # fmt: skip
TRETINOIN = {"retinoid": 0.9, "retinoid_dermal": 0.9, "irritation": 0.4}


@dataclass(frozen=True)
class Arm:
    """Sessions by day, and levels from a day to a day."""

    sessions: Mapping[float, Mapping[str, float]] = field(default_factory=dict)
    uses: Sequence[tuple[float, float, Mapping[str, float]]] = ()


@dataclass(frozen=True)
class Followed:
    """States (n_s, D) of one arm's skins by day; the first is at the medians."""

    states: Mapping[float, np.ndarray]
    p: Mapping[str, np.ndarray]

    def __call__(self, name: str, day: float) -> np.ndarray:
        return self.states[day][INDEX[name]]

    def at(self, day: float) -> Mapping[str, np.ndarray]:
        return dict(zip(STATE_NAMES, self.states[day], strict=True))


def drawn_parameters(count: int, seed: int = 0) -> np.ndarray:
    """Parameters (n, count + 1): medians, then draws from the priors; traits as where unknown."""
    columns = [prior_medians()]
    for i in range(count):
        with parameter_draw(i, count, seed):
            values = [
                TRAITS[name] if name in TRAITS else parameter(f"virtual.{name}")
                for name in parameter_names()
            ]
        columns.append(np.array(values))
    return np.array(columns).T


def follow(arms: Mapping[str, Arm], p: np.ndarray, days: Sequence[float]) -> dict[str, Followed]:
    """Every arm on every skin; what is asked for on a session's day is before that session."""
    names, skins = list(arms), p.shape[1]
    wide = dict(zip(parameter_names(), np.tile(p, len(names)), strict=True))
    ones = np.ones(len(names) * skins)
    state = {name: value * ones for name, value in rest_state(wide).items()}
    points = sorted(
        {0.0, *days}
        | {day for arm in arms.values() for day in arm.sessions}
        | {day for arm in arms.values() for use in arm.uses for day in use[:2]}
    )
    kept: dict[float, np.ndarray] = {}
    for start, end in zip(points, [*points[1:], points[-1]], strict=True):
        kept[start] = np.array([state[name] for name in STATE_NAMES])
        state = dict(jump(state, _loads(arms, names, skins, start), wide))
        level = _levels(arms, names, skins, start)
        steps = max(1, int(np.ceil((end - start) / STEP_DAYS)))
        for _ in range(steps if end > start else 0):
            state = _step(state, level, wide, (end - start) / steps)
    narrow = dict(zip(parameter_names(), p, strict=True))
    return {
        name: Followed({day: kept[day][:, i * skins : (i + 1) * skins] for day in days}, narrow)
        for i, name in enumerate(names)
    }


def _loads(arms, names, skins, day):
    return {
        load: np.repeat([arms[name].sessions.get(day, {}).get(load, 0.0) for name in names], skins)
        for load in LOADS
    }


def _levels(arms, names, skins, day):
    held = {level: [] for level in LEVELS}
    for name in names:
        now = dict(USUAL_LEVELS)
        for start, end, levels in arms[name].uses:
            if start <= day < end:
                now |= levels
        for level in LEVELS:
            held[level].append(now[level])
    return {level: np.repeat(values, skins) for level, values in held.items()}


def _step(state, level, p, h):
    def moved(change, by):
        return {name: state[name] + by * change[name] for name in state}

    first = rates(state, level, p)
    second = rates(moved(first, 0.5 * h), level, p)
    third = rates(moved(second, 0.5 * h), level, p)
    fourth = rates(moved(third, h), level, p)
    return {
        name: state[name]
        + h / 6.0 * (first[name] + 2.0 * (second[name] + third[name]) + fourth[name])
        for name in state
    }
