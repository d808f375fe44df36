"""Locks of the data, and signatures that hold until the data of their scope change."""

import datetime as dt
import json
from collections.abc import Iterator

from sqlalchemy import Connection, insert, select, update

from turgor.errors import AdmissionError, StudyError
from turgor.record.custody import Signature, SignatureState, StudyLock
from turgor.record.permissions import BESIDE_DATA
from turgor.store.admission import require_may
from turgor.store.audit.deed import current_deed, doing
from turgor.store.audit.link import ADOPTED, head_of
from turgor.store.connect import Database
from turgor.store.schema.audit import audit
from turgor.store.schema.custody import signature, study_lock
from turgor.store.schema.people import subject as subject_table
from turgor.store.touched import subject_touched


class Locks:
    """The part of a store that knows what is locked, who signed what, and whether it still holds.

    ``design_sha256`` is the sum of study.toml, which is part of what is locked and signed.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def current_lock(self) -> StudyLock | None:
        """The lock that stands, None where the data are open."""
        return next((lock for lock in self.locks() if not lock.unlocked_at), None)

    def locks(self) -> tuple[StudyLock, ...]:
        """Every lock there was, in order."""
        with self._database.read() as connection:
            rows = connection.execute(select(study_lock).order_by(study_lock.c.id)).all()
        return tuple(StudyLock(*row) for row in rows)

    def require_may(self, *tables: str) -> None:
        """Ask whether whoever is at work could change these tables now.

        Errors: AdmissionError.
        """
        with self._database.read() as connection:
            require_may(connection, current_deed().who, tables)

    def lock(self, why: str, design_sha256: str) -> StudyLock:
        """Lock the data: every later change of them is refused until they are unlocked.

        Errors: StudyError without a reason; AdmissionError where it is locked, or for the role.
        """
        if not why.strip():
            raise StudyError("locking a study needs a reason (--why)")
        with doing("locked", why=why) as deed, self._database.write() as connection:
            standing = connection.execute(
                select(study_lock).where(study_lock.c.unlocked_at == "")
            ).first()
            if standing is not None:
                raise AdmissionError(
                    f"the study is locked already, by {standing.who} on {standing.at[:10]} "
                    f"({standing.why})"
                )
            values = {
                "at": _now(),
                "who": deed.who or current_deed().who,
                "why": why.strip(),
                "head": str(head_of(connection) or ""),
                "design_sha256": design_sha256,
            }
            made = connection.execute(
                insert(study_lock).values(values).returning(study_lock.c.id)
            ).scalar_one()
        return StudyLock(made, **values)

    def unlock(self, why: str) -> StudyLock:
        """Open the data again; the lock stays on record with who opened it and why.

        Errors: StudyError without a reason or where nothing is locked; AdmissionError.
        """
        if not why.strip():
            raise StudyError("unlocking a study needs a reason (--why)")
        with doing("unlocked", why=why), self._database.write() as connection:
            number = connection.execute(
                select(study_lock.c.id).where(study_lock.c.unlocked_at == "")
            ).scalar()
            if number is None:
                raise StudyError("the study is not locked")
            connection.execute(
                update(study_lock)
                .where(study_lock.c.id == number)
                .values(
                    unlocked_at=_now(), unlocked_by=current_deed().who, unlocked_why=why.strip()
                )
            )
        return next(lock for lock in self.locks() if lock.number == number)

    def sign(self, meaning: str, subject: str, role: str, design_sha256: str) -> Signature:
        """Sign the data as they stand, of one subject or (empty) of the whole study.

        Errors: StudyError without a meaning or for an unknown subject; AdmissionError.
        """
        if not meaning.strip():
            raise StudyError("a signature needs a meaning (--meaning)")
        with doing("signed"), self._database.write() as connection:
            if subject and not _is_subject(connection, subject):
                raise StudyError(f"subject '{subject}' is not in the study")
            values = {
                "at": _now(),
                "who": current_deed().who,
                "role": role,
                "meaning": meaning.strip(),
                "head": str(head_of(connection) or ""),
                "design_sha256": design_sha256,
            }
            made = connection.execute(
                insert(signature)
                .values(**values, subject=subject or None)
                .returning(signature.c.id)
            ).scalar_one()
        return Signature(made, subject=subject, **values)

    def signatures(self, design_sha256: str = "") -> tuple[SignatureState, ...]:
        """Every signature in order, each with whether it still holds.

        design_sha256 : of study.toml now, to tell where it is another one than was signed.
        """
        with self._database.read() as connection:
            rows = connection.execute(select(signature).order_by(signature.c.id)).all()
            return tuple(
                _state(
                    connection,
                    Signature(
                        row.id, row.at, row.who, row.role, row.meaning, row.subject or "",
                        row.head, row.design_sha256,
                    ),
                    design_sha256,
                )
                for row in rows
            )  # fmt: skip


def _state(connection: Connection, signed: Signature, design_sha256: str) -> SignatureState:
    changed = bool(design_sha256) and design_sha256 != signed.design_sha256
    seq, _, sha256 = signed.head.partition(":")
    kept = connection.execute(select(audit.c.sha256).where(audit.c.seq == int(seq or 0))).scalar()
    if kept != sha256:
        return SignatureState(signed, "foreign", design_changed=changed)
    for link_seq, at, who, changes in _links_after(connection, int(seq)):
        if _touches(connection, changes, signed.subject):
            return SignatureState(signed, "voided", link_seq, who, at, changed)
    return SignatureState(signed, "valid", design_changed=changed)


def _links_after(
    connection: Connection, seq: int
) -> Iterator[tuple[int, str, str, dict[str, dict[str, list[list[object]]]]]]:
    statement = select(audit.c.seq, audit.c.at, audit.c.who, audit.c.changes)
    for row in connection.execute(statement.where(audit.c.seq > seq).order_by(audit.c.seq)):
        yield row.seq, row.at, row.who, json.loads(row.changes)


def _touches(
    connection: Connection, changes: dict[str, dict[str, list[list[object]]]], subject: str
) -> bool:
    """True where a link changed data of this scope; an upgrade takes them over as they are."""
    data = [name for name in changes if name not in BESIDE_DATA and name != ADOPTED]
    if not subject:
        return bool(data)
    return any(subject_touched(connection, name, changes[name], subject) for name in data)


def _is_subject(connection: Connection, subject: str) -> bool:
    found = select(subject_table.c.id).where(subject_table.c.id == subject)
    return connection.execute(found).first() is not None


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
