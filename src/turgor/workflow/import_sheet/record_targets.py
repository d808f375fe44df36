"""Adverse events, diary entries and consents as targets of an import."""

import datetime as dt
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import TypeVar

from turgor.errors import StudyError
from turgor.exchange.event_tables import history_of, signs_of, symptoms_of
from turgor.exchange.spreadsheet import Field
from turgor.exchange.spreadsheet import field as kind
from turgor.exchange.spreadsheet.field import FieldError
from turgor.exchange.spreadsheet.value import Value
from turgor.record.adverse_event import CRITERIA, EVENT_KINDS, OUTCOMES, RELATEDNESS, AdverseEvent
from turgor.record.consent import SCOPES, Consent
from turgor.record.design import StudyDesign
from turgor.record.diary import DiaryEntry
from turgor.record.session import MODALITIES
from turgor.record.site import BodySite
from turgor.store import Store
from turgor.workflow.adverse.background import background_of
from turgor.workflow.adverse.enter import add_diary, add_event
from turgor.workflow.conduct.consent import keep_consent
from turgor.workflow.import_sheet.people_targets import SUBJECT, pairs, side_field, word
from turgor.workflow.import_sheet.target import Origin, Target, flat

_SITE = Field("site", needed=True, key=True)
_TEMPERATURE = Field("temperature_c", kind.NUMBER, unit="degC", least=30, most=45)
_SIGNS = Field("signs", kind.PAIRS, note="pus=yes;fever=no; what is not named is not known")

T = TypeVar("T")


class AdverseEventTarget(Target[AdverseEvent]):
    """What went wrong; each event is held to the rules of escalation as it is entered."""

    name, title = "adverse-event", "Adverse events"

    def fields(self, design: StudyDesign) -> tuple[Field, ...]:
        """Those of adverse_events.csv, without a grade on another scale."""
        return (
            SUBJECT,
            Field("event", key=True, note="the study's own name of the event"),
            Field("kind", kind.CHOICE, needed=True, choices=EVENT_KINDS, key=True),
            Field("words", key=True, note="needed for 'other'"),
            _SITE,
            side_field(),
            Field("modality", kind.CHOICE, choices=MODALITIES),
            Field("session", kind.DATE, note="the day of the session that it follows"),
            Field("onset", kind.DATE, needed=True, key=True),
            Field("peak_grade", kind.WHOLE, least=1, most=4),
            Field("relatedness", kind.CHOICE, choices=RELATEDNESS),
            Field("serious", kind.FLAG),
            Field("criterion", kind.CHOICE, choices=CRITERIA),
            Field("action"),
            Field("outcome", kind.CHOICE, choices=OUTCOMES),
            Field("outcome_date", kind.DATE),
            _SIGNS,
            _TEMPERATURE,
            Field("history", note="keloid;poor_healing, or none"),
            Field("expected", kind.FLAG),
            Field("reporter"),
        )

    def record(
        self, design: StudyDesign, values: Mapping[str, Value], origin: Origin
    ) -> AdverseEvent:
        """An event; it refuses to be made where it contradicts itself."""
        peak = values.get("peak_grade")
        return AdverseEvent(
            subject=word(values, "subject"),
            kind=word(values, "kind"),
            onset=_date(values, "onset") or dt.date.min,
            site=BodySite(word(values, "site"), word(values, "side") or "unstated"),
            words=word(values, "words"),
            reference=word(values, "event"),
            modality=word(values, "modality"),
            session=_date(values, "session"),
            peak_grade=None if peak is None else int(str(peak)),
            relatedness=word(values, "relatedness") or "not-assessed",
            serious=_flag(values, "serious"),
            criterion=word(values, "criterion"),
            action=word(values, "action"),
            outcome=word(values, "outcome") or "unknown",
            outcome_date=_date(values, "outcome_date"),
            signs=_told("signs", signs_of, pairs(values, "signs")),
            temperature_c=_number(values, "temperature_c"),
            history=history_of(word(values, "history")),
            expected=_flag(values, "expected"),
            reporter=word(values, "reporter"),
        )

    def key(self, record: AdverseEvent) -> Hashable:
        """The study's own name of it, else what, where and when."""
        if record.reference:
            return (record.subject, record.reference)
        site = record.site
        return (record.subject, record.kind, record.words, site.name, site.side, record.onset)

    def told(self, record: AdverseEvent) -> Mapping[str, Value]:
        """All else that a row says; the course stands in a table of its own."""
        values = flat(record)
        for name in ("subject", "reference", "course", "external"):
            del values[name]
        return values

    def known(
        self, store: Store, records: Sequence[AdverseEvent]
    ) -> Mapping[Hashable, AdverseEvent]:
        """Every event that counts."""
        return {self.key(kept.record): kept.record for kept in store.adverse.all()}

    def keep(
        self, store: Store, added: Sequence[AdverseEvent], filled: Sequence[AdverseEvent]
    ) -> None:
        """One by one, each held to the rules."""
        around = background_of(store)
        for item in added:
            add_event(store, item, around)


