"""What a surface format is: how it is recognised, read and written, and what it must be told."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from pathlib import Path

from turgor.errors import InputError
from turgor.record.height_map import HeightMap

NEVER_TRIED = "format-never-tried-on-a-real-file"
#: words in a file's free text that keep a relative height scale from passing as absolute
RELATIVE_REMARK = "height_reference=relative"
SCALE_UNCHECKED = "scale-not-independently-checked"


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What the user states where a file can't; what the file itself states always wins.

    pitch_x_um, pitch_y_um : µm between neighbouring centres; one alone stands for both.
    height_unit, lateral_unit : units of the numbers in a file that names none, such as 'mm'.
    height_um_per_count : µm of height for one grey level of a 16-bit image.
    missing_count : the grey level that means 'not measured'; none unless stated.
    mesh_unit : unit of a mesh's coordinates; mesh_pitch_um : µm between resampled points.
    mesh_axis : viewing axis 'x', '-x', 'y', '-y', 'z' or '-z'; best-fit plane where it is None.
    region_mm : (x_min, y_min, x_max, y_max) of a mesh's map in its own frame; all where None.
    max_points : a file that announces more points is refused before any memory is taken.

    Errors: InputError where a number is not finite and positive or the region is empty.
    """

    pitch_x_um: float | None = None
    pitch_y_um: float | None = None
    height_unit: str | None = None
    lateral_unit: str | None = None
    height_um_per_count: float | None = None
    missing_count: int | None = None
    mesh_pitch_um: float | None = None
    mesh_unit: str | None = None
    mesh_axis: str | None = None
    region_mm: tuple[float, float, float, float] | None = None
    max_points: int = 400_000_000

    def __post_init__(self) -> None:
        for item in fields(self):
            value = getattr(self, item.name)
            if isinstance(value, float) and not (math.isfinite(value) and value > 0):
                raise InputError(
                    f"option {item.name} is {value:g}; it must be a finite number above zero"
                )
        if self.max_points < 1:
            raise InputError(f"option max_points is {self.max_points}; it must be at least 1")
        if self.region_mm is not None:
            x0, y0, x1, y1 = self.region_mm
            if not all(map(math.isfinite, self.region_mm)) or x1 <= x0 or y1 <= y0:
                raise InputError(
                    f"option region_mm is {self.region_mm}; "
                    "give x_min, y_min, x_max, y_max in mm with each maximum above its minimum"
                )


Sniff = Callable[[bytes, Path], bool]
Read = Callable[[Path, ReadOptions], HeightMap]
Write = Callable[[HeightMap, Path], None]


@dataclass(frozen=True, slots=True)
class SurfaceFormat:
    """One file format.

    sniff : takes the first 4096 bytes and the path, says whether the file is of this format.
    read : raises FormatError for a bad file, UnitError where a unit is needed and missing.
    write : None where the format can only be read.
    source : id of the evidence source that describes the layout.
    extra : name of the optional extra that reading needs, or None.
    keeps_reference : False where a file can't say that its heights are relative.
    asks : names of the ReadOptions that a written file needs to be read back.
    """

    id: str
    name: str
    suffixes: tuple[str, ...]
    sniff: Sniff
    read: Read
    write: Write | None
    tried_on_real_file: bool
    source: str
    extra: str | None = None
    asks: tuple[str, ...] = field(default=())
    keeps_reference: bool = True
