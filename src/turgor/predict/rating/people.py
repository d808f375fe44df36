"""Shares of people: responders, global improvement, satisfaction, pooled on the logit scale."""

from collections.abc import Callable

from turgor.predict.hierarchy.effect import FixedEffect, RandomEffect, one
from turgor.predict.hierarchy.fit import Hierarchy
from turgor.predict.hierarchy.label import is_contrast, log_time, place
from turgor.predict.hierarchy.prior import log_normal_prior, normal_prior
from turgor.predict.rating.threshold import RUNGS, climbs
from turgor.predict.row import Row

#: the skin's latent look for a row, 0 where the skin says nothing
Look = Callable[[Row], float]


def no_look(row: Row) -> float:
    """No skin behind the rating."""
    return 0.0


def people_hierarchy(look: Look = no_look) -> Hierarchy:
    """logit(share) = mean + control + rater + blinding - rungs + slope x look + pooled effects."""
    fixed = [
        _fixed("mean", one),
        *(_fixed(kind, _is("control_type", kind)) for kind in ("vehicle", "untreated", "saline")),
        _fixed("sham", _is("control_type", "sham")),
        _fixed("patient", _is("rater", "patient")),
        _fixed("blinded", _is("blinding", "blinded")),
        _fixed("satisfied", _is("threshold", "satisfied")),
        *(_fixed(rung, _rung(rung)) for rung in RUNGS),
        _fixed("worse", lambda row: float(row.meaning.improvement < 0)),
        _fixed("contrast", lambda row: float(is_contrast(row) or row.number.endswith("-better"))),
    ]
    if look is not no_look:
        fixed.append(_fixed("look", look))
    median, log_sd = log_normal_prior("predict.spread.effect")
    study = log_normal_prior("predict.spread.study.people")
    random = [
        RandomEffect(name, label, median, log_sd)
        for name, label in (
            ("family", lambda row: row.family),
            ("modality", lambda row: row.outcome.modality),
            ("indication", lambda row: row.outcome.indication or None),
            ("place", place),
            ("scale", lambda row: row.outcome.scale or None),
            ("threshold", lambda row: row.outcome.threshold),
            ("look", lambda row: row.meaning.observable),
        )
    ]
    random.append(
        RandomEffect("family in time", lambda row: row.family, median, log_sd, one, log_time)
    )
    random.append(RandomEffect("study", lambda row: row.group, *study))
    return Hierarchy(
        tuple(fixed), tuple(random), *log_normal_prior("predict.spread.residual.people")
    )


def _fixed(name: str, column: Callable[[Row], float]) -> FixedEffect:
    return FixedEffect(name, column, *normal_prior(f"predict.rating.people.{name}"))


def _is(field: str, value: str) -> Callable[[Row], float]:
    return lambda row: float(getattr(row.outcome, field) == value)


def _rung(rung: str) -> Callable[[Row], float]:
    return lambda row: climbs(row, rung)
