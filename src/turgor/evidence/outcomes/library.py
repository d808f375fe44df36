"""The shipped outcomes, checked as they are read, and what each one's endpoint means."""

from functools import cache

from turgor.errors import EvidenceError
from turgor.evidence.outcome import EndpointMeaning, Outcome
from turgor.evidence.outcomes.aspect import aspect
from turgor.evidence.outcomes.endpoints import LOOK, EndpointRule, endpoint_rule, unit_rule
from turgor.evidence.outcomes.fields import COLUMNS, NEEDED, Fields, stated_fields
from turgor.evidence.publications import all_publications
from turgor.evidence.typed_row import data_folder
from turgor.evidence.worded_row import worded_rows

#: tables beside the outcomes' own
_OTHER = ("endpoints.csv", "units.csv", "publications.csv")
#: a change computed against these is of the comparator, not from before
_OF_COMPARATOR = ("ratio", "percent-of-comparator")
#: classes in which a plain percentage is a share of the tissue, not of people
_MEASURED = ("structural", "optical", "mechanical", "barrier", "histology")
_OF_ODDS = ("odds-percent", "odds-ratio", "relative-risk")


@cache
def all_outcomes() -> tuple[Outcome, ...]:
    """Every shipped outcome, ordered by row.

    Errors: EvidenceError naming file, line, field and what is allowed.
    """
    folder = data_folder("outcomes")
    found: list[Outcome] = []
    for entry in sorted(folder.iterdir(), key=lambda item: item.name):
        if entry.name.endswith(".csv") and entry.name not in _OTHER:
            text = entry.read_text(encoding="utf-8")
            found.extend(outcomes_in(text, f"outcomes/{entry.name}"))
    rows = [outcome.row for outcome in found]
    twice = sorted({row for row in rows if rows.count(row) > 1})
    if twice:
        raise EvidenceError(f"outcomes: rows {twice} stand twice; each has its own number")
    return tuple(sorted(found, key=lambda outcome: outcome.row))


def outcomes_in(text: str, where: str) -> tuple[Outcome, ...]:
    """The outcomes of one shipped table's text; ``where`` names it in errors.

    Errors: EvidenceError naming file, line, field and what is allowed.
    """
    return tuple(_outcome(cells, at) for at, cells in worded_rows(text, where, COLUMNS))


def _outcome(cells: dict[str, str], at: str) -> Outcome:
    try:
        fields = stated_fields(cells)
    except ValueError as error:
        raise EvidenceError(f"{at}: {error}") from None
    if not cells["row"].isdigit():
        raise EvidenceError(f"{at}: row '{cells['row']}'; allowed: a number of 1 and more")
    empty = [name for name in NEEDED if not cells[name].strip()]
    if empty:
        raise EvidenceError(f"{at}: needs {', '.join(empty)}")
    publication = all_publications().get(cells["publication"])
    if publication is None:
        raise EvidenceError(
            f"{at}: publication '{cells['publication']}'; allowed: an id of the publications"
        )
    whole: Fields = {
        **fields,
        "row": int(cells["row"]),
        "citation": publication.citation,
        "locator": publication.locator,
    }
    return Outcome(**whole)


def meaning(outcome: Outcome) -> EndpointMeaning:
    """What an outcome's endpoint is in the product's terms, or why it is unmapped."""
    rule = endpoint_rule(outcome.endpoint, outcome.unit, outcome.rater)
    unit = unit_rule(outcome.unit)
    number = _number(outcome, rule)
    own = outcome.extra.get("observable", "")
    reason = outcome.extra.get("declined", "") or ("" if own else rule.reason)
    if not reason and outcome.observed is not None:
        reason = unit.reason
    observable = own or rule.observable
    if observable == LOOK:
        looked_at = aspect(outcome)
        observable = f"look-{looked_at}"
        if looked_at == "none":
            reason = reason or "what the raters looked at is no look of the skin that is forecast"
    return EndpointMeaning(
        endpoint=outcome.endpoint,
        unit=outcome.unit,
        outcome_class=rule.outcome_class,
        observable="" if reason else observable,
        metric=rule.metric,
        conditions=dict(rule.conditions),
        number=number,
        improvement=int(outcome.extra.get("improvement", _improvement(rule, number))),
        reason=reason,
        factor=rule.factor,
    )


def _number(outcome: Outcome, rule: EndpointRule) -> str:
    if outcome.observed is None or outcome.unit == "direction":
        return "direction"
    stated = rule.number or unit_rule(outcome.unit).number
    if stated in _OF_ODDS:
        return stated
    if outcome.change_pct is not None or outcome.observed != outcome.value:
        from_before = outcome.comparator is None or stated not in _OF_COMPARATOR
        return "percent-change" if from_before else "percent-of-comparator"
    if stated == "percent-of-people" and rule.outcome_class in _MEASURED:
        return "absolute"
    if stated == "percent-of-people" and outcome.comparator is not None:
        return "percent-of-people-better"
    return stated


def _improvement(rule: EndpointRule, number: str) -> int:
    """As the number is expressed: of an improvement, more is always better."""
    if number == "percent-improvement":
        return 1
    return -rule.improvement if number == "percent-decrease" else rule.improvement
