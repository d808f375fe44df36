"""A study's folder: study.toml beside study.db, captures under their sums, exports."""

import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from turgor.errors import StoreError
from turgor.store.audit.link import AuditHead, head_of
from turgor.store.audit.trail import AuditTrail
from turgor.store.blobs import CaptureFolder, RehearsedFolder
from turgor.store.captures import Captures
from turgor.store.connect import BUSY_TIMEOUT_S, Database
from turgor.store.corrections import Corrections
from turgor.store.erase import Erasures
from turgor.store.faults import file_faults
from turgor.store.findings import Findings
from turgor.store.locks import Locks
from turgor.store.migrate import create, require_current
from turgor.store.people import People
from turgor.store.readings import Readings
from turgor.store.regions import Regions
from turgor.store.users import Users
from turgor.store.zones import Zones

DATABASE, DESIGN, CAPTURES, EXPORTS = "study.db", "study.toml", "captures", "exports"


class Store:
    """The repository of one study; takes and gives record dataclasses only.

    people : subjects, visits, allocations, sessions
    captures : captures, their files, registrations and refusals
    regions : regions by version, codes of blind placings; zones : those of photographs
    findings : what was measured; readings : what closed instruments reported
    erasures : pixels that were erased; corrections : rows put right, withdrawn, restored
    users : who may work on it; locks : what is locked, and who signed what
    audit : the chain of every change, to be read and verified
    """

    def __init__(self, folder: Path, busy_timeout_s: float = BUSY_TIMEOUT_S) -> None:
        """Open a study.

        Errors: StoreError where there is none, or it is foreign, newer, locked or unreadable.
        """
        require_current(folder / DATABASE)
        self._hold(
            folder,
            Database(folder / DATABASE, busy_timeout_s),
            CaptureFolder(folder / CAPTURES),
        )

    def _hold(self, folder: Path, database: Database, files: CaptureFolder) -> None:
        self.folder = folder
        self._database = database
        self.people = People(self._database)
        self.captures = Captures(self._database, files)
        self.regions = Regions(self._database)
        self.zones = Zones(self._database)
        self.findings = Findings(self._database)
        self.readings = Readings(self._database, files)
        self.erasures = Erasures(self._database, files)
        self.corrections = Corrections(self._database)
        self.users = Users(self._database)
        self.locks = Locks(self._database)
        self.audit = AuditTrail(self._database, files.folder)

    @classmethod
    def create(cls, folder: Path) -> "Store":
        """Make the folder and an empty database in it, and open it.

        Errors: StoreError where a study is there already or the disk refuses.
        """
        with file_faults(folder):
            if folder.exists() and not folder.is_dir():
                raise StoreError(f"{folder}: is a file; name a folder")
            for part in (folder, folder / CAPTURES, folder / EXPORTS):
                part.mkdir(parents=True, exist_ok=True)
        create(folder / DATABASE)
        return cls(folder)

    @contextmanager
    def rehearsal(self) -> Iterator["Store"]:
        """The same study on a copy of its database that is thrown away, keeping no files.

        Whatever is done to it shows exactly what would be done, and leaves no trace.

        Errors: StoreError.
        """
        with TemporaryDirectory(prefix="turgor-rehearsal-") as place:
            copy = Path(place) / DATABASE
            self._database.copy_to(copy)
            rehearsed = Store.__new__(Store)
            database = Database(copy)
            rehearsed._hold(self.folder, database, RehearsedFolder(self.folder / CAPTURES))
            try:
                yield rehearsed
            finally:
                database.close()

    def together(self) -> AbstractContextManager[None]:
        """One transaction and one link of the audit chain for everything within the block.

        Errors: StoreError; an error that leaves the block takes back everything.
        """
        return self._database.together()

    def head(self) -> AuditHead:
        """The newest link of the audit chain, to be carried wherever the study's numbers go.

        Errors: StoreError.
        """
        with self._database.read() as connection:
            head = head_of(connection)
        if head is None:
            raise StoreError(f"{self.folder}: has no audit chain; restore it from a copy")
        return head

    def snapshot(self, target: Path) -> None:
        """Copy one consistent state of the database while others may write.

        Errors: StoreError.
        """
        try:
            self._database.copy_to(target)
        except sqlite3.Error as error:
            advice = "the disk is full" if "full" in str(error) else str(error)
            raise StoreError(f"{target.parent}: {advice}; nothing half-written was kept") from error

    def close(self) -> None:
        """Let go of the database."""
        self._database.close()

    def __enter__(self) -> "Store":
        """The store itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of the database."""
        self.close()
