"""The calibration: Gauss-Newton to the mode, Laplace around it.

The working values of all numeric rows are jointly normal around the skin's answers, with the
discrepancy's covariance (raters, drift of controls, studies as groups, noise). Each step simulates
the answers with one column for each free parameter, settles the discrepancy's spreads, and solves
the linear problem exactly; a step that makes things worse is halved.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.predict.calibrate.answers import Answers
from turgor.predict.calibrate.choose import most_told
from turgor.predict.calibrate.free import Free, may_be_free
from turgor.predict.calibrate.source import FittedSkin, Skin
from turgor.predict.row import Row

FloatArray = NDArray[np.float64]
Progress = Callable[[int, int, str], None]

#: steps, and the change (in prior spreads) below which the mode is found
_MOST_STEPS, _SETTLED = 6, 0.1
#: no parameter moves further than this at once, prior spreads: the answers are linear only nearby
_LONGEST_STEP = 1.0
_HALVINGS = 2


@dataclass(frozen=True, slots=True)
class Mode:
    """Where the posterior is highest. units (k,) in prior spreads, and how it was reached."""

    free: Free
    units: FloatArray
    steps: int
    settled: bool


@dataclass(frozen=True, slots=True)
class Calibration:
    """The fitted skin at the mode.

    answers : linear around the mode. mean (k,), covariance (k, k) : of the free parameters in prior
    spreads.
    """

    mode: Mode
    skin: FittedSkin
    mean: FloatArray
    covariance: FloatArray

    @property
    def answers(self) -> Answers:
        """Linear around the mode."""
        return self.skin.answers


def calibrate(
    rows: Sequence[Row],
    start: Mode | None = None,
    progress: Progress = lambda done, of, what: None,
    keep: Callable[[Mode], None] = lambda mode: None,
) -> Calibration:
    """Fit the free parameters to rows.

    start : a mode to go on from. keep : called with the mode after every step, so that a run that
    is stopped can go on.
    """
    progress(0, _MOST_STEPS + 1, "following every arm at the priors")
    if start is None:
        answers = _first(rows)
        mode = Mode(answers.free, answers.units, 0, False)
    else:
        mode, answers = start, _answers(rows, start)
    everything = rows
    rows = [row for row in rows if row.observed is not None and answers.knows(row)]
    value = _log_posterior(rows, answers)
    for step in range(mode.steps, _MOST_STEPS):
        if mode.settled:
            break
        progress(step + 1, _MOST_STEPS + 1, f"log posterior {value:.1f}")
        move = _newton(rows, answers)
        for _ in range(_HALVINGS + 1):
            tried = Mode(mode.free, mode.units + move, step + 1, bool(abs(move).max() < _SETTLED))
            there = _answers(rows, tried)
            reached = _log_posterior(rows, there)
            if reached > value:
                mode, answers, value = tried, there, reached
                break
            move = 0.5 * move
        else:
            mode = Mode(mode.free, mode.units, step + 1, True)
        keep(mode)
    progress(_MOST_STEPS + 1, _MOST_STEPS + 1, f"log posterior {value:.1f}")
    skin = Skin(answers).fit(rows)
    answers.simulate(everything)  # rows without a number are answered too, once
    mean, covariance = skin.free_posterior()
    return Calibration(mode, skin, mean, covariance)


def _first(rows: Sequence[Row]) -> Answers:
    """At the priors, with the parameters that are worth fitting."""
    free = may_be_free()
    answers = Answers(free, np.zeros(len(free)))
    answers.simulate(rows)
    return answers.of(most_told(rows, answers))


def _answers(rows: Sequence[Row], mode: Mode) -> Answers:
    answers = Answers(mode.free, mode.units)
    answers.simulate(rows)
    return answers


def _newton(rows: Sequence[Row], answers: Answers) -> FloatArray:
    """The step to the linear problem's mode, no longer than the answers are linear."""
    mean, _ = Skin(answers).fit(rows).free_posterior()
    return np.asarray(np.clip(mean - answers.units, -_LONGEST_STEP, _LONGEST_STEP))


def _log_posterior(rows: Sequence[Row], answers: Answers) -> float:
    """At the answers' own units, spreads settled there; up to a constant.

    -inf where the skin no longer answers a row: it must not win by falling silent.
    """
    if not all(answers.knows(row) for row in rows):
        return -np.inf
    return Skin(answers).log_evidence(rows) - 0.5 * float(answers.units @ answers.units)
