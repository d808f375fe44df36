"""Run a pack on a case: what fires, what is still to be asked, and what contradicts what."""

from dataclasses import dataclass
from datetime import date

from turgor.evidence import all_sources
from turgor.evidence.citing import cite
from turgor.rules.expression import evaluate, needed
from turgor.rules.facts import Facts
from turgor.rules.pack import Pack
from turgor.rules.rule import SEVERITIES, Rule


@dataclass(frozen=True, slots=True)
class Fired:
    """A rule whose condition holds, with its source as a citation (empty where assumed)."""

    rule: Rule
    citation: str

    @property
    def severity(self) -> str:
        """How strongly it speaks: info, warn, require_override or block."""
        return self.rule.severity


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A rule that can't be decided yet, and the fields that could decide it."""

    rule: Rule
    needed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """What to ask, for which undecided rules, and the highest severity among them."""

    field: str
    text: str
    rule_ids: tuple[str, ...]
    severity: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two rules that both fired and ask for opposite things: shown together, never merged."""

    one: Fired
    other: Fired


@dataclass(frozen=True, slots=True)
class CaseCheck:
    """What a pack says about one case on one day; strongest first, then in order of the pack."""

    pack_id: str
    pack_sha256: str
    overlays: tuple[str, ...]
    day: date
    fired: tuple[Fired, ...]
    unanswered: tuple[Unanswered, ...]
    silent: tuple[Rule, ...]
    questions: tuple[Question, ...]
    conflicts: tuple[Conflict, ...]

    @property
    def severity(self) -> str:
        """The highest severity that fired, or an empty text where nothing did."""
        return self.fired[0].severity if self.fired else ""


def check_case(pack: Pack, case: Facts, day: date) -> CaseCheck:
    """Every rule in force on ``day``, sorted into fired, unanswered and silent.

    The sources of the rules that fired go into the run's bibliography.
    """
    fired: list[Fired] = []
    unanswered: list[Unanswered] = []
    silent: list[Rule] = []
    for rule in pack.rules_on(day):
        truth = evaluate(rule.condition, case)
        if truth is None:
            unanswered.append(Unanswered(rule, needed(rule.condition, case)))
        elif truth:
            fired.append(_fired(rule))
        else:
            silent.append(rule)
    fired.sort(key=lambda item: -SEVERITIES.index(item.severity))
    unanswered.sort(key=lambda item: -SEVERITIES.index(item.rule.severity))
    return CaseCheck(
        pack_id=pack.id,
        pack_sha256=pack.sha256,
        overlays=pack.overlays,
        day=day,
        fired=tuple(fired),
        unanswered=tuple(unanswered),
        silent=tuple(silent),
        questions=_questions(unanswered, pack),
        conflicts=_conflicts(fired, pack),
    )


def _fired(rule: Rule) -> Fired:
    source = rule.evidence.source
    if not source:
        return Fired(rule, "")
    cite(source)
    return Fired(rule, f"{all_sources()[source].citation()} {rule.evidence.locator}")


def _questions(unanswered: list[Unanswered], pack: Pack) -> tuple[Question, ...]:
    """One question for each field, the one that could block first; ``unanswered`` is sorted."""
    waiting: dict[str, list[Rule]] = {}
    for item in unanswered:
        for name in item.needed:
            waiting.setdefault(name, []).append(item.rule)
    return tuple(
        Question(
            field=name,
            text=pack.vocabulary.field(name).question,
            rule_ids=tuple(rule.id for rule in rules),
            severity=rules[0].severity,
        )
        for name, rules in waiting.items()
    )


def _conflicts(fired: list[Fired], pack: Pack) -> tuple[Conflict, ...]:
    found: list[Conflict] = []
    for at, one in enumerate(fired):
        for other in fired[at + 1 :]:
            if _opposed(one.rule, other.rule, pack):
                found.append(Conflict(one, other))
    return tuple(found)


def _opposed(one: Rule, other: Rule, pack: Pack) -> bool:
    if other.id in one.conflicts_with or one.id in other.conflicts_with:
        return True
    actions = pack.vocabulary.actions
    return (
        other.then.do in actions[one.then.do].opposes
        or one.then.do in actions[other.then.do].opposes
    )
