"""The long tail of instrument formats, through SurfaceTopography and behind our own unit checks.

The library is loaded only when such a file is met. Its scales are compared with the file's header
where we can read that; where we can't, the map says so in its flags.
"""

import math
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from turgor.errors import FormatError, MissingExtraError
from turgor.formats.base import SCALE_UNCHECKED, ReadOptions, SurfaceFormat
from turgor.formats.finishing import finished_map, printable, stated_pitch_um, unit_factor_um
from turgor.formats.opening import checked_size, need_points, plausible_inflation
from turgor.formats.scale_checks import SCALE_CHECKS, StatedScale
from turgor.record.height_map import FloatMap, HeightMap

_TOLERANCE = 1e-3
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_HDF5 = b"\x89HDF\r\n\x1a\n"


@dataclass(frozen=True, slots=True)
class _Foreign:
    """A format of the library: its id there, how we know it, what made it."""

    id: str
    reader: str
    name: str
    suffixes: tuple[str, ...]
    magic: tuple[bytes, ...]
    device_class: str
    by_suffix: bool = True
    tried: bool = False


_FOREIGN = (
    _Foreign("mnt", "mnt", "Digital Surf Mountains", (".mnt",), (_OLE,), "unknown", tried=True),
    _Foreign("plux", "plux", "Sensofar PLUX", (".plux",), (_ZIP,), "confocal-or-interferometry"),
    _Foreign("plu", "plu", "Sensofar PLU", (".plu", ".apx"), (), "confocal-or-interferometry"),
    _Foreign(
        "vk", "vk", "Keyence VK", (".vk3", ".vk4", ".vk6", ".vk7"),
        (b"VK3_", b"VK4_", b"VK6", b"VK7"), "confocal", by_suffix=False,
    ),
    _Foreign(
        "zon", "zon", "Keyence ZON", (".zon",), (b"KPK0", b"KPK1"), "unknown", by_suffix=False
    ),
    _Foreign(
        "dat", "metropro", "Zygo MetroPro", (".dat",),
        (b"\x88\x1b\x03o", b"\x88\x1b\x03p", b"\x88\x1b\x03q"), "interferometry", by_suffix=False,
    ),
    _Foreign("datx", "datx", "Zygo DATX", (".datx",), (_HDF5,), "interferometry"),
    _Foreign("nms", "nms", "NanoFocus NMS", (".nms",), (), "confocal"),
    _Foreign("opdx", "opdx", "Bruker OPDx", (".opdx",), (), "interferometry"),
    _Foreign(
        "frt", "frt", "FRT MicroProf", (".frt",), (b"FRTM_GLIDERV",), "unknown", by_suffix=False
    ),
    _Foreign("lext", "lext", "Olympus LEXT", (".lext",), (), "confocal"),
    _Foreign(
        "zmg", "zmg", "KLA Zeta", (".zmg",), (b"Zeta-Instruments",), "unknown", by_suffix=False
    ),
    _Foreign(
        "os3d", "os3d", "OmniSurf3D", (".os3d",), (b"OmniSurf3D",), "unknown", by_suffix=False
    ),
)  # fmt: skip


def _sniff(foreign: _Foreign, head: bytes, path: Path) -> bool:
    """By magic; formats whose magic is shared or absent need their suffix as well."""
    named = path.suffix.lower() in foreign.suffixes
    marked = head.startswith(foreign.magic) if foreign.magic else True
    return (named or not foreign.by_suffix) and marked


def _read(foreign: _Foreign, path: Path, options: ReadOptions) -> HeightMap:
    """Read the first channel of heights.

    Errors: MissingExtraError without the library; FormatError where the library fails or its
    scale contradicts the file's header; UnitError where the file names no unit.
    """
    size = checked_size(path)
    stated = SCALE_CHECKS[foreign.id](path) if foreign.id in SCALE_CHECKS else StatedScale()
    heights, unit, sizes, scale = _through_library(foreign, path, size, options)
    factor = unit_factor_um(path, unit or options.height_unit, "height_unit", "the heights")
    rows, cols = heights.shape
    if sizes is None or len(sizes) != 2:
        pitch_um = stated_pitch_um(path, options)
    else:
        pitch_um = (sizes[0] / cols * factor, sizes[1] / rows * factor)
    heights *= factor
    checked = _agree(path, stated, pitch_um, scale * factor, heights)
    return finished_map(
        path,
        heights,
        pitch_um,
        foreign.id,
        device=foreign.name,
        device_class=foreign.device_class,
        settings={"unit": unit or "", "read_by": "SurfaceTopography"},
        flags=() if checked else (SCALE_UNCHECKED,),
    )


