"""What rules say of an option: duties, signs to stop on, what fired, what is still open."""

from dataclasses import dataclass

from turgor.report.decision_words import SEVERITY_WORDS, of_people
from turgor.report.page_parts import Table
from turgor.rules.finding import Finding
from turgor.rules.standing import BINDING
from turgor.workflow.decision.duties import Duty
from turgor.workflow.decision.option import DecisionOption
from turgor.workflow.decision.signs import StopSigns
from turgor.workflow.rule_pages.line import basis_words, population_words
from turgor.workflow.rule_pages.names import listed

#: what an answer could do
_OPEN = {
    "block": "the answer could stop it",
    "require_override": "the answer could ask for a recorded override",
    "warn": "the answer could bring a warning",
    "info": "the answer could add something to know",
}
#: an override of a rule of another option
_ELSEWHERE = "does not hold: the rule does not fire"


@dataclass(frozen=True, slots=True)
class Fired:
    """A rule that fired."""

    id: str
    style: str
    severity: str
    says: str
    where: str
    basis: str
    overridden: str


@dataclass(frozen=True, slots=True)
class RulesBlock:
    """Everything that rules say.

    checked : False where the course was not held to them. verify : what the
    clinician has to look into, since the rule was not read in its source.
    """

    checked: bool
    verify: tuple[Fired, ...]
    serious: tuple[tuple[str, str], ...]
    reported: tuple[tuple[str, str], ...]
    before: Table | None
    after: Table | None
    signs: tuple[StopSigns, ...]
    fired: tuple[Fired, ...]
    conflicts: tuple[tuple[Fired, Fired], ...]
    questions: tuple[tuple[str, str], ...]
    overrides: tuple[str, ...]


def rules_block(option: DecisionOption) -> RulesBlock:
    """The block of one option."""
    check = option.check
    return RulesBlock(
        checked=check is not None,
        verify=(
            ()
            if option.checked is None
            else tuple(_fired(item, option) for item in option.checked.to_verify)
        ),
        serious=_serious(option),
        reported=_reported(option),
        before=_duties("Before", [one for one in option.duties if one.before]),
        after=_duties("On the day and after", [one for one in option.duties if not one.before]),
        signs=option.signs,
        fired=tuple(_fired(item, option) for item in _told(option)),
        conflicts=(
            ()
            if check is None
            else tuple(
                (_fired(pair.one, option), _fired(pair.other, option)) for pair in check.conflicts
            )
        ),
        questions=(
            ()
            if check is None
            else tuple(
                (one.text, f"{_OPEN[one.severity]}: {', '.join(one.rules)}")
                for one in check.questions
            )
        ),
        overrides=(
            ()
            if check is None
            else tuple(one for one in check.overrides if not one.endswith(_ELSEWHERE))
        ),
    )


def _told(option: DecisionOption) -> list[Finding]:
    """What fired, less the care among the duties and the risks that stand with the others."""
    findings = () if option.check is None else option.check.findings
    shown = _informing(option)
    return [
        item
        for item in findings
        if item.severity == "block"
        or (item.rule.kind not in ("pre_care", "post_care") and item not in shown)
    ]


def _fired(item: Finding, option: DecisionOption) -> Fired:
    rule = item.rule
    told = [basis_words(rule.evidence.level, rule.evidence.seen), item.standing.reason]
    told += [one for one in (item.citation, item.outside_population) if one]
    return Fired(
        id=rule.id,
        style=item.severity,
        severity=SEVERITY_WORDS[item.severity],
        says=rule.then.text,
        where=_where(item, option),
        basis="; ".join(told),
        overridden=item.overridden,
    )


def _where(item: Finding, option: DecisionOption) -> str:
    """Of the person, of every session, of some by their number, or as the rule's places say."""
    if all(place.scope == "person" for place in item.places):
        return "the person"
    count = len(option.outlook.course.sessions)
    if all(place.scope == "session" for place in item.places) and item.sessions:
        if count > 1 and item.sessions == tuple(range(count)):
            return f"each of the {count} sessions"
        if count > 1 and max(item.sessions) < count:
            return f"session {listed([str(at + 1) for at in item.sessions], 'and')}"
    return ", ".join(dict.fromkeys(place.label for place in item.places))


def _serious(option: DecisionOption) -> tuple[tuple[str, str], ...]:
    """Rare and serious, by name: what was counted, what labels and regulators ask to be told, and
    what calls for emergency care after this very treatment."""
    found = [
        (item.said, f"{of_people(item.share)} of 100; counted: {item.counted}")
        for item in option.harms
        if item.serious
    ]
    told = _informing(option)
    found += [(item.rule.then.text, _source(item)) for item in told if _binding(item)]
    return (*found, *_emergencies(option))


def _emergencies(option: DecisionOption) -> list[tuple[str, str]]:
    """What calls for emergency care after this treatment; one text stands once, with all its rules.

    Of several rules with one text the most signs are named, and the same ones only once.
    """
    told: dict[str, list[tuple[str, str]]] = {}
    for sign in () if option.checked is None else option.checked.signs:
        rule = sign.ready.rule
        if rule.then.do == "emergency" and sign.modalities:
            basis = basis_words(rule.evidence.level, rule.evidence.seen)
            told.setdefault(rule.then.text, []).append((sign.seen, f"{rule.id}: {basis}"))
    found, named = [], set()
    for text, rules in told.items():
        seen = max((seen for seen, _ in rules), key=len)
        signs = "the same signs" if seen in named else f"signs: {seen}"
        named.add(seen)
        found.append((text, "; ".join([signs, *(basis for _, basis in rules)])))
    return found


def _reported(option: DecisionOption) -> tuple[tuple[str, str], ...]:
    """Other risks that sources ask to be told."""
    told = _informing(option)
    return tuple((item.rule.then.text, _source(item)) for item in told if not _binding(item))


def _informing(option: DecisionOption) -> list[Finding]:
    findings = () if option.check is None else option.check.findings
    return [one for one in findings if one.rule.then.do == "inform" and one.rule.about == "safety"]


def _binding(item: Finding) -> bool:
    return item.rule.evidence.level in BINDING


def _source(item: Finding) -> str:
    people = population_words(item.rule.population)
    return "; ".join(filter(None, [item.rule.id, people, item.rule.evidence.level, item.citation]))


def _duties(title: str, duties: list[Duty]) -> Table | None:
    if not duties:
        return None
    rows = tuple((_spans(one), one.whose, one.says, f"{one.rule}: {one.grade}") for one in duties)
    return Table(title, ("when", "who", "what", "evidence"), rows)


def _spans(duty: Duty) -> str:
    if not duty.spans:
        return "the rule names no days"
    return "; ".join(first if first == last else f"{first} to {last}" for first, last in duty.spans)
