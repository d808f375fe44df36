"""Suction and waves through the compact law: R0, R2, R5, R7, firmness and a wave's speed.

The law itself takes 5 ms a skin. A polynomial of the logarithm of each reading in the law's five
numbers, worked out from it over the states' range (benchmarks/virtual_skin_law.py, which states
its error), stands for it here.
"""

import numpy as np
from numpy.typing import NDArray

from turgor.evidence import evidence_table, remembered
from turgor.record.tissue import TissueStack
from turgor.skin.observe.law_point import MOST_STRETCH, LawPoint, law_point
from turgor.skin.process import Terms
from turgor.skin.term import Term, exp

FloatArray = NDArray[np.float64]

TABLE = "virtual-skin-elasticity"
#: the ends of each number's range in the table, ratios to the reference dermis; stretch as added
RANGE: dict[str, tuple[float, float]] = {
    "ground": (0.7, 1.5),
    "fibre": (0.6, 1.33),
    "thickness": (0.75, 1.5),
    "water": (0.75, 1.5),
    "stretch": (-0.4 * MOST_STRETCH, MOST_STRETCH),
}
READINGS = ("r0", "r2", "r5", "r7", "wave_speed")
#: how sharply a number is held at the ends of its range
_SHARPNESS = 8.0


def variables(point: LawPoint) -> tuple[Term, Term, Term, Term, Term]:
    """The polynomial's variables, 0 at rest; past the ends of its range a number stands still."""
    ratios = (point.ground, point.fibre, point.thickness, point.water)
    ends = [RANGE[name] for name in ("ground", "fibre", "thickness", "water")]
    a, b, c, d = (_held(_bounded(x), _ends(pair)) for x, pair in zip(ratios, ends, strict=True))
    least, most = (end / MOST_STRETCH for end in RANGE["stretch"])
    return a, b, c, d, _held(point.stretch / MOST_STRETCH, (least, most))


def log_reading(name: str, point: LawPoint) -> Term:
    """ln of a reading, one of READINGS, against rest."""
    v = variables(point)
    powers = [_powers(x, most) for x, most in zip(v, _degrees(), strict=True)]
    total: Term = 0.0 * v[0]
    for exponents, coefficient in _terms(name):
        product: Term | float = coefficient
        for ladder, exponent in zip(powers, exponents, strict=True):
            if exponent:
                product = ladder[exponent] * product
        total = total + product
    return total


def _reading(name: str, state: Terms, p: Terms, stack: TissueStack) -> Term:
    return exp(p["observe.elasticity_gain"] * log_reading(name, law_point(state, p, stack)))


def distension_r0(state: Terms, p: Terms, stack: TissueStack) -> Term:
    """R0 against rest."""
    return _reading("r0", state, p, stack)


def elasticity_r2(state: Terms, p: Terms, stack: TissueStack) -> Term:
    """R2 against rest."""
    return _reading("r2", state, p, stack)


def elasticity_r5(state: Terms, p: Terms, stack: TissueStack) -> Term:
    """R5 against rest."""
    return _reading("r5", state, p, stack)


def elasticity_r7(state: Terms, p: Terms, stack: TissueStack) -> Term:
    """R7 against rest."""
    return _reading("r7", state, p, stack)


def firmness(state: Terms, p: Terms, stack: TissueStack) -> Term:
    """Vacuum for each mm of distension against rest: 1 / R0."""
    return 1.0 / distension_r0(state, p, stack)


def wave_speed(state: Terms, p: Terms, stack: TissueStack) -> Term:
    """Speed of a shear wave along the stretched dermis against rest."""
    return _reading("wave_speed", state, p, stack)


def _bounded(ratio: Term) -> Term:
    """(x - 1) / (x + 1): half the logarithm near 1, between -1 and 1 for any ratio above 0."""
    return (ratio - 1.0) / (ratio + 1.0)


def _ends(pair: tuple[float, float]) -> tuple[float, float]:
    low, high = pair
    return (low - 1.0) / (low + 1.0), (high - 1.0) / (high + 1.0)


def _held(x: Term, ends: tuple[float, float]) -> Term:
    """x within its ends, smoothly held at them; x = 0 stays 0 to one part in a hundred thousand."""
    middle, half = 0.5 * (ends[0] + ends[1]), 0.5 * (ends[1] - ends[0])
    far = (x - middle) / half
    square = far * far
    return middle + half * far / (1.0 + square ** (0.5 * _SHARPNESS)) ** (1.0 / _SHARPNESS)


def _powers(x: Term, most: int) -> list[Term]:
    ladder = [x, x]
    for _ in range(most - 1):
        ladder.append(ladder[-1] * x)
    return ladder


@remembered(1)
def _degrees() -> tuple[int, ...]:
    table = evidence_table(TABLE)
    return tuple(int(table.column(name).max()) for name in RANGE)


@remembered(len(READINGS))
def _terms(name: str) -> tuple[tuple[tuple[int, ...], float], ...]:
    table = evidence_table(TABLE)
    exponents = np.column_stack([table.column(one) for one in RANGE]).astype(int)
    rows = zip(exponents.tolist(), table.column(name).tolist(), strict=True)
    return tuple((tuple(row), float(value)) for row, value in rows)
