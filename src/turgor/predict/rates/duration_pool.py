"""Published durations of what shows, pooled by modality: how long a sign lasts, no skin asked.

log(days + 1/4) = overall + variant + sign of the variant + study, all normal; the spreads of the
variants and of the studies are summed over a grid of their priors, so that few prints stay wide.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product

import numpy as np
from numpy.typing import NDArray

from turgor.evidence import find_parameter, parameter
from turgor.predict.rates.sign_print import LEAST_DAYS, printed_log, range_noise
from turgor.predict.rates.sign_rows import SignRow, sign_rows
from turgor.skin.hazard.downtime import DayBand

FloatArray = NDArray[np.float64]

#: points of each spread's prior, in standard deviations of its logarithm
_STEPS = np.linspace(-2.0, 2.0, 5)
#: at which the mixture of normals is looked up, and how far out
_CELLS, _FAR = 2001, 6.0


@dataclass(frozen=True, slots=True)
class PublishedDuration:
    """Days of a sign in one further study: median and 80 %; studies of this very variant."""

    sign: str
    modality: str
    median: float
    low80: float
    high80: float
    studies: int


def published_duration(sign: str, modality: str) -> PublishedDuration:
    """What reports print of a sign ('erythema', 'oedema', 'crust', 'downtime') after a modality.

    modality : family and variant ('laser/fractional-ablative'); one without prints has those of all
    and their wide spread.
    """
    rows = _durations()
    low, median, high = np.exp(pooled_quantiles(rows, sign, modality)) - LEAST_DAYS
    here = {row.study for row in rows if (row.modality, row.sign) == (modality, sign)}
    return PublishedDuration(
        sign, modality, max(float(median), 0.0), max(float(low), 0.0), float(high), len(here)
    )


def pooled_quantiles(
    rows: Sequence[SignRow], sign: str, modality: str, noise: float | None = None
) -> FloatArray:
    """(3,) logarithms of days + LEAST_DAYS at 0.1, 0.5, 0.9 in a study that is not among the rows.

    noise : sd of what is printed about its people's median; None leaves it out.
    """
    overall = find_parameter("virtual.hazard.duration_pool.overall")
    value = np.array([printed_log(row) for row in rows]) - np.log(overall.value)
    wide = np.sqrt(np.log1p(((overall.spread or 0.0) / overall.value) ** 2))
    apart = np.array([print_noise(row) for row in rows])
    keys = [(row.modality, row.sign, row.study) for row in rows]
    means, sds, logs = [], [], []
    for (variants, a), (studies, b) in product(_points("variants"), _points("studies")):
        matrix = np.array([[_shared(x, y, wide, variants, studies) for y in keys] for x in keys])
        asked = np.array([_shared((modality, sign, ""), y, wide, variants, studies) for y in keys])
        matrix = matrix + np.diag(apart**2)
        solved = np.linalg.solve(matrix, np.column_stack([value, asked]))
        own = wide**2 + 1.5 * variants**2 + studies**2 + (noise or 0.0) ** 2
        means.append(float(asked @ solved[:, 0]))
        sds.append(float(np.sqrt(own - asked @ solved[:, 1])))
        fit = -0.5 * (value @ solved[:, 0] + np.linalg.slogdet(matrix)[1])
        logs.append(float(fit) - 0.5 * (a**2 + b**2))
    return np.asarray(
        np.log(overall.value) + _mixed(np.array(means), np.array(sds), np.array(logs))
    )


def print_noise(row: SignRow) -> float:
    """Sd of a printed duration's logarithm about what its people had: rounding, visits apart."""
    return float(np.hypot(parameter("virtual.hazard.sign_noise"), range_noise(row)))


def weighed_band(skin: DayBand, published: PublishedDuration) -> tuple[float, float, float]:
    """(0.1, 0.5, 0.9) of days, halfway between the skin's and the published on a logarithm.

    What scored best on studies left out (docs/science/hazards.md). Infinite where the skin's is.
    """
    own = np.array([skin.low80, skin.median, skin.high80])
    told = np.array([published.low80, published.median, published.high80])
    days = np.sqrt((own + LEAST_DAYS) * (told + LEAST_DAYS)) - LEAST_DAYS
    return float(days[0]), float(days[1]), float(days[2])


@cache
def _durations() -> tuple[SignRow, ...]:
    return tuple(row for row in sign_rows()[0] if row.is_duration)


@cache
def _points(name: str) -> tuple[tuple[float, float], ...]:
    """(spread, its step) of a spread's prior."""
    record = find_parameter(f"virtual.hazard.duration_pool.{name}")
    sd = np.sqrt(np.log1p(((record.spread or 0.0) / record.value) ** 2))
    return tuple((float(record.value * np.exp(sd * step)), float(step)) for step in _STEPS)


def _shared(
    one: tuple[str, str, str],
    other: tuple[str, str, str],
    wide: float,
    variants: float,
    studies: float,
) -> float:
    """Covariance of two prints; a variant's signs share half as much again of what it does."""
    same = one[0] == other[0]
    found = wide**2 + variants**2 * (same + 0.5 * (same and one[1] == other[1]))
    return float(found + studies**2 * (one[2] == other[2] != ""))


def _mixed(means: FloatArray, sds: FloatArray, logs: FloatArray) -> FloatArray:
    from scipy.special import ndtr

    weight = np.exp(logs - logs.max())
    weight /= weight.sum()
    grid = np.linspace((means - _FAR * sds).min(), (means + _FAR * sds).max(), _CELLS)
    below = ndtr((grid[:, None] - means) / sds) @ weight
    return np.asarray(np.interp((0.1, 0.5, 0.9), below, grid))
