"""What a person's own findings say about that person: sensitivities, by importance sampling.

Few sensitivities differ between people; the rest of the virtual skin is as for everybody. People
drawn from the prior are weighed by how well their skin would have given the findings; where few
carry the weight, new people are drawn about those (population Monte Carlo) and weighed by prior
over proposal, so that what is sampled is the posterior and nothing else.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.errors import InputError

FloatArray = NDArray[np.float64]

#: (T, B) log gains -> (O, B) predicted values of the findings
Simulate = Callable[[FloatArray], FloatArray]

#: degrees of freedom of the findings' errors: now and then one is off by more than its noise
_TAILS = 5.0
#: people who must carry the weight; fewer, and new ones are drawn
_ENOUGH = 0.2
_ROUNDS = 3
#: the proposal is wider than the people it is drawn about, so that its weights stay bounded
_WIDER = 1.3
_FLOOR = 0.05


@dataclass(frozen=True, slots=True)
class UpdatedPeople:
    """People who could be this one.

    log_gains (T, B), weights (B,) that add up to 1. effective : people who carry the weight.
    prior_sd, posterior_mean, posterior_sd (T,) of the log gains. misfit : median over findings of
    their distance to the nearest prediction's median in standard deviations; above 3 the findings
    contradict the model or each other.
    """

    log_gains: FloatArray
    weights: FloatArray
    effective: float
    prior_sd: FloatArray
    posterior_mean: FloatArray
    posterior_sd: FloatArray
    misfit: float


def update_people(
    simulate: Simulate,
    prior_sd: FloatArray,
    observed: FloatArray,
    errors: FloatArray,
    people: int,
    seed: int,
    *,
    tails: float = _TAILS,
) -> UpdatedPeople:
    """Weigh people by findings.

    prior_sd (T,) of the log gains, about 0. observed (O,) : findings. errors (O, O) : covariance of
    their noise and of what the model leaves out; changes from one baseline share its error.
    tails : degrees of freedom of the errors' Student-t; endless ones are normal.

    Errors: InputError without findings, or where the errors are no covariance.
    """
    if observed.size == 0:
        raise InputError("there is no finding to learn from")
    if errors.shape != (observed.size, observed.size) or not (np.diag(errors) > 0.0).all():
        raise InputError("each finding needs a noise above 0")
    whiten = _whitener(errors)
    random = np.random.default_rng(seed)
    gains = random.standard_normal((prior_sd.size, people)) * prior_sd[:, None]
    logs_proposal = _log_normal(gains, np.zeros_like(prior_sd), prior_sd)
    for step in range(_ROUNDS):
        predicted = simulate(gains)
        log_weights = (
            _log_likelihood(whiten @ (predicted - observed[:, None]), tails)
            + _log_normal(gains, np.zeros_like(prior_sd), prior_sd)
            - logs_proposal
        )
        weights = np.exp(log_weights - log_weights.max())
        weights /= weights.sum()
        effective = 1.0 / float((weights**2).sum())
        if effective >= _ENOUGH * people or step == _ROUNDS - 1:
            break
        mean = gains @ weights
        sd = np.sqrt(((gains - mean[:, None]) ** 2) @ weights)
        sd = np.maximum(_WIDER * sd, _FLOOR * prior_sd)
        gains = mean[:, None] + sd[:, None] * random.standard_normal(gains.shape)
        logs_proposal = _log_normal(gains, mean, sd)
    mean = gains @ weights
    return UpdatedPeople(
        log_gains=gains,
        weights=weights,
        effective=effective,
        prior_sd=prior_sd,
        posterior_mean=mean,
        posterior_sd=np.sqrt(((gains - mean[:, None]) ** 2) @ weights),
        misfit=_misfit(predicted, weights, observed, np.sqrt(np.diag(errors))),
    )


def _whitener(errors: FloatArray) -> FloatArray:
    """(O, O) that makes errors independent, of spread 1, each as near to its own as can be.

    The symmetric root of the correlation's inverse, so that neither units nor order count;
    of independent errors, one over their standard deviations.
    """
    sd = np.sqrt(np.diag(errors))
    values, vectors = np.linalg.eigh(errors / np.outer(sd, sd))
    if values.min() <= 0.0:
        raise InputError("findings share more of their errors than they have")
    return np.asarray((vectors / np.sqrt(values)) @ vectors.T / sd)


def _log_likelihood(errors: FloatArray, tails: float) -> FloatArray:
    """(B,) of independent errors (O, B) of spread 1: Student-t, scaled to that spread."""
    z2 = errors**2 * (tails / (tails - 2.0))
    return np.asarray(-0.5 * (tails + 1.0) * np.log1p(z2 / tails).sum(axis=0))


def _log_normal(x: FloatArray, mean: FloatArray, sd: FloatArray) -> FloatArray:
    """Log density of independent normals at (T, B), (B,)."""
    z = (x - mean[:, None]) / sd[:, None]
    return np.asarray(-0.5 * (z**2).sum(axis=0) - np.log(sd).sum())


def _misfit(
    predicted: FloatArray, weights: FloatArray, observed: FloatArray, sd: FloatArray
) -> float:
    middle = predicted @ weights
    return float(np.median(np.abs(middle - observed) / sd))
