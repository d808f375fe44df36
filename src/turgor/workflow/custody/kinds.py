"""What can be corrected, withdrawn and restored by command: each kind by its word."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Generic, Protocol, TypeVar

from turgor.errors import StudyError
from turgor.record.capture import Capture
from turgor.record.session import Session
from turgor.record.session_settings import check_settings
from turgor.record.subject import Subject
from turgor.record.visit import Visit
from turgor.store import Store
from turgor.store.ledger import Kept, Ledger
from turgor.workflow.custody.editing import edited, shown

R = TypeVar("R")

Changes = Mapping[str, str]
#: of a capture as its file says; another file is another capture
_OF_FILE = ("sha256", "filename", "subject", "kind", "setup")


@dataclass(frozen=True, slots=True)
class Shown:
    """One record: the key that names it, its version where it has one, its fields."""

    key: str
    version: int | None
    fields: Mapping[str, object]
    withdrawn: str = ""


class RecordKind(Protocol):
    """A kind of record; ``versioned`` where a change names the version that was read."""

    versioned: bool

    def all(self, store: Store) -> tuple[Shown, ...]:
        """Every record, those that were withdrawn too."""

    def correct(self, store: Store, key: str, changes: Changes, version: int, why: str) -> str:
        """Change fields of one record; gives what has to be done next, empty where nothing has."""

    def withdraw(self, store: Store, key: str, version: int, why: str) -> None:
        """Let one record no longer count."""

    def restore(self, store: Store, key: str, why: str) -> None:
        """Let it count again."""


class _Fixed:
    """What a kind of record refuses, where it doesn't say otherwise."""

    versioned = True
    word = "record"

    def withdraw(self, store: Store, key: str, version: int, why: str) -> None:
        """Refused."""
        raise StudyError(f"a {self.word} can't be withdrawn; withdraw what belongs to it")

    def restore(self, store: Store, key: str, why: str) -> None:
        """Refused."""
        raise StudyError(f"a {self.word} is not restored; add it anew")


class SubjectKind(_Fixed):
    """Subjects, by their pseudonym."""

    word = "subject"

    def all(self, store: Store) -> tuple[Shown, ...]:
        """In order of pseudonym."""
        return tuple(
            Shown(subject.id, version, shown(subject))
            for subject, version in store.corrections.subjects()
        )

    def correct(self, store: Store, key: str, changes: Changes, version: int, why: str) -> str:
        """All but the pseudonym itself."""
        found = {subject.id: subject for subject, _ in store.corrections.subjects()}
        subject: Subject = _one(found, key, self.word)
        store.corrections.correct_subject(edited(subject, changes, ("id",)), version, why)
        return ""


class VisitKind(_Fixed):
    """Visits, by 'subject/label'."""

    word = "visit"

    def all(self, store: Store) -> tuple[Shown, ...]:
        """In order of subject and label; conditions beside the date."""
        return tuple(
            Shown(f"{visit.subject}/{visit.label}", version, _visit_fields(visit))
            for visit, version in store.corrections.visits()
        )

    def correct(self, store: Store, key: str, changes: Changes, version: int, why: str) -> str:
        """The date and each condition."""
        found = {f"{visit.subject}/{visit.label}": visit for visit, _ in store.corrections.visits()}
        visit: Visit = _one(found, key, self.word)
        own = {name: text for name, text in changes.items() if name == "date"}
        rest = {name: text for name, text in changes.items() if name != "date"}
        made = replace(edited(visit, own), conditions=edited(visit.conditions, rest))
        store.corrections.correct_visit(made, version, why)
        return ""


class CaptureKind:
    """Captures, by file name or the beginning of their sum (six digits or more)."""

    versioned = False

    def all(self, store: Store) -> tuple[Shown, ...]:
        """In order of subject, visit and file name."""
        return tuple(
            Shown(capture.sha256[:12], None, shown(capture), withdrawn)
            for capture, withdrawn in store.corrections.captures()
        )

    def correct(self, store: Store, key: str, changes: Changes, version: int, why: str) -> str:
        """Visit, site, side, region, replicate, reseated, device, operator and settings."""
        capture = self._one(store, key)
        now = edited(capture, changes, _OF_FILE)
        known = {visit.label for visit in store.people.visits()}
        if now.visit not in known:
            raise StudyError(
                f"no visit of the study is called '{now.visit}'; there are "
                f"{', '.join(sorted(known))}"
            )
        if not store.corrections.correct_capture(capture, now, why):
            return ""
        return "its earlier findings are kept but no longer followed; run `turgor study measure`"

    def withdraw(self, store: Store, key: str, version: int, why: str) -> None:
        """With everything that was measured of it."""
        store.corrections.withdraw_capture(self._one(store, key).sha256, why)

    def restore(self, store: Store, key: str, why: str) -> None:
        """With everything that was measured of it."""
        store.corrections.restore_capture(self._one(store, key).sha256, why)

    @staticmethod
    def _one(store: Store, key: str) -> Capture:
        found = [
            capture
            for capture, _ in store.corrections.captures()
            if capture.filename == key or (len(key) >= 6 and capture.sha256.startswith(key))
        ]
        if len(found) != 1:
            told = "is no capture of the study" if not found else "are several captures"
            raise StudyError(f"{key}: {told}; give the file name or its sha256")
        return found[0]


