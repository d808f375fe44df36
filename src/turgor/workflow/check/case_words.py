"""The words of a case held against the rules' vocabulary, each refusal with its line."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from turgor.errors import StudyError
from turgor.exchange.slips import Slips
from turgor.record.case import Case
from turgor.record.custody import ROLES
from turgor.record.rule_override import REASONS
from turgor.rules.facts import facts_from
from turgor.rules.override import Override
from turgor.rules.refusal import RuleError
from turgor.rules.vocabulary import Vocabulary
from turgor.workflow.forecast.typed_case import placed

#: what a fact of each part of the vocabulary is, and where it stands in a case
_STANDS = {
    "person": "is of the person; state it in [person]",
    "event": "is of an event; state it in [[event]]",
    "session": "is of a treatment; state it with its course, or in [[past]]",
    "pair": "is of two treatments and follows from their days; leave it out",
}


def hold_words(
    case: Case, vocabulary: Vocabulary, where: str, treatments: Iterable[str], slips: Slips
) -> None:
    """Note each field, word or number that the vocabulary does not have.

    treatments : words for what was done before, beside those of the vocabulary. What is noted has
    the line, what is allowed, and the nearest word.
    """
    held = _Held(case, vocabulary, slips)
    held.facts(case.answers, f"{where}: [person]", "person", ("person", "session", "pair"))
    for word in case.concerns:
        held.one("concerns", [word], f"{where}: concerns", "concerns")
    for number, event in enumerate(case.events, 1):
        said = f"{where}: event {number}"
        held.facts(event.facts, said, f"event.{number}", ("event", "session", "person"))
    known = {*vocabulary.field("modality").words, *treatments}
    for number, past in enumerate(case.past, 1):
        said, path = f"{where}: past {number}", f"past.{number}"
        if past.modality not in known:
            slips.note(
                StudyError(
                    f"{placed(said, path, 'modality', case)}: modality '{past.modality}' is "
                    f"unknown; allowed: {', '.join(sorted(known))}{_near(past.modality, known)}"
                )
            )
        held.facts(past.facts, said, path, ("session",))


def overrides_of(
    case: Case, packs: Mapping[str, str], where: str, slips: Slips | None = None
) -> tuple[Override, ...]:
    """The overrides of a case; one that keeps no hash was made of the rules of today.

    packs : the hash of the pack in which each rule stands, by the rule's key. slips : gathers
    what is refused; None raises at once.

    Errors: StudyError with the line for a rule, role or reason that there is none of.
    """
    found = Slips() if slips is None else slips
    made = [
        _override(case, number, packs, where, found) for number in range(1, len(case.overrides) + 1)
    ]
    if slips is None:
        found.refuse()
    return tuple(item for item in made if item is not None)


def _override(
    case: Case, number: int, packs: Mapping[str, str], where: str, slips: Slips
) -> Override | None:
    item = case.overrides[number - 1]
    said, path = f"{where}: override {number}", f"override.{number}"
    fits = True
    for key, value, allowed in (
        ("rule", item.rule, packs),
        ("role", item.role, ROLES),
        ("reason", item.reason, REASONS),
    ):
        if value not in allowed:
            fits = False
            listed = "ID@version of a rule" if key == "rule" else ", ".join(allowed)
            slips.note(
                StudyError(
                    f"{placed(said, path, key, case)}: '{key}' is '{value}'; allowed: {listed}"
                    f"{_near(value, allowed)}"
                )
            )
    if not fits:
        return None
    return Override(
        rule=item.rule,
        pack_sha256=item.pack_sha256 or packs[item.rule],
        who=item.who,
        role=item.role,
        when=item.when,
        reason=item.reason,
        text=item.text,
    )


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


@dataclass(frozen=True, slots=True)
class _Held:
    """Facts of one case held against a vocabulary, what is refused noted."""

    case: Case
    vocabulary: Vocabulary
    slips: Slips

    def facts(
        self, facts: Mapping[str, object], said: str, path: str, parts: Collection[str]
    ) -> None:
        """Facts of one table, which may be of these parts of the vocabulary."""
        for name, value in facts.items():
            known = self.vocabulary.fields.get(name)
            if known is None or known.part in parts:
                self.one(name, value, said, path)
                continue
            told = f"{placed(said, path, name, self.case)}: '{name}' {_STANDS[known.part]}"
            self.slips.note(StudyError(told))

    def one(self, name: str, value: object, said: str, path: str) -> None:
        """One fact."""
        try:
            facts_from({name: value}, self.vocabulary, "")
        except RuleError as error:
            reason = str(error).removeprefix(": ")
            place = placed(said, path, name, self.case)
            told = f"{place}: {reason}{self._hint(name, value)}"
            self.slips.note(StudyError(told))

    def _hint(self, name: str, value: object) -> str:
        """The nearest word of a field that has words."""
        known = self.vocabulary.fields.get(name)
        if known is None:
            return ""
        if known.type == "flag":
            return "; write true, false or 'unknown'"
        given = value if isinstance(value, list | tuple) else (value,)
        wrong = [str(one) for one in given if one not in known.words]
        return _near(wrong[0], known.words) if known.words and wrong else ""


def _near(value: str, allowed: Iterable[str]) -> str:
    plain = {word.casefold(): word for word in allowed}
    near = get_close_matches(value.casefold(), plain, n=1, cutoff=0.5)
    return f"; did you mean '{plain[near[0]]}'?" if near else ""
