"""A study's memory: records in SQLite, captures on disk under their sha256."""

from turgor.store.blobs import CaptureFolder, sha256_of
from turgor.store.records import (
    DeviceReading,
    KeptRegion,
    KeptZones,
    MeasuredFinding,
    Measurement,
    Refusal,
    StoredRegistration,
    WorkKey,
)
from turgor.store.store import Store

__all__ = [
    "CaptureFolder",
    "DeviceReading",
    "KeptRegion",
    "KeptZones",
    "MeasuredFinding",
    "Measurement",
    "Refusal",
    "Store",
    "StoredRegistration",
    "WorkKey",
    "sha256_of",
]
