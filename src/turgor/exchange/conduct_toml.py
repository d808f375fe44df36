"""Tables of study.toml that say how a study is conducted: estimands, crossover, lists, ratings."""

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from turgor.errors import StudyError
from turgor.exchange.toml_table import TomlTable
from turgor.record.crossover import Period, TreatmentSequence
from turgor.record.design import StudyDesign
from turgor.record.estimand import STRATEGIES, SUMMARIES, Estimand, IntercurrentEvent
from turgor.record.randomisation import METHODS, Factor, RandomisationPlan
from turgor.record.rating import RatingScale

Table = Mapping[str, object]

MOST_GRADES = 21
_MOST_ENTRIES = 10_000


def estimand_of(table: Table, where: str) -> Estimand | None:
    """[endpoint.estimand]; None where the table is empty.

    Errors: StudyError.
    """
    if not table:
        return None
    entry = TomlTable(table, where, ("population", "summary", "treatment", "intercurrent"))
    events = tuple(
        _event(item, f"{where} [[intercurrent]]") for item in entry.tables("intercurrent")
    )
    names = [event.event for event in events]
    doubled = sorted({name for name in names if names.count(name) > 1})
    if doubled:
        raise entry.refuse(f"intercurrent event '{doubled[0]}' stands twice; one strategy each")
    return Estimand(
        population=entry.text("population"),
        summary=entry.text("summary", allowed=SUMMARIES),
        treatment=entry.text("treatment", ""),
        events=events,
    )


def _event(table: Table, where: str) -> IntercurrentEvent:
    entry = TomlTable(table, where, ("event", "strategy", "handling"))
    return IntercurrentEvent(
        entry.text("event"), entry.text("strategy", allowed=STRATEGIES), entry.text("handling", "")
    )


def period_of(table: Table, where: str) -> Period:
    """[[period]]; its baseline is its first visit unless another is named.

    Errors: StudyError.
    """
    entry = TomlTable(table, where, ("id", "first_visit", "baseline", "last_visit"))
    first = entry.text("first_visit")
    return Period(
        entry.text("id"), first, entry.text("baseline", "") or first, entry.text("last_visit")
    )


def sequence_of(table: Table, where: str) -> TreatmentSequence:
    """[[sequence]].

    Errors: StudyError.
    """
    entry = TomlTable(table, where, ("id", "arms"))
    return TreatmentSequence(entry.text("id"), entry.texts("arms"))


def rating_of(table: Table, where: str) -> RatingScale:
    """[[rating]].

    Errors: StudyError.
    """
    entry = TomlTable(table, where, ("id", "question", "anchors", "site", "repeats", "source"))
    anchors = entry.texts("anchors")
    repeats = entry.number("repeats", 0.2)
    if not 2 <= len(anchors) <= MOST_GRADES:
        raise entry.refuse(
            f"'anchors' has {len(anchors)} texts; give one for each grade from 0, 2 to "
            f"{MOST_GRADES} of them"
        )
    if len({text.casefold() for text in anchors}) < len(anchors):
        raise entry.refuse("two grades have the same words in 'anchors'; each needs its own")
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,29}", entry.text("id")):
        raise entry.refuse("'id' names the scale: lower case, digits and hyphens, at most 30")
    if not 0.0 <= repeats <= 1.0:
        raise entry.refuse(f"'repeats' is {repeats:g}; give a share from 0 to 1")
    return RatingScale(
        id=entry.text("id"),
        question=entry.text("question"),
        anchors=anchors,
        site=entry.text("site", ""),
        repeats=repeats,
        source=entry.text("source", ""),
    )


def randomisation_of(table: Table, where: str) -> RandomisationPlan | None:
    """[randomisation]; None where the table is empty.

    Errors: StudyError.
    """
    if not table:
        return None
    known = ("method", "per_stratum", "block_sizes", "ratio", "factor")
    entry = TomlTable(table, where, known)
    method = entry.text("method", allowed=METHODS)
    sizes = entry.wholes("block_sizes")
    per_stratum = entry.whole("per_stratum")
    if (method == "permuted-blocks") != bool(sizes):
        raise entry.refuse(
            "'block_sizes' belongs to permuted-blocks, and must be there with it, such as [2, 4]"
        )
    if not 1 <= per_stratum <= _MOST_ENTRIES:
        raise entry.refuse(f"'per_stratum' is {per_stratum}; give 1 to {_MOST_ENTRIES}")
    ratio = TomlTable(entry.table("ratio"), f"{where} ratio", tuple(entry.table("ratio")))
    weights = {name: ratio.whole(name) for name in entry.table("ratio")}
    if any(weight < 1 for weight in weights.values()):
        raise entry.refuse("a weight in 'ratio' is below 1; take the arm out of the design")
    factors = tuple(_factor(item, f"{where} [[factor]]") for item in entry.tables("factor"))
    return RandomisationPlan(method, per_stratum, sizes, weights, factors)


