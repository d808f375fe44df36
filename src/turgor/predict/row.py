"""A reported outcome as statistics see it: number, kind of number, class, time, study."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.evidence.outcome import EndpointMeaning, Outcome
from turgor.predict.identity import reading_hash

FloatArray = NDArray[np.float64]

#: kinds of number that differ in what 0 and 1 of them mean; never pooled with one another
PERCENT_CHANGE, PERCENT_OF_PEOPLE = "percent-change", "percent-of-people"
#: of these a sign means better or worse, more or less
SIGNED = (PERCENT_CHANGE, "points-change", "percent-points", "difference")

#: first days of what a clinician calls at once, weeks, at a month or two, at three, at six, later
TIME_EDGES_DAYS = (15.0, 61.0, 136.0, 271.0)

#: a modality's first word is its family, save where the words of the literature hide it
_FAMILIES = {
    "fractional_RF": "radiofrequency",
    "microneedling_RF": "radiofrequency",
    "radiofrequency_noninvasive": "radiofrequency",
    "skin_booster_HA": "filler",
    "HA_filler": "filler",
    "filler_collagen": "filler",
    "laser_nonablative": "light",
    "laser_picosecond_fractional": "light",
    "laser_fractional_nonablative": "light",
    "IPL": "light",
    "LED": "light",
    "injection_saline_control": "control",
    "none": "control",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One outcome with its meaning, and its number as it is scored.

    observed : in the number's own unit, None where only a direction is stated. number : kind of
    the number. key : hash of the outcome as it was read. group : studies that share people.
    """

    outcome: Outcome
    meaning: EndpointMeaning
    number: str
    observed: float | None
    key: str

    @property
    def study(self) -> str:
        """The study's id."""
        return self.outcome.study

    @property
    def group(self) -> str:
        """The cohort: studies of the same people share one."""
        return self.outcome.cohort or self.outcome.study

    @property
    def outcome_class(self) -> str:
        """Structural, optical, mechanical, barrier, histology, graded, responder or event."""
        return self.meaning.outcome_class

    @property
    def family(self) -> str:
        """The modality's family."""
        return modality_family(self.outcome.modality)

    @property
    def factor(self) -> float:
        """Takes the number to the unit that its kind is pooled in (hours to days)."""
        return self.meaning.factor if self.number.startswith("absolute") else 1.0

    @property
    def time_bin(self) -> str:
        """When, coarsely."""
        return time_bin(self.outcome.time_days)


def modality_family(modality: str) -> str:
    """Family of a modality as collected; of an unknown one its first word."""
    return _FAMILIES.get(modality) or modality.split("_")[0] or "unknown"


def time_bin(time_days: float | None) -> str:
    """Name of the span of time since the first session; 'unstated' where it is not known."""
    if time_days is None or math.isnan(time_days):
        return "unstated"
    return str(int(np.searchsorted(TIME_EDGES_DAYS, time_days, side="right")))


def row_of(outcome: Outcome, meaning: EndpointMeaning) -> Row:
    """The outcome as a row: a percentage wherever one is stated or follows from its baseline."""
    observed = None if meaning.number == "direction" else outcome.observed
    stated = outcome.change_pct is not None
    follows = (
        outcome.value is not None
        and bool(outcome.baseline)
        and outcome.unit not in ("pct", "pct_stained")
    )
    number = PERCENT_CHANGE if stated or follows else meaning.number or "unstated"
    if number == "absolute":
        number = f"absolute {'days' if 'hour' in outcome.unit else outcome.unit}"
    if number == "direction":
        number = PERCENT_CHANGE
    return Row(outcome, meaning, number, observed, reading_hash(outcome))


def study_weights(rows: Sequence[Row]) -> FloatArray:
    """(n,) weights that sum to 1, the same in total for each study among these rows."""
    if not rows:
        return np.zeros(0)
    names = [row.study for row in rows]
    count = {name: names.count(name) for name in set(names)}
    return np.array([1.0 / (count[name] * len(count)) for name in names])
