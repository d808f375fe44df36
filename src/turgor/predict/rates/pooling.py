"""Partial pooling of counts on a grid: settings of studies under variants, families and all.

Log-odds of all x_e; of a family x_f = x_e + b e1; of a variant x_v = x_f + b e2; of one setting of
one study x_s = x_v + s e3, with e standard normal; events ~ Binomial(trials, 1/(1 + exp(-x_s))).
Priors: x_e normal, s and b log-normal. In place of the last step a beta distribution can be asked
for, which makes the counts beta-binomial; which of the two is used was decided by their scores
(docs/science/hazards.md). Every integral is a sum over bins of log-odds, so that the posterior is
exact up to the bins' width: no sampling, and no point estimate stands for a spread.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from turgor.errors import InputError
from turgor.evidence import find_parameter
from turgor.predict.rates.tree import Cells

FloatArray = NDArray[np.float64]

#: log-odds from 1 in 440,000 to 999 of 1000; halving the width moves no quantile by 1 % of itself
_LOWEST, _HIGHEST, _WIDTH = -13.0, 7.0, 0.16
#: points within a bin over which a likelihood is averaged: large series are narrower than a bin
_WITHIN = 8
#: points of each spread's prior, in standard deviations of its logarithm
SPREAD_POINTS = np.linspace(-2.4, 2.4, 9)


@dataclass(frozen=True, slots=True)
class Spreads:
    """A log-normal prior of a standard deviation in log-odds: median and sd of the logarithm."""

    median: float
    log_sd: float

    def points(self) -> FloatArray:
        """Where it is evaluated."""
        return self.median * np.exp(self.log_sd * SPREAD_POINTS)


@dataclass(frozen=True, slots=True)
class PoolingPrior:
    """Prior of the overall log-odds (mean, sd) and of the two spreads in log-odds.

    beta : settings of studies scatter as a beta distribution, of precision 4/s², not normally.
    """

    mean: float
    sd: float
    studies: Spreads
    modalities: Spreads
    beta: bool = False

    def study_steps(self) -> FloatArray:
        """(S, G, G) from a variant's log-odds to a setting's."""
        points = tuple(self.studies.points())
        return _beta_steps(points) if self.beta else normal_steps(points)


def pooling_prior() -> PoolingPrior:
    """The prior as the evidence base has it."""
    overall = find_parameter("virtual.hazard.rate_log_odds")
    studies = find_parameter("virtual.hazard.rate_between_studies")
    modalities = find_parameter("virtual.hazard.rate_between_modalities")
    return PoolingPrior(
        overall.value,
        overall.spread or 0.0,
        Spreads(studies.value, _log_sd(studies.value, studies.spread)),
        Spreads(modalities.value, _log_sd(modalities.value, modalities.spread)),
    )


def _log_sd(value: float, spread: float | None) -> float:
    return float(np.sqrt(np.log1p(((spread or 0.0) / value) ** 2)))


def bin_middles() -> FloatArray:
    """Log-odds in the middle of each bin (G,)."""
    return np.arange(_LOWEST + 0.5 * _WIDTH, _HIGHEST, _WIDTH)


@lru_cache(maxsize=8)
def normal_steps(points: tuple[float, ...]) -> FloatArray:
    """(P, G, G): share of a bin that a normal step of each spread carries to each other bin.

    What would leave the grid stays in its last bin.
    """
    from scipy.special import ndtr

    middles = bin_middles()
    edges = np.concatenate(([-np.inf], middles[:-1] + 0.5 * _WIDTH, [np.inf]))
    distance = edges[None, :] - middles[:, None]
    below = ndtr(distance[None] / np.asarray(points)[:, None, None])
    return np.asarray(np.diff(below, axis=2))


@lru_cache(maxsize=2)
def _beta_steps(points: tuple[float, ...]) -> FloatArray:
    """As ``normal_steps``, but to a share that is beta distributed about the share one starts from.

    Its precision is that at which the log-odds of an even share scatter by the spread.
    """
    from scipy.special import betainc

    middles = bin_middles()
    ends = np.concatenate(([0.0], 1.0 / (1.0 + np.exp(-middles[:-1] - 0.5 * _WIDTH)), [1.0]))
    share = 1.0 / (1.0 + np.exp(-middles))[:, None]
    precision = 4.0 / np.asarray(points)[:, None, None] ** 2
    below = betainc(precision * share, precision * (1.0 - share), ends[None, None, :])
    return np.asarray(np.diff(below, axis=2))


@lru_cache(maxsize=512)
def _likelihood(events: int, trials: int) -> FloatArray:
    """(G,) of a count, averaged within each bin, its highest 1."""
    from scipy.special import xlog1py, xlogy

    shift = (np.arange(_WITHIN) + 0.5) / _WITHIN - 0.5
    odds = bin_middles()[:, None] + _WIDTH * shift
    share = 1.0 / (1.0 + np.exp(-odds))
    log_of = xlogy(events, share) + xlog1py(trials - events, -share)
    averaged = np.exp(log_of - log_of.max()).mean(axis=1)
    return np.asarray(averaged / averaged.max())


def _likelihood_sum(events: int, trials: int) -> FloatArray:
    """(G,) probability of a count in each bin, averaged within it."""
    from scipy.stats import binom

    shift = (np.arange(_WITHIN) + 0.5) / _WITHIN - 0.5
    share = 1.0 / (1.0 + np.exp(-(bin_middles()[:, None] + _WIDTH * shift)))
    return np.asarray(binom.pmf(events, trials, share).mean(axis=1))


def rate_at(setting: FloatArray, shares: Sequence[float]) -> FloatArray:
    """Quantiles of a rate (0 to 1) from its posterior by bins of log-odds (G,)."""
    edges = np.append(bin_middles() - 0.5 * _WIDTH, _HIGHEST)
    below = np.concatenate(([0.0], np.cumsum(setting)))
    odds = np.interp(np.asarray(shares), below / below[-1], edges)
    return np.asarray(1.0 / (1.0 + np.exp(-odds)))


@dataclass(frozen=True, slots=True)
class Pooled:
    """The posterior of one event: messages of the tree, over (studies' spread, modalities' spread).

    up_variant (S, 1, G) : likelihood of a variant's counts by its log-odds. to_family, to_top
    (S, M, G) : the same by the log-odds of its family, and a family's by those of all.
    start (S, M, G) : prior of the spreads and the overall log-odds.
    """

    prior: PoolingPrior
    up_variant: dict[str, dict[str, FloatArray]]
    to_family: dict[str, dict[str, FloatArray]]
    to_top: dict[str, FloatArray]
    start: FloatArray

    def setting(self, family: str | None = None, variant: str | None = None) -> FloatArray:
        """(G,) posterior of the log-odds of a study's setting that is not among the counts.

        Of a variant that is among them, of another variant of a family that is, or of any other.
        """
        studies = self.prior.study_steps()
        between = normal_steps(tuple(self.prior.modalities.points()))
        of_family = self.to_top.get(family or "")
        top = self.start * _product(
            [message for name, message in self.to_top.items() if name != family], self.start.shape
        )
        known = self.to_family.get(family or "", {})
        here = _down(top, between)
        if of_family is not None:
            here = here * _product(
                [message for name, message in known.items() if name != variant], here.shape
            )
        here = _down(here, between)
        if variant is not None and variant in known:
            here = here * self.up_variant[family or ""][variant]
        ended = np.einsum("smg,sgh->h", here, studies)
        return np.asarray(ended / ended.sum())

    def predictive(
        self, trials: int, family: str | None = None, variant: str | None = None
    ) -> FloatArray:
        """(trials + 1,) probability of each number of events in a setting not among the counts."""
        of_setting = self.setting(family, variant)
        within = np.stack([_likelihood_sum(events, trials) for events in range(trials + 1)])
        chances = within @ of_setting
        return np.asarray(chances / chances.sum())

    def level(self, family: str | None, variant: str | None) -> str:
        """Which counts a setting rests on: 'variant', 'family' or 'all'."""
        if family is None or family not in self.to_family:
            return "all"
        return "variant" if variant in self.to_family[family] else "family"


def pool(cells: Cells, prior: PoolingPrior) -> Pooled:
    """Posterior of counts by family and variant.

    Errors: InputError where a count is impossible.
    """
    studies = prior.study_steps()
    between = normal_steps(tuple(prior.modalities.points()))
    up_variant: dict[str, dict[str, FloatArray]] = {}
    to_family: dict[str, dict[str, FloatArray]] = {}
    to_top: dict[str, FloatArray] = {}
    shape = (studies.shape[0], between.shape[0], studies.shape[1])
    for family, variants in cells.items():
        up_variant[family] = {
            variant: _of_counts(counts, studies)[:, None, :] for variant, counts in variants.items()
        }
        to_family[family] = {
            variant: _up(np.broadcast_to(message, shape), between)
            for variant, message in up_variant[family].items()
        }
        to_top[family] = _up(_product(list(to_family[family].values()), shape), between)
    return Pooled(prior, up_variant, to_family, to_top, _start(prior, shape))


def _start(prior: PoolingPrior, shape: tuple[int, ...]) -> FloatArray:
    weight = np.exp(-0.5 * SPREAD_POINTS**2)
    middles = bin_middles()
    overall = np.exp(-0.5 * ((middles - prior.mean) / prior.sd) ** 2)
    full = weight[:, None, None] * weight[None, :, None] * overall[None, None, :]
    return np.asarray(np.broadcast_to(full / full.sum(), shape))


def _of_counts(counts: Sequence[tuple[int, int]], studies: FloatArray) -> FloatArray:
    """(S, G) likelihood of a variant's counts by its log-odds."""
    total = np.ones((studies.shape[0], studies.shape[1]))
    for events, trials in counts:
        if trials < 1 or not 0 <= events <= trials:
            raise InputError(f"a rate needs 0 <= events <= trials; {events} of {trials} given")
        total = total * (studies @ _likelihood(events, trials))
        total = total / total.max()
    return total


def _up(message: FloatArray, between: FloatArray) -> FloatArray:
    """From below to above: (S, M, G) summed over where a step leads."""
    return np.asarray(np.einsum("smh,mgh->smg", message, between, optimize=True))


def _down(message: FloatArray, between: FloatArray) -> FloatArray:
    """From above to below: (S, M, G) carried by a step."""
    return np.asarray(np.einsum("smg,mgh->smh", message, between, optimize=True))


def _product(messages: Sequence[FloatArray], shape: tuple[int, ...]) -> FloatArray:
    total = np.ones(shape)
    for message in messages:
        total = total * message
    return total