class ReadingKind:
    """Device readings, by number."""

    versioned = False

    def all(self, store: Store) -> tuple[Shown, ...]:
        """In order of number."""
        return tuple(
            Shown(str(item.id), None, {"reading": item.words}, item.withdrawn)
            for item in store.corrections.readings()
        )

    def correct(self, store: Store, key: str, changes: Changes, version: int, why: str) -> str:
        """Refused: the instrument's table says what it says."""
        raise StudyError(
            "a device reading is what the instrument's table says; withdraw it, and add the right "
            "table"
        )

    def withdraw(self, store: Store, key: str, version: int, why: str) -> None:
        """One row of a table."""
        store.corrections.withdraw_reading(_number(key, "reading"), why)

    def restore(self, store: Store, key: str, why: str) -> None:
        """One row of a table."""
        store.corrections.restore_reading(_number(key, "reading"), why)


class LedgerKind(_Fixed, Generic[R]):
    """The records of any ledger, by number."""

    def __init__(self, word: str, ledger: Callable[[Store], Ledger[R]]) -> None:
        self.word, self._ledger = word, ledger

    def all(self, store: Store) -> tuple[Shown, ...]:
        """In order of number."""
        return tuple(
            Shown(str(kept.id), kept.version, shown(kept.record), kept.withdrawn)
            for kept in self._ledger(store).all(withdrawn=True)
        )

    def correct(self, store: Store, key: str, changes: Changes, version: int, why: str) -> str:
        """Any field."""
        ledger = self._ledger(store)
        kept: Kept[R] = ledger.one(_number(key, self.word))
        ledger.correct(kept.id, version, edited(kept.record, changes), why)
        return ""

    def withdraw(self, store: Store, key: str, version: int, why: str) -> None:
        """For good; the same may be added anew."""
        self._ledger(store).withdraw(_number(key, self.word), version, why)


class DocumentKind(LedgerKind[R]):
    """Documents named by their sum: another text is another document."""

    def correct(self, store: Store, key: str, changes: Changes, version: int, why: str) -> str:
        """Refused."""
        raise StudyError(
            f"a {self.word} is kept as it was made; keep the changed one beside it, and withdraw "
            "this one"
        )


class SessionKind(LedgerKind[Session]):
    """Sessions, whose settings are kept under canonical names in canonical units."""

    def correct(self, store: Store, key: str, changes: Changes, version: int, why: str) -> str:
        """Any field; a setting may be named and measured as in a table, and replaces what it is."""
        kept = store.corrections.sessions.one(_number(key, self.word))
        modality = changes.get("modality", kept.record.modality)
        named: dict[str, str] = {}
        for field, text in changes.items():
            name, _, setting = field.partition(".")
            if name == "settings" and setting and text:
                typed = check_settings(modality, {setting: text}).settings
                named |= {f"settings.{own}": value for own, value in typed.items()}
            else:
                named[field] = text
        made = edited(kept.record, named)
        checked = check_settings(made.modality, made.settings)
        store.corrections.sessions.correct(
            kept.id, version, replace(made, settings=checked.settings), why
        )
        return ""


#: word -> kind; a new ledger of the store is one more line here
KINDS: Mapping[str, RecordKind] = {
    "subject": SubjectKind(),
    "visit": VisitKind(),
    "session": SessionKind("session", lambda store: store.corrections.sessions),
    "adverse-event": LedgerKind("adverse event", lambda store: store.adverse),
    "diary": LedgerKind("diary entry", lambda store: store.diary),
    "escalation": LedgerKind("escalation", lambda store: store.escalations),
    "consent": LedgerKind("consent", lambda store: store.consents),
    "query": LedgerKind("query", lambda store: store.queries),
    "rating": LedgerKind("rating", lambda store: store.ratings),
    "protocol": DocumentKind("protocol", lambda store: store.protocols),
    "plan": DocumentKind("plan", lambda store: store.plans.kept),
    "rule-override": LedgerKind("override", lambda store: store.plans.overrides),
    "capture": CaptureKind(),
    "reading": ReadingKind(),
}


def kind_named(word: str) -> RecordKind:
    """A kind of record by its word.

    Errors: StudyError naming the words that there are.
    """
    if word not in KINDS:
        raise StudyError(f"'{word}' is no kind of record; there are {', '.join(KINDS)}")
    return KINDS[word]


def _visit_fields(visit: Visit) -> dict[str, object]:
    told = shown(visit)
    conditions = told.pop("conditions")
    return {**told, **(conditions if isinstance(conditions, dict) else {})}


def _one(found: Mapping[str, R], key: str, word: str) -> R:
    if key not in found:
        raise StudyError(f"there is no {word} '{key}' in this study (see `turgor study show`)")
    return found[key]


def _number(key: str, word: str) -> int:
    if not key.isdecimal() or len(key) > 18:
        raise StudyError(f"a {word} is named by its number, not '{key}' (see `turgor study show`)")
    return int(key)
