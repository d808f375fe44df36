"""The tables of how a study was conducted: events, consents, queries, ratings, custody."""

import dataclasses
from collections.abc import Iterable

from turgor.exchange.tidy import RecordPlan
from turgor.record.adverse_event import AdverseEvent
from turgor.record.consent import Consent
from turgor.record.custody import Signature, StudyLock, StudyUser
from turgor.record.diary import DiaryEntry
from turgor.record.escalation import Escalation
from turgor.record.kept_documents import KeptLibrary, KeptPlan, KeptProtocol
from turgor.record.licence_proof import LicenceProof
from turgor.record.query import Query
from turgor.record.randomisation import Assignment, ListHead, Unblinding
from turgor.record.rating import Rating
from turgor.record.rule_override import RuleOverride
from turgor.record.study_instrument import StudyInstrument
from turgor.store.designs import KeptDesign
from turgor.store.imported import ImportedFile
from turgor.workflow.conduct.sealing import is_sealed
from turgor.workflow.export_records import RecordTable, TableMaker, ledger_table
from turgor.workflow.study import Study


def _assignments(study: Study) -> Iterable[Assignment]:
    """Who was drawn; what was drawn only once arms are shown."""
    entries = study.store.randomisation.entries()
    if not is_sealed(study.store, study.design):
        return entries
    return [dataclasses.replace(item, treatment="", block=0, salt="") for item in entries]


def _lists(study: Study) -> Iterable[ListHead]:
    head = study.store.randomisation.head()
    return () if head is None else (head,)


_SIGNED = (
    ("state", "text"), ("voided_by", "integer"), ("voided_who", "text"), ("voided_at", "text"),
    ("design_changed", "boolean"),
)  # fmt: skip

#: the key of blinded ratings and of blind placings stays in the study, and so do passphrases
CONDUCT: tuple[TableMaker, ...] = (
    ledger_table(
        "adverse_events", AdverseEvent, lambda study: study.store.adverse.all(withdrawn=True),
        "adverse_event", long=("course",),
    ),
    ledger_table(
        "diary", DiaryEntry, lambda study: study.store.diary.all(withdrawn=True), "diary_entry",
        long=("symptoms",),
    ),
    ledger_table(
        "escalations", Escalation, lambda study: study.store.escalations.all(withdrawn=True),
        "escalation",
    ),
    ledger_table(
        "consents", Consent, lambda study: study.store.consents.all(withdrawn=True), "consent"
    ),
    ledger_table(
        "queries", Query, lambda study: study.store.queries.all(withdrawn=True), "query"
    ),
    ledger_table(
        "ratings", Rating, lambda study: study.store.ratings.all(withdrawn=True), "rating"
    ),
    ledger_table(
        "protocols", KeptProtocol, lambda study: study.store.protocols.all(withdrawn=True),
        "protocol",
    ),
    ledger_table(
        "plans", KeptPlan, lambda study: study.store.plans.kept.all(withdrawn=True),
        "treatment_plan",
    ),
    ledger_table(
        "rule_libraries", KeptLibrary,
        lambda study: study.store.plans.libraries.all(withdrawn=True), "rule_library",
        leave_out=("document",),
    ),
    ledger_table(
        "rule_overrides", RuleOverride,
        lambda study: study.store.plans.overrides.all(withdrawn=True), "rule_override",
    ),
    ledger_table(
        "instruments", StudyInstrument,
        lambda study: study.store.instruments.kept.all(withdrawn=True), "instrument",
    ),
    ledger_table(
        "licence_proofs", LicenceProof,
        lambda study: study.store.instruments.proofs.all(withdrawn=True), "licence_proof",
    ),
    RecordTable(RecordPlan("randomisation_list", ListHead, key=("sha256",)), _lists),
    RecordTable(
        RecordPlan(
            "randomisation", Assignment, key=("id",), entity="randomisation_entry",
            entity_key=("id",),
        ),
        _assignments,
    ),
    RecordTable(
        RecordPlan("unblindings", Unblinding),
        lambda study: study.store.randomisation.unblindings(),
    ),
    RecordTable(
        RecordPlan(
            "users", StudyUser, leave_out=("passphrase_hash",), key=("name",),
            entity="study_user", entity_key=("name",),
        ),
        lambda study: study.store.users.all(),
    ),
    RecordTable(
        RecordPlan(
            "locks", StudyLock, key=("number",), entity="study_lock", entity_key=("number",)
        ),
        lambda study: study.store.locks.locks(),
    ),
    RecordTable(
        RecordPlan(
            "signatures", Signature, lead=_SIGNED, key=("number",), entity="signature",
            entity_key=("number",),
        ),
        lambda study: study.store.locks.signatures(),
    ),
    RecordTable(
        RecordPlan("design_versions", KeptDesign, leave_out=("text",), key=("number",)),
        lambda study: study.store.designs.all(),
    ),
    RecordTable(
        RecordPlan("imported_files", ImportedFile, leave_out=("mapping", "kept_suffix")),
        lambda study: study.store.imported.all(),
    ),
)  # fmt: skip
