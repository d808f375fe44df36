"""The words of a case held against the rules' vocabulary, each refusal with its line."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from turgor.errors import StudyError
from turgor.record.case import Case
from turgor.record.custody import ROLES
from turgor.record.rule_override import REASONS
from turgor.rules.facts import facts_from
from turgor.rules.override import Override
from turgor.rules.refusal import RuleError
from turgor.rules.vocabulary import Vocabulary
from turgor.workflow.forecast.typed_case import placed


def hold_words(case: Case, vocabulary: Vocabulary, where: str, treatments: Iterable[str]) -> None:
    """Refuse a field, word or number that the vocabulary does not have.

    treatments : words for what was done before, beside those of the vocabulary.

    Errors: StudyError with the line, what is allowed, and the nearest word.
    """
    _facts(case, case.answers, vocabulary, f"{where}: [person]", "person")
    for name in case.answers:
        if vocabulary.fields[name].part == "event":
            place = placed(f"{where}: [person]", "person", name, case)
            raise StudyError(f"{place}: '{name}' is of an event; state it in [[event]]")
    _one(case, "concerns", list(case.concerns), vocabulary, f"{where}: concerns", "concerns")
    for number, event in enumerate(case.events, 1):
        _facts(case, event.facts, vocabulary, f"{where}: event {number}", f"event.{number}")
    known = {*vocabulary.field("modality").words, *treatments}
    for number, past in enumerate(case.past, 1):
        said, path = f"{where}: past {number}", f"past.{number}"
        if past.modality not in known:
            near = _near(past.modality, known)
            raise StudyError(
                f"{placed(said, path, 'modality', case)}: modality '{past.modality}' is unknown; "
                f"allowed: {', '.join(sorted(known))}{near}"
            )
        _facts(case, past.facts, vocabulary, said, path)
        for name in past.facts:
            if vocabulary.fields[name].part != "session":
                raise StudyError(
                    f"{placed(said, path, name, case)}: '{name}' is no fact of a treatment; a "
                    "person's stand in [person]"
                )


def overrides_of(case: Case, packs: Mapping[str, str], where: str) -> tuple[Override, ...]:
    """The overrides of a case; one that keeps no hash was made of the rules of today.

    packs : the hash of the pack in which each rule stands, by the rule's key.

    Errors: StudyError with the line for a rule, role or reason that there is none of.
    """
    found = []
    for number, item in enumerate(case.overrides, 1):
        said, path = f"{where}: override {number}", f"override.{number}"
        for key, value, allowed in (
            ("rule", item.rule, packs),
            ("role", item.role, ROLES),
            ("reason", item.reason, REASONS),
        ):
            if value not in allowed:
                listed = "ID@version of a rule" if key == "rule" else ", ".join(allowed)
                raise StudyError(
                    f"{placed(said, path, key, case)}: '{key}' is '{value}'; allowed: {listed}"
                    f"{_near(value, allowed)}"
                )
        found.append(
            Override(
                rule=item.rule,
                pack_sha256=item.pack_sha256 or packs[item.rule],
                who=item.who,
                role=item.role,
                when=item.when,
                reason=item.reason,
                text=item.text,
            )
        )
    return tuple(found)


def with_line(error: RuleError, case: Case, course: int, where: str) -> StudyError:
    """A refusal of the rules' room with the line of what it names in quotes."""
    message = str(error)
    names = [part for at, part in enumerate(message.split("'")) if at % 2]
    for name in names:
        paths = [f"person.{name}", f"subject.{name}"]
        paths += [
            path
            for path in case.lines
            if path.startswith(f"course.{course}.sessions.") and path.endswith(f".{name}")
        ]
        for path in paths:
            if path in case.lines:
                return StudyError(f"{where}: line {case.lines[path]}: {message}")
    return StudyError(f"{where}: {message}")


def _facts(
    case: Case, facts: Mapping[str, object], vocabulary: Vocabulary, said: str, path: str
) -> None:
    for name, value in facts.items():
        _one(case, name, value, vocabulary, said, path)


def _one(
    case: Case, name: str, value: object, vocabulary: Vocabulary, said: str, path: str
) -> None:
    try:
        facts_from({name: value}, vocabulary, "")
    except RuleError as error:
        reason = str(error).removeprefix(": ")
        known = vocabulary.fields.get(name)
        near = ""
        if known is not None and known.words:
            given = value if isinstance(value, list | tuple) else (value,)
            wrong = [str(one) for one in given if one not in known.words]
            near = _near(wrong[0], known.words) if wrong else ""
        raise StudyError(f"{placed(said, path, name, case)}: {reason}{near}") from error


def _near(value: str, allowed: Iterable[str]) -> str:
    near = get_close_matches(value.lower(), list(allowed), n=1, cutoff=0.5)
    return f"; did you mean '{near[0]}'?" if near else ""
