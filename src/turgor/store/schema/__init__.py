"""The relational schema: one table for each word, identities held by the database itself."""

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
from turgor.store.schema.findings import device_reading, device_table, finding, measurement
from turgor.store.schema.imported import imported_file
from turgor.store.schema.people import allocation, session, subject, visit

__all__ = [
    "APPLICATION_ID",
    "HEAD",
    "allocation",
    "audit",
    "audit_pending",
    "blind_code",
    "capture",
    "device_reading",
    "device_table",
    "finding",
    "imported_file",
    "measurement",
    "metadata",
    "refusal",
    "region",
    "registration",
    "session",
    "subject",
    "visit",
    "zone_set",
]
