"""Which forecast a class shows: the one that scored best on studies it had not seen."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.predict.combine.candidate import NAIVE
from turgor.predict.row import Row, study_weights
from turgor.predict.scores.interval import weighted_interval_score

FloatArray = NDArray[np.float64]

#: how many studies' worth the other classes count when a class chooses
POOLED_STUDIES = 20.0


@dataclass(frozen=True, slots=True)
class Choice:
    """Candidates by class, best first; '' for classes that were not among the rows.

    skills : by class and candidate, the pooled skill that the choice rests on.
    """

    best: Mapping[str, tuple[str, ...]]
    skills: Mapping[str, Mapping[str, float]]

    def order(self, outcome_class: str) -> tuple[str, ...]:
        """Candidates for a class, best first."""
        return self.best.get(outcome_class, self.best[""])

    def naive_in(self, classes: Iterable[str]) -> "Choice":
        """The same, but showing the naive distribution in these classes."""
        return Choice({**self.best, **dict.fromkeys(classes, (NAIVE,))}, self.skills)


def choose_by_class(
    rows: Sequence[Row], quantiles: Mapping[str, FloatArray], naive: FloatArray
) -> Choice:
    """Order candidates by their out-of-fold skill in each class.

    Scores are in units of the naive score of their kind of number, so that micrometres don't drown
    percent. A class's skill is its own, averaged with that of all classes as if they were
    ``POOLED_STUDIES`` studies more: few studies can't overturn what holds elsewhere. Where a
    candidate knows nothing of a row it is scored as naive.
    """
    at = [i for i, row in enumerate(rows) if row.observed is not None]
    held = [rows[i] for i in at]
    observed = np.array([row.observed for row in held], dtype=np.float64)
    theirs = weighted_interval_score(naive[at], observed)
    unit = _unit(held, theirs)
    ours = {
        name: np.where(np.isnan(made[at, 0]), theirs, weighted_interval_score(made[at], observed))
        / unit
        for name, made in quantiles.items()
    }
    theirs = theirs / unit
    overall = _skills(held, ours, theirs, range(len(held)))
    skills: dict[str, dict[str, float]] = {"": overall}
    for name in sorted({row.outcome_class for row in rows}):
        inside = [i for i, row in enumerate(held) if row.outcome_class == name]
        studies = len({held[i].study for i in inside})
        own = _skills(held, ours, theirs, inside)
        share = studies / (studies + POOLED_STUDIES)
        skills[name] = {key: share * own[key] + (1.0 - share) * overall[key] for key in overall}
    best = {
        name: tuple(sorted([*found, NAIVE], key=lambda key: -found.get(key, 0.0)))
        for name, found in skills.items()
    }
    return Choice(best, skills)


def _unit(rows: Sequence[Row], naive_scores: FloatArray) -> FloatArray:
    """(n,) mean naive score of each row's kind of number, each study weighing the same."""
    found = np.ones(len(rows))
    for number in {row.number for row in rows}:
        at = [i for i, row in enumerate(rows) if row.number == number]
        mean = float(naive_scores[at] @ study_weights([rows[i] for i in at]))
        found[at] = mean if mean > 0.0 else 1.0
    return found


def _skills(
    rows: Sequence[Row], ours: Mapping[str, FloatArray], theirs: FloatArray, at: Sequence[int]
) -> dict[str, float]:
    """Skill of each candidate over some rows; 0 where nothing can be said."""
    inside = list(at)
    weights = study_weights([rows[i] for i in inside])
    base = float(theirs[inside] @ weights) if inside else 0.0
    if base <= 0.0:
        return dict.fromkeys(ours, 0.0)
    return {name: 1.0 - float(score[inside] @ weights) / base for name, score in ours.items()}
