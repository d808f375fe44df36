"""The tables of a study's export, one line each; new kinds of records are added here."""

from collections.abc import Iterable

from turgor.exchange.tidy import RecordPlan, TidyTable
from turgor.record.crossover import Period, TreatmentSequence
from turgor.record.design import Allocation, Arm, ConfoundingWindow, Endpoint, StudyDesign
from turgor.record.important import ImportantDifference
from turgor.record.rating import RatingScale
from turgor.record.session import MODALITIES, Session
from turgor.record.setting_spec import modality_settings
from turgor.record.site import Region
from turgor.record.subject import Subject
from turgor.record.visit import Visit, VisitWindow
from turgor.record.zone import ZoneSet
from turgor.store import StoredRegistration
from turgor.store.audit import Link
from turgor.store.outgoing import KeptTable
from turgor.workflow.conduct.sealing import shown_allocations
from turgor.workflow.export_captures import captures_table, refusals_table
from turgor.workflow.export_conduct import CONDUCT
from turgor.workflow.export_findings import findings_table
from turgor.workflow.export_forms import form_answers
from turgor.workflow.export_records import RecordTable, TableMaker, ledger_table
from turgor.workflow.study import Study


def _design(name: str, record_type: type, field: str, key: str = "") -> RecordTable:
    """The table of one of the design's lists."""
    return RecordTable(
        RecordPlan(name, record_type, key=(key,) if key else (), rename={"label": "visit"}),
        lambda study: getattr(study.design, field),
    )


def _setting(key: str) -> str:
    """What a session's setting means, in whichever modality knows one of this name."""
    specs = (modality_settings(modality).specs.get(key) for modality in MODALITIES)
    return "; ".join(dict.fromkeys(spec.meaning for spec in specs if spec is not None))


STUDY = RecordTable(
    RecordPlan(
        "study", StudyDesign, key=("id",),
        leave_out=(
            *("arms", "visits", "endpoints", "windows", "periods", "sequences", "ratings"),
            "important",
        ),
    ),
    lambda study: [study.design],
)  # fmt: skip
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
    wide=("settings", "lots"), each={"settings": _setting},
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
    _design("periods", Period, "periods", "id"),
    _design("sequences", TreatmentSequence, "sequences", "id"),
    _design("rating_scales", RatingScale, "ratings", "id"),
    _design("important_differences", ImportantDifference, "important"),
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
    lambda study: [form_answers(study)],
    *CONDUCT,
    AUDIT_LINKS,
)


def study_tables(study: Study, makers: Iterable[TableMaker] = TABLES) -> list[TidyTable]:
    """Every table of a study; read within ``store.one_state()`` they belong to one state."""
    return [table for make in makers for table in make(study)]
