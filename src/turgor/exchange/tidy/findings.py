"""The columns of findings, the table that every number of a study ends in."""

from turgor.exchange.tidy.table import Column
from turgor.exchange.tidy.words import table_words

#: column -> kind; the order is the order of the columns
_KINDS = {
    "subject": "text", "visit": "text", "visit_date": "date", "site": "text", "side": "text",
    "arm": "text", "region": "text", "region_version": "integer", "kind": "text", "setup": "text",
    "time_of_day": "text", "replicate": "integer", "reseated": "boolean", "item": "text",
    "metric": "text", "conditions": "json", "value": "number", "unit": "text", "u": "number",
    "u_kind": "text", "u_reason": "text", "method": "text", "method_version": "text",
    "device": "text", "device_reported": "boolean", "source_sha256": "text",
    "source_row": "integer", "flags": "text", "acclimatisation_min": "number",
    "temperature_c": "number", "relative_humidity_pct": "number", "hours_since_product": "number",
    "days_since_session": "number",
}  # fmt: skip


def finding_columns() -> tuple[Column, ...]:
    """Every column of findings in order."""
    words = table_words("findings")
    told = {name: words.of(name) for name in _KINDS}
    return tuple(
        Column(name, kind, told[name].meaning, told[name].unit, told[name].allowed)
        for name, kind in _KINDS.items()
    )


#: column -> what it holds, in the order of the columns
FINDING_COLUMNS: dict[str, str] = {item.name: item.meaning for item in finding_columns()}
