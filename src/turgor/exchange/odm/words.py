"""ODM's names for our things: OIDs, data types, and texts that XML can carry."""

import hashlib
import json
import re

NAMESPACE = "http://www.cdisc.org/ns/odm/v1.3"
#: contexts of Alias elements that are ours, and the comment beside an escaped text
UCUM, TABLE, COLUMNS = "UCUM", "turgor.table", "turgor.columns"
KIND, MEASURAND, VISIT = "turgor.kind", "turgor.measurand", "turgor.visit"
ESCAPED = "turgor: a JSON string, because XML can't hold one of its characters"
METADATA, COMMON_EVENT, STUDY_LOCATION = "MDV.1", "SE.COMMON", "L.STUDY"

#: our kinds of columns as ODM's data types
DATA_TYPES = {
    "text": "text", "json": "text", "integer": "integer", "number": "double",
    "boolean": "boolean", "date": "date",
}  # fmt: skip

_UNABLE = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_MARKUP = re.compile('[&<>"\t\n\r]')
_REPLACED = {
    "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\t": "&#9;", "\n": "&#10;",
    "\r": "&#13;",
}  # fmt: skip


def attribute(text: str) -> str:
    """A text as the inside of an attribute in double quotes; line ends and tabs survive.

    Characters that XML can't hold are written as in JSON; see ``unable``.
    """
    if _MARKUP.search(text):
        text = _MARKUP.sub(lambda match: _REPLACED[match[0]], text)
    if _UNABLE.search(text):
        text = _UNABLE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
    return text


def unable(text: str) -> bool:
    """Whether a text has a character that XML 1.0 can't hold."""
    return _UNABLE.search(text) is not None


def compact_json(value: object) -> str:
    """JSON in ASCII on one line."""
    return json.dumps(value, ensure_ascii=True, separators=(",", ":"))


def item_oid(table: str, column: str) -> str:
    """The OID of a column."""
    return f"I.{table}.{column}"


def measurand_oid(metric: str, conditions: str) -> str:
    """The OID of a measurand: the metric, and the first 16 digits of the sum of its conditions."""
    return f"M.{metric}.{hashlib.sha256(conditions.encode()).hexdigest()[:16]}"


def unit_oid(printed: str) -> str:
    """The OID of a unit."""
    return f"MU.{printed}"


def event_oid(visit: str | None) -> str:
    """The OID of a visit, or of what belongs to none."""
    return COMMON_EVENT if visit is None else f"SE.V.{visit}"
