"""What stands between the skin's answer and a report: drift of controls, raters, studies, noise.

One joint model over all kinds of number, because the skin's parameters are shared by all: every
effect is held to its own kind. Ratings have the whole rating layer; measured changes have the drift
of control arms (histology's own), and studies as groups.
"""

from collections.abc import Callable
from dataclasses import replace

from turgor.predict.empirical.absolute import absolute_hierarchy
from turgor.predict.empirical.percent import percent_hierarchy
from turgor.predict.empirical.source import pool_of
from turgor.predict.hierarchy.effect import FixedEffect, RandomEffect
from turgor.predict.hierarchy.fit import Hierarchy
from turgor.predict.hierarchy.label import better, is_contrast, is_control
from turgor.predict.hierarchy.prior import log_normal_prior, normal_prior
from turgor.predict.rating.people import people_hierarchy
from turgor.predict.row import Row

#: of a hierarchy's effects, those that the skin can't tell
_STUDIES = ("study", "study for better", "class of study")
#: left of the one residual that all kinds share; each kind has its own beside it
_SHARED_RESIDUAL = 0.05


def drift_hierarchy() -> Hierarchy:
    """The skin's discrepancy: nothing that would tell modalities or quantities apart."""
    fixed = [*_held(people_hierarchy().fixed, "people"), *_drifts()]
    random = [
        *_held_random(people_hierarchy(), "people", None),
        *_held_random(percent_hierarchy(), "percent", _STUDIES),
        *_held_random(absolute_hierarchy(), "absolute", _STUDIES),
    ]
    return _joint(fixed, random)


def _joint(fixed: list[FixedEffect], random: list[RandomEffect]) -> Hierarchy:
    kinds = {"people": "people", "percent": "percent", "absolute": "points"}
    for pool, record in kinds.items():
        median, log_sd = log_normal_prior(f"predict.spread.residual.{record}")
        random.append(RandomEffect(f"{pool}: residual", _own(pool), median, log_sd))
    return Hierarchy(tuple(fixed), tuple(random), _SHARED_RESIDUAL, 0.1)


def _drifts() -> list[FixedEffect]:
    """Drift of arms as raters and instruments see it beyond the skin, by kind of arm."""

    def drift(name: str, where: Callable[[Row], bool]) -> FixedEffect:
        mean, sd = normal_prior(f"predict.drift.{name}")
        return FixedEffect(
            f"drift: {name}",
            lambda row: better(row) * (pool_of(row) == "percent" and where(row)),
            mean,
            sd,
        )

    def rated(row: Row) -> bool:
        return row.outcome_class == "graded"

    return [
        drift("rated-treated", lambda row: rated(row) and not is_control(row)),
        drift("rated-control", lambda row: rated(row) and is_control(row)),
        drift("measured-treated", lambda row: not rated(row) and not is_control(row)),
        drift("measured-control", lambda row: not rated(row) and is_control(row)),
        drift(
            "histology-control", lambda row: row.outcome_class == "histology" and is_control(row)
        ),
        drift("contrast", is_contrast),
    ]


def _held(effects: tuple[FixedEffect, ...], pool: str) -> list[FixedEffect]:
    return [
        replace(effect, name=f"{pool}: {effect.name}", column=_column(effect, pool))
        for effect in effects
    ]


def _held_random(
    hierarchy: Hierarchy, pool: str, names: tuple[str, ...] | None
) -> list[RandomEffect]:
    return [
        replace(effect, name=f"{pool}: {effect.name}", label=_label(effect, pool))
        for effect in hierarchy.random
        if names is None or effect.name in names
    ]


def _column(effect: FixedEffect, pool: str) -> Callable[[Row], float]:
    return lambda row: effect.column(row) if pool_of(row) == pool else 0.0


def _label(effect: RandomEffect, pool: str) -> Callable[[Row], object]:
    return lambda row: effect.label(row) if pool_of(row) == pool else None


def _own(pool: str) -> Callable[[Row], object]:
    return lambda row: id(row) if pool_of(row) == pool else None
