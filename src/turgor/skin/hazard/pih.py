"""Hyperpigmentation after inflammation: how many of a stratum, from when and for how long.

log-odds = a + slope ln(S / S_ref): S is the peak of the darkening that the virtual skin foretells,
a the modality's, and what one study differs from the next by adds to it. Calibrated by
``predict.rates.pih_fit``. Of those who get it, a share u^(1/k) of the peak, u even, is what each
needs to show it; it lasts while the darkening lies above that. k is fitted to printed durations by
itself: the slope is flattened by settings that reports leave open, people's thresholds aren't.

A stratum's share, never one person's chance.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.evidence import all_parameters, find_parameter
from turgor.skin.hazard.darkening import darkening
from turgor.skin.hazard.downtime import DayBand, day_band
from turgor.skin.hazard.value import Values

FloatArray = NDArray[np.float64]

PIH_PARAMETERS: tuple[str, ...] = (
    "hazard.pih_slope",
    "hazard.pih_between",
    "hazard.pih_notice",
)
#: darkening at which a modality's log-odds are stated; another would only restate them
S_REF = 0.2
NOTE = "share of a stratum (phototype, settings, aftercare), not one person's chance"
_SHARES = (0.5, 0.1, 0.9, 0.025, 0.975)
#: draws of a clinic, of which a band is made
_CLINICS = 256
#: so that the log-odds of a skin without any darkening stay finite: 1 in a million of melanin
_LEAST = 1e-6


@dataclass(frozen=True, slots=True)
class PihRisk:
    """Share of a stratum that darkens (0 to 1), with the bands of one further setting.

    onset, duration : days after the first session at which it shows and for how long, of those who
    get it. label : the share follows from the virtual skin's states, calibrated on counts.
    """

    median: float
    low80: float
    high80: float
    low95: float
    high95: float
    onset: DayBand
    duration: DayBand
    label: str = "mechanism, calibrated on rates"
    note: str = NOTE


def pih_share(
    stimulus: FloatArray, slope: float | FloatArray, log_odds: float | FloatArray
) -> FloatArray:
    """Share who get it where the darkening peaks at ``stimulus`` (B,), 0 to 1.

    log_odds : at the darkening ``S_REF``, of modality and study.
    """
    dose = np.log(np.maximum(stimulus, _LEAST) / S_REF)
    return np.asarray(1.0 / (1.0 + np.exp(-(slope * dose + log_odds))))


def pih_risk(
    states: FloatArray,
    days: FloatArray,
    p: Values,
    values: Values,
    *,
    start: float = 0.0,
    modality: str = "",
    sessions: Sequence[tuple[float, str]] = (),
    lightening: float | FloatArray = 0.0,
    beside: FloatArray | None = None,
    seed: int = 0,
) -> PihRisk:
    """The risk from states (V, n_s, B) of a course from day ``start`` on.

    The share is the mean over the B people: they are the stratum. Its band is over what is not
    known of a clinic: slope, log-odds of the modality, what studies differ by.

    p : of the virtual skin, as for ``darkening``; values : PIH_PARAMETERS, each a number or (B,).
    modality : family and variant as in ``predict.rates`` ('laser/fractional-ablative'); one without
    counts has the log-odds of any, and their wide spread. sessions : (day, modality) of each where
    a course has several, in place of ``modality``. A person's threshold stays the same from session
    to session, so that the course's risk is that of its worst moment: darkening adds up over
    sessions, and each moment has the log-odds of the session before it. beside : states of the same
    people with what they use at home alone, where that irritates: the counts that the share is held
    to are of sessions, so what sessions add to it counts.

    Errors: InputError for shapes that don't fit.
    """
    course = darkening(states, days, p, lightening)
    if beside is not None:
        course = np.maximum(course - darkening(beside, days, p, lightening), 0.0)
    after = days >= start
    stimulus = course[after].max(axis=0)
    rng = np.random.default_rng(seed)
    batch = stimulus.shape[0]
    clinics = min(batch, _CLINICS)
    slope = np.broadcast_to(np.asarray(values["hazard.pih_slope"]), (batch,))[:clinics]
    between = np.broadcast_to(np.asarray(values["hazard.pih_between"]), (batch,))[:clinics]
    peaks = _worst_of(course[after], days[after], sessions or ((start, modality),))
    log_odds = np.full((clinics, batch), -np.inf)
    for name, peak in peaks.items():
        middle, spread = modality_log_odds(name)
        own = middle + spread * _normal(rng, clinics)
        dose = np.log(np.maximum(peak, _LEAST) / S_REF)
        log_odds = np.maximum(log_odds, own[:, None] + slope[:, None] * dose)
    log_odds += (between * _normal(rng, clinics))[:, None]
    share = (1.0 / (1.0 + np.exp(-log_odds))).mean(axis=1)
    median, low80, high80, low95, high95 = np.quantile(share, _SHARES)
    threshold = stimulus * _even(rng, batch) ** (1.0 / np.asarray(values["hazard.pih_notice"]))
    onset, duration = _span(course[after], days[after] - start, threshold)
    return PihRisk(
        float(median), float(low80), float(high80), float(low95), float(high95),
        day_band(onset), day_band(duration),
    )  # fmt: skip


def _worst_of(
    course: FloatArray, days: FloatArray, sessions: Sequence[tuple[float, str]]
) -> dict[str, FloatArray]:
    """(B,) highest darkening (V, B) after sessions of each modality, each up to the next session.

    A session after the last day looked at counts for nothing.
    """
    ordered = sorted(sessions)
    ends = [day for day, _ in ordered[1:]] + [np.inf]
    found: dict[str, FloatArray] = {}
    for (day, name), end in zip(ordered, ends, strict=True):
        inside = (days >= day) & (days <= end)
        if inside.any():
            peak = course[inside].max(axis=0)
            found[name] = np.maximum(found.get(name, peak), peak)
    return found


def modality_log_odds(modality: str) -> tuple[float, float]:
    """Log-odds at the darkening S_REF after a modality, and their sd; without counts, of any."""
    name = f"virtual.hazard.pih_log_odds.{modality}"
    record = find_parameter(
        name if name in all_parameters() else "virtual.hazard.pih_log_odds.unknown"
    )
    return record.value, record.spread or 0.0


def _span(
    course: FloatArray, days: FloatArray, threshold: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """First day above each skin's threshold, and days until it is below for good (B,)."""
    above = course > threshold
    first = np.argmax(above, axis=0)
    last = course.shape[0] - 1 - np.argmax(above[::-1], axis=0)
    ever = above.any(axis=0)
    skins = np.arange(course.shape[1])
    onset = np.where(first > 0, _crossing(course, days, threshold, first - 1, skins), days[0])
    end = np.where(
        last < course.shape[0] - 1, _crossing(course, days, threshold, last, skins), np.inf
    )
    return np.where(ever, onset, 0.0), np.where(ever, end - onset, 0.0)


def _crossing(
    course: FloatArray,
    days: FloatArray,
    threshold: FloatArray,
    before: NDArray[np.intp],
    skins: NDArray[np.intp],
) -> FloatArray:
    """Day at which the straight line from one day looked at to the next meets the threshold."""
    here = np.clip(before, 0, course.shape[0] - 2)
    rise = course[here + 1, skins] - course[here, skins]
    part = np.where(rise != 0.0, (threshold - course[here, skins]) / np.where(rise, rise, 1.0), 0.0)
    return np.asarray(days[here] + np.clip(part, 0.0, 1.0) * (days[here + 1] - days[here]))


def _even(rng: np.random.Generator, count: int) -> FloatArray:
    """One number in each of ``count`` even slices of 0 to 1, shuffled."""
    return np.asarray((rng.permutation(count) + 0.5) / count)


def _normal(rng: np.random.Generator, count: int) -> FloatArray:
    from scipy.special import ndtri

    return np.asarray(ndtri(_even(rng, count)))
