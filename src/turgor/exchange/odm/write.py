"""Write a study's tables as one CDISC ODM 1.3.2 document, a subject at a time."""

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import TextIO

from turgor.exchange.odm.metadata import OdmStudy, admin_lines, metadata_lines, study_oid
from turgor.exchange.odm.rows import RowWriter
from turgor.exchange.odm.survey import SignedOf, Survey, TableSurvey, survey
from turgor.exchange.odm.words import (
    ESCAPED,
    METADATA,
    NAMESPACE,
    attribute,
    event_oid,
    unable,
)
from turgor.exchange.tidy.table import Cell, TidyTable, stated

#: a row with its number in its table
_Numbered = tuple[int, Sequence[Cell]]
#: rows of one subject by visit, then by table
_BySubject = dict[str, dict[str | None, dict[int, list[_Numbered]]]]
#: the table whose rows come subject by subject and are never held together
STREAMED = "findings"


def write_odm(
    stream: TextIO, study: OdmStudy, tables: Iterable[TidyTable], signed: SignedOf
) -> None:
    """Write every table: what belongs to subjects as ClinicalData, the rest as ReferenceData.

    A visit is a StudyEvent, a table a Form with one repeating ItemGroup, a row an ItemGroupData
    whose repeat key is its number, a measurand an Item of its own, whose value carries its unit. A
    snapshot of one state: it does not claim to be an archival electronic record, for which ODM
    wants every transaction; those stay in the study's audit chain, whose head the document names.

    ``findings`` must come with each subject's rows together, as ``findings_table`` gives them.
    """
    found = survey(tables, signed)
    stream.write('<?xml version="1.0" encoding="UTF-8"?>\n')
    stream.write(_opening(study))
    _lines(stream, metadata_lines(study, found))
    _lines(stream, admin_lines(study, found))
    _lines(stream, _reference(study, found, signed))
    _lines(stream, _clinical(study, found, signed))
    stream.write("</ODM>\n")


def _opening(study: OdmStudy) -> str:
    return (
        f'<ODM xmlns="{NAMESPACE}" ODMVersion="1.3.2" FileType="Snapshot" Granularity="All" '
        f'FileOID="{attribute(f"turgor.{study.id}.{study.head}.{study.made_at}")}" '
        f'CreationDateTime="{study.made_at}" AsOfDateTime="{study.made_at}" '
        f'SourceSystem="Turgor" SourceSystemVersion="{attribute(study.version)}" '
        f'Description="audit head {study.head}">\n'
    )


def _lines(stream: TextIO, lines: Iterable[str]) -> None:
    stream.writelines(f"{line}\n" for line in lines)


def _data(name: str, study: OdmStudy) -> str:
    return f'<{name} StudyOID="{attribute(study_oid(study))}" MetaDataVersionOID="{METADATA}">'


def _reference(study: OdmStudy, found: Survey, signed: SignedOf) -> Iterator[str]:
    yield _data("ReferenceData", study)
    for one in found.tables:
        if one.clinical and not one.without_subject:
            continue
        writer = RowWriter(one, signed, reference=True)
        for number, row in enumerate(one.table.rows(), start=1):
            if one.subject is None or stated(row[one.subject]) is None:
                yield writer.text(number, row)
    yield "</ReferenceData>"


def _clinical(study: OdmStudy, found: Survey, signed: SignedOf) -> Iterator[str]:
    clinical = [one for one in found.tables if one.clinical]
    writers = [RowWriter(one, signed, reference=False) for one in clinical]
    held: _BySubject = {}
    for at, one in enumerate(clinical):
        if one.table.name != STREAMED:
            for numbered in enumerate(one.table.rows(), start=1):
                _hold(held, at, one, numbered)
    yield _data("ClinicalData", study)
    for at, one in enumerate(clinical):
        if one.table.name == STREAMED:
            for subject, rows in _by_subject(one):
                for numbered in rows:
                    _hold(held, at, one, numbered)
                yield from _subject(study, found, subject, held.pop(subject), writers)
    for subject in sorted(held):
        yield from _subject(study, found, subject, held[subject], writers)
    yield "</ClinicalData>"


def _by_subject(one: TableSurvey) -> Iterator[tuple[str, Iterable[_Numbered]]]:
    at = one.subject or 0
    rows = ((n, row) for n, row in enumerate(one.table.rows(), start=1) if stated(row[at]))
    for subject, group in groupby(rows, key=lambda numbered: numbered[1][at]):
        yield str(subject), group


def _hold(held: _BySubject, at: int, one: TableSurvey, numbered: _Numbered) -> None:
    row = numbered[1]
    subject = stated(row[one.subject]) if one.subject is not None else None
    if subject is None:
        return
    visit = stated(row[one.visit]) if one.visit is not None else None
    events = held.setdefault(str(subject), {})
    forms = events.setdefault(None if visit is None else str(visit), {})
    forms.setdefault(at, []).append(numbered)


def _subject(
    study: OdmStudy,
    found: Survey,
    subject: str,
    events: dict[str | None, dict[int, list[_Numbered]]],
    writers: Sequence[RowWriter],
) -> Iterator[str]:
    key = json.dumps(subject) if unable(subject) else subject
    yield f'<SubjectData SubjectKey="{attribute(key)}">'
    if subject in found.centres:
        yield f'<SiteRef LocationOID="L.C.{attribute(found.centres[subject])}"/>'
    if unable(subject):
        yield f'<Annotation SeqNum="1"><Comment>{ESCAPED}</Comment></Annotation>'
    planned = {visit: place for place, visit in enumerate(study.visits)}
    last = len(planned) + 1

    def order(visit: str | None) -> tuple[int, str]:
        return (last, "") if visit is None else (planned.get(visit, last - 1), visit)

    for visit in sorted(events, key=order):
        yield f'<StudyEventData StudyEventOID="{attribute(event_oid(visit))}">'
        for at, rows in sorted(events[visit].items()):
            writer = writers[at]
            yield f'<FormData FormOID="F.{attribute(writer.name)}">'
            for number, row in rows:
                yield writer.text(number, row)
            yield "</FormData>"
        yield "</StudyEventData>"
    yield "</SubjectData>"
