"""Skin shrinks when it is cut out and embedded: geometry as in life, and as histology shows it."""

from dataclasses import dataclass
from typing import Literal

from turgor.evidence import parameter

#: as in life: before any biopsy. histology: as a section of excised, embedded skin shows it.
GeometryState = Literal["life", "histology"]


@dataclass(frozen=True, slots=True)
class Shrinkage:
    """Share of its length that skin loses from life to section, sideways and in depth."""

    lateral: float
    depth: float

    def width_um(self, width_um: float, of: GeometryState, to: GeometryState) -> float:
        """A width, µm, that holds in one state, as it is in another."""
        return _converted(width_um, self.lateral, of, to)

    def depth_um(self, depth_um: float, of: GeometryState, to: GeometryState) -> float:
        """A depth, µm, that holds in one state, as it is in another."""
        return _converted(depth_um, self.depth, of, to)


def excision_shrinkage() -> Shrinkage:
    """Shrinkage of human skin under the present draw (``mtz.shrinkage.*``)."""
    return Shrinkage(parameter("mtz.shrinkage.lateral"), parameter("mtz.shrinkage.depth"))


def _converted(length_um: float, share: float, of: GeometryState, to: GeometryState) -> float:
    if of == to:
        return length_um
    return length_um * (1.0 - share) if to == "histology" else length_um / (1.0 - share)
