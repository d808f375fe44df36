"""Subjects, visits, allocations and sessions as targets of an import."""

import dataclasses
import datetime as dt
from collections.abc import Hashable, Mapping, Sequence
from typing import Any, TypeVar

from turgor.exchange.spreadsheet import Field
from turgor.exchange.spreadsheet import field as kind
from turgor.exchange.spreadsheet.value import Value
from turgor.record.design import Allocation, StudyDesign
from turgor.record.session import MODALITIES, Session
from turgor.record.site import SIDES, BodySite
from turgor.record.subject import Subject
from turgor.record.visit import Visit, VisitConditions
from turgor.store import Store
from turgor.workflow.import_sheet.target import Origin, Target

SUBJECT = Field("subject", needed=True, key=True, note="the person's code, never a name")
_CONDITIONS = (
    Field("acclimatisation_min", kind.NUMBER, unit="minute", least=0, most=1440),
    Field("temperature_c", kind.NUMBER, unit="degC", least=-30, most=60),
    Field("relative_humidity_pct", kind.NUMBER, unit="percent", least=0, most=100),
    Field("hours_since_product", kind.NUMBER, unit="hour", least=0),
    Field("days_since_session", kind.NUMBER, unit="day", least=0),
)
_Filled = TypeVar("_Filled", Subject, VisitConditions)


def visit_field(design: StudyDesign) -> Field:
    """The visits that a design declares, as a field."""
    labels = tuple(visit.label for visit in design.visits)
    return Field("visit", kind.CHOICE, needed=True, choices=labels, key=True)


def side_field() -> Field:
    """A side; empty is 'unstated'."""
    return Field("side", kind.CHOICE, choices=SIDES, key=True)


def word(values: Mapping[str, Value], name: str) -> str:
    """A text that may be missing."""
    value = values.get(name)
    return "" if value is None else str(value)


def pairs(values: Mapping[str, Value], name: str) -> dict[str, str]:
    """'key=value' pairs that may be missing."""
    value = values.get(name)
    return dict(value) if isinstance(value, Mapping) else {}


class SubjectTarget(Target[Subject]):
    """Who is studied."""

    name, title, bare, fills = "subject", "Subjects", True, True

    def fields(self, design: StudyDesign) -> tuple[Field, ...]:
        """Those of a subject."""
        return (
            SUBJECT,
            Field("centre"),
            Field("birth_year", kind.WHOLE, least=1880, most=2200, note="the year only"),
            Field("sex"),
            Field("phototype"),
        )

    def record(self, design: StudyDesign, values: Mapping[str, Value], origin: Origin) -> Subject:
        """A subject."""
        year = values.get("birth_year")
        return Subject(
            id=word(values, "subject"),
            centre=word(values, "centre"),
            birth_year=int(str(year)) if year is not None else None,
            sex=word(values, "sex"),
            phototype=word(values, "phototype"),
        )

    def key(self, record: Subject) -> Hashable:
        """The id."""
        return record.id

    def told(self, record: Subject) -> Mapping[str, Value]:
        """All else."""
        return {
            "centre": record.centre,
            "birth_year": record.birth_year,
            "sex": record.sex,
            "phototype": record.phototype,
        }

    def known(self, store: Store, records: Sequence[Subject]) -> Mapping[Hashable, Subject]:
        """Every subject."""
        return {item.id: item for item in store.people.subjects()}

    def joined(self, old: Subject, new: Subject) -> Subject:
        """Gaps filled."""
        return _joined(old, new)

    def keep(self, store: Store, added: Sequence[Subject], filled: Sequence[Subject]) -> None:
        """All at once."""
        store.bulk.subjects(added, filled)


class VisitTarget(Target[Visit]):
    """When they came, and the conditions that day."""

    name, title, bare, fills = "visit", "Visits", True, True

    def fields(self, design: StudyDesign) -> tuple[Field, ...]:
        """Those of a visit, its conditions in their units."""
        return (SUBJECT, visit_field(design), Field("date", kind.DATE), *_CONDITIONS)

    def record(self, design: StudyDesign, values: Mapping[str, Value], origin: Origin) -> Visit:
        """A visit."""
        stated: dict[str, Any] = {item.name: values.get(item.name) for item in _CONDITIONS}
        date = values.get("date")
        return Visit(
            subject=word(values, "subject"),
            label=word(values, "visit"),
            date=date if isinstance(date, dt.date) else None,
            conditions=VisitConditions(**stated),
        )

    def key(self, record: Visit) -> Hashable:
        """Subject and label."""
        return (record.subject, record.label)

    def told(self, record: Visit) -> Mapping[str, Value]:
        """Date and conditions."""
        return {"date": record.date, **dataclasses.asdict(record.conditions)}

    def known(self, store: Store, records: Sequence[Visit]) -> Mapping[Hashable, Visit]:
        """Every visit."""
        return {(item.subject, item.label): item for item in store.people.visits()}

    def joined(self, old: Visit, new: Visit) -> Visit:
        """Gaps filled."""
        conditions = _joined(old.conditions, new.conditions)
        return dataclasses.replace(old, date=old.date or new.date, conditions=conditions)

    def keep(self, store: Store, added: Sequence[Visit], filled: Sequence[Visit]) -> None:
        """All at once."""
        store.bulk.visits(added, filled)


