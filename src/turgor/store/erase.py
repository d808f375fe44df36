"""Erasure: a capture's pixels go, its numbers and a tombstone stay."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select, update

from turgor.errors import StudyError
from turgor.record.capture import Capture
from turgor.store.audit.deed import doing
from turgor.store.blobs import CaptureFolder
from turgor.store.connect import Database
from turgor.store.rows import capture_from
from turgor.store.schema.captures import capture as table
from turgor.store.schema.findings import device_table


@dataclass(frozen=True, slots=True)
class Erasure:
    """A capture whose pixels are gone, on which day (UTC) and why."""

    capture: Capture
    date: str
    why: str
    withdrawn: str = ""


@dataclass(frozen=True, slots=True)
class LeftFile:
    """A file that is still there though its capture was erased.

    shared : it is a device table of the study too, and stays for that.
    """

    sha256: str
    path: Path
    shared: bool = False


class Erasures:
    """The part of a store that knows what was erased, and erases.

    The row comes first, then the file: after a crash in between, nothing reads the capture any
    more, ``left`` names its file and ``remove_left`` finishes.
    """

    def __init__(self, database: Database, folder: CaptureFolder) -> None:
        self._database, self._folder = database, folder

    def all(self) -> dict[str, Erasure]:
        """Every erasure by its capture's sum, of withdrawn captures too."""
        with self._database.read() as connection:
            rows = connection.execute(
                select(table).where(table.c.erased != "").order_by(table.c.sha256)
            ).mappings()
            return {
                row["sha256"]: Erasure(
                    capture_from(dict(row)), *tombstone(row["erased"]), row["withdrawn"]
                )
                for row in rows
            }

    def of_subject(self, subject: str, kinds: Collection[str] = ()) -> tuple[Capture, ...]:
        """What would be erased: every capture of a subject that has its pixels, withdrawn too."""
        statement = select(table).where(table.c.subject == subject, table.c.erased == "")
        if kinds:
            statement = statement.where(table.c.kind.in_(sorted(kinds)))
        with self._database.read() as connection:
            rows = connection.execute(statement.order_by(table.c.sha256)).mappings().all()
        return tuple(capture_from(dict(row)) for row in rows)

    def mark(self, subject: str, kinds: Collection[str], why: str) -> tuple[Capture, ...]:
        """Put the tombstones, in one transaction; file names on record give way to neutral ones.

        Errors: StudyError without a reason; AdmissionError; StoreError.
        """
        if not why.strip():
            raise StudyError("erasing captures needs a reason (--why)")
        with doing("erased captures", why=why), self._database.write() as connection:
            marked = self.of_subject(subject, kinds)
            stone = f"{dt.datetime.now(dt.UTC).date().isoformat()} {why.strip()}"
            for capture in marked:
                suffix = Path(capture.filename).suffix.lower()
                connection.execute(
                    update(table)
                    .where(table.c.sha256 == capture.sha256, table.c.erased == "")
                    .values(erased=stone, filename=neutral_name(capture.sha256, suffix))
                )
        return marked

    def left(self) -> tuple[LeftFile, ...]:
        """Files that are still there though their captures were erased."""
        with self._database.read() as connection:
            rows = connection.execute(
                select(table.c.sha256, table.c.suffix).where(table.c.erased != "")
            ).all()
            tables = set(connection.execute(select(device_table.c.sha256)).scalars())
        found: list[LeftFile] = []
        for row in rows:
            path = self._folder.path(row.sha256, row.suffix)
            if path.exists():
                found.append(LeftFile(row.sha256, path, row.sha256 in tables))
        return tuple(found)

    def remove_left(self) -> tuple[Path, ...]:
        """Remove those files; the ones that another record needs stay.

        Errors: StoreError where the disk refuses; run it again then.
        """
        removed: list[Path] = []
        for item in self.left():
            if not item.shared:
                self._folder.remove(item.path)
                removed.append(item.path)
        return tuple(removed)


def tombstone(text: str) -> tuple[str, str]:
    """Day and reason of an erasure as kept."""
    day, _, why = text.partition(" ")
    return day, why


def neutral_name(sha256: str, suffix: str) -> str:
    """A file name that tells nothing of a person."""
    return f"erased-{sha256[:12]}{suffix}"
