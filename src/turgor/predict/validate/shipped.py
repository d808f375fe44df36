"""The forecaster that forecasts show: fitted on every shipped outcome."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from turgor.evidence.outcome import CLASSES
from turgor.evidence.outcomes.library import all_outcomes, meaning
from turgor.predict.calibrate.parameter_set import TEN_FOLD_SKILL, renewal, shipped_parameter_set
from turgor.predict.calibrate.rests_on import changed_since
from turgor.predict.calibrate.source import Skin
from turgor.predict.combine.candidate import LITERATURE, SKIN
from turgor.predict.combine.forecaster import Forecaster
from turgor.predict.combine.working import Source
from turgor.predict.empirical.source import Literature
from turgor.predict.row import Row, row_of
from turgor.record.stimulus import StimulusFlag

#: changed records that a flag names
_NAMED = 5


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

    Those are shipped beside the parameter set, and are what they were even where the evidence was
    changed since (``stale_flags``). A class that did not beat the naive distribution in the
    ten-fold shows that distribution.

    Errors: InputError where what is shipped does not belong together.
    """
    # imported late: what is kept is written by way of this module's rows
    from turgor.predict.validate.kept import kept_forecaster

    fitted = kept_forecaster(calibration_rows(), shipped_parameter_set())
    return replace(fitted, choice=fitted.choice.naive_in(failing_classes()))


@cache
def stale_flags() -> tuple[StimulusFlag, ...]:
    """One flag where the evidence that the shipped numbers rest on was changed since; else none."""
    changed = changed_since(shipped_parameter_set().rests_on, calibration_rows())
    if not changed:
        return ()
    named = ", ".join(changed[:_NAMED]) + (", ..." if len(changed) > _NAMED else "")
    said = (
        f"the evidence was changed since the shipped parameter set was calibrated ({named}), so "
        f"that forecasts rest on what it was before; run: {renewal()}"
    )
    return (StimulusFlag("parameter-set-stale", said),)


def failing_classes() -> tuple[str, ...]:
    """Classes in which forecasts of left-out cohorts did not beat the naive distribution."""
    checks = shipped_parameter_set().checks
    return tuple(name for name in CLASSES if checks.get(f"{TEN_FOLD_SKILL}{name}", 1.0) <= 0.0)
