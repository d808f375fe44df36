"""Export a study: tidy findings, the design's people and what was refused, with a dictionary."""

import dataclasses
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile

from turgor.errors import MetricError
from turgor.exchange.tidy import FINDING_COLUMNS, csv_text, json_text
from turgor.metrics import find_metric
from turgor.record.finding import Finding
from turgor.record.visit import Visit, VisitConditions
from turgor.store import DeviceReading, MeasuredFinding
from turgor.store.faults import file_faults
from turgor.store.rows import conditions_json
from turgor.store.store import EXPORTS
from turgor.workflow.conduct.sealing import is_sealed
from turgor.workflow.study import Study

FINDINGS_CSV, FINDINGS_JSON = "findings.csv", "findings.json"
COLUMNS_CSV, METRICS_JSON = "dictionary.csv", "dictionary.json"

Row = dict[str, object]


@dataclass(frozen=True, slots=True)
class Exported:
    """The files written and how many findings they hold."""

    files: tuple[Path, ...]
    findings: int


def export_study(study: Study, folder: Path | None = None) -> Exported:
    """Write findings.csv, findings.json, dictionary.csv and dictionary.json.

    The same study gives the same bytes; each file appears whole or not at all.

    Errors: StoreError where the disk refuses.
    """
    target = folder if folder is not None else study.folder / EXPORTS
    rows = finding_rows(study)
    metrics = sorted({str(row["metric"]) for row in rows})
    columns: list[Row] = [
        {"column": name, "meaning": meaning} for name, meaning in FINDING_COLUMNS.items()
    ]
    texts = {
        FINDINGS_CSV: csv_text(tuple(FINDING_COLUMNS), rows),
        FINDINGS_JSON: json_text(
            {"schema": "turgor.findings/1", "study": study.design.id, "findings": rows}
        ),
        COLUMNS_CSV: csv_text(("column", "meaning"), columns),
        METRICS_JSON: json_text(
            {
                "schema": "turgor.dictionary/1",
                "columns": columns,
                "metrics": [_metric(metric) for metric in metrics],
            }
        ),
    }
    with file_faults(target):
        target.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        _write_whole(target / name, text)
    return Exported(tuple(target / name for name in texts), len(rows))


def finding_rows(study: Study) -> list[Row]:
    """Every current finding and every device reading as a tidy row, in a fixed order."""
    store = study.store
    visits = {(visit.subject, visit.label): visit for visit in store.people.visits()}
    sealed = is_sealed(store, study.design)
    given = () if sealed else store.people.allocations()
    arms = {(item.subject, item.side): item.arm for item in given}
    rows = [
        _measured_row(item, visits) for item in store.findings.of_keys(store.findings.latest_keys())
    ]
    rows += [_reading_row(item, visits) for item in store.readings.all()]
    for row in rows:
        subject, side = str(row["subject"]), str(row["side"])
        row["arm"] = arms.get((subject, side), arms.get((subject, ""), ""))
    place = ("subject", "site", "side", "visit", "kind", "setup", "replicate")
    order = (*place, "metric", "item", "conditions")
    rows.sort(key=lambda row: tuple(_sortable(row[name]) for name in order))
    return rows


def _measured_row(item: MeasuredFinding, visits: dict[tuple[str, str], Visit]) -> Row:
    capture = item.capture
    return {
        "subject": capture.subject,
        "visit": capture.visit,
        "site": capture.site.name,
        "side": capture.site.side,
        "region": item.finding.region,
        "region_version": item.region_version,
        "kind": capture.kind,
        "setup": capture.setup,
        "time_of_day": capture.settings.get("time_of_day", ""),
        "replicate": capture.replicate,
        "reseated": capture.reseated,
        "device": item.finding.device or capture.device,
        "device_reported": False,
        "source_sha256": capture.sha256,
        "source_row": None,
        **_finding_part(item.finding),
        **_visit_part(visits.get((capture.subject, capture.visit))),
    }


def _reading_row(item: DeviceReading, visits: dict[tuple[str, str], Visit]) -> Row:
    visit = visits.get((item.subject, item.visit))
    row: Row = {
        "subject": item.subject,
        "visit": item.visit,
        "site": item.site.name,
        "side": item.site.side,
        "region": item.finding.region,
        "region_version": None,
        "kind": "",
        "setup": "",
        "time_of_day": "",
        "replicate": item.finding.replicate,
        "reseated": None,
        "device": item.finding.device,
        "device_reported": True,
        "source_sha256": item.table_sha256,
        "source_row": item.row,
        **_finding_part(item.finding),
        **_visit_part(visit),
    }
    if row["visit_date"] is None and item.date is not None:
        row["visit_date"] = item.date.isoformat()
    return row


def _finding_part(finding: Finding) -> Row:
    return {
        "item": finding.item,
        "metric": finding.metric,
        "conditions": conditions_json(finding.measurand),
        "value": finding.value,
        "unit": finding.unit,
        "u": finding.u,
        "u_kind": finding.u_kind,
        "u_reason": finding.u_reason,
        "method": finding.method,
        "method_version": finding.method_version,
        "flags": ";".join(finding.flags),
    }


def _visit_part(visit: Visit | None) -> Row:
    conditions = visit.conditions if visit is not None else VisitConditions()
    date = visit.date.isoformat() if visit is not None and visit.date is not None else None
    return {"visit_date": date, **dataclasses.asdict(conditions)}


def _metric(metric_id: str) -> Row:
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


def _sortable(value: object) -> tuple[int, float, str]:
    """Numbers by size, then texts; wrinkle 10 comes after wrinkle 9."""
    text = str(value)
    if isinstance(value, int | float) or text.isdecimal():
        return 0, float(text), ""
    return 1, 0.0, text


def _write_whole(path: Path, text: str) -> None:
    with file_faults(path):
        with NamedTemporaryFile(
            "w", dir=path.parent, prefix=f".{path.name}.", delete=False, encoding="utf-8"
        ) as stream:
            part = Path(stream.name)
            try:
                stream.write(text)
                stream.flush()
            except BaseException:
                part.unlink(missing_ok=True)
                raise
        part.chmod(0o644)
        part.replace(path)
