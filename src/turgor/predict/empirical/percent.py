"""Changes in percent: of instruments, histology and rated scores, pooled on the asinh scale."""

from collections.abc import Callable

from turgor.predict.hierarchy.effect import FixedEffect, RandomEffect, one
from turgor.predict.hierarchy.fit import Hierarchy
from turgor.predict.hierarchy.label import better, is_contrast, is_control, log_time, quantity
from turgor.predict.hierarchy.prior import log_normal_prior, normal_prior
from turgor.predict.row import Row

Label = Callable[[Row], object]


def percent_hierarchy() -> Hierarchy:
    """asinh(change / 20 %) = better x (treated, control, contrast, family ...) + quantity + study.

    Effects of the treatment go with improvement (wrinkles fall where density rises); those of a
    quantity have a sign of their own. Control arms have no effect of the treatment.
    """
    median, log_sd = log_normal_prior("predict.spread.effect")
    study = log_normal_prior("predict.spread.study.percent")

    def for_better(name: str, label: Label) -> RandomEffect:
        return RandomEffect(name, label, median, log_sd, better)

    def plain(
        name: str, label: Label, coordinate: Callable[[Row], float] | None = None
    ) -> RandomEffect:
        return RandomEffect(name, label, median, log_sd, one, coordinate)

    random = (
        for_better("family", _treated(lambda row: row.family)),
        for_better("modality", _treated(lambda row: row.outcome.modality)),
        for_better("class for better", _treated(lambda row: row.outcome_class)),
        for_better("indication", _treated(lambda row: row.outcome.indication or None)),
        for_better("rater", _treated(lambda row: row.outcome.rater)),
        plain("class", _treated(lambda row: row.outcome_class)),
        plain("quantity", _treated(quantity)),
        plain("quantity of modality", _treated(lambda row: (quantity(row), row.outcome.modality))),
        plain("class of family", lambda row: (row.outcome_class, row.family, is_control(row))),
        plain("class in time", _treated(lambda row: row.outcome_class), log_time),
        plain("quantity in time", _treated(quantity), log_time),
        plain("endpoint", lambda row: row.outcome.endpoint),
        plain("species", _treated(lambda row: _species(row))),
        RandomEffect("study for better", lambda row: row.group, *study, better),
        RandomEffect("study", lambda row: row.group, *study),
        RandomEffect("class of study", lambda row: (row.group, row.outcome_class), *study),
    )
    return Hierarchy(_slopes(), random, *log_normal_prior("predict.spread.residual.percent"))


def _slopes() -> tuple[FixedEffect, ...]:
    def slope(name: str, where: Callable[[Row], bool]) -> FixedEffect:
        mean, sd = normal_prior(f"predict.percent.{name}")
        return FixedEffect(name, lambda row: better(row) * where(row), mean, sd)

    return (
        slope("better", lambda row: not is_control(row)),
        slope("control", lambda row: is_control(row) and row.outcome.control_type != "untreated"),
        slope("untreated", lambda row: row.outcome.control_type == "untreated"),
        slope("contrast", is_contrast),
    )


def _treated(label: Label) -> Label:
    return lambda row: None if is_control(row) else label(row)


def _species(row: Row) -> str | None:
    return None if row.outcome.species == "human" else f"{row.outcome.species} {quantity(row)}"
