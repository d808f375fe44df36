"""An instrument held against itself before it is used: ids, limits, scoring, stated range."""

from collections import Counter
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise

from turgor.errors import FormatError
from turgor.record.questionnaire import UNKNOWN, Instrument, Item, ScoreDefinition

#: formula -> metrics that it may state
METRICS = {
    "sum": ("scale.sum", "scale.nrs", "scale.vas", "scale.grade", "scale.satisfaction"),
    "mean": ("scale.mean", "scale.comfort"),
    "weighted": ("scale.weighted", "scale.masi", "scale.mmasi"),
    "rasch": ("scale.rasch",),
}


def check_instrument(instrument: Instrument, where: str) -> None:
    """Refuse an instrument that contradicts itself.

    Errors: FormatError naming the item or score.
    """
    _once([item.link_id for item in instrument.items], f"{where}: item")
    _once([score.id for score in instrument.scores], f"{where}: score")
    known = {item.link_id: item for item in instrument.items}
    for item in instrument.items:
        _check_item(item, known, f"{where}, item '{item.link_id}'")
    _no_circle(known, where)
    for score in instrument.scores:
        _check_score(score, known, f"{where}, score '{score.id}'")
    strange = [link_id for link_id in instrument.untyped if link_id not in known]
    if strange:
        raise FormatError(f"{where}: 'untyped' names no item '{strange[0]}'")


def limits(item: Item) -> tuple[float, float] | None:
    """Lowest and highest number that an answer of the item can bear, None where open."""
    if item.kind == "choice":
        scores = [option.score for option in item.options if option.score is not None]
        return (min(scores), max(scores)) if len(scores) == len(item.options) else None
    if item.kind == "boolean":
        return 0.0, 1.0
    if item.lowest is None or item.highest is None:
        return None
    return item.lowest, item.highest


def _once(names: list[str], what: str) -> None:
    name, times = Counter(names).most_common(1)[0] if names else ("", 0)
    if times > 1:
        raise FormatError(f"{what} '{name}' stands {times} times; ids must differ")


def _no_circle(known: dict[str, Item], where: str) -> None:
    needs = {name: {c.question for c in item.enable_when} for name, item in known.items()}
    try:
        TopologicalSorter(needs).prepare()
    except CycleError as error:
        circle = ", ".join(str(name) for name in error.args[1][:6])
        raise FormatError(f"{where}: enableWhen goes in a circle: {circle}") from None


def _check_item(item: Item, known: dict[str, Item], here: str) -> None:
    if item.lowest is not None and item.highest is not None and item.lowest >= item.highest:
        raise FormatError(f"{here}: lowest {item.lowest} is not below highest {item.highest}")
    if item.kind == "slider" and (item.lowest is None or item.highest is None):
        raise FormatError(f"{here}: a slider needs minValue and maxValue")
    if item.kind not in ("slider", "integer", "decimal") and (item.lowest, item.highest) != (
        None,
        None,
    ):
        raise FormatError(f"{here}: only numbers have minValue and maxValue")
    _once([option.code for option in item.options], f"{here}: answer")
    for condition in item.enable_when:
        asked = known.get(condition.question)
        if asked is None or asked is item:
            raise FormatError(f"{here}: enableWhen names no other item '{condition.question}'")
        ordered = condition.operator in (">", "<", ">=", "<=")
        if ordered and limits(asked) is None and asked.kind not in ("integer", "decimal"):
            raise FormatError(f"{here}: enableWhen orders '{condition.question}', no number")


def _check_score(score: ScoreDefinition, known: dict[str, Item], here: str) -> None:
    if score.metric not in METRICS[score.formula]:
        allowed = ", ".join(METRICS[score.formula])
        raise FormatError(f"{here}: metric '{score.metric}' is no {score.formula}; use {allowed}")
    _once(list(score.items), f"{here}: item")
    if not score.items:
        raise FormatError(f"{here}: names no items")
    for link_id in (*score.items, *score.reversed_items):
        if link_id not in known:
            raise FormatError(f"{here}: names no item '{link_id}' of the form")
    if not set(score.reversed_items) <= set(score.items):
        raise FormatError(f"{here}: reverses an item that it does not score")
    spans = {link_id: limits(known[link_id]) for link_id in score.items}
    for link_id, span in spans.items():
        if span is None:
            raise FormatError(f"{here}: item '{link_id}' has no number for each of its answers")
    _check_missing(score, here)
    for what, value, source in (
        ("mid", score.mid, score.mid_source),
        ("sem", score.sem, score.sem_source),
    ):
        if value is not None and (value <= 0.0 or not source):
            raise FormatError(f"{here}: '{what}' must be above 0 and name its source")
    if score.better != UNKNOWN and not score.better_source:
        raise FormatError(f"{here}: 'better' must name its source")
    _check_range(score, {k: s for k, s in spans.items() if s is not None}, here)


def _check_missing(score: ScoreDefinition, here: str) -> None:
    if score.missing == "prorate":
        if score.formula == "weighted":
            raise FormatError(f"{here}: products can't be prorated; use 'none' or 'refuse'")
        if not 0.0 < score.prorate_up_to < 1.0:
            raise FormatError(f"{here}: prorate_up_to must lie between 0 and 1")
    elif score.prorate_up_to:
        raise FormatError(f"{here}: prorate_up_to is for the rule 'prorate' only")


def _check_range(score: ScoreDefinition, spans: dict[str, tuple[float, float]], here: str) -> None:
    """The stated range must be the one that the answers can reach."""
    low, high = (sum(span[end] for span in spans.values()) for end in (0, 1))
    if score.formula == "mean":
        low, high = low / len(spans), high / len(spans)
    elif score.formula == "weighted":
        low, high = _weighted_range(score, spans, here)
    elif score.formula == "rasch":
        raws = [row.raw for row in score.table]
        if not raws or any(b <= a for a, b in pairwise(raws)):
            raise FormatError(f"{here}: its table needs raw sums that rise")
        if raws[0] > low or raws[-1] < high:
            raise FormatError(f"{here}: answers sum to {low:g}-{high:g}, its table does not")
        measures = [row.measure for row in score.table]
        low, high = min(measures), max(measures)
    if abs(low - score.lowest) > 1e-9 or abs(high - score.highest) > 1e-9:
        raise FormatError(
            f"{here}: its range is stated as {score.lowest:g}-{score.highest:g}, "
            f"its answers reach {low:g}-{high:g}"
        )


def _weighted_range(
    score: ScoreDefinition, spans: dict[str, tuple[float, float]], here: str
) -> tuple[float, float]:
    used = [link_id for term in score.terms for factor in term.factors for link_id in factor]
    if not score.terms or set(used) != set(spans):
        raise FormatError(f"{here}: its items are not those of its terms")
    if any(span[0] < 0.0 for span in spans.values()) or any(t.weight <= 0.0 for t in score.terms):
        raise FormatError(f"{here}: a weighted score takes answers from 0 and weights above 0")
    ends = []
    for end in (0, 1):
        total = 0.0
        for term in score.terms:
            product = term.weight
            for factor in term.factors:
                product *= sum(spans[link_id][end] for link_id in factor)
            total += product
        ends.append(total)
    return ends[0], ends[1]
