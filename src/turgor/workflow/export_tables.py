"""The tables of a study's export, one line each; new kinds of records are added here."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from turgor.exchange.tidy import Cell, RecordPlan, TidyTable, record_tables
from turgor.record.design import Allocation, Arm, ConfoundingWindow, Endpoint, StudyDesign
from turgor.record.session import Session
from turgor.record.site import Region
from turgor.record.subject import Subject
from turgor.record.visit import Visit, VisitWindow
from turgor.record.zone import ZoneSet
from turgor.store import KeptRegion, KeptZones, StoredRegistration
from turgor.store.audit import Link
from turgor.store.ledger import Kept
from turgor.store.outgoing import KeptTable
from turgor.workflow.conduct.sealing import shown_allocations
from turgor.workflow.export_captures import captures_table, refusals_table
from turgor.workflow.export_findings import findings_table
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
) -> RecordTable:
    """The table of a ``Ledger``, whose ``all(withdrawn=True)`` is ``fetch``.

    name : of the table; what its columns mean stands in ``exchange/data/tables/<name>.toml``.
    entity : the table of study.db. wide, long, leave_out : see ``RecordPlan``.
    """
    own = ("id",) if entity else ()
    plan = RecordPlan(
        name, record_type, _KEPT, leave_out=leave_out, wide=wide, long=long, key=("id",),
        entity=entity, entity_key=own,
    )  # fmt: skip
    return RecordTable(plan, fetch)


def _design(name: str, record_type: type, field: str, key: str) -> RecordTable:
    """The table of one of the design's lists."""
    return RecordTable(
        RecordPlan(name, record_type, key=(key,), rename={"label": "visit"}),
        lambda study: getattr(study.design, field),
    )


STUDY = RecordTable(
    RecordPlan(
        "study", StudyDesign, key=("id",), leave_out=("arms", "visits", "endpoints", "windows")
    ),
    lambda study: [study.design],
)
SUBJECTS = RecordTable(
    RecordPlan(
        "subjects", Subject, rename={"id": "subject"}, key=("subject",), entity="subject",
        entity_key=("subject",),
    ),
    lambda study: study.store.people.subjects(),
)  # fmt: skip
VISITS = RecordTable(
    RecordPlan(
        "visits", Visit, rename={"label": "visit"}, key=("subject", "visit"), entity="visit",
        entity_key=("subject", "visit"),
    ),
    lambda study: study.store.people.visits(),
)  # fmt: skip
ALLOCATIONS = RecordTable(
    RecordPlan("allocations", Allocation, entity="allocation", entity_key=("subject", "side")),
    lambda study: shown_allocations(study.store, study.design),
)
SESSIONS = ledger_table(
    "sessions", Session, lambda study: study.store.outgoing.sessions(), "session",
    wide=("settings", "lots"),
)  # fmt: skip
REGIONS = RecordTable(
    RecordPlan("regions", Region, lead=(("version", "integer"), ("origin", "text"))),
    lambda study: study.store.regions.newest(),
)
ZONES = RecordTable(
    RecordPlan("zones", ZoneSet, lead=(("version", "integer"),)),
    lambda study: study.store.zones.newest(),
)
REGISTRATIONS = RecordTable(
    RecordPlan("registrations", StoredRegistration, leave_out=("form",), key=("capture",)),
    lambda study: study.store.captures.registrations().values(),
)
DEVICE_TABLES = RecordTable(
    RecordPlan("device_tables", KeptTable, leave_out=("suffix",), key=("sha256",)),
    lambda study: study.store.outgoing.device_tables(),
)
AUDIT_LINKS = RecordTable(
    RecordPlan("audit_links", Link, leave_out=("changes", "previous"), key=("seq",)),
    lambda study: study.store.outgoing.links(),
)

#: every table of an export, in the order of its files
TABLES: tuple[TableMaker, ...] = (
    lambda study: [findings_table(study.store, study.design)],
    STUDY,
    _design("arms", Arm, "arms", "id"),
    _design("planned_visits", VisitWindow, "visits", "visit"),
    _design("endpoints", Endpoint, "endpoints", "id"),
    _design("windows", ConfoundingWindow, "windows", "name"),
    SUBJECTS,
    VISITS,
    ALLOCATIONS,
    SESSIONS,
    lambda study: [captures_table(study.store)],
    REGIONS,
    ZONES,
    REGISTRATIONS,
    lambda study: [refusals_table(study.store)],
    DEVICE_TABLES,
    AUDIT_LINKS,
)


def study_tables(study: Study, makers: Iterable[TableMaker] = TABLES) -> list[TidyTable]:
    """Every table of a study; read within ``store.one_state()`` they belong to one state."""
    return [table for make in makers for table in make(study)]
