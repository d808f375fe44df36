"""How long each arm's people show each sign, for every threshold: worked out once, then looked up.

A sign's days depend on its coefficients only through what shows over the half (``seen_from``), and
on the weights of what shows; a table over both makes a fit of thousands of steps cheap.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.predict.rates.posterior_arm import arm_people, worked_out
from turgor.predict.rates.sign_rows import SignRow
from turgor.skin.hazard.downtime import calendar_days
from turgor.skin.hazard.sign import PRESENTABLE, SHOWN, share_of_half
from turgor.skin.hazard.span import last_day_above
from turgor.skin.hazard.value import LIMIT_PARAMETERS, Values, hazard_draws, hazard_medians

FloatArray = NDArray[np.float64]

#: halves in the table: logarithms, from far below any excess to above the largest
LOG_HALVES = np.linspace(np.log(0.002), np.log(6.0), 49)
#: weights of redness in the table, in standard deviations of their prior's logarithm
WEIGHT_STEPS = np.linspace(-1.8, 1.8, 7)
#: an arm is followed for so long, days; what lasts longer counts as this
FOLLOWED_DAYS = 365.0


@dataclass(frozen=True, slots=True)
class ArmTable:
    """Days (W, H, B) of each sign: W weights (1 where the sign has none), H halves, B people."""

    days: dict[str, FloatArray]


def arm_tables(
    rows: Sequence[SignRow], weights: Sequence[tuple[float, float]]
) -> tuple[tuple[ArmTable, ...], tuple[int, ...]]:
    """Tables of the rows' arms, each different arm once, and the table that each row has.

    weights : (of the open surface, of mediators) pairs for redness.

    Errors: InputError where a course can't be simulated.
    """
    tables: list[ArmTable] = []
    known: dict[object, int] = {}
    index = []
    for row in rows:
        sessions = tuple(
            (s.modality, tuple(sorted(s.settings.items()))) for s in row.course.sessions
        )
        uses = tuple(repr(use) for use in row.course.uses)
        place = (row.place.site, row.place.age_years, row.place.sex, row.place.phototype)
        key = (sessions, uses, place)
        if key not in known:
            known[key] = len(tables)
            tables.append(_table(row, weights))
        index.append(known[key])
    return tuple(tables), tuple(index)


def _table(row: SignRow, weights: Sequence[tuple[float, float]]) -> ArmTable:
    days = calendar_days((0.0,), FOLLOWED_DAYS)
    states = worked_out(row.course, row.place, days, arm_people(row.place)).states
    factors = limit_factors(states.shape[2])
    medians = hazard_medians()
    found = {}
    for sign in PRESENTABLE:
        pairs: Sequence[tuple[float, float] | None] = weights if sign == "erythema" else (None,)
        found[sign] = np.stack(
            [_spans(sign, states, days, _with(medians, pair), factors[sign]) for pair in pairs]
        )
    return ArmTable(found)


def limit_factors(count: int) -> dict[str, FloatArray]:
    """What must show for each of ``count`` people to call it so, over the half, by sign (B,)."""
    drawn = hazard_draws(count, 0, LIMIT_PARAMETERS)
    return {sign: share_of_half(sign, drawn[f"hazard.limit_{sign}"]) for sign in PRESENTABLE}


def _with(medians: Values, pair: tuple[float, float] | None) -> Values:
    if pair is None:
        return medians
    return {
        **medians,
        "hazard.erythema_of_open": pair[0],
        "hazard.erythema_of_mediator": pair[1],
    }


def _spans(
    sign: str, states: FloatArray, days: FloatArray, values: Values, factor: FloatArray
) -> FloatArray:
    """(H, B) days for every half."""
    # From just after the session: at its instant the skin is still as it was before.
    after = days > 0.0
    shown = SHOWN[sign](states, values)[after] / factor
    looked, end = days[after], float(days[-1])
    spans = [last_day_above(shown, looked, half, 0.0, end) for half in np.exp(LOG_HALVES)]
    return np.minimum(np.array(spans), FOLLOWED_DAYS)
