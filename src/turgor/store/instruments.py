"""A study's instruments with their files, and the proofs of licences with their documents."""

from pathlib import Path

from turgor.record.licence_proof import LicenceProof
from turgor.record.study_instrument import StudyInstrument
from turgor.store import schema
from turgor.store.blobs import CaptureFolder, sha256_of
from turgor.store.codec import RecordCodec
from turgor.store.connect import Database
from turgor.store.ledger import Kept, Ledger


class Instruments:
    """The part of a store that knows questionnaires and scales.

    kept : the instruments, one row for each edition. proofs : licences on record.
    """

    def __init__(self, database: Database, folder: CaptureFolder) -> None:
        self._folder = folder
        self.kept: Ledger[StudyInstrument] = Ledger(
            database,
            schema.instrument,
            RecordCodec(StudyInstrument),
            "instrument",
            ("name", "edition"),
        )
        self.proofs: Ledger[LicenceProof] = Ledger(
            database,
            schema.licence_proof,
            RecordCodec(LicenceProof),
            "licence",
            ("holder", "instrument", "reference"),
        )

    def keep_file(self, source: Path) -> str:
        """Keep a file's bytes under their sum, which is returned.

        Errors: StoreError where it can't be read or the disk refuses.
        """
        sha256 = sha256_of(source)
        self._folder.keep(source, sha256, source.suffix.lower())
        return sha256

    def files(self, instrument: StudyInstrument) -> tuple[Path, Path]:
        """The form and its sidecar, both held against their sums.

        Errors: StoreError where one is gone or changed.
        """
        return (
            self._folder.checked(instrument.form_sha256, ".json"),
            self._folder.checked(instrument.scoring_sha256, instrument.scoring_suffix),
        )

    def all(self) -> tuple[Kept[StudyInstrument], ...]:
        """Every instrument in order of being taken in."""
        return self.kept.all()
