"""A capture: what an instrument recorded, unchanged, known by its sha256."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from turgor.record.site import BodySite


@dataclass(frozen=True, slots=True)
class Capture:
    """One capture of one region on one visit.

    ``reseated`` is True where the instrument was lifted and placed anew for this replicate, so
    that its scatter includes repositioning.
    """

    sha256: str
    filename: str
    subject: str
    visit: str
    site: BodySite
    region: str = ""
    replicate: int = 1
    reseated: bool = False
    device: str = ""
    operator: str = ""
    settings: Mapping[str, str] = field(default_factory=dict)
