"""What the chain never says in plain: an old file name may hold a person's name, for good."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from turgor.store.audit.rows import TableShape, Value

#: table -> columns whose old values are left out of the links; the row's own sum stands for them
WITHHELD: Mapping[str, frozenset[str]] = MappingProxyType({"capture": frozenset({"filename"})})
PLACEHOLDER = "(withheld)"


def withheld(shape: TableShape, row: Sequence[Value]) -> list[Value] | None:
    """A row as a link may tell it, None where it may be told as it was."""
    hidden = WITHHELD.get(shape.name)
    if hidden is None:
        return None
    return [
        PLACEHOLDER if name in hidden else value
        for name, value in zip(shape.columns, row, strict=True)
    ]