def _factor(table: Table, where: str) -> Factor:
    entry = TomlTable(table, where, ("name", "levels"))
    name, levels = entry.text("name"), entry.texts("levels")
    if len(levels) < 2 or len(set(levels)) < len(levels):
        raise entry.refuse(f"factor '{name}' needs at least two different levels")
    odd = [text for text in (name, *levels) if set(text) & set("=;,")]
    if odd:
        raise entry.refuse(f"'{odd[0]}' holds '=', ';' or ','; choose another name")
    return Factor(name, levels)


def agree_on_conduct(design: StudyDesign, where: str) -> None:
    """Hold periods, sequences, washout, list and blinding against the rest of the design.

    Errors: StudyError.
    """
    if design.kind == "crossover":
        _agree_on_periods(design, where)
    elif design.periods or design.sequences or design.washout_days:
        raise StudyError(
            f"{where}: [[period]], [[sequence]] and washout_days belong to kind 'crossover', "
            f"not to '{design.kind}'"
        )
    if design.randomisation is not None:
        _agree_on_list(design, design.randomisation, where)
    if design.blinding != "open" and design.kind == "single-arm":
        raise StudyError(f"{where} [study]: a single-arm study has nothing to blind")


def _agree_on_periods(design: StudyDesign, where: str) -> None:
    if len(design.periods) < 2 or len(design.sequences) < 2:
        raise StudyError(
            f"{where}: a crossover needs at least two [[period]] and two [[sequence]]: with one "
            "sequence period and treatment can't be told apart"
        )
    days = {visit.label: visit.day for visit in design.visits}
    arms = [arm.id for arm in design.arms]
    for period in design.periods:
        named = (period.first_visit, period.baseline, period.last_visit)
        unknown = [label for label in named if label not in days]
        if unknown:
            raise StudyError(
                f"{where} [[period]] '{period.id}': '{unknown[0]}' is no [[visit]]; "
                f"allowed: {', '.join(days)}"
            )
        if not days[period.first_visit] <= days[period.baseline] < days[period.last_visit]:
            raise StudyError(
                f"{where} [[period]] '{period.id}': its visits must follow one another: "
                "first_visit, baseline, then last_visit"
            )
    _agree_on_washout(design.periods, days, design.washout_days, where)
    for sequence in design.sequences:
        odd = [arm for arm in sequence.arms if arm not in arms]
        if odd or len(sequence.arms) != len(design.periods):
            raise StudyError(
                f"{where} [[sequence]] '{sequence.id}': give one arm for each of the "
                f"{len(design.periods)} periods, of {', '.join(arms)}"
            )
    if len(arms) != 2:
        raise StudyError(
            f"{where}: a crossover compares two arms here, {len(arms)} are declared; split it"
        )
    if not any(arm.control for arm in design.arms):
        raise StudyError(f"{where}: mark one [[arm]] of a crossover with control = true")
    if len({sequence.arms for sequence in design.sequences}) < len(design.sequences):
        raise StudyError(f"{where}: two [[sequence]] have the same arms in the same order")


def _agree_on_washout(
    periods: Sequence[Period], days: Mapping[str, int], washout_days: int, where: str
) -> None:
    if washout_days < 0:
        raise StudyError(f"{where} [study]: washout_days can't be negative")
    for before, after in pairwise(periods):
        gap = days[after.first_visit] - days[before.last_visit]
        if gap < washout_days:
            raise StudyError(
                f"{where}: from '{before.last_visit}' to '{after.first_visit}' {gap} days are "
                f"planned, and washout_days is {washout_days}; move the visits"
            )


def _agree_on_list(design: StudyDesign, plan: RandomisationPlan, where: str) -> None:
    table = f"{where} [randomisation]"
    if design.kind == "single-arm":
        raise StudyError(f"{table}: a single-arm study has nothing to randomise")
    if design.kind == "split-face" and len(design.arms) != 2:
        raise StudyError(f"{table}: sides are randomised between two arms; there are more")
    ratio = dict(plan.ratio or {})
    if design.kind == "split-face" and len(set(ratio.values())) > 1:
        raise StudyError(f"{table}: both sides are treated, so a ratio says nothing; leave it out")
    unknown = sorted(set(ratio) - set(design.allocated))
    if unknown:
        raise StudyError(
            f"{table}: ratio names '{unknown[0]}'; allowed: {', '.join(design.allocated)}"
        )
    total = 2 if design.kind == "split-face" else sum(ratio.get(x, 1) for x in design.allocated)
    odd = [size for size in plan.block_sizes if size < 1 or size % total]
    if odd:
        raise StudyError(
            f"{table}: a block of {odd[0]} can't hold the ratio; block_sizes must be multiples of "
            f"{total}"
        )
    names = [factor.name for factor in plan.factors]
    if len(set(names)) < len(names):
        raise StudyError(f"{table}: a factor stands twice; give each its own name")
