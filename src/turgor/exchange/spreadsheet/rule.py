"""What a mapping says of one column, one table and one file."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

_PLACE = re.compile(r"\{([a-z_]+)\}")
#: cell dates that are numbers without a date's format, counted in the workbook's own system
SERIAL = "serial"


@dataclass(frozen=True, slots=True)
class ColumnRule:
    """How the cells of one column are read.

    header : of the column, as it stands, or '#C' for column C, or with fields in braces
    ('{visit}_MASI'), and then every column that fits. words : theirs to ours. unit : of the cells.
    dates : how dates that are text are written, as for strptime, or SERIAL. decimal : '.' or ','.
    missing : what stands for nothing. prefix, zeros : make 'S01' of 1. constants : further fields
    of what this column says.
    """

    header: str
    words: Mapping[str, str] = field(default_factory=dict)
    unit: str = ""
    dates: str = ""
    decimal: str = "."
    missing: tuple[str, ...] = ()
    prefix: str = ""
    zeros: int = 0
    constants: Mapping[str, str] = field(default_factory=dict)

    @property
    def places(self) -> tuple[str, ...]:
        """The fields that stand in the header itself."""
        return tuple(_PLACE.findall(self.header))

    def fits(self, header: str) -> dict[str, str] | None:
        """What a header says by this rule's pattern; None where it is another column."""
        if not self.places:
            return {} if _same(header, self.header) else None
        parts = _PLACE.split(self.header)
        pattern = "".join(
            f"(?P<{part}>.+?)" if index % 2 else re.escape(part) for index, part in enumerate(parts)
        )
        match = re.fullmatch(pattern, header, re.IGNORECASE)
        return match.groupdict() if match else None


@dataclass(frozen=True, slots=True)
class TableRule:
    """What one sheet says of one target.

    sheet : its name; empty for the only sheet there is. header_row : 0 where it is to be found.
    header_rows : how many rows the header has, joined by a space. fields : field to column.
    constants : fields that no column says. values : columns of which each makes a record of its
    own, in the target's field 'value'. words : by field, theirs to ours, wherever the field is
    said, in headers too. merged : 'key' (only in fields that tell records apart may a merged cell
    speak for all of its rows) or 'fill' (everywhere). last_row : 0 for all.
    """

    sheet: str
    target: str
    fields: Mapping[str, ColumnRule]
    constants: Mapping[str, str] = field(default_factory=dict)
    values: tuple[ColumnRule, ...] = ()
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    header_row: int = 0
    header_rows: int = 1
    last_row: int = 0
    merged: str = "key"

    @property
    def columns(self) -> tuple[ColumnRule, ...]:
        """Every column that is named."""
        return (*self.fields.values(), *self.values)


@dataclass(frozen=True, slots=True)
class ImportMap:
    """A whole mapping.

    revision : counts the user's own changes of it. keep : 'whole' or 'mapped-cells', what of the
    file is kept in the study; empty for whole unless a column that is left out looks like an
    identity. accept_subjects : ids that look like a typing error of another one and are none.
    text : as it was written.
    """

    name: str
    tables: tuple[TableRule, ...]
    revision: int = 1
    title: str = ""
    delimiter: str = "auto"
    encoding: str = "utf-8"
    keep: str = ""
    accept_subjects: tuple[str, ...] = ()
    text: str = ""


def _same(one: str, other: str) -> bool:
    return one == other or one.casefold() == other.casefold()
