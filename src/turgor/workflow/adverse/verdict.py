"""What the rules say of one situation, where the treatment may be one of several."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from turgor.evidence.citing import cite
from turgor.record.signs import SIGNS
from turgor.rules import Pack, check_case, facts_from, find_pack
from turgor.rules.check import CaseCheck, Fired, Question, Unanswered
from turgor.rules.rule import SEVERITIES, Rule
from turgor.workflow.adverse.facts import Situation

PACK = "adverse-events"

#: verdicts of situations met before: diaries of a study say the same on most days
_KNOWN: "dict[tuple[object, ...], Verdict]" = {}
_MOST_KNOWN = 20_000


@dataclass(frozen=True, slots=True)
class Verdict:
    """Rules that fire, those that are not decided, and what to ask; the strongest first.

    in_force : how many rules were in force on the day; with none nothing can fire.
    """

    day: dt.date
    pack: str
    pack_sha256: str
    in_force: int
    fired: tuple[Fired, ...]
    unanswered: tuple[Unanswered, ...]
    questions: tuple[Question, ...]

    @property
    def severity(self) -> str:
        """The highest severity that fired, '' where nothing did."""
        return self.fired[0].severity if self.fired else ""

    @property
    def keys(self) -> frozenset[str]:
        """``ID@version`` of every rule that fired."""
        return frozenset(item.rule.key for item in self.fired)


def escalation_pack() -> Pack:
    """The pack that events are held against."""
    return find_pack(PACK)


def judge(situation: Situation, day: dt.date, pack: Pack | None = None) -> Verdict:
    """Hold a situation against the rules in force on ``day``.

    A rule fires where it fires for every treatment that it can have been, and for any of the
    kinds that one diary entry speaks of.
    """
    chosen = pack or escalation_pack()
    key = (chosen.sha256, day, _key(situation.facts), situation.modalities, situation.kinds)
    verdict = _KNOWN.get(key)
    if verdict is None:
        verdict = _judge(situation, day, chosen)
        if len(_KNOWN) >= _MOST_KNOWN:
            _KNOWN.clear()
        _KNOWN[key] = verdict
    for item in verdict.fired:
        cite(item.rule.evidence.source)
    return verdict


def _key(facts: Mapping[str, object]) -> tuple[tuple[str, object], ...]:
    return tuple(
        (name, tuple(value) if isinstance(value, tuple | list) else (type(value), value))
        for name, value in sorted(facts.items())
    )


def _judge(situation: Situation, day: dt.date, pack: Pack) -> Verdict:
    kinds = [{"event": word, "grade": grade} for word, grade in situation.kinds] or [{}]
    each = [_of_one_kind(situation, kind, day, pack) for kind in kinds]
    merged = _any_of(each)
    return Verdict(
        day=day,
        pack=pack.id,
        pack_sha256=pack.sha256,
        in_force=len(pack.rules_on(day)),
        fired=merged.fired,
        unanswered=merged.unanswered,
        questions=_questions(merged.unanswered, pack),
    )


def sign_questions(verdict: Verdict) -> tuple[Question, ...]:
    """The questions that a person can answer in a diary: about signs and temperature."""
    askable = (*SIGNS, "body_temperature")
    return tuple(item for item in verdict.questions if item.field in askable)


@dataclass(frozen=True, slots=True)
class _Merged:
    fired: tuple[Fired, ...]
    unanswered: tuple[Unanswered, ...]


def _of_one_kind(
    situation: Situation, kind: dict[str, object], day: dt.date, pack: Pack
) -> _Merged:
    """Fired, or undecided, over every treatment that it can have been."""
    checks: list[CaseCheck] = []
    for word in situation.modalities or (None,):
        given = {**situation.facts, **kind, "modality": word}
        checks.append(check_case(pack, facts_from(given, pack.vocabulary), day))
    if len(checks) == 1:
        return _Merged(checks[0].fired, checks[0].unanswered)
    fired = [{item.rule.key for item in check.fired} for check in checks]
    silent = [{rule.key for rule in check.silent} for check in checks]
    always, never = set.intersection(*fired), set.intersection(*silent)
    first = {item.rule.key: item for check in checks for item in check.fired}
    open_rules: dict[str, tuple[Rule, list[str]]] = {}
    for check in checks:
        for rule, needed in [(item.rule, item.needed) for item in check.unanswered] + [
            (item.rule, ("modality",)) for item in check.fired
        ]:
            if rule.key not in always | never:
                open_rules.setdefault(rule.key, (rule, []))[1].extend(needed)
    differing = {key for key in open_rules if any(key in item for item in silent) or key in first}
    unanswered = [
        Unanswered(
            rule, tuple(dict.fromkeys([*(["modality"] if key in differing else []), *names]))
        )
        for key, (rule, names) in open_rules.items()
    ]
    return _Merged(_by_severity([first[key] for key in first if key in always]), tuple(unanswered))


def _any_of(each: list[_Merged]) -> _Merged:
    fired: dict[str, Fired] = {}
    waiting: dict[str, Unanswered] = {}
    for item in each:
        fired |= {one.rule.key: one for one in item.fired}
        for one in item.unanswered:
            known = waiting.get(one.rule.key)
            names = (*(known.needed if known else ()), *one.needed)
            waiting[one.rule.key] = Unanswered(one.rule, tuple(dict.fromkeys(names)))
    undecided = [item for key, item in waiting.items() if key not in fired]
    undecided.sort(key=lambda item: -SEVERITIES.index(item.rule.severity))
    return _Merged(_by_severity(list(fired.values())), tuple(undecided))


def _by_severity(fired: list[Fired]) -> tuple[Fired, ...]:
    return tuple(sorted(fired, key=lambda item: -SEVERITIES.index(item.severity)))


def _questions(unanswered: tuple[Unanswered, ...], pack: Pack) -> tuple[Question, ...]:
    """One question for each field, the one that could block first."""
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
