"""Points of scales: changes and levels, pooled on the asinh scale."""

from turgor.predict.hierarchy.effect import FixedEffect, RandomEffect
from turgor.predict.hierarchy.fit import Hierarchy
from turgor.predict.hierarchy.label import better, is_control, quantity
from turgor.predict.hierarchy.prior import log_normal_prior, normal_prior
from turgor.predict.row import SIGNED, Row


def points_hierarchy() -> Hierarchy:
    """asinh(points) = sign x (mean + control) + scale + quantity + family + study.

    A change has the sign of improvement; a level is above 0 whatever is better.
    """
    median, log_sd = log_normal_prior("predict.spread.effect")
    study = log_normal_prior("predict.spread.study.points")
    labels = (
        ("number", lambda row: row.number),
        ("scale", lambda row: row.outcome.scale or row.outcome.unit),
        ("quantity", quantity),
        ("family", lambda row: row.family),
        ("modality", lambda row: row.outcome.modality),
        ("rater", lambda row: row.outcome.rater),
    )
    random = tuple(RandomEffect(name, label, median, log_sd, _sign) for name, label in labels)
    fixed = (
        FixedEffect(
            "mean", lambda row: _sign(row) * _is_change(row), *normal_prior("predict.points.mean")
        ),
        FixedEffect(
            "level", lambda row: 1.0 - _is_change(row), *normal_prior("predict.points.level")
        ),
        FixedEffect(
            "control",
            lambda row: _sign(row) * is_control(row),
            *normal_prior("predict.points.control"),
        ),
    )
    return Hierarchy(
        fixed,
        (*random, RandomEffect("study", lambda row: row.group, *study)),
        *log_normal_prior("predict.spread.residual.points"),
    )


def _is_change(row: Row) -> float:
    return float(row.number in SIGNED)


def _sign(row: Row) -> float:
    return better(row) if row.number in SIGNED else 1.0