class DiaryTarget(Target[DiaryEntry]):
    """What subjects wrote down between visits; held to the rules of escalation too."""

    name, title = "diary", "Diary"

    def fields(self, design: StudyDesign) -> tuple[Field, ...]:
        """Those of diary.csv."""
        return (
            SUBJECT,
            Field("date", kind.DATE, needed=True, key=True),
            _SITE,
            side_field(),
            Field("scale", kind.CHOICE, choices=("4", "10"), note="highest grade, 4 or 10"),
            Field("symptoms", kind.PAIRS, note="pain=2;itch=0"),
            _SIGNS,
            _TEMPERATURE,
            Field("care"),
            Field("note"),
        )

    def record(
        self, design: StudyDesign, values: Mapping[str, Value], origin: Origin
    ) -> DiaryEntry:
        """An entry."""
        return DiaryEntry(
            subject=word(values, "subject"),
            date=_date(values, "date") or dt.date.min,
            site=BodySite(word(values, "site"), word(values, "side") or "unstated"),
            symptoms=_told("symptoms", symptoms_of, pairs(values, "symptoms")),
            scale=int(word(values, "scale") or 4),
            signs=_told("signs", signs_of, pairs(values, "signs")),
            temperature_c=_number(values, "temperature_c"),
            care=word(values, "care"),
            note=word(values, "note"),
        )

    def key(self, record: DiaryEntry) -> Hashable:
        """Subject, day and place."""
        return (record.subject, record.date, record.site.name, record.site.side)

    def told(self, record: DiaryEntry) -> Mapping[str, Value]:
        """All else."""
        values = flat(record)
        return {
            name: values[name]
            for name in ("scale", "symptoms", "signs", "temperature_c", "care", "note")
        }

    def known(self, store: Store, records: Sequence[DiaryEntry]) -> Mapping[Hashable, DiaryEntry]:
        """Every entry that counts."""
        return {self.key(kept.record): kept.record for kept in store.diary.all()}

    def keep(self, store: Store, added: Sequence[DiaryEntry], filled: Sequence[DiaryEntry]) -> None:
        """One by one, each held to the rules."""
        around = background_of(store)
        for item in added:
            add_diary(store, item, around)


class ConsentTarget(Target[Consent]):
    """What subjects agreed to."""

    name, title = "consent", "Consent"

    def fields(self, design: StudyDesign) -> tuple[Field, ...]:
        """Those of consent.csv, one scope a row."""
        return (
            SUBJECT,
            Field("form", needed=True, key=True, note="version of the form that was signed"),
            Field("date", kind.DATE, needed=True),
            Field("scope", kind.CHOICE, needed=True, choices=SCOPES, key=True),
            Field("withdrawn_on", kind.DATE),
        )

    def record(self, design: StudyDesign, values: Mapping[str, Value], origin: Origin) -> Consent:
        """A consent."""
        return Consent(
            subject=word(values, "subject"),
            form=word(values, "form"),
            date=_date(values, "date") or dt.date.min,
            scope=word(values, "scope"),
            withdrawn_on=_date(values, "withdrawn_on"),
        )

    def key(self, record: Consent) -> Hashable:
        """Subject, form and scope."""
        return (record.subject, record.form, record.scope)

    def told(self, record: Consent) -> Mapping[str, Value]:
        """The two days."""
        return {"date": record.date, "withdrawn_on": record.withdrawn_on}

    def known(self, store: Store, records: Sequence[Consent]) -> Mapping[Hashable, Consent]:
        """Every consent on record."""
        return {self.key(kept.record): kept.record for kept in store.consents.all()}

    def keep(self, store: Store, added: Sequence[Consent], filled: Sequence[Consent]) -> None:
        """One by one, as everywhere."""
        for item in added:
            keep_consent(store, item)


def _date(values: Mapping[str, Value], name: str) -> dt.date | None:
    value = values.get(name)
    return value if isinstance(value, dt.date) else None


def _flag(values: Mapping[str, Value], name: str) -> bool | None:
    value = values.get(name)
    return value if isinstance(value, bool) else None


def _number(values: Mapping[str, Value], name: str) -> float | None:
    value = values.get(name)
    return None if value is None else float(str(value))


def _told(name: str, read: Callable[[str], T], stated: Mapping[str, str]) -> T:
    """Pairs through the reader of the study's own tables; a wrong one names its cell."""
    try:
        return read(";".join(f"{key}={value}" for key, value in stated.items()))
    except StudyError as error:
        raise FieldError(name, str(error)) from None
