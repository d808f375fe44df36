"""One rule as a page tells it: what it says, when, what happens, why, and on what it rests."""

from collections.abc import Iterator
from dataclasses import dataclass

from turgor.rules.course_check import citation_of
from turgor.rules.expression import All, Either, Expression, Not, OneOf
from turgor.rules.library import Library
from turgor.rules.parser import parse_expression
from turgor.rules.prepared import Prepared, ReadyRule
from turgor.rules.rule import Care, Population, Rule
from turgor.workflow.rule_pages.names import DOES, amount, field_label, one_of, spans
from turgor.workflow.rule_pages.spoken import Spoken, fact_line, spoken

_MODALITIES = ("modality", "earlier_modality", "later_modality")


@dataclass(frozen=True, slots=True)
class Opposite:
    """A rule that asks for the opposite, beside the one that it stands with."""

    id: str
    says: str
    does: str
    level: str
    citation: str
    seen: bool

    @property
    def basis(self) -> str:
        """The level of evidence, and whether it was read in its source."""
        return basis_words(self.level, self.seen)


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A rule in words.

    modalities : words of the vocabulary that it is about; empty for any treatment. severity : what
    it does today, ``written`` what its author wrote, ``standing`` why they differ. places : what it
    applies to. examples : expected result and facts.
    """

    id: str
    version: int
    status: str
    kind: str
    about: str
    scope: str
    modalities: tuple[str, ...]
    says: str
    why: str
    severity: str
    written: str
    standing: str
    places: tuple[str, ...]
    when: Spoken
    limit: str
    days: str
    population: str
    level: str
    source: str
    citation: str
    seen: bool
    note: str
    valid: str
    opposites: tuple[Opposite, ...]
    examples: tuple[tuple[str, str], ...]

    @property
    def does(self) -> str:
        """What happens when it fires, in words."""
        return does_words(self.kind, self.severity)

    @property
    def whole_condition(self) -> str:
        """What it applies to and when, in one line."""
        when = f"({self.when.line})" if self.places and self.when.joined else self.when.line
        return "; and ".join([*self.places, when])

    @property
    def basis(self) -> str:
        """The level of evidence, and whether it was read in its source."""
        return basis_words(self.level, self.seen)


def rule_lines(library: Library, ready: Prepared) -> tuple[RuleLine, ...]:
    """Every rule that is ready, in order of the library."""
    return tuple(_line(item, library, ready) for item in ready.rules)


def modalities_of(rule: Rule, library: Library) -> tuple[str, ...]:
    """The treatments that a rule names, in order of the vocabulary; empty where it holds for any.

    A rule of two treatments is about both.
    """
    named = set(_named(rule.condition))
    words = library.vocabulary.field("modality").words
    return () if named >= set(words) else tuple(word for word in words if word in named)


def _named(expression: Expression) -> Iterator[str]:
    if isinstance(expression, All | Either):
        for item in expression.items:
            yield from _named(item)
    elif isinstance(expression, OneOf) and expression.field in _MODALITIES:
        yield from expression.words
    elif isinstance(expression, Not):
        return


def _line(item: ReadyRule, library: Library, ready: Prepared) -> RuleLine:
    rule, words = item.rule, library.vocabulary
    modalities = modalities_of(rule, library)
    return RuleLine(
        id=rule.id,
        version=rule.version,
        status=rule.status,
        kind=rule.kind,
        about=rule.about,
        scope=rule.scope,
        modalities=modalities,
        says=rule.then.text,
        why=rule.rationale,
        severity=item.standing.severity,
        written=item.standing.written,
        standing=item.standing.reason,
        places=tuple(
            f"{field_label(words.field(name))}: {one_of(given, words.field(name))}"
            for name, given in rule.applies_to.items()
            if name != "modality" or modalities
        ),
        when=_when(rule, library),
        limit=_limit(rule),
        days="" if rule.care is None else care_days(rule.care),
        population=population_words(rule.population),
        level=rule.evidence.level,
        source=rule.evidence.source,
        citation=citation_of(rule, library),
        seen=rule.evidence.seen,
        note=rule.evidence.note,
        valid=f"from {rule.valid_from}{f' to {rule.valid_to}' if rule.valid_to else ''}",
        opposites=tuple(_opposites(item, library, ready)),
        examples=tuple((one.expect, fact_line(one.case.facts, words)) for one in rule.cases),
    )


def _when(rule: Rule, library: Library) -> Spoken:
    """The condition beside what the rule applies to; a mere repetition of that is no condition."""
    words = library.vocabulary
    when = parse_expression(rule.when_text, words)
    if isinstance(when, OneOf) and when.words == frozenset(rule.applies_to.get(when.field, ())):
        return Spoken("whenever it is done")
    return spoken(when, words)


def _limit(rule: Rule) -> str:
    limit, unit = rule.then.limit, rule.then.unit
    if limit is None:
        return ""
    return "at once" if limit == 0.0 and unit in ("h", "min", "d") else amount(limit, unit)


def _opposites(item: ReadyRule, library: Library, ready: Prepared) -> Iterator[Opposite]:
    for one, other in sorted(ready.opposed):
        if item.order in (one, other):
            found = ready.rules[other if item.order == one else one]
            rule = found.rule
            yield Opposite(
                rule.id,
                rule.then.text,
                does_words(rule.kind, found.standing.severity),
                rule.evidence.level,
                citation_of(rule, library),
                rule.evidence.seen,
            )


def does_words(kind: str, severity: str) -> str:
    """What happens; where a sign of danger asks for an override, that is of going on."""
    if kind == "escalation" and severity == "require_override":
        return "stop: going on needs a recorded override"
    return DOES[severity]


def basis_words(level: str, seen: bool) -> str:
    """The level of evidence, and whether it was read in its source."""
    if level == "assumed":
        return "assumed"
    return f"{level}, {'read' if seen else 'not read'} in its source"


def care_days(care: Care) -> str:
    """'from 2 days before the session to 14 days after it'."""
    first, last = care.from_day, care.to_day
    if first == last:
        return "on the day of the session" if first == 0.0 else f"{_from(first)} the session"
    if first == 0.0:
        return f"from the day of the session to {_from(last)} it"
    end = "its day" if last == 0.0 else f"{_from(last)} it"
    return f"from {_from(first)} the session to {end}"


def _from(day: float) -> str:
    return f"{amount(abs(day), 'd')} {'before' if day < 0.0 else 'after'}"


def population_words(population: Population) -> str:
    """Who was studied, in one line; empty where the source doesn't say."""
    told = []
    if population.people is not None:
        told.append(f"{population.people} people")
    if population.phototypes:
        many = "s" if len(population.phototypes) > 1 else ""
        told.append(f"phototype{many} {spans(list(population.phototypes))}")
    return ", ".join([*told, *filter(None, (population.country, population.text))])
