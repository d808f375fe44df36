"""Subjects, visits, allocations and sessions: who, when, and what was done to them."""

import dataclasses
from typing import Any, TypeVar

from sqlalchemy import Connection, Select, Table, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from turgor.errors import StudyError
from turgor.record.design import Allocation
from turgor.record.session import Session
from turgor.record.site import BodySite
from turgor.record.subject import Subject
from turgor.record.visit import Visit, VisitConditions
from turgor.store import schema
from turgor.store.connect import Database
from turgor.store.rows import canonical_json, settings_from

Filled = TypeVar("Filled", Subject, VisitConditions)

_CONDITIONS = tuple(field.name for field in dataclasses.fields(VisitConditions))


class People:
    """The part of a store that knows subjects and what happened to them.

    Each ``add`` is one transaction: it says 'added', or 'same' where that is known already, and
    refuses (StudyError) what contradicts it. An empty field never contradicts and never erases.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def add_subject(self, subject: Subject) -> str:
        """Add a subject, or fill in what was not known.

        Errors: StudyError where a known value differs; StoreError.
        """
        with self._database.write() as connection:
            table = schema.subject
            row = connection.execute(select(table).where(table.c.id == subject.id)).first()
            if row is None:
                connection.execute(insert(table).values(dataclasses.asdict(subject)))
                return "added"
            known = Subject(row.id, row.centre, row.birth_year, row.sex, row.phototype)
            filled = _fill(known, subject, f"subject '{subject.id}'")
            if filled == known:
                return "same"
            values = {**dataclasses.asdict(filled), "version": row.version + 1}
            connection.execute(update(table).where(table.c.id == subject.id).values(values))
            return "added"

    def add_visit(self, visit: Visit) -> str:
        """Add a visit, or fill in its date and conditions.

        Errors: StudyError where a known value differs; StoreError.
        """
        with self._database.write() as connection:
            table = schema.visit
            where = (table.c.subject == visit.subject) & (table.c.label == visit.label)
            known = connection.execute(select(table.c.version).where(where)).first()
            ensure_visit(connection, visit.subject, visit.label)
            row = connection.execute(select(table).where(where)).one()
            what = f"visit '{visit.label}' of subject '{visit.subject}'"
            conditions = VisitConditions(**{name: getattr(row, name) for name in _CONDITIONS})
            filled = _fill(conditions, visit.conditions, what)
            if row.date is not None and visit.date is not None and row.date != visit.date:
                raise StudyError(f"{what}: date is {row.date} already, not {visit.date}")
            if filled == conditions and visit.date in (None, row.date):
                return "same"
            version = row.version + (known is not None)
            values = {**dataclasses.asdict(filled), "version": version}
            values["date"] = visit.date or row.date
            connection.execute(update(table).where(where).values(values))
            return "added"

    def add_allocation(self, allocation: Allocation) -> str:
        """Say which arm a subject or side got; it is never changed afterwards.

        Errors: StudyError where another arm is on record; StoreError.
        """
        with self._database.write() as connection:
            ensure_subject(connection, allocation.subject)
            table = schema.allocation
            where = (table.c.subject == allocation.subject) & (table.c.side == allocation.side)
            row = connection.execute(select(table).where(where)).first()
            if row is None:
                connection.execute(insert(table).values(dataclasses.asdict(allocation)))
                return "added"
            if row.arm != allocation.arm:
                side = f" side '{allocation.side}'" if allocation.side else ""
                raise StudyError(
                    f"subject '{allocation.subject}'{side} is allocated to '{row.arm}' already, "
                    f"not '{allocation.arm}'"
                )
            return "same"

    def add_session(self, session: Session) -> str:
        """Add a session.

        Errors: StudyError where the same session is on record with other settings; StoreError.
        """
        values = {
            "subject": session.subject,
            "date": session.date,
            "site": session.site.name,
            "side": session.site.side,
            "modality": session.modality,
            "device": session.device,
            "delivered": session.delivered,
            "settings": canonical_json(dict(session.settings)),
            "operator": session.operator,
            "lots": canonical_json(dict(session.lots)),
            "deviation": session.deviation,
        }
        with self._database.write() as connection:
            ensure_subject(connection, session.subject)
            table = schema.session
            identity = ("subject", "date", "site", "side", "modality", "device", "delivered")
            where = [table.c[name] == values[name] for name in identity]
            row = (
                connection.execute(select(table).where(*where, table.c.withdrawn == ""))
                .mappings()
                .first()
            )
            if row is None:
                connection.execute(insert(table).values(values))
                return "added"
            other = [name for name in values if row[name] != values[name]]
            if other:
                raise StudyError(
                    f"session {row['id']} of subject '{session.subject}' on {session.date}: on "
                    f"record already with other {', '.join(other)}; correct it by its number"
                )
            return "same"

    def one(self, subject: str) -> Subject:
        """A subject by id.

        Errors: StudyError where there is none; StoreError.
        """
        table = schema.subject
        with self._database.read() as connection:
            r = connection.execute(select(table).where(table.c.id == subject)).first()
        if r is None:
            raise StudyError(f"subject '{subject}' is not in the study; see `turgor study status`")
        return Subject(r.id, r.centre, r.birth_year, r.sex, r.phototype)

    def subjects(self) -> tuple[Subject, ...]:
        """Every subject, in order of id."""
        table = schema.subject
        with self._database.read() as connection:
            rows = connection.execute(select(table).order_by(table.c.id)).all()
        return tuple(Subject(r.id, r.centre, r.birth_year, r.sex, r.phototype) for r in rows)

    def visits(self, subject: str = "") -> tuple[Visit, ...]:
        """Every visit, in order of subject and label; of one subject where named."""
        table = schema.visit
        statement = _of(select(table), table, subject).order_by(table.c.subject, table.c.label)
        with self._database.read() as connection:
            rows = connection.execute(statement).all()
        return tuple(
            Visit(
                row.subject,
                row.label,
                row.date,
                VisitConditions(**{name: getattr(row, name) for name in _CONDITIONS}),
            )
            for row in rows
        )

    def allocations(self, subject: str = "") -> tuple[Allocation, ...]:
        """Every allocation, in order of subject and side; of one subject where named."""
        table = schema.allocation
        statement = _of(select(table), table, subject).order_by(table.c.subject, table.c.side)
        with self._database.read() as connection:
            rows = connection.execute(statement).all()
        return tuple(Allocation(row.subject, row.arm, row.side) for row in rows)

    def sessions(self, subject: str = "") -> tuple[Session, ...]:
        """Every session, in order of subject, date, site and side; of one subject where named."""
        table = schema.session
        order = (table.c.subject, table.c.date, table.c.site, table.c.side, table.c.id)
        statement = _of(select(table).where(table.c.withdrawn == ""), table, subject)
        with self._database.read() as connection:
            rows = connection.execute(statement.order_by(*order)).all()
        return tuple(
            Session(
                subject=row.subject,
                date=row.date,
                site=BodySite(row.site, row.side),
                modality=row.modality,
                delivered=row.delivered,
                device=row.device,
                settings=settings_from(row.settings),
                operator=row.operator,
                lots=settings_from(row.lots),
                deviation=row.deviation,
            )
            for row in rows
        )


def _of(statement: Select[Any], table: Table, subject: str) -> Select[Any]:
    return statement.where(table.c.subject == subject) if subject else statement


def ensure_subject(connection: Connection, subject: str) -> None:
    """Make a subject of whom only the id is known, where there is none."""
    values = dataclasses.asdict(Subject(subject))
    connection.execute(upsert(schema.subject).values(values).on_conflict_do_nothing())


def ensure_visit(connection: Connection, subject: str, label: str) -> None:
    """Make a subject and a visit of which nothing more is known, where there is none."""
    ensure_subject(connection, subject)
    values = {"subject": subject, "label": label}
    connection.execute(upsert(schema.visit).values(values).on_conflict_do_nothing())


def _fill(known: Filled, stated: Filled, what: str) -> Filled:
    """What is known with its gaps filled from what is stated."""
    changes: dict[str, Any] = {}
    for field in dataclasses.fields(known):
        old, new = getattr(known, field.name), getattr(stated, field.name)
        if new in (None, "") or old == new:
            continue
        if old not in (None, ""):
            raise StudyError(f"{what}: {field.name} is {old} already, not {new}")
        changes[field.name] = new
    return dataclasses.replace(known, **changes)
