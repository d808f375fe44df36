"""A height map: what a surface instrument measured, in micrometres, with gaps as NaN."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

FloatMap = NDArray[np.float64]
BoolMap = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class HeightMap:
    """Heights on a regular grid.

    height_um : (rows, cols) float64, µm, NaN = not measured; row 0 is the top, y grows downwards.
    pitch_x_um, pitch_y_um : µm between the centres of neighbouring points. A point stands for one
        cell, so the field is cols * pitch_x by rows * pitch_y; a profile's length is the distance
        from its first to its last centre.
    height_reference : 'absolute', or 'relative' where the height scale was never calibrated.
    device_class : kind of instrument, for example 'focus-variation' or 'unknown'.
    settings : the raw header's own words, unchanged.
    flags : what a reader must know, for example 'format-never-tried-on-a-real-file'.
    """

    height_um: FloatMap
    pitch_x_um: float
    pitch_y_um: float
    format_id: str = "array"
    device: str = ""
    device_class: str = "unknown"
    height_reference: str = "absolute"
    settings: Mapping[str, str] = field(default_factory=dict)
    flags: tuple[str, ...] = ()

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        rows, cols = self.height_um.shape
        return int(rows), int(cols)

    @property
    def field_mm(self) -> tuple[float, float]:
        """Width and height of the field in millimetres, one cell per point."""
        rows, cols = self.shape
        return cols * self.pitch_x_um / 1000.0, rows * self.pitch_y_um / 1000.0

    @property
    def valid(self) -> BoolMap:
        """(rows, cols) bool, True where a height was measured."""
        return np.isfinite(self.height_um)

    def with_heights(self, height_um: FloatMap) -> "HeightMap":
        """The same map with other heights, everything beside them kept."""
        return replace(self, height_um=height_um)
