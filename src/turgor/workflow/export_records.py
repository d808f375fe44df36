"""Tables of frozen records for an export: one line for each kind of record."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from turgor.exchange.tidy import Cell, RecordPlan, TidyTable, record_tables
from turgor.record.custody import SignatureState
from turgor.store import KeptRegion, KeptZones
from turgor.store.ledger import Kept
from turgor.workflow.study import Study

#: makes one or more tables of a study
TableMaker = Callable[[Study], Sequence[TidyTable]]
#: the cells before a record's own, and the record
_Split = Callable[[object], tuple[Sequence[Cell], object]]
_KEPT = (("id", "integer"), ("version", "integer"), ("withdrawn", "text"))


def _split(item: object) -> tuple[Sequence[Cell], object]:
    if isinstance(item, Kept):
        return (item.id, item.version, item.withdrawn), item.record
    if isinstance(item, KeptRegion):
        return (item.version, item.origin), item.region
    if isinstance(item, KeptZones):
        return (item.version,), item.zones
    if isinstance(item, SignatureState):
        told = (item.state, item.voided_by, item.voided_who, item.voided_at, item.design_changed)
        return told, item.signature
    return (), item


@dataclass(frozen=True, slots=True)
class RecordTable:
    """A table of frozen records, its columns worked out from their type.

    plan : what becomes of the type's fields. fetch : all records of a study. split : the cells
    before a record's own, where ``plan.lead`` declares some.
    """

    plan: RecordPlan
    fetch: Callable[[Study], Iterable[object]]
    split: _Split = _split

    def __call__(self, study: Study) -> Sequence[TidyTable]:
        """The table, then those of its long fields."""
        return record_tables(self.plan, [self.split(item) for item in self.fetch(study)])


def ledger_table(
    name: str,
    record_type: type,
    fetch: Callable[[Study], Iterable[object]],
    entity: str = "",
    wide: tuple[str, ...] = (),
    long: tuple[str, ...] = (),
    leave_out: tuple[str, ...] = (),
    each: Mapping[str, Callable[[str], str]] | None = None,
) -> RecordTable:
    """The table of a ``Ledger``, whose ``all(withdrawn=True)`` is ``fetch``.

    name : of the table; what its columns mean stands in ``exchange/data/tables/<name>.toml``.
    entity : the table of study.db. wide, long, leave_out, each : see ``RecordPlan``.
    """
    own = ("id",) if entity else ()
    plan = RecordPlan(
        name, record_type, _KEPT, leave_out=leave_out, wide=wide, long=long, key=("id",),
        entity=entity, entity_key=own, each=each or {},
    )  # fmt: skip
    return RecordTable(plan, fetch)
