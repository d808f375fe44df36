"""Lengths, times and ratios: pooled on the log scale."""

from turgor.predict.hierarchy.effect import FixedEffect, RandomEffect, one
from turgor.predict.hierarchy.fit import Hierarchy
from turgor.predict.hierarchy.label import quantity
from turgor.predict.hierarchy.prior import log_normal_prior, normal_prior


def absolute_hierarchy() -> Hierarchy:
    """log(value) = mean + unit and quantity + family + study."""
    effect = log_normal_prior("predict.spread.effect")
    unit = log_normal_prior("predict.spread.unit")
    random = (
        RandomEffect("unit", lambda row: row.number, *unit),
        RandomEffect("quantity", lambda row: (row.number, quantity(row)), *unit),
        RandomEffect("endpoint", lambda row: (row.number, row.outcome.endpoint), *effect),
        RandomEffect("family", lambda row: (row.number, row.family), *effect),
        RandomEffect("modality", lambda row: (row.number, row.outcome.modality), *effect),
        RandomEffect(
            "study", lambda row: row.group, *log_normal_prior("predict.spread.study.points")
        ),
    )
    return Hierarchy(
        (FixedEffect("mean", one, *normal_prior("predict.absolute.mean")),),
        random,
        *log_normal_prior("predict.spread.residual.points"),
    )
