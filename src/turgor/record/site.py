"""A body site is an anatomical place with laterality; a region is the patch that is measured."""

from dataclasses import dataclass

SIDES = ("left", "right", "midline", "unstated")


@dataclass(frozen=True, slots=True)
class BodySite:
    """An anatomical place, in the study's own word, with its side."""

    name: str
    side: str = "unstated"


@dataclass(frozen=True, slots=True)
class Region:
    """An outlined patch in the frame of the baseline capture, carried from visit to visit.

    polygon_um : corners (x, y) in µm from the top left cell's outer corner of the baseline map;
        empty for the whole field.
    placed_blind : True where whoever placed it could not see side or arm.
    """

    name: str
    subject: str
    site: BodySite
    polygon_um: tuple[tuple[float, float], ...] = ()
    placed_blind: bool = False
