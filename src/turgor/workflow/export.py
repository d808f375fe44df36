"""Export a study: everything as tidy tables with one dictionary, and the audit chain's head."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Protocol

from turgor import __version__
from turgor.errors import MetricError, StudyError
from turgor.exchange.parquet import ParquetTable
from turgor.exchange.tidy import Cell, TidyTable
from turgor.exchange.tidy.csv_file import CsvTable
from turgor.exchange.tidy.datapackage import datapackage
from turgor.exchange.tidy.dictionary import dictionary_entries, dictionary_table
from turgor.exchange.tidy.json_file import JsonRows, json_text
from turgor.exchange.tidy.manifest import ExportFile, described, manifest
from turgor.metrics import find_metric
from turgor.store.store import EXPORTS
from turgor.workflow.export_files import staged
from turgor.workflow.export_findings import FindingRows, findings_table
from turgor.workflow.export_tables import study_tables
from turgor.workflow.study import Study

FORMATS = ("csv", "parquet", "both")
MANIFEST, DICTIONARY_JSON, FINDINGS_JSON = "export.json", "dictionary.json", "findings.json"
DATAPACKAGE = "datapackage.json"
_AT_ONCE = 4096


@dataclass(frozen=True, slots=True)
class Exported:
    """The files written, how many findings they hold, the rows by table, the chain's head."""

    files: tuple[Path, ...]
    findings: int
    rows: Mapping[str, int]
    head: str


@dataclass(frozen=True, slots=True)
class WrittenTables:
    """Tables with how many rows each has, the names of the files, and the chain's head."""

    tables: tuple[tuple[TidyTable, int], ...]
    files: tuple[str, ...]
    head: str


class _Writer(Protocol):
    """Takes a table's rows some at a time."""

    def add(self, rows: Iterable[Sequence[Cell]]) -> None:
        """Write these rows."""

    def close(self) -> None:
        """End the file."""


@dataclass(frozen=True, slots=True)
class _Facts:
    """What every file of one export shares."""

    study: str
    title: str
    head: str
    format: str
    encoding: str
    findings_json: bool


def export_study(
    study: Study,
    folder: Path | None = None,
    format: str = "csv",
    excel: bool = False,
    made_at: dt.datetime | None = None,
) -> Exported:
    """Write every table of a study, with a dictionary, datapackage.json and export.json.

    format : one of FORMATS. excel : CSV begins with the byte-order mark that Excel needs to know
    UTF-8. made_at : the time that export.json states; the other files hold none, so that the same
    study gives the same bytes. All files belong to one state of the study; they appear when all
    are written, export.json last.

    Errors: StudyError for an unknown format; StoreError where the disk refuses; MissingExtraError
    for Parquet without pyarrow.
    """
    if format not in FORMATS:
        raise StudyError(f"format is '{format}'; allowed: {', '.join(FORMATS)}")
    target = folder if folder is not None else study.folder / EXPORTS
    encoding = "utf-8-sig" if excel else "utf-8"
    at = made_at or dt.datetime.now(dt.UTC)
    with study.store.one_state(), staged(target, MANIFEST) as stage:
        written = write_tables(study, stage, at, format, encoding)
    paths = tuple(target / name for name in written.files)
    rows = {table.name: count for table, count in written.tables}
    return Exported(paths, rows["findings"], rows, written.head)


