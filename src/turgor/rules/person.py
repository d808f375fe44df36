"""The person's facts: answers, age and phototype, and what follows from them."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

from turgor.record.case import Case
from turgor.record.course import Course
from turgor.rules.expression import Expression, Flag, Not, evaluate
from turgor.rules.facts import Fact, Facts, facts_from
from turgor.rules.home_use import of_person
from turgor.rules.parser import parse_expression
from turgor.rules.refusal import RuleError
from turgor.rules.tokens import tokens_of
from turgor.rules.vocabulary import Vocabulary, standard_vocabulary
from turgor.rules.words import phototype_number


@dataclass(frozen=True, slots=True)
class Person:
    """What holds in every view of a case.

    facts : the person's own. absent : fields that there are none of. stated : answers about
    sessions and pairs, taken where a treatment does not say otherwise itself.
    """

    facts: Mapping[str, Fact]
    absent: frozenset[str]
    stated: Mapping[str, Fact]


@dataclass(frozen=True, slots=True)
class _Follow:
    condition: Expression
    then: Mapping[str, Fact]
    absent: tuple[str, ...]


def person_of(case: Case, course: Course | None, vocabulary: Vocabulary) -> Person:
    """Read the person from a case.

    Errors: RuleError for an answer that is no field's, belongs to an event, or contradicts another.
    """
    answers = facts_from(case.answers, vocabulary, "answers").facts
    own: dict[str, Fact] = {}
    stated: dict[str, Fact] = {}
    for name, fact in answers.items():
        part = vocabulary.fields[name].part
        if part == "event":
            raise RuleError(f"answers: '{name}' is of an event; state it with the event")
        if name in _OF_ONE_PAIR:
            raise RuleError(f"answers: '{name}' is of two treatments; state it with them")
        (own if part == "person" else stated)[name] = fact
    for name, fact in _of_place(case, vocabulary).items():
        _set(own, name, fact, "the answers say otherwise")
    own |= of_person(() if course is None else course.uses, own)
    absent: set[str] = set()
    for follow in _follows(vocabulary):
        if evaluate(follow.condition, Facts(own)) is True:
            for name, fact in follow.then.items():
                _set(own, name, fact, "the other answers say otherwise")
            absent.update(follow.absent)
    for name in sorted(absent & own.keys()):
        raise RuleError(f"answers: '{name}' is stated, and the other answers say there is none")
    return Person(own, frozenset(absent), stated)


def on_day(facts: Mapping[str, Fact], day: float) -> Mapping[str, Fact]:
    """The person's facts on a day of the course: months since isotretinoin go on from day 0.

    0 months, while it is taken, stay: nobody has said when it ends.
    """
    months = facts.get(_MONTHS)
    if not isinstance(months, float) or months == 0.0 or day == 0.0:
        return facts
    return {**facts, _MONTHS: min(max(months + day / _MONTH_D, 0.0), _MOST_MONTHS)}


def follow_ups(vocabulary: Vocabulary) -> Mapping[str, str]:
    """Fields that are worth asking only where another one is true, by that other one."""
    found: dict[str, str] = {}
    for row in _follows(vocabulary):
        if isinstance(row.condition, Not) and isinstance(row.condition.inner, Flag):
            found |= dict.fromkeys((*row.then, *row.absent), row.condition.inner.field)
    return found


def _of_place(case: Case, vocabulary: Vocabulary) -> Mapping[str, Fact]:
    place = case.place
    given: dict[str, object] = {
        "age_years": place.age_years,
        "phototype": phototype_number(place.phototype),
        "concerns": case.concerns or None,
    }
    return facts_from(given, vocabulary, "case").facts


def _set(own: dict[str, Fact], name: str, fact: Fact, otherwise: str) -> None:
    known = own.get(name)
    if known is not None and known != fact:
        raise RuleError(f"case: '{name}' would be {_shown(fact)}, but {otherwise}: {_shown(known)}")
    own[name] = fact


def _shown(fact: Fact) -> str:
    if isinstance(fact, frozenset):
        return ", ".join(sorted(fact)) or "none"
    if isinstance(fact, bool):
        return "yes" if fact else "no"
    return f"{fact:g}" if isinstance(fact, float) else fact


_MONTHS, _MOST_MONTHS = "isotretinoin_months", 1200.0
#: as the vocabulary has it: 4.348125 weeks
_MONTH_D = 4.348125 * 7.0
#: what the treatments of a pair say themselves; no answer holds for all pairs
_OF_ONE_PAIR = frozenset({"earlier_modality", "later_modality", "gap_d"})
#: what follows from what, read once for each vocabulary
_KNOWN: dict[str, tuple[_Follow, ...]] = {}


def _follows(vocabulary: Vocabulary) -> tuple[_Follow, ...]:
    found = _KNOWN.get(vocabulary.sha256)
    if found is None:
        entry = files("turgor.rules") / "data" / "follows.toml"
        rows = tomllib.loads(entry.read_text(encoding="utf-8"))["follow"]
        found = tuple(_follow(row, vocabulary) for row in rows if _speaks(row, vocabulary))
        _KNOWN[vocabulary.sha256] = found
    return found


def _follow(row: Mapping[str, object], vocabulary: Vocabulary) -> _Follow:
    then, absent = row.get("then", {}), row.get("absent", [])
    return _Follow(
        parse_expression(str(row["when"]), vocabulary),
        facts_from(then if isinstance(then, dict) else {}, vocabulary, "follows.toml").facts,
        tuple(str(name) for name in absent) if isinstance(absent, list) else (),
    )


def _speaks(row: Mapping[str, object], vocabulary: Vocabulary) -> bool:
    """Whether a vocabulary, perhaps another one than ships, has the fields of a row."""
    words = {token.text for token in tokens_of(str(row["when"])) if token.kind == "word"}
    then, absent = row.get("then", {}), row.get("absent", [])
    if isinstance(then, dict) and isinstance(absent, list):
        words |= {*then, *absent}
    fields = standard_vocabulary().fields
    return all(word in vocabulary.fields for word in words if word in fields)
