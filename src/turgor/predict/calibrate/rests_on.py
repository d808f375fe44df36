"""What a parameter set rests on: a fingerprint of every record and file that was read for it.

Which were read is noted while the arms are simulated and the sources fitted, so that nothing needs
to be listed by hand; the rows that were given stand beside them.
"""

import hashlib
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import asdict, fields

from turgor.evidence import all_parameters
from turgor.evidence.data_file import packaged
from turgor.evidence.parameter import Parameter
from turgor.predict.row import Row

#: the rows' own entry
ROWS = "outcomes"
#: hexadecimal digits of a fingerprint: enough against chance, which is all that they are against
_DIGITS = 16
#: fields of a record, but those that no number comes from
_NUMBERS = sorted(
    {field.name for field in fields(Parameter)}
    - {"population", "source", "locator", "note", "basis"}
)


def fingerprints(read: AbstractSet[str], rows: Sequence[Row]) -> Mapping[str, str]:
    """Fingerprints, by name, of what was read (ids, paths in the package), and of the rows."""
    return {ROWS: _of_rows(rows), **{name: _fingerprint(name) for name in sorted(read)}}


def changed_since(rests_on: Mapping[str, str], rows: Sequence[Row]) -> tuple[str, ...]:
    """Names of what is another now than it was, or is gone; none where all is as it was."""
    now = fingerprints(set(rests_on) - {ROWS}, rows)
    return tuple(name for name in now if now[name] != rests_on.get(name))


def _fingerprint(name: str) -> str:
    """Of a record's numbers or a file's text; '' where there is none of that name."""
    record = all_parameters().get(name)
    if record is not None:
        return _hash(_numbers(record))
    file = packaged(name)
    return _hash(file.read_text(encoding="utf-8")) if file.is_file() else ""


def _numbers(record: Parameter) -> str:
    return repr([(name, getattr(record, name)) for name in _NUMBERS])


def _of_rows(rows: Sequence[Row]) -> str:
    """As they were read and understood, whatever their order."""
    told = [(row.key, row.number, _meaning(row)) for row in rows]
    return _hash(repr(sorted(told, key=repr)))


def _meaning(row: Row) -> list[tuple[str, object]]:
    """What an endpoint means; of why one is unmapped only whether it is."""
    return sorted({**asdict(row.meaning), "reason": bool(row.meaning.reason)}.items())


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:_DIGITS]
