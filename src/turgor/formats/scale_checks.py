"""Second opinions on scale: what a foreign file's own header says, read apart from the library.

Libraries were found wrong by 8 to a million, so no scale of theirs is believed unheard.
"""

import math
import struct
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from turgor.errors import FormatError
from turgor.formats.opening import read_bytes
from turgor.formats.xml_words import xml_words

_LONGEST_XML = 4_000_000


@dataclass(frozen=True, slots=True)
class StatedScale:
    """What the header itself says; NaN where it says nothing.

    pitch_x_um, pitch_y_um : µm between points. height_um_per_count : µm for a stored count.
    lowest_um, highest_um : µm, the range that heights must lie in.
    """

    pitch_x_um: float = math.nan
    pitch_y_um: float = math.nan
    height_um_per_count: float = math.nan
    lowest_um: float = math.nan
    highest_um: float = math.nan


def metropro(path: Path) -> StatedScale:
    """Zygo .dat: lateral resolution in m; a count is S * W * O / R, R by phase resolution."""
    head = read_bytes(path, 240)
    if len(head) < 240:
        return StatedScale()
    scale, wavelength_m, _, obliquity, _, lateral_m = struct.unpack_from(">6f", head, 164)
    resolution = {0: 4096.0, 1: 32768.0, 2: 131072.0}.get(
        struct.unpack_from(">h", head, 218)[0], math.nan
    )
    pitch_um = lateral_m * 1e6 if lateral_m > 0 else math.nan
    return StatedScale(pitch_um, pitch_um, scale * wavelength_m * obliquity / resolution * 1e6)


def nanofocus(path: Path) -> StatedScale:
    """NanoFocus .nms: spacing in mm, height range in µm."""
    head = read_bytes(path, 1392)
    if len(head) < 1392:
        return StatedScale()
    lowest_um, highest_um = struct.unpack_from("<2d", head, 16)
    x_mm, y_mm = struct.unpack_from("<2d", head, 1376)
    return StatedScale(x_mm * 1000.0, y_mm * 1000.0, math.nan, lowest_um, highest_um)


def keyence(path: Path) -> StatedScale:
    """Keyence .vk3 and .vk4: picometres for a pixel and for a count of height."""
    head = read_bytes(path, 400)
    start = {b"VK3_": 248, b"VK4_": 252}.get(head[:4], 0)
    if not start or len(head) < start + 12:
        return StatedScale()
    x_pm, y_pm, z_pm = struct.unpack_from("<3I", head, start)
    return StatedScale(x_pm * 1e-6, y_pm * 1e-6, z_pm * 1e-6)


def sensofar(path: Path) -> StatedScale:
    """Sensofar .plux: micrometres for a pixel in index.xml."""
    try:
        with zipfile.ZipFile(path) as archive:
            info = archive.getinfo("index.xml")
            if info.file_size > _LONGEST_XML:
                return StatedScale()
            words = xml_words(path, archive.read(info))
        return StatedScale(float(words["GENERAL/FOV_X"]), float(words["GENERAL/FOV_Y"]))
    except FormatError:
        raise
    except Exception:
        return StatedScale()


#: id of a format -> the reading of its header
SCALE_CHECKS: dict[str, Callable[[Path], StatedScale]] = {
    "dat": metropro,
    "nms": nanofocus,
    "vk": keyence,
    "plux": sensofar,
}
