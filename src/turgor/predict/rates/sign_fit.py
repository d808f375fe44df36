"""Fits what must show for a sign to be called so, to printed durations and shares.

Free: the halves of redness, swelling and crusts, the two weights of redness, the spread between
studies, and by how much what is printed departs from what the states say. A study's own threshold
is the half times exp(u), u normal, the same for all its signs. A printed duration is log-normal
about the median of the arm's people, a count binomial (``sign_print``). The posterior is a weighted
sample: draws of a Student-t fitted to the last round's, weighed by prior times likelihood over
their own density (population Monte Carlo).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.evidence import find_parameter
from turgor.predict.rates.sign_print import row_likelihood
from turgor.predict.rates.sign_rows import DOWNTIME, SignRow
from turgor.predict.rates.sign_table import (
    LOG_HALVES,
    WEIGHT_STEPS,
    ArmTable,
    arm_tables,
)
from turgor.skin.hazard.sign import PRESENTABLE

FloatArray = NDArray[np.float64]

#: in the order of the sample's rows; all as logarithms
FREE = (
    "erythema_half", "oedema_half", "crust_half",
    "erythema_of_open", "erythema_of_mediator", "between", "stretch",
)  # fmt: skip
#: weights of redness before the fit
BEFORE_PAIR = (1.0, 0.0)
#: a study's threshold, in standard deviations, and the weight of each point (even slices)
STUDY_POINTS = 15
_DRAWS, _ROUNDS, _FREEDOM, _WIDER = 4000, 8, 6.0, 1.1
#: powers of the weights by which the next round is placed, and how many draws must carry them
_POWERS, _ENOUGH = np.geomspace(1.0, 0.02, 40), 150.0


@dataclass(frozen=True, slots=True)
class SignFit:
    """A weighted sample: draws (len(FREE), N) of logarithms, log prior over proposal (N,), and each
    study's log likelihood (S, N)."""

    draws: FloatArray
    start: FloatArray
    studies: tuple[str, ...]
    likelihood: FloatArray

    def weights(self, without: str = "") -> FloatArray:
        """(N,) of the draws, one study left out."""
        kept = [study != without for study in self.studies]
        log = self.start + self.likelihood[kept].sum(axis=0)
        weight = np.exp(log - log.max())
        return np.asarray(weight / weight.sum())

    def moments(self) -> dict[str, tuple[float, float]]:
        """Mean and sd of each logarithm."""
        weight = self.weights()
        mean = self.draws @ weight
        sd = np.sqrt(((self.draws - mean[:, None]) ** 2) @ weight)
        return {name: (float(m), float(s)) for name, m, s in zip(FREE, mean, sd, strict=True)}

    def effective(self, without: str = "") -> float:
        """How many draws of equal weight the sample is worth."""
        return float(1.0 / (self.weights(without) ** 2).sum())


@dataclass(frozen=True, slots=True)
class SignData:
    """Rows, the tables of their arms and which one each row has."""

    rows: tuple[SignRow, ...]
    tables: tuple[ArmTable, ...]
    index: tuple[int, ...]

    def spans(
        self,
        number: int,
        at: FloatArray,
        shift: FloatArray,
        weight: NDArray[np.intp] | None = None,
    ) -> FloatArray:
        """(N, U, B) days of a row's sign for draws ``at`` (len(FREE), N), studies' shifts (N, U).

        weight (N,) : which of the tables' pairs; None takes the nearest to each draw.
        """
        row, table = self.rows[number], self.tables[self.index[number]]
        signs = PRESENTABLE if row.sign == DOWNTIME else (row.sign,)
        pair = weight_index(at) if weight is None else weight
        found = [self._looked_up(table, sign, at, shift, pair) for sign in signs]
        return np.asarray(np.max(found, axis=0))

    @staticmethod
    def _looked_up(
        table: ArmTable, sign: str, at: FloatArray, shift: FloatArray, pair: NDArray[np.intp]
    ) -> FloatArray:
        days = table.days[sign]
        half = at[FREE.index(f"{sign}_half")][:, None] + shift
        place = np.clip((half - LOG_HALVES[0]) / (LOG_HALVES[1] - LOG_HALVES[0]), 0, None)
        low = np.minimum(place.astype(np.intp), len(LOG_HALVES) - 2)
        part = np.clip(place - low, 0.0, 1.0)[:, :, None]
        which = (pair if days.shape[0] > 1 else np.zeros_like(pair))[:, None]
        here = days[which, low]
        return np.asarray(here + part * (days[which, low + 1] - here))


