"""The relational schema: one table for each word, identities held by the database itself."""

from turgor.store.schema.adverse import adverse_event, diary_entry, escalation
from turgor.store.schema.audit import audit, audit_pending
from turgor.store.schema.base import APPLICATION_ID, HEAD, metadata
from turgor.store.schema.captures import (
    blind_code,
    capture,
    refusal,
    region,
    registration,
    zone_set,
)
from turgor.store.schema.conduct import (
    consent,
    design_version,
    query,
    randomisation_entry,
    randomisation_list,
    rating,
    shown_picture,
    unblinding,
)
from turgor.store.schema.custody import signature, study_lock, study_user
from turgor.store.schema.findings import device_reading, device_table, finding, measurement
from turgor.store.schema.imported import imported_file
from turgor.store.schema.instruments import instrument, licence_proof
from turgor.store.schema.people import allocation, session, subject, visit
from turgor.store.schema.plans import protocol, rule_library, rule_override, treatment_plan

__all__ = [
    "APPLICATION_ID",
    "HEAD",
    "adverse_event",
    "allocation",
    "audit",
    "audit_pending",
    "blind_code",
    "capture",
    "consent",
    "design_version",
    "device_reading",
    "device_table",
    "diary_entry",
    "escalation",
    "finding",
    "imported_file",
    "instrument",
    "licence_proof",
    "measurement",
    "metadata",
    "protocol",
    "query",
    "randomisation_entry",
    "randomisation_list",
    "rating",
    "refusal",
    "region",
    "registration",
    "rule_library",
    "rule_override",
    "session",
    "shown_picture",
    "signature",
    "study_lock",
    "study_user",
    "subject",
    "treatment_plan",
    "unblinding",
    "visit",
    "zone_set",
]
