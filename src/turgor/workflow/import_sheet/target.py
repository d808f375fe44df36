"""What an import can fill: a target says its fields, makes its record, knows what is on record."""

import dataclasses
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from turgor.errors import StudyError
from turgor.exchange.spreadsheet import Field
from turgor.exchange.spreadsheet.value import Value
from turgor.record.design import StudyDesign
from turgor.record.site import BodySite
from turgor.store import Store
from turgor.store.ledger import Ledger

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a row comes from. sha256 : of what is kept of the file. mapping, revision : by which
    it was read. row : of the sheet.
    """

    sha256: str
    mapping: str
    revision: int
    row: int = 0


class Target(Generic[R]):
    """One kind of record that rows of a sheet can become.

    name : in mappings. title : of its sheet in templates. bare : a row that says no more than whose
    it is still is a record. fills : an empty field of a known record is filled; where False any
    difference from what is on record is refused.
    """

    name = ""
    title = ""
    bare = False
    fills = False

    def fields(self, design: StudyDesign) -> tuple[Field, ...]:
        """What it takes, in a study of this design."""
        raise NotImplementedError

    def record(self, design: StudyDesign, values: Mapping[str, Value], origin: Origin) -> R:
        """The record of a row; every needed field is there.

        Errors: FieldError naming the field that can't be taken; StudyError for the row.
        """
        raise NotImplementedError

    def key(self, record: R) -> Hashable:
        """What tells it from other records of its kind."""
        raise NotImplementedError

    def words(self, record: R) -> str:
        """It in few words."""
        key = self.key(record)
        return (
            " ".join(str(part) for part in key if part != "")
            if isinstance(key, tuple)
            else (str(key))
        )

    def told(self, record: R) -> Mapping[str, Value]:
        """What it says beside its key, by the fields' names; None or '' where it says nothing."""
        raise NotImplementedError

    def known(self, store: Store, records: Sequence[R]) -> Mapping[Hashable, R]:
        """What is on record, at least of these records' keys."""
        raise NotImplementedError

    def joined(self, old: R, new: R) -> R:
        """``old`` with its gaps filled from ``new``; only where ``fills``."""
        raise NotImplementedError

    def keep(self, store: Store, added: Sequence[R], filled: Sequence[R]) -> None:
        """Put them on record; each was held against what is known in this transaction.

        Errors: StudyError, StoreError.
        """
        raise NotImplementedError


#: a target whose record's type does not matter
AnyTarget = Target[Any]


class LedgerTarget(Target[R]):
    """A target whose records live in a ``Ledger``: a table of a record plugs in as one of these.

    fields : what it takes, given the design. make : its record from values, design and origin.
    identity : the record's fields that tell records apart. ledger : the store's ledger of them.
    """

    def __init__(
        self,
        name: str,
        title: str,
        fields: Callable[[StudyDesign], tuple[Field, ...]],
        make: Callable[[Mapping[str, Value], StudyDesign, Origin], R],
        identity: tuple[str, ...],
        ledger: Callable[[Store], Ledger[R]],
    ) -> None:
        self.name, self.title = name, title
        self._fields, self._make = fields, make
        self._identity, self._ledger = identity, ledger

    def fields(self, design: StudyDesign) -> tuple[Field, ...]:
        """As given."""
        return self._fields(design)

    def record(self, design: StudyDesign, values: Mapping[str, Value], origin: Origin) -> R:
        """As given."""
        return self._make(values, design, origin)

    def key(self, record: R) -> Hashable:
        """The identity's fields."""
        told = flat(record)
        return tuple(told[name] for name in self._identity)

    def told(self, record: R) -> Mapping[str, Value]:
        """Every other field."""
        return {name: value for name, value in flat(record).items() if name not in self._identity}

    def known(self, store: Store, records: Sequence[R]) -> Mapping[Hashable, R]:
        """Everything that counts."""
        return {self.key(kept.record): kept.record for kept in self._ledger(store).all()}

    def keep(self, store: Store, added: Sequence[R], filled: Sequence[R]) -> None:
        """Each by the ledger itself."""
        ledger = self._ledger(store)
        for record in added:
            ledger.add(record)


def flat(record: object) -> dict[str, Value]:
    """A dataclass as its fields, a site as 'site' and 'side'."""
    if not dataclasses.is_dataclass(record) or isinstance(record, type):
        raise StudyError(f"{record!r} is no record")
    found: dict[str, Value] = {}
    for item in dataclasses.fields(record):
        value = getattr(record, item.name)
        if isinstance(value, BodySite):
            found |= {"site": value.name, "side": value.side}
        else:
            found[item.name] = value
    return found