def sign_prior() -> tuple[FloatArray, FloatArray]:
    """Mean and sd (len(FREE),) of the logarithms before any print."""
    records = [find_parameter(f"virtual.hazard.sign_prior.{name}") for name in FREE]
    mean = np.log([record.value for record in records])
    sd = [np.sqrt(np.log1p(((record.spread or 0.0) / record.value) ** 2)) for record in records]
    return np.asarray(mean), np.asarray(sd)


def weight_pairs() -> tuple[tuple[float, float], ...]:
    """(of the open surface, of mediators) of the tables, the second running fastest.

    The last one is how redness was told before mediators had a weight.
    """
    mean, sd = sign_prior()
    first, second = (
        np.exp(mean[i] + sd[i] * WEIGHT_STEPS)
        for i in (FREE.index("erythema_of_open"), FREE.index("erythema_of_mediator"))
    )
    fitted = tuple((float(a), float(b)) for a in first for b in second)
    return (*fitted, BEFORE_PAIR)


def weight_index(at: FloatArray) -> NDArray[np.intp]:
    """(N,) the nearest of ``weight_pairs`` to each draw."""
    mean, sd = sign_prior()
    places = []
    for name in ("erythema_of_open", "erythema_of_mediator"):
        i = FREE.index(name)
        away = np.abs((at[i] - mean[i])[:, None] / sd[i] - WEIGHT_STEPS)
        places.append(away.argmin(axis=1))
    return np.asarray(places[0] * len(WEIGHT_STEPS) + places[1])


def sign_data(rows: Sequence[SignRow]) -> SignData:
    """Rows with what their arms' people show. Errors: InputError as for ``arm_tables``."""
    return SignData(tuple(rows), *arm_tables(rows, weight_pairs()))


def fit_signs(data: SignData, seed: int = 0) -> SignFit:
    """The posterior of the coefficients."""
    from scipy.stats import multivariate_t

    mean, sd = sign_prior()
    centre, shape = mean, np.diag(sd**2)
    rng = np.random.default_rng(seed)
    studies = tuple(dict.fromkeys(row.study for row in data.rows))
    for _ in range(_ROUNDS):
        proposal = multivariate_t(centre, shape, df=_FREEDOM)
        draws = np.asarray(proposal.rvs(_DRAWS, random_state=rng)).T
        log_prior = -0.5 * (((draws - mean[:, None]) / sd[:, None]) ** 2).sum(axis=0)
        fit = SignFit(
            draws, log_prior - proposal.logpdf(draws.T), studies,
            np.array([study_likelihood(data, study, draws) for study in studies]),
        )  # fmt: skip
        flat = _flattened(fit.weights())
        centre = draws @ flat
        apart = draws - centre[:, None]
        shape = _WIDER * (apart * flat) @ apart.T + 1e-4 * np.diag(sd**2)
    return fit


def _flattened(weight: FloatArray) -> FloatArray:
    """Weights (N,) drawn out until enough draws carry them: a round says where to look next."""
    for power in _POWERS:
        flat = weight**power
        flat = flat / flat.sum()
        if 1.0 / (flat**2).sum() >= _ENOUGH:
            break
    return np.asarray(flat)


def study_likelihood(data: SignData, study: str, at: FloatArray) -> FloatArray:
    """(N,) log likelihood of one study's prints, over its own threshold."""
    shift = study_shifts(at)
    total = np.zeros_like(shift)
    for number, row in enumerate(data.rows):
        if row.study == study:
            total += row_likelihood(row, data.spans(number, at, shift), stretch_of(at))
    top = total.max(axis=1)
    return np.asarray(top + np.log(np.exp(total - top[:, None]).mean(axis=1)))


def study_shifts(at: FloatArray) -> FloatArray:
    """(N, STUDY_POINTS) by how much a study's log thresholds differ from all studies'."""
    from scipy.special import ndtri

    points = ndtri((np.arange(STUDY_POINTS) + 0.5) / STUDY_POINTS)
    return np.asarray(np.exp(at[FREE.index("between")])[:, None] * points)


def stretch_of(at: FloatArray) -> FloatArray:
    """(N, 1) sd of a printed duration's logarithm about what the states say."""
    return np.asarray(np.exp(at[FREE.index("stretch")])[:, None])
