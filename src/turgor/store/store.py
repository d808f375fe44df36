"""A study's folder: study.toml beside study.db, captures under their sums, exports."""

import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from turgor.errors import StoreError
from turgor.record.consent import Consent
from turgor.record.query import Query
from turgor.record.rating import Rating
from turgor.store import schema
from turgor.store.adverse import AdverseEvents, diary_of, escalations_of
from turgor.store.audit.link import AuditHead, head_of
from turgor.store.audit.trail import AuditTrail
from turgor.store.blobs import CaptureFolder, RehearsedFolder
from turgor.store.bulk import Bulk
from turgor.store.captures import Captures
from turgor.store.codec import RecordCodec
from turgor.store.connect import BUSY_TIMEOUT_S, Database
from turgor.store.corrections import Corrections
from turgor.store.designs import Designs
from turgor.store.erase import Erasures
from turgor.store.faults import file_faults
from turgor.store.findings import Findings
from turgor.store.imported import ImportedFiles
from turgor.store.instruments import Instruments
from turgor.store.ledger import Ledger
from turgor.store.locks import Locks
from turgor.store.lookup import Lookup
from turgor.store.migrate import create, require_current
from turgor.store.outgoing import Outgoing
from turgor.store.people import People
from turgor.store.pictures import ShownPictures
from turgor.store.plain_rows import PlainRows
from turgor.store.plans import Plans, Protocols
from turgor.store.randomisation import Randomisation
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
    findings : what was measured; readings : what closed instruments reported; lookup : narrow
    questions to a large study
    findings : what was measured; readings : what closed instruments reported
    instruments : questionnaires and scales, and licences on record
    erasures : pixels that were erased; corrections : rows put right, withdrawn, restored
    users : who may work on it; locks : what is locked, and who signed what
    designs : study.toml over time; randomisation : the sealed list; consents, queries; pictures,
    ratings : what raters were shown under which code, and what they said
    outgoing : everything as an export needs it, streamed
    plain : every table's rows as they are kept
    adverse, diary, escalations : what went wrong, what subjects wrote, what rules said of it
    protocols : every version of each; plans : with the rules they were made with, and overrides
    audit : the chain of every change, to be read and verified
    instruments : questionnaires and scales, and licences on record
    imported : files that were imported; bulk : many rows at once, for imports
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
        self.instruments = Instruments(self._database, files)
        self.lookup = Lookup(self._database)
        self.erasures = Erasures(self._database, files)
        self.corrections = Corrections(self._database)
        self.users = Users(self._database)
        self.locks = Locks(self._database)
        self.designs = Designs(self._database)
        self.randomisation = Randomisation(self._database)
        self.pictures = ShownPictures(self._database)
        self.consents = Ledger(
            database, schema.consent, RecordCodec(Consent), "consent", ("subject", "form", "scope")
        )
        self.queries = Ledger(
            *(database, schema.query, RecordCodec(Query), "query"),
            ("subject", "visit", "about", "question"),
        )
        self.ratings = Ledger(
            database, schema.rating, RecordCodec(Rating), "rating", ("code", "rater")
        )
        self.outgoing = Outgoing(self._database, files)
        self.plain = PlainRows(self._database)
        self.adverse = AdverseEvents(self._database)
        self.diary = diary_of(self._database)
        self.protocols = Protocols(self._database)
        self.plans = Plans(self._database)
        self.escalations = escalations_of(self._database)
        self.audit = AuditTrail(self._database, files.folder)
        self.instruments = Instruments(self._database, files)
        self.imported = ImportedFiles(self._database, files)
        self.bulk = Bulk(self._database)
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

    def one_state(self) -> AbstractContextManager[None]:
        """Everything that is read within the block belongs to one state of the study.

        Errors: StoreError.
        """
        return self._database.one_state()

    def head(self) -> AuditHead:
        """The newest link of the audit chain, to be carried wherever the study's numbers go.

        Errors: StoreError.
        """
        with self._database.read() as connection:
            head = head_of(connection)
        if head is None:
            raise StoreError(f"{self.folder}: has no audit chain; restore it from a copy")
        return head

    def watch_design(self, text: str) -> None:
        """Keep this text of study.toml before anything else is written, where it is not kept.

        A command that only reads never writes it.
        """
        self._database.before_writing = lambda: self.designs.record(text)

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
