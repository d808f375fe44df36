"""What a user states of photographs, and places written as text."""

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from turgor.errors import InputError
from turgor.formats.photo import PhotoOptions

Points = tuple[tuple[float, float], ...]

#: the capture's setting that says where its chart lies, once a person pointed it out
CORNERS_SETTING = "chart_corners_px"


@dataclass(frozen=True, slots=True)
class PhotoSetting:
    """How photographs are read, corrected and measured.

    chart : id of a built-in chart, path of a chart file, or 'none' for a picture without one,
    whose colour then is not calibrated. chart_pitch_mm : between the centres of its neighbouring
    patches, where it is another than the built-in one's. chart_corners_px : where the chart lies,
    when it is not found by itself. zone_px : the skin to measure, else all of it. device_class :
    kind of camera and light in the laboratory's own words. maps_folder : where pictures of the
    maps are written.
    """

    options: PhotoOptions = field(default_factory=PhotoOptions)
    chart: str = "classic-24"
    chart_pitch_mm: float | None = None
    chart_corners_px: Points | None = None
    zone_px: Points | None = None
    flat_field: str = ""
    device_class: str = "unknown"
    maps_folder: str = ""

    def as_plain(self) -> dict[str, object]:
        """What steers the values, for a digest: files by what they hold, wherever they lie."""
        return {
            "pixel_um": self.options.pixel_um,
            "encoding": self.options.encoding,
            "chart": _content(self.chart),
            "chart_pitch_mm": self.chart_pitch_mm,
            "flat_field": _content(self.flat_field),
            "device_class": self.device_class,
        }


def _content(named: str) -> str:
    """The sha256 of the file that is named; the name itself where it is no file."""
    path = Path(named)
    if not named or not path.is_file():
        return named
    return hashlib.sha256(path.read_bytes()).hexdigest()


def pixel_points(text: str | None, what: str) -> Points | None:
    """Places written 'x y; x y' in pixels; None where nothing was said.

    Errors: InputError for anything that is not pairs of numbers.
    """
    if text is None:
        return None
    found: list[tuple[float, float]] = []
    for part in filter(None, (item.strip() for item in text.split(";"))):
        try:
            x, y = (float(item) for item in part.replace(",", " ").split())
        except ValueError:
            raise InputError(
                f"{what} holds '{part}'; write 'x y; x y; x y' in pixels of the upright photograph"
            ) from None
        found.append((x, y))
    if len(found) < 3:
        raise InputError(f"{what} has {len(found)} points; at least 3 are needed")
    return tuple(found)


def named_points(text: str) -> dict[str, tuple[float, float]]:
    """Points written 'name=x,y; name=x,y' in pixels.

    Errors: InputError for any other writing.
    """
    found: dict[str, tuple[float, float]] = {}
    for part in filter(None, (item.strip() for item in text.split(";"))):
        name, equals, place = part.partition("=")
        try:
            x, y = (float(item) for item in place.replace(",", " ").split())
        except ValueError:
            equals = ""
        if not equals:
            raise InputError(f"--points holds '{part}'; write 'name=x,y; name=x,y' in pixels")
        found[name.strip()] = (x, y)
    return found
