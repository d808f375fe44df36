"""Export a study as one CDISC ODM document."""

import datetime as dt
from pathlib import Path

from turgor import __version__
from turgor.errors import StudyError
from turgor.exchange.odm import OdmStudy, Signed, write_odm
from turgor.exchange.tidy import Cell
from turgor.store.deeds import Deeds
from turgor.workflow.export_files import whole_file
from turgor.workflow.export_tables import study_tables
from turgor.workflow.study import Study


def export_odm(study: Study, path: Path, made_at: dt.datetime | None = None) -> Path:
    """Write every table of a study as ODM 1.3.2; the file appears whole or not at all.

    Errors: StudyError where the path is no .xml; StoreError where the disk refuses.
    """
    if path.suffix.lower() != ".xml":
        raise StudyError(f"{path}: an ODM document ends in .xml; name it so")
    at = (made_at or dt.datetime.now(dt.UTC)).isoformat(timespec="seconds")
    design = study.design
    with study.store.one_state(), whole_file(path) as stream:
        told = OdmStudy(
            id=design.id,
            title=design.title,
            kind=design.kind,
            head=str(study.store.head()),
            version=__version__,
            made_at=at,
            visits=tuple(visit.label for visit in design.visits),
        )
        deeds = study.store.outgoing.deeds()
        write_odm(stream, told, study_tables(study), _Signatures(deeds))
    return path


class _Signatures:
    """The last deed on a row in the words of an export."""

    def __init__(self, deeds: Deeds) -> None:
        self._deeds = deeds

    def __call__(self, entity: str, key: tuple[Cell, ...]) -> Signed | None:
        deed = self._deeds.of(entity, tuple(_plain(cell) for cell in key))
        if deed is None:
            return None
        return Signed(deed.who, deed.at, deed.why, f"audit link {deed.seq}")


def _plain(cell: Cell) -> str | int | float | None:
    return cell.isoformat() if isinstance(cell, dt.date) else cell
