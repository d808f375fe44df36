"""Calibrates how darkening becomes a share with hyperpigmentation: a dose on pooled counts.

log-odds = a + slope (ln S - ln S_ref) with S the darkening that the virtual skin foretells for a
setting, a = a_0 + (modality) + (study), both normal; the settings of one study share its own term,
so that what they differ by speaks for the slope alone. Every integral is a sum over bins, as in
``pooling``.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.errors import InputError
from turgor.evidence import find_parameter
from turgor.predict.rates.pooling import (
    SPREAD_POINTS,
    PoolingPrior,
    Spreads,
    bin_middles,
    normal_steps,
)
from turgor.skin.hazard.pih import S_REF

FloatArray = NDArray[np.float64]

#: darkening below which nothing is told apart
_LEAST = 1e-4


@dataclass(frozen=True, slots=True)
class DoseCount:
    """Events of a setting whose darkening is foretold: even slices of its people's."""

    study: str
    modality: str
    events: int
    trials: int
    darkening: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class DoseFit:
    """Posterior on the grid: weight (K, S, M, G) over slope, spreads and overall intercept.

    up[modality] (K, S, M, G) : of a modality's counts by the overall intercept; own[modality]
    (K, S, G) by its own. slopes (K,). studies, modalities : the spreads' points.
    """

    slopes: FloatArray
    studies: FloatArray
    modalities: FloatArray
    prior: FloatArray
    own: dict[str, FloatArray]
    up: dict[str, FloatArray]

    def weight(self, without: str = "") -> FloatArray:
        """(K, S, M, G) posterior of slope, spreads and overall intercept, one modality left out."""
        total = self.prior
        for modality, message in self.up.items():
            if modality != without:
                total = total * message
        return np.asarray(total / total.sum())

    def intercept(self, modality: str) -> FloatArray:
        """(K, S, G) joint posterior of slope, studies' spread and a modality's own intercept."""
        between = normal_steps(tuple(self.modalities))
        top = self.weight(without=modality)
        found = np.einsum("ksmg,mgh->ksh", top, between, optimize=True)
        if modality in self.own:
            found = found * self.own[modality]
        return np.asarray(found / found.sum())

    def moments(self) -> dict[str, tuple[float, float]]:
        """Mean and sd of the slope's and the spread's logarithm, of each modality's log-odds.

        'unknown' is a modality without counts.
        """
        weight, middles = self.weight(), bin_middles()
        found = {
            "slope": _moments(weight.sum(axis=(1, 2, 3)), np.log(self.slopes)),
            "between": _moments(weight.sum(axis=(0, 2, 3)), np.log(self.studies)),
        }
        for modality in (*self.own, "unknown"):
            found[modality] = _moments(self.intercept(modality).sum(axis=(0, 1)), middles)
        return found

    def predictive(self, count: DoseCount) -> FloatArray:
        """(trials + 1,) chances of each number of events in a study not among the counts."""
        from scipy.stats import binom

        studies = normal_steps(tuple(self.studies))
        setting = np.einsum("ksg,sgh->kh", self.intercept(count.modality), studies, optimize=True)
        chances = np.zeros(count.trials + 1)
        for number, slope in enumerate(self.slopes):
            share = _shares(float(slope), count.darkening)
            likely = binom.pmf(np.arange(count.trials + 1)[:, None], count.trials, share)
            chances += likely @ setting[number]
        return np.asarray(chances / chances.sum())


def slope_prior() -> Spreads:
    """Prior of the slope, as the evidence base has it."""
    record = find_parameter("virtual.hazard.pih_slope_prior")
    ratio = (record.spread or 0.0) / record.value
    return Spreads(record.value, float(np.sqrt(np.log1p(ratio**2))))


def fit_doses(
    counts: Sequence[DoseCount], prior: PoolingPrior, slope: Spreads, *, flat: bool = False
) -> DoseFit:
    """The posterior of counts with their darkening. flat : the darkening is ignored (slope 0).

    Errors: InputError for an impossible count.
    """
    slopes = np.zeros(1) if flat else slope.points()
    studies = normal_steps(tuple(prior.studies.points()))
    between = normal_steps(tuple(prior.modalities.points()))
    own: dict[str, FloatArray] = {}
    for study in dict.fromkeys(count.study for count in counts):
        for modality in dict.fromkeys(c.modality for c in counts if c.study == study):
            rows = [c for c in counts if (c.study, c.modality) == (study, modality)]
            message = _of_study(rows, slopes, studies)
            own[modality] = own.get(modality, 1.0) * message
            own[modality] = own[modality] / own[modality].max()
    up = {
        modality: np.asarray(np.einsum("ksh,mgh->ksmg", message, between, optimize=True))
        for modality, message in own.items()
    }
    normal = np.exp(-0.5 * SPREAD_POINTS**2)
    middle = np.exp(-0.5 * ((bin_middles() - prior.mean) / prior.sd) ** 2)
    start = np.einsum("k,s,m,g->ksmg", np.ones(1) if flat else normal, normal, normal, middle)
    return DoseFit(
        slopes, prior.studies.points(), prior.modalities.points(), start / start.sum(), own, up
    )


def _of_study(rows: Sequence[DoseCount], slopes: FloatArray, studies: FloatArray) -> FloatArray:
    """(K, S, G) likelihood of one study's settings by its modality's intercept."""
    found = np.empty((slopes.shape[0], studies.shape[0], studies.shape[1]))
    for number, slope in enumerate(slopes):
        joint = np.ones(studies.shape[1])
        for row in rows:
            if row.trials < 1 or not 0 <= row.events <= row.trials:
                raise InputError(
                    f"a rate needs 0 <= events <= trials; {row.events} of {row.trials} given"
                )
            joint = joint * _likelihood(row.events, row.trials, float(slope), row.darkening)
        found[number] = studies @ joint
    return found


def _likelihood(events: int, trials: int, slope: float, darkening: Sequence[float]) -> FloatArray:
    """(G,) chance of a count by the intercept of its study."""
    from scipy.stats import binom

    return np.asarray(binom.pmf(events, trials, _shares(slope, darkening)))


def _shares(slope: float, darkening: Sequence[float]) -> FloatArray:
    """(G,) share of people of all the darkenings, by the intercept of their study."""
    dose = np.log(np.maximum(np.asarray(darkening), _LEAST) / S_REF)
    odds = bin_middles()[:, None] + slope * dose
    return np.asarray((1.0 / (1.0 + np.exp(-odds))).mean(axis=1))


def _moments(weight: FloatArray, values: FloatArray) -> tuple[float, float]:
    share = weight / weight.sum()
    mean = float(share @ values)
    return mean, float(np.sqrt(share @ (values - mean) ** 2))
