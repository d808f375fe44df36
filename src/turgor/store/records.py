"""What the store keeps beside the product's words: work done, work refused, and how."""

import datetime as dt
from dataclasses import dataclass

from turgor.record.capture import Capture
from turgor.record.finding import Finding
from turgor.record.site import BodySite, Region
from turgor.record.zone import ZoneSet


@dataclass(frozen=True, slots=True)
class WorkKey:
    """What makes a measurement the same measurement: done once for a key, it is not done again.

    ``settings`` is a short digest of everything that steers the method beside its version;
    ``region_version`` is the version of the region whose skin was measured.
    """

    capture: str
    method: str
    method_version: str
    settings: str
    region_version: int


@dataclass(frozen=True, slots=True)
class Measurement:
    """One capture measured: its key and all its findings, kept together or not at all."""

    key: WorkKey
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class MeasuredFinding:
    """A finding beside the capture that it came from and the region version it belongs to."""

    capture: Capture
    finding: Finding
    region_version: int


@dataclass(frozen=True, slots=True)
class KeptRegion:
    """A region as kept: a new outline is a new version, older ones stay.

    origin : 'declared' by a person, or 'shared-field' worked out from all captures of a place.
    """

    region: Region
    version: int
    origin: str


@dataclass(frozen=True, slots=True)
class KeptZones:
    """The zones of a place as kept: a new placing is a new version."""

    zones: ZoneSet
    version: int


@dataclass(frozen=True, slots=True)
class StoredRegistration:
    """How a capture lies on its baseline capture; ``refused`` is empty where it was found.

    method_version : of the registration, so that a newer one is done again.
    form : canonical JSON of the whole result, enough to carry a region without registering anew.
    """

    capture: str
    baseline: str
    method_version: str
    shift_x_um: float | None
    shift_y_um: float | None
    rotation_deg: float | None
    overlap_fraction: float | None
    residual_um: float | None
    form: str = "{}"
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Refusal:
    """What could not be done to a capture, at which stage, and why."""

    capture: str
    stage: str
    reason: str


@dataclass(frozen=True, slots=True)
class DeviceReading:
    """A device-reported finding beside whose it is and which row of which table said so."""

    subject: str
    visit: str
    site: BodySite
    finding: Finding
    table_sha256: str
    row: int
    profile: str
    date: dt.date | None = None
