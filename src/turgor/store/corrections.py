"""Rows put right with a reason, withdrawn and restored; the audit chain keeps what they were."""

import dataclasses
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, Table, case, select, update
from sqlalchemy.exc import IntegrityError

from turgor.errors import ConflictError, StudyError
from turgor.record.capture import Capture
from turgor.record.session import Session
from turgor.record.subject import Subject
from turgor.record.visit import Visit, VisitConditions
from turgor.store import schema
from turgor.store.audit.deed import doing
from turgor.store.audit.link import head_of
from turgor.store.captures import named
from turgor.store.codec import RecordCodec
from turgor.store.connect import Database
from turgor.store.findings import SUPERSEDED
from turgor.store.ledger import Ledger
from turgor.store.people import ensure_visit
from turgor.store.rows import capture_from, capture_row, finding_from

_SESSION_IDENTITY = ("subject", "date", "site", "side", "modality", "device", "delivered")
_CONDITIONS = tuple(item.name for item in dataclasses.fields(VisitConditions))
#: of a capture: these say which skin was measured, when and under which settings
_MEASURED_BY = ("visit", "site", "side", "region", "settings")
_NEVER = ("sha256", "subject", "kind", "setup", "filename")


@dataclass(frozen=True, slots=True)
class KeptReading:
    """A device reading with its number, in words, and why it no longer counts."""

    id: int
    words: str
    withdrawn: str