def _through_library(
    foreign: _Foreign, path: Path, size: int, options: ReadOptions
) -> tuple[FloatMap, str | None, tuple[float, ...] | None, float]:
    """Heights (rows, cols), their unit, field size in it, and its scale for a count."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            from SurfaceTopography.IO import lookup_reader_by_format
        except ImportError:
            raise MissingExtraError(
                f"{path}: {foreign.name} files need the optional part 'formats'; install it with "
                "pip install 'turgor[formats]'"
            ) from None
        try:
            with lookup_reader_by_format[foreign.reader](str(path)) as reader:
                channel = reader.channels[0]
                cols, rows = (int(n) for n in channel.nb_grid_pts)
                need_points(path, rows, cols, options.max_points)
                plausible_inflation(path, size, rows * cols)
                sizes = channel.physical_sizes
                # without a lateral scale the library asks for one; ours is stated apart from it
                given = {} if sizes is not None else {"physical_sizes": (cols, rows)}
                surface = channel.topography(**given)
                values = np.ma.filled(np.ma.asarray(surface.heights(), dtype=np.float64), np.nan)
                scale = getattr(channel, "height_scale_factor", None)
                sizes = surface.physical_sizes if sizes is not None else None
                unit = surface.unit
        except FormatError:
            raise
        except Exception as error:
            reason = printable(str(error).strip().split("\n")[0] or type(error).__name__, 90)
            raise FormatError(
                f"{path}: can't be read as {foreign.name} ({reason}); copy it again or export it "
                "as .x3p"
            ) from None
    return (
        np.array(values.T, dtype=np.float64, order="C"),
        str(unit) if unit else None,
        tuple(float(s) for s in sizes) if sizes is not None else None,
        float(scale) if scale is not None else math.nan,
    )


def _agree(
    path: Path,
    stated: StatedScale,
    pitch_um: tuple[float, float],
    height_um_per_count: float,
    heights_um: FloatMap,
) -> bool:
    """True where pitch and height scale were both confirmed by the header.

    Errors: FormatError naming the factor where the library and the header disagree.
    """
    pairs = (
        ("the pitch in x", pitch_um[0], stated.pitch_x_um),
        ("the pitch in y", pitch_um[1], stated.pitch_y_um),
        ("the height of a count", abs(height_um_per_count), abs(stated.height_um_per_count)),
    )
    for what, found, expected in pairs:
        known = math.isfinite(found) and math.isfinite(expected) and expected > 0
        if known and abs(found / expected - 1.0) > _TOLERANCE:
            raise FormatError(
                f"{path}: {what} is {found:g} µm by the library and {expected:g} µm by the file's "
                f"header (factor {found / expected:.4g}); not read, export it as .x3p"
            )
    span = stated.highest_um - stated.lowest_um
    if math.isfinite(span) and span > 0:
        found_span = float(np.nanmax(heights_um) - np.nanmin(heights_um))
        if found_span > span * (1 + _TOLERANCE):
            raise FormatError(
                f"{path}: heights span {found_span:g} µm by the library and at most {span:g} µm by "
                "the file's header; not read, export it as .x3p"
            )
    lateral = math.isfinite(stated.pitch_x_um) and math.isfinite(stated.pitch_y_um)
    height = math.isfinite(stated.height_um_per_count) and math.isfinite(height_um_per_count)
    return lateral and (height or math.isfinite(span))


def _listed(foreign: _Foreign) -> SurfaceFormat:
    sniff: Callable[[bytes, Path], bool] = partial(_sniff, foreign)
    read: Callable[[Path, ReadOptions], HeightMap] = partial(_read, foreign)
    return SurfaceFormat(
        id=foreign.id,
        name=foreign.name,
        suffixes=foreign.suffixes,
        sniff=sniff,
        read=read,
        write=None,
        tried_on_real_file=foreign.tried,
        source="surfacetopography",
        extra="formats",
    )


#: every format that is read through the library
LONG_TAIL: tuple[SurfaceFormat, ...] = tuple(_listed(foreign) for foreign in _FOREIGN)
