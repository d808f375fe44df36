"""The forecaster that forecasts show: fitted on every shipped outcome."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from turgor.evidence.outcome import CLASSES
from turgor.evidence.outcomes.library import all_outcomes, meaning
from turgor.predict.calibrate.parameter_set import TEN_FOLD_SKILL, shipped_parameter_set
from turgor.predict.calibrate.source import Skin
from turgor.predict.combine.candidate import LITERATURE, SKIN
from turgor.predict.combine.forecaster import Forecaster, fit_forecaster
from turgor.predict.combine.working import Source
from turgor.predict.empirical.source import Literature
from turgor.predict.row import Row, row_of


@cache
def calibration_rows() -> tuple[Row, ...]:
    """Every shipped outcome that was seen in its source, as a row; others calibrate nothing."""
    return tuple(
        row_of(outcome, meaning(outcome))
        for outcome in all_outcomes()
        if outcome.seen == "verified"
    )


def shipped_sources() -> Mapping[str, Source]:
    """The sources that a forecast may show."""
    return {LITERATURE: Literature(), SKIN: Skin(shipped_parameter_set().answers)}


@cache
def shipped_forecaster() -> Forecaster:
    """Fitted on all calibration rows; widths and choices by an inner cross-validation.

    Those are shipped beside the parameter set; where the evidence was changed since, they are found
    anew, which takes half a minute. A class that did not beat the naive distribution in the
    ten-fold shows that distribution.
    """
    # imported late: what is kept is written by way of this module's rows
    from turgor.predict.validate.kept import kept_forecaster

    rows = calibration_rows()
    kept = kept_forecaster(rows, shipped_parameter_set())
    fitted = fit_forecaster(rows, shipped_sources()) if kept is None else kept
    return replace(fitted, choice=fitted.choice.naive_in(failing_classes()))


def failing_classes() -> tuple[str, ...]:
    """Classes in which forecasts of left-out cohorts did not beat the naive distribution."""
    checks = shipped_parameter_set().checks
    return tuple(name for name in CLASSES if checks.get(f"{TEN_FOLD_SKILL}{name}", 1.0) <= 0.0)
