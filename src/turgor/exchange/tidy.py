"""Tidy tables: one row for each finding, with a dictionary that says what each column means."""

import csv
import io
import json
from collections.abc import Mapping, Sequence

#: column -> what it holds; the order is the order of the columns
FINDING_COLUMNS: dict[str, str] = {
    "subject": "pseudonym of the person",
    "visit": "label of the visit in the design",
    "visit_date": "day of the visit, year-month-day",
    "site": "body site in the study's own word",
    "side": "left, right, midline or unstated",
    "arm": "arm that the subject or side was allocated to; empty where none is declared",
    "region": "name of the region of skin that was measured",
    "region_version": "version of that region; values of different versions are of different skin",
    "kind": "kind of capture, empty for a number of a closed instrument's table",
    "setup": "what tells captures of one kind at one place apart: aperture, quantity; else empty",
    "time_of_day": "when the capture was taken, HH:MM, where it says so",
    "replicate": "number of the capture within the visit",
    "reseated": "true where the instrument was lifted and placed anew for this replicate",
    "item": "number of the object within the region, empty for a value of the whole region",
    "metric": "what was measured; see the metrics of the dictionary",
    "conditions": "conditions of the metric as JSON; only equal ones may be compared",
    "value": "the value in 'unit'; empty where it is not identified, then 'flags' says why",
    "unit": "unit of value and u",
    "u": "standard uncertainty in 'unit'; empty where it is not known, then 'u_reason' says why",
    "u_kind": "spatial, repeat, reseated, instrument or published",
    "u_reason": "why u is empty",
    "method": "what made the value",
    "method_version": "its version",
    "device": "the instrument",
    "device_reported": "true where a closed instrument reported the number",
    "source_sha256": "sha256 of the capture, or of the table that the number stands in",
    "source_row": "line of that table, empty for captures",
    "flags": "what a reader must know, separated by ;",
    "acclimatisation_min": "visit condition, minutes",
    "temperature_c": "visit condition, °C",
    "relative_humidity_pct": "visit condition, %",
    "hours_since_product": "visit condition, hours",
    "days_since_session": "visit condition, days",
}


def csv_text(columns: Sequence[str], rows: Sequence[Mapping[str, object]]) -> str:
    """Rows as CSV: numbers with the digits that bring the same float back, None as empty."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_cell(row[name]) for name in columns] for row in rows)
    return out.getvalue()


def json_text(document: Mapping[str, object]) -> str:
    """A document as JSON that is the same text for the same content."""
    return json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return repr(value) if isinstance(value, float) else str(value)
