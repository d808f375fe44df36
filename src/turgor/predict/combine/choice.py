"""Which forecast a class shows: both sources weighed, unless unseen studies clearly say otherwise.

Few studies choose badly: with a handful in a class the best score is mostly luck. So the two
sources weighed are shown, unless another candidate, the naive distribution among them, scored
better on the studies of the class by more than two standard errors of the difference.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.predict.combine.candidate import NAIVE, WEIGHED
from turgor.predict.row import Row, study_weights
from turgor.predict.scores.interval import weighted_interval_score

FloatArray = NDArray[np.float64]

#: of fewer studies a standard error says nothing
_FEWEST_STUDIES = 3
#: a difference that chance makes once in twenty times
_CLEAR_ERRORS = 2.0


@dataclass(frozen=True, slots=True)
class Choice:
    """Candidates by class, best first; '' for classes that were not among the rows.

    skills : by class and candidate, its skill on unseen studies.
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
    """Order candidates by their out-of-fold scores in each class.

    Scores are in units of the naive score of their kind of number, so that micrometres don't drown
    percent. Where a candidate knows nothing of a row it is scored as naive. Without the two weighed
    among the candidates, the best over all classes takes their place.
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
    usual = WEIGHED if WEIGHED in ours else max(overall, key=lambda key: overall[key])
    skills: dict[str, dict[str, float]] = {"": overall}
    best = {"": _ordered({}, usual, overall)}
    for name in sorted({row.outcome_class for row in rows}):
        inside = [i for i, row in enumerate(held) if row.outcome_class == name]
        skills[name] = _skills(held, ours, theirs, inside)
        best[name] = _ordered(
            _clearly_better(held, {**ours, NAIVE: theirs}, usual, inside), usual, overall
        )
    return Choice(best, skills)


def _ordered(
    better: Mapping[str, float], usual: str, overall: Mapping[str, float]
) -> tuple[str, ...]:
    """What is clearly better, the best first; the usual; the rest by skill over all classes."""
    first = sorted(better, key=lambda key: -better[key])
    rest = sorted({**overall, NAIVE: 0.0}, key=lambda key: -({**overall, NAIVE: 0.0}[key]))
    return tuple(dict.fromkeys([*first, usual, *rest]))


def _clearly_better(
    rows: Sequence[Row], scores: Mapping[str, FloatArray], usual: str, at: Sequence[int]
) -> dict[str, float]:
    """Candidates whose mean score over studies beats the usual's clearly."""
    names = sorted({rows[i].study for i in at})
    if len(names) < _FEWEST_STUDIES:
        return {}
    of_study = {name: [i for i in at if rows[i].study == name] for name in names}
    found = {}
    for key, score in scores.items():
        gain = np.array([float((scores[usual][i] - score[i]).mean()) for i in of_study.values()])
        error = float(gain.std(ddof=1)) / np.sqrt(gain.size)
        if key != usual and float(gain.mean()) > _CLEAR_ERRORS * error:
            found[key] = float(gain.mean())
    return found


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
