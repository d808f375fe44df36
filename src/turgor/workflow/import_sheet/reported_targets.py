"""Adverse events, diary entries and consents as targets of an import.

They are entered as everywhere, so that what a rule says of them is said.
"""

import datetime as dt
from collections.abc import Mapping

from turgor.exchange.spreadsheet import Field
from turgor.exchange.spreadsheet import field as kind
from turgor.exchange.spreadsheet.value import Value
from turgor.record.adverse_event import (
    CRITERIA,
    EVENT_KINDS,
    HIGHEST_GRADE,
    OUTCOMES,
    RELATEDNESS,
    AdverseEvent,
)
from turgor.record.consent import SCOPES, Consent
from turgor.record.design import StudyDesign
from turgor.record.diary import SYMPTOMS, DiaryEntry
from turgor.record.session import MODALITIES
from turgor.record.signs import COLDEST_C, HOTTEST_C, SIGNS
from turgor.record.site import BodySite
from turgor.workflow.adverse.enter import add_diary, add_event
from turgor.workflow.import_sheet.people_targets import SUBJECT, side_field, word
from turgor.workflow.import_sheet.target import LedgerTarget, Origin

_TEMPERATURE = Field("temperature_c", kind.NUMBER, unit="degC", least=COLDEST_C, most=HOTTEST_C)
_SIGNS = tuple(Field(f"sign_{name}", kind.FLAG, note="empty is not known") for name in SIGNS)
_PLACE = (Field("site", needed=True, key=True), side_field())


def _event_fields(design: StudyDesign) -> tuple[Field, ...]:
    return (
        SUBJECT,
        Field("reference", key=True, note="the study's own name for it"),
        Field("kind", kind.CHOICE, needed=True, choices=EVENT_KINDS, key=True),
        Field("onset", kind.DATE, needed=True, key=True),
        *_PLACE,
        Field("words", key=True, note="what it is; needed for kind 'other'"),
        Field("modality", kind.CHOICE, choices=MODALITIES),
        Field("session", kind.DATE, note="the day of the treatment that it follows"),
        Field("peak_grade", kind.WHOLE, least=0, most=HIGHEST_GRADE),
        Field("relatedness", kind.CHOICE, choices=RELATEDNESS),
        Field("serious", kind.FLAG),
        Field("criterion", kind.CHOICE, choices=CRITERIA),
        Field("expected", kind.FLAG),
        Field("action"),
        Field("outcome", kind.CHOICE, choices=OUTCOMES),
        Field("outcome_date", kind.DATE),
        Field("reporter"),
        _TEMPERATURE,
        *_SIGNS,
    )


def _event(values: Mapping[str, Value], design: StudyDesign, origin: Origin) -> AdverseEvent:
    return AdverseEvent(
        subject=word(values, "subject"),
        kind=word(values, "kind"),
        onset=_date(values, "onset") or dt.date.min,
        site=_site(values),
        words=word(values, "words"),
        reference=word(values, "reference"),
        modality=word(values, "modality"),
        session=_date(values, "session"),
        peak_grade=_whole(values, "peak_grade"),
        relatedness=word(values, "relatedness") or "not-assessed",
        serious=_flag(values, "serious"),
        criterion=word(values, "criterion"),
        action=word(values, "action"),
        outcome=word(values, "outcome") or "unknown",
        outcome_date=_date(values, "outcome_date"),
        signs=_signs(values),
        temperature_c=_number(values, "temperature_c"),
        expected=_flag(values, "expected"),
        reporter=word(values, "reporter"),
    )


def _diary_fields(design: StudyDesign) -> tuple[Field, ...]:
    return (
        SUBJECT,
        Field("date", kind.DATE, needed=True, key=True),
        *_PLACE,
        Field("scale", kind.WHOLE, least=4, most=10, note="4 for grades 0 to 4, 10 for 0 to 10"),
        *(Field(name, kind.WHOLE, least=0, most=10) for name in SYMPTOMS),
        *_SIGNS,
        _TEMPERATURE,
        Field("care"),
        Field("note"),
    )


def _diary(values: Mapping[str, Value], design: StudyDesign, origin: Origin) -> DiaryEntry:
    grades = {name: _whole(values, name) for name in SYMPTOMS}
    return DiaryEntry(
        subject=word(values, "subject"),
        date=_date(values, "date") or dt.date.min,
        site=_site(values),
        symptoms={name: grade for name, grade in grades.items() if grade is not None},
        scale=_whole(values, "scale") or 4,
        signs=_signs(values),
        temperature_c=_number(values, "temperature_c"),
        care=word(values, "care"),
        note=word(values, "note"),
    )


def _consent_fields(design: StudyDesign) -> tuple[Field, ...]:
    return (
        SUBJECT,
        Field("form", needed=True, key=True, note="version of the form that was signed"),
        Field("scope", kind.CHOICE, needed=True, choices=SCOPES, key=True),
        Field("date", kind.DATE, needed=True),
        Field("withdrawn_on", kind.DATE),
    )


def _consent(values: Mapping[str, Value], design: StudyDesign, origin: Origin) -> Consent:
    return Consent(
        subject=word(values, "subject"),
        form=word(values, "form"),
        date=_date(values, "date") or dt.date.min,
        scope=word(values, "scope"),
        withdrawn_on=_date(values, "withdrawn_on"),
    )


CONSENT = LedgerTarget(
    "consent", "Consents", _consent_fields, _consent, ("subject", "form", "scope"),
    lambda store: store.consents,
)  # fmt: skip
ADVERSE_EVENT = LedgerTarget(
    "adverse_event", "Adverse events", _event_fields, _event,
    ("subject", "reference", "kind", "words", "site", "side", "onset"),
    lambda store: store.adverse, add_event,
)  # fmt: skip
DIARY = LedgerTarget(
    "diary", "Diary", _diary_fields, _diary, ("subject", "date", "site", "side"),
    lambda store: store.diary, add_diary,
)  # fmt: skip


def _site(values: Mapping[str, Value]) -> BodySite:
    return BodySite(word(values, "site"), word(values, "side") or "unstated")


def _date(values: Mapping[str, Value], name: str) -> dt.date | None:
    value = values.get(name)
    return value if isinstance(value, dt.date) else None


def _whole(values: Mapping[str, Value], name: str) -> int | None:
    value = values.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _number(values: Mapping[str, Value], name: str) -> float | None:
    value = values.get(name)
    return float(value) if isinstance(value, int | float) else None


def _flag(values: Mapping[str, Value], name: str) -> bool | None:
    value = values.get(name)
    return value if isinstance(value, bool) else None


def _signs(values: Mapping[str, Value]) -> dict[str, bool]:
    found = {name: _flag(values, f"sign_{name}") for name in SIGNS}
    return {name: value for name, value in found.items() if value is not None}