def write_tables(
    study: Study,
    folder: Path,
    made_at: dt.datetime,
    format: str = "csv",
    encoding: str = "utf-8",
    findings_json: bool = True,
) -> WrittenTables:
    """Write what ``export_study`` promises into an empty folder, within one state of the study.

    findings_json : also findings.json, which says the same as findings.csv.
    """
    design = study.design
    facts = _Facts(
        design.id, design.title, str(study.store.head()), format, encoding, findings_json
    )
    tables = study_tables(study)
    tables.append(dictionary_table(tables))
    rows: dict[str, int] = {}
    metrics: set[str] = set()
    for table in tables:
        rows[table.name] = _write(folder, table, facts, metrics)
    entries = list(dictionary_entries(tables))
    _write_text(folder / DICTIONARY_JSON, json_text(_dictionary(tables, entries, metrics)))
    files = _written(folder, tables, rows)
    if format != "parquet":
        csv = [(table, files[f"{table.name}.csv"]) for table in tables]
        package = datapackage(facts.study, facts.title, facts.head, csv)
        _write_text(folder / DATAPACKAGE, json_text(package))
        files[DATAPACKAGE] = described(folder, DATAPACKAGE)
    at = made_at.isoformat(timespec="seconds")
    told = manifest(facts.study, facts.title, facts.head, at, __version__, tuple(files.values()))
    _write_text(folder / MANIFEST, json_text(told))
    counted = tuple((table, rows[table.name]) for table in tables)
    return WrittenTables(counted, (*files, MANIFEST), facts.head)


def finding_rows(study: Study) -> list[dict[str, object]]:
    """Every current finding and every device reading as a tidy row, in a fixed order."""
    names = findings_table(study.store, study.design).names
    return [
        dict(zip(names, row, strict=True)) for row in FindingRows(study.store, study.design).rows()
    ]


def _write(stage: Path, table: TidyTable, facts: _Facts, metrics: set[str]) -> int:
    """Write a table in every format that is asked for, in one pass over its rows."""
    at = table.place("metric")
    count = 0
    with ExitStack() as open_files:
        writers = _writers(stage, table, facts, open_files)
        rows = iter(table.rows())
        while part := list(islice(rows, _AT_ONCE)):
            count += len(part)
            if at is not None:
                metrics.update(str(row[at]) for row in part)
            for writer in writers:
                writer.add(part)
        for writer in writers:
            writer.close()
    return count


def _writers(stage: Path, table: TidyTable, facts: _Facts, open_files: ExitStack) -> list[_Writer]:
    writers: list[_Writer] = []
    if facts.format != "parquet":
        path = stage / f"{table.name}.csv"
        stream = open_files.enter_context(path.open("w", encoding=facts.encoding, newline=""))
        writers.append(CsvTable(stream, table))
    if facts.format != "csv" and table.columns:
        told = {"study": facts.study, "head": facts.head, "turgor": __version__}
        writers.append(ParquetTable(stage / f"{table.name}.parquet", table, told))
    if table.name == "findings" and facts.findings_json and facts.format != "parquet":
        stream = open_files.enter_context(
            (stage / FINDINGS_JSON).open("w", encoding="utf-8", newline="")
        )
        head = {"schema": "turgor.findings/1", "study": facts.study}
        writers.append(JsonRows(stream, head, "findings", table.columns))
    return writers


def _written(
    stage: Path, tables: Sequence[TidyTable], rows: Mapping[str, int]
) -> dict[str, ExportFile]:
    """Every file that is there, findings first."""
    files: dict[str, ExportFile] = {}
    for table in tables:
        for name in (f"{table.name}.csv", f"{table.name}.json", f"{table.name}.parquet"):
            if (stage / name).is_file():
                count = rows[table.name] if name != DICTIONARY_JSON else None
                files[name] = described(stage, name, count)
    return files


def _dictionary(
    tables: Sequence[TidyTable], entries: Sequence[Mapping[str, str]], metrics: Iterable[str]
) -> dict[str, object]:
    return {
        "schema": "turgor.dictionary/2",
        "tables": [{"table": table.name, "meaning": table.meaning} for table in tables],
        "columns": list(entries),
        "metrics": [_metric(metric) for metric in sorted(metrics)],
    }


def _metric(metric_id: str) -> dict[str, object]:
    try:
        metric = find_metric(metric_id)
    except MetricError:
        return {"id": metric_id, "definition": "unknown to this version of Turgor"}
    return {
        "id": metric.id,
        "symbol": metric.symbol,
        "name": metric.name,
        "unit": metric.unit,
        "definition": metric.definition,
        "source": metric.source,
        "locator": metric.locator,
        "device_reported": metric.device_reported,
    }


def _write_text(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        stream.write(text)