class Corrections:
    """The part of a store that puts right what was entered wrongly.

    sessions : the ledger of sessions, whose rows have versions of their own.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self.sessions: Ledger[Session] = Ledger(
            database, schema.session, RecordCodec(Session), "session", _SESSION_IDENTITY
        )

    def subjects(self) -> tuple[tuple[Subject, int], ...]:
        """Every subject with its version, in order of id."""
        table = schema.subject
        with self._database.read() as connection:
            rows = connection.execute(select(table).order_by(table.c.id)).all()
        return tuple(
            (Subject(r.id, r.centre, r.birth_year, r.sex, r.phototype), r.version) for r in rows
        )

    def visits(self) -> tuple[tuple[Visit, int], ...]:
        """Every visit with its version, in order of subject and label."""
        table = schema.visit
        with self._database.read() as connection:
            rows = connection.execute(select(table).order_by(table.c.subject, table.c.label)).all()
        return tuple(
            (
                Visit(
                    row.subject,
                    row.label,
                    row.date,
                    VisitConditions(**{name: getattr(row, name) for name in _CONDITIONS}),
                ),
                row.version,
            )
            for row in rows
        )

    def correct_subject(self, subject: Subject, version: int, why: str) -> None:
        """Put a subject's data in place of those that were read as ``version``.

        Errors: ConflictError where they were changed since; StudyError without a reason.
        """
        values = dataclasses.asdict(subject)
        key: dict[str, object] = {"id": values.pop("id")}
        self._replace(schema.subject, key, values, version, why, f"subject '{subject.id}'")

    def correct_visit(self, visit: Visit, version: int, why: str) -> None:
        """Put a visit's day and conditions in place of those that were read as ``version``.

        Errors: as for ``correct_subject``.
        """
        key: dict[str, object] = {"subject": visit.subject, "label": visit.label}
        values = {"date": visit.date, **dataclasses.asdict(visit.conditions)}
        what = f"visit '{visit.label}' of subject '{visit.subject}'"
        self._replace(schema.visit, key, values, version, why, what)

    def captures(self) -> tuple[tuple[Capture, str], ...]:
        """Every capture with why it was withdrawn, in order of subject, visit and file name."""
        table = schema.capture
        order = (table.c.subject, table.c.visit, table.c.filename, table.c.sha256)
        with self._database.read() as connection:
            rows = connection.execute(select(table).order_by(*order)).mappings().all()
        return tuple((capture_from(dict(row)), row["withdrawn"]) for row in rows)

    def correct_capture(self, was: Capture, now: Capture, why: str) -> bool:
        """Put right what was said of a capture; True where it has to be measured again.

        Another visit, site, side, region or setting: what was measured is kept but superseded,
        and the next run measures again. Another replicate number or device is carried into the
        findings; operator and re-seating touch none.

        Errors: ConflictError where it was changed since it was read; StudyError without a reason,
        for what never changes, or where another capture has this identity.
        """
        old, new = capture_row(was, ""), capture_row(now, "")
        changed = {name: value for name, value in new.items() if old[name] != value}
        never = sorted(set(changed) & set(_NEVER))
        if never:
            raise StudyError(
                f"{', '.join(never)} of a capture never changes; withdraw it, and add it anew"
            )
        _require_reason(why, "correcting a capture")
        again = bool(set(changed) & set(_MEASURED_BY))
        table = schema.capture
        with _identities(named(now)), doing(why=why), self._database.write() as connection:
            row = connection.execute(select(table).where(table.c.sha256 == was.sha256)).first()
            kept = None if row is None else capture_from(dict(row._mapping))
            if row is None or kept != was or row.withdrawn:
                raise ConflictError(
                    f"{named(was)} was changed or withdrawn meanwhile; read it again and repeat "
                    "the change"
                )
            ensure_visit(connection, now.subject, now.visit)
            if changed:
                connection.execute(
                    update(table).where(table.c.sha256 == was.sha256).values(changed)
                )
            _carry(connection, was, now)
            if again:
                _supersede(connection, was.sha256)
        return again

    def withdraw_capture(self, sha256: str, why: str) -> None:
        """Let a capture and what was measured of it no longer count.

        Errors: StudyError without a reason, or where it was withdrawn before.
        """
        self._withdraw(schema.capture, schema.capture.c.sha256 == sha256, "capture", why)

    def restore_capture(self, sha256: str, why: str) -> None:
        """Let it count again.

        Errors: StudyError without a reason, where it was not withdrawn, or where another capture
        has its identity by now.
        """
        self._restore(schema.capture, schema.capture.c.sha256 == sha256, "capture", why)

    def readings(self) -> tuple[KeptReading, ...]:
        """Every device reading by number, those that were withdrawn too."""
        table = schema.device_reading
        with self._database.read() as connection:
            rows = connection.execute(select(table).order_by(table.c.id)).mappings().all()
        found: list[KeptReading] = []
        for row in rows:
            finding = finding_from(dict(row))
            place = f"{row['subject']} {row['visit']} {row['site']} {row['side']}"
            words = f"{place} replicate {finding.replicate}: {finding.metric} = {finding.value}"
            found.append(
                KeptReading(row["id"], f"{words} {finding.unit}".strip(), row["withdrawn"])
            )
        return tuple(found)

    def withdraw_reading(self, number: int, why: str) -> None:
        """Let a device reading no longer count.

        Errors: as for ``withdraw_capture``.
        """
        table = schema.device_reading
        self._withdraw(table, table.c.id == number, f"reading {number}", why)

    def restore_reading(self, number: int, why: str) -> None:
        """Let it count again.

        Errors: as for ``restore_capture``.
        """
        table = schema.device_reading
        self._restore(table, table.c.id == number, f"reading {number}", why)

    def _replace(
        self,
        table: Table,
        key: dict[str, object],
        values: dict[str, object],
        version: int,
        why: str,
        what: str,
    ) -> None:
        _require_reason(why, f"correcting {what}")
        where = [table.c[name] == value for name, value in key.items()]
        with doing(why=why), self._database.write() as connection:
            row = connection.execute(select(table.c.version).where(*where)).first()
            if row is None:
                raise StudyError(f"{what} is not in the study")
            if row.version != version:
                raise ConflictError(
                    f"{what} was changed meanwhile: it is version {row.version}, and this change "
                    f"was made on version {version}; read it again and repeat the change"
                )
            connection.execute(update(table).where(*where).values(**values, version=version + 1))

    def _withdraw(self, table: Table, where: ColumnElement[bool], what: str, why: str) -> None:
        _require_reason(why, f"withdrawing {what}")
        with doing(why=why), self._database.write() as connection:
            row = connection.execute(select(table.c.withdrawn).where(where)).first()
            if row is None:
                raise StudyError(f"there is no {what} of this name in the study")
            if row.withdrawn:
                raise StudyError(f"{what} was withdrawn before ({row.withdrawn})")
            connection.execute(update(table).where(where).values(withdrawn=why.strip()))

    def _restore(self, table: Table, where: ColumnElement[bool], what: str, why: str) -> None:
        _require_reason(why, f"restoring {what}")
        with _identities(what), doing(why=why), self._database.write() as connection:
            row = connection.execute(select(table.c.withdrawn).where(where)).first()
            if row is None:
                raise StudyError(f"there is no {what} of this name in the study")
            if not row.withdrawn:
                raise StudyError(f"{what} was not withdrawn")
            connection.execute(update(table).where(where).values(withdrawn=""))


@contextmanager
def _identities(what: str) -> Iterator[None]:
    """A row whose identity another one has by now is refused in words."""
    try:
        yield
    except IntegrityError as error:
        raise StudyError(
            f"{what}: another one of this identity is on record; withdraw or correct that one first"
        ) from error


def _require_reason(why: str, what: str) -> None:
    if not why.strip():
        raise StudyError(f"{what} needs a reason (--why)")


def _of_capture(sha256: str) -> ColumnElement[bool]:
    """Measurements of a capture that still stand."""
    table = schema.measurement
    return (table.c.capture == sha256) & table.c.settings.not_like(f"{SUPERSEDED}%")


def _carry(connection: Connection, was: Capture, now: Capture) -> None:
    """Findings repeat their capture's replicate and device; both are put right with it."""
    finding, measurement = schema.finding, schema.measurement
    values: dict[str, object] = {}
    if was.replicate != now.replicate:
        values["replicate"] = now.replicate
    if was.device and was.device != now.device:
        values["device"] = case(
            (finding.c.device == was.device, now.device), else_=finding.c.device
        )
    if values:
        own = select(measurement.c.id).where(_of_capture(was.sha256))
        connection.execute(update(finding).where(finding.c.measurement.in_(own)).values(values))


def _supersede(connection: Connection, sha256: str) -> None:
    """Give the key of what was measured free, so that it is measured where the capture is now."""
    head = head_of(connection)
    mark = f"{SUPERSEDED}{0 if head is None else head.seq}:"
    table = schema.measurement
    connection.execute(
        update(table).where(_of_capture(sha256)).values(settings=mark + table.c.settings)
    )
