"""Captures: the file made durable first, then the row that names it."""

from pathlib import Path

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.exc import IntegrityError

from turgor.errors import ErasedError, StoreError, StudyError
from turgor.record.capture import Capture
from turgor.store import schema
from turgor.store.blobs import CaptureFolder
from turgor.store.connect import Database
from turgor.store.erase import tombstone
from turgor.store.people import ensure_visit
from turgor.store.records import Refusal, StoredRegistration
from turgor.store.rows import canonical_json, capture_from, capture_row, settings_from

_ORDER = ("subject", "site", "side", "region", "visit", "replicate", "kind", "setup")


class Captures:
    """The part of a store that knows captures, what was refused of them, and how they lie."""

    def __init__(self, database: Database, folder: CaptureFolder) -> None:
        self._database = database
        self._folder = folder

    def verdict(self, capture: Capture) -> str:
        """What adding would do: 'added' or 'same'; nothing is changed.

        Errors: StudyError where file and identity contradict what is on record; StoreError.
        """
        with self._database.read() as connection:
            return _verdict(connection, capture)

    def add(self, capture: Capture, source: Path) -> str:
        """Keep the file, then the row that names it; 'added', or 'same' where it is known.

        Errors: StudyError where the file is on record under another identity, or the identity
        with another file; StoreError where disk or database refuse.
        """
        if self.verdict(capture) == "same":
            return "same"
        suffix = source.suffix.lower()
        self._folder.keep(source, capture.sha256, suffix)
        try:
            with self._database.write() as connection:
                if _verdict(connection, capture) == "same":
                    return "same"
                ensure_visit(connection, capture.subject, capture.visit)
                connection.execute(insert(schema.capture).values(capture_row(capture, suffix)))
        except IntegrityError as error:
            raise StoreError(f"{source}: contradicts what is on record ({error.orig})") from error
        return "added"

    def all(self) -> tuple[Capture, ...]:
        """Every capture, in order of subject, site, side, region, visit, replicate, kind, setup."""
        table = schema.capture
        order = [table.c[name] for name in _ORDER]
        with self._database.read() as connection:
            rows = (
                connection.execute(select(table).where(table.c.withdrawn == "").order_by(*order))
                .mappings()
                .all()
            )
        return tuple(capture_from(dict(row)) for row in rows)

    def file(self, sha256: str) -> Path:
        """The place of a capture's bytes, held against their sum.

        Errors: ErasedError where it was erased; StoreError where the capture is unknown, gone or
        changed.
        """
        table = schema.capture
        wanted = select(table.c.suffix, table.c.erased).where(table.c.sha256 == sha256)
        with self._database.read() as connection:
            row = connection.execute(wanted).first()
        if row is None:
            raise StoreError(f"capture {sha256[:12]} is not in this study")
        if row.erased:
            day, why = tombstone(row.erased)
            raise ErasedError(
                f"capture {sha256[:12]} was erased on {day} ({why}); its numbers are kept"
            )
        return self._folder.checked(sha256, row.suffix)

    def set_setting(self, sha256: str, key: str, value: str) -> None:
        """Keep one more word about a capture beside what its file says; the file stays as it is.

        Errors: StoreError where the capture is unknown or the disk refuses.
        """
        table = schema.capture
        with self._database.write() as connection:
            row = connection.execute(
                select(table.c.settings).where(table.c.sha256 == sha256)
            ).first()
            if row is None:
                raise StoreError(f"capture {sha256[:12]} is not in this study")
            settings = {**settings_from(row.settings), key: value}
            connection.execute(
                update(table)
                .where(table.c.sha256 == sha256)
                .values(settings=canonical_json(settings))
            )

    def set_registration(self, registration: StoredRegistration) -> None:
        """Keep how a capture lies on its baseline, in place of what was kept before."""
        table = schema.registration
        values = {
            field: getattr(registration, field) for field in StoredRegistration.__dataclass_fields__
        }
        with self._database.write() as connection:
            connection.execute(delete(table).where(table.c.capture == registration.capture))
            connection.execute(insert(table).values(values))

    def registrations(self) -> dict[str, StoredRegistration]:
        """Every registration by its capture's sum."""
        table = schema.registration
        with self._database.read() as connection:
            rows = connection.execute(select(table).order_by(table.c.capture)).mappings().all()
        return {row["capture"]: StoredRegistration(**row) for row in rows}

    def set_refusal(self, refusal: Refusal) -> None:
        """Keep why a capture was refused, in place of an earlier reason."""
        values = {
            "capture": refusal.capture,
            "stage": refusal.stage,
            "reason": refusal.reason,
        }
        statement = upsert(schema.refusal).values(values)
        with self._database.write() as connection:
            connection.execute(
                statement.on_conflict_do_update(index_elements=["capture"], set_=values)
            )

    def refusals(self) -> dict[str, Refusal]:
        """Every refusal that still stands, by its capture's sum."""
        table = schema.refusal
        with self._database.read() as connection:
            rows = connection.execute(select(table).order_by(table.c.capture)).mappings().all()
        return {row["capture"]: Refusal(**row) for row in rows}


def named(capture: Capture) -> str:
    """A capture's identity in words."""
    site = f"{capture.site.name} {capture.site.side}".strip()
    region = f" region '{capture.region}'" if capture.region else ""
    kind = "" if capture.kind == "surface" else f" {capture.kind}"
    kind += f" ({capture.setup})" if capture.setup else ""
    return f"{capture.subject} {capture.visit} {site}{region}{kind} replicate {capture.replicate}"


def _verdict(connection: Connection, capture: Capture) -> str:
    table = schema.capture
    same_file = select(table).where(table.c.sha256 == capture.sha256)
    kept = connection.execute(same_file).mappings().first()
    if kept is not None:
        known = capture_from(dict(kept))
        if kept["erased"]:
            day, why = tombstone(kept["erased"])
            raise StudyError(
                f"this file was erased from the study on {day} ({why}), as {named(known)}"
            )
        if kept["withdrawn"]:
            raise StudyError(
                f"this file was withdrawn from the study ({kept['withdrawn']}), as {named(known)}"
            )
        if _identity(known) != _identity(capture) or capture.setup not in ("", known.setup):
            raise StudyError(
                f"this file is on record already as {named(known)}; one file is one capture, "
                f"so it can't also be {named(capture)}"
            )
        return "same"
    identity = {name: value for name, value in capture_row(capture, "").items() if name in _ORDER}
    where = [table.c[name] == value for name, value in identity.items()]
    row = connection.execute(
        select(table.c.filename).where(*where, table.c.withdrawn == "")
    ).first()
    if row is not None:
        raise StudyError(
            f"{named(capture)} is on record already with another file ('{row.filename}'); "
            "give this one its own replicate number"
        )
    return "added"


def _identity(capture: Capture) -> tuple[object, ...]:
    return (
        capture.subject,
        capture.visit,
        capture.site,
        capture.region,
        capture.replicate,
        capture.kind,
    )
