"""A capture: what an instrument recorded, unchanged, known by its sha256."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from turgor.record.site import BodySite

#: What a capture can be: heights of the surface, a reflectance spectrum, a photograph, a suction
#: curve, an ultrasound image, a reading of the barrier, a shear wave, a pair of OCT scans, and what
#: a scanner itself states of stiffness, a filled questionnaire or clinician's scale.
CAPTURE_KINDS = (
    "surface",
    "spectrum",
    "photograph",
    "suction",
    "ultrasound",
    "barrier",
    "wave",
    "oct",
    "elastogram",
    "form",
)
#: those that are read and measured one record a file, without registration
READING_KINDS = CAPTURE_KINDS[3:]
#: those of them that an instrument read off the skin
LAXITY_KINDS = CAPTURE_KINDS[3:9]


@dataclass(frozen=True, slots=True)
class Capture:
    """One capture of one region on one visit.

    ``reseated`` is True where the instrument was lifted and placed anew for this replicate, so
    that its scatter includes repositioning. ``kind`` is one of CAPTURE_KINDS; captures of several
    kinds may share subject, visit, site, region and replicate. ``setup`` tells captures of one
    kind apart that measure other things at the same place: a 2 mm and an 8 mm probe, water loss
    and capacitance; empty where there is one.
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
    kind: str = "surface"
    setup: str = ""
