"""Zones: named patches of a baseline photograph, placed once and carried to every follow-up."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from turgor.record.site import BodySite

#: Corners (x, y) in pixels of the upright photograph, pixel centres at whole numbers.
PixelPolygon = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class ZoneSet:
    """The zones of one place, in pixels of its baseline photograph.

    capture : sha256 of that photograph. polygons : by zone name; holes : what is left out of a
        zone, such as the lips. points : the named points that a person or a plug-in placed, empty
        where polygons were drawn. origin : 'hand-points',
        'polygon' or 'plug-in'. details : how they came about, for example a plug-in's model hash.
    """

    subject: str
    site: BodySite
    region: str
    capture: str
    polygons: Mapping[str, PixelPolygon]
    holes: Mapping[str, PixelPolygon] = field(default_factory=dict)
    points: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    origin: str = "polygon"
    details: Mapping[str, str] = field(default_factory=dict)