class AllocationTarget(Target[Allocation]):
    """Which arm a person or a side got."""

    name, title = "allocation", "Allocation"

    def fields(self, design: StudyDesign) -> tuple[Field, ...]:
        """The arms that the design declares; split-face studies need a side."""
        split = design.kind == "split-face"
        sides = ("left", "right") if split else SIDES
        arms = tuple(arm.id for arm in design.arms)
        return (
            SUBJECT,
            Field("side", kind.CHOICE, needed=split, choices=sides, key=True),
            Field("arm", kind.CHOICE, needed=True, choices=arms),
        )

    def record(
        self, design: StudyDesign, values: Mapping[str, Value], origin: Origin
    ) -> Allocation:
        """An allocation."""
        return Allocation(word(values, "subject"), word(values, "arm"), word(values, "side"))

    def key(self, record: Allocation) -> Hashable:
        """Subject and side."""
        return (record.subject, record.side)

    def told(self, record: Allocation) -> Mapping[str, Value]:
        """The arm."""
        return {"arm": record.arm}

    def known(self, store: Store, records: Sequence[Allocation]) -> Mapping[Hashable, Allocation]:
        """Every allocation."""
        return {(item.subject, item.side): item for item in store.people.allocations()}

    def keep(self, store: Store, added: Sequence[Allocation], filled: Sequence[Allocation]) -> None:
        """One by one, as everywhere."""
        for item in added:
            store.people.add_allocation(item)


class SessionTarget(Target[Session]):
    """What was done to them."""

    name, title = "session", "Sessions"

    def fields(self, design: StudyDesign) -> tuple[Field, ...]:
        """Those of a session."""
        return (
            SUBJECT,
            Field("date", kind.DATE, needed=True, key=True),
            Field("site", needed=True, key=True),
            side_field(),
            Field("modality", kind.CHOICE, needed=True, choices=MODALITIES, key=True),
            Field("device", key=True),
            Field("delivered", kind.FLAG, note="empty is yes"),
            Field("settings", kind.PAIRS, note="key=value;key=value"),
            Field("lots", kind.PAIRS, note="product=lot;product=lot"),
            Field("operator"),
            Field("deviation", note="how it differs from what was planned"),
        )

    def record(self, design: StudyDesign, values: Mapping[str, Value], origin: Origin) -> Session:
        """A session."""
        date = values.get("date")
        return Session(
            subject=word(values, "subject"),
            date=date if isinstance(date, dt.date) else dt.date.min,
            site=BodySite(word(values, "site"), word(values, "side") or "unstated"),
            modality=word(values, "modality"),
            delivered=values.get("delivered") is not False,
            device=word(values, "device"),
            settings=pairs(values, "settings"),
            operator=word(values, "operator"),
            lots=pairs(values, "lots"),
            deviation=word(values, "deviation"),
        )

    def key(self, record: Session) -> Hashable:
        """Subject, day, place, modality and device."""
        site = record.site
        return (
            record.subject, record.date, site.name, site.side, record.modality, record.device,
        )  # fmt: skip

    def told(self, record: Session) -> Mapping[str, Value]:
        """All else."""
        return {
            "delivered": record.delivered,
            "settings": dict(record.settings),
            "lots": dict(record.lots),
            "operator": record.operator,
            "deviation": record.deviation,
        }

    def known(self, store: Store, records: Sequence[Session]) -> Mapping[Hashable, Session]:
        """Every session that counts."""
        return {self.key(item): item for item in store.people.sessions()}

    def keep(self, store: Store, added: Sequence[Session], filled: Sequence[Session]) -> None:
        """One by one, as everywhere."""
        for item in added:
            store.people.add_session(item)


def _joined(old: _Filled, new: _Filled) -> _Filled:
    gaps: dict[str, Any] = {
        item.name: getattr(new, item.name)
        for item in dataclasses.fields(old)
        if getattr(old, item.name) in (None, "")
    }
    return dataclasses.replace(old, **gaps)
