"""Pictures with a colour bar: ultrasound images in DICOM and screenshots, read through the bar."""

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from turgor.errors import FormatError
from turgor.formats.elastogram.bar import ColourBar, Picture, colour_bar
from turgor.formats.elastogram.bar_find import find_bar
from turgor.formats.elastogram.codes import bar_unit_meaning
from turgor.formats.elastogram.colour_read import ColourReading, estimated_alpha, read_colours
from turgor.formats.elastogram.dicom_file import device_facts
from turgor.formats.elastogram.options import ElastogramOptions, Rectangle, rectangle
from turgor.formats.elastogram.region import bar_calibration, tissue_pixel_um
from turgor.record.elastogram import Elastogram

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

BAR_FOUND = "colour-bar-found-not-stated"
ALPHA_ESTIMATED = "overlay-transparency-estimated"
WHOLE_PICTURE = "region-not-stated-whole-picture-read"
LOSSY = "picture-lossily-compressed"
SATURATED = "values-at-the-ends-of-the-bar"
FOREIGN = "colours-that-are-not-the-bars"
AMBIGUOUS = "colours-that-fit-several-values"
BAR_FROM_FILE = "colour-bar-calibrated-by-the-file"
OVERRULED = "stated-bar-ignored-the-file-has-its-own"
_PIXEL_IGNORED = "stated-pixel-ignored-the-file-has-its-own"
#: share of coloured pixels from which foreign or ambiguous ones are flagged
_MANY = 0.1


def read_screenshot(path: Path, options: ElastogramOptions) -> Elastogram:
    """A PNG or JPEG whose bar's end values and unit are stated.

    Errors: FormatError where they are not, and for whatever is no picture in colour.
    """
    if not options.states_bar:
        raise _not_calibrated(path)
    from turgor.formats.photo.doorway import read_photograph
    from turgor.formats.photo.options import PhotoOptions

    photo = read_photograph(path, PhotoOptions(max_pixels=options.max_pixels))
    rgb = photo.rgb if photo.rgb.dtype == np.uint8 else (photo.rgb // 257).astype(np.uint8)
    lossy = photo.format_id.endswith("jpeg")
    pixel = (options.pixel_um, options.pixel_um) if options.pixel_um else None
    quantity, factor = bar_unit_meaning(options.bar_unit or "")
    ends = ((options.bar_low or 0.0) * factor, (options.bar_high or 0.0) * factor)
    found = Elastogram(
        origin="colour-bar",
        quantity=quantity,
        pixel_um=pixel,
        format_id="jpeg" if lossy else "png",
        flags=(LOSSY,) if lossy else (),
    )
    return _through_bar(path, rgb.astype(np.uint8), options, ends, found)


def read_ultrasound_picture(
    path: Path, data: "Dataset", size: int, options: ElastogramOptions
) -> Elastogram:
    """An ultrasound image in DICOM, one frame in colour.

    Errors: FormatError where neither the file nor the options calibrate its bar.
    """
    from turgor.formats.elastogram.dicom_picture import picture_pixels

    own = bar_calibration(data)
    if own is None and not options.states_bar:
        raise _not_calibrated(path)
    rgb = picture_pixels(path, data, size, options)
    flags = [LOSSY] if str(data.get("LossyImageCompression") or "") == "01" else []
    if own is not None:
        quantity, ends, place = own.quantity, (own.low, own.high), own.place
        flags += [BAR_FROM_FILE, OVERRULED] if options.states_bar else [BAR_FROM_FILE]
    else:
        quantity, factor = bar_unit_meaning(options.bar_unit or "")
        ends = ((options.bar_low or 0.0) * factor, (options.bar_high or 0.0) * factor)
        place = None
    pixel = tissue_pixel_um(data)
    if pixel is not None and options.pixel_um is not None:
        flags.append(_PIXEL_IGNORED)
    if pixel is None and options.pixel_um is not None:
        pixel = (options.pixel_um, options.pixel_um)
    device, settings = device_facts(data)
    found = Elastogram(
        origin="colour-bar",
        quantity=quantity,
        pixel_um=pixel,
        device=device,
        settings=settings,
        flags=tuple(flags),
    )
    return _through_bar(path, rgb, options, ends, found, place)


def _not_calibrated(path: Path) -> FormatError:
    return FormatError(
        f"{path}: is a picture; its colours mean nothing before the colour bar's end values and "
        "unit are stated with bar_low, bar_high and bar_unit"
    )


def _through_bar(
    path: Path,
    rgb: Picture,
    options: ElastogramOptions,
    ends: tuple[float, float],
    found: Elastogram,
    place: Rectangle | None = None,
) -> Elastogram:
    """``found`` with the values that its colours stand for."""
    flags = list(found.flags)
    place = place or rectangle(options.bar, "bar")
    if place is None:
        place = find_bar(path, rgb)
        flags.append(BAR_FOUND)
    bar = colour_bar(path, rgb, place, *ends)
    region = _region(path, rgb, rectangle(options.roi, "roi"))
    if options.roi is None:
        flags.append(WHOLE_PICTURE)
    x0, y0, x1, y1 = region
    shown = rgb[y0:y1, x0:x1].copy()
    _blank(shown, place, region)
    alpha = options.overlay_alpha
    if alpha is None:
        alpha = estimated_alpha(shown, bar)
        flags += [ALPHA_ESTIMATED] if alpha < 1.0 else []
    reading = read_colours(shown, bar, alpha)
    if not np.isfinite(reading.values).any():
        raise FormatError(
            f"{path}: no pixel has a colour of the bar; check bar, roi and overlay_alpha"
        )
    u = _half_width(shown, bar, reading, flags)
    values = np.full(rgb.shape[:2], np.nan)
    values[y0:y1, x0:x1] = reading.values
    inside = reading.values[np.isfinite(reading.values)]
    flags += [SATURATED] if np.isin(inside, ends).any() else []
    flags += [FOREIGN] if reading.foreign > _MANY else []
    flags += [AMBIGUOUS] if reading.ambiguous > _MANY else []
    settings = {
        **found.settings,
        "bar": " ".join(map(str, place)),
        "bar_low": f"{ends[0]:.10g}",
        "bar_high": f"{ends[1]:.10g}",
        "bar_steps": str(len(bar.value)),
        "overlay_alpha": f"{alpha:.3g}",
        "colour_mismatch": f"{reading.mismatch:.3g}",
        "roi": " ".join(map(str, region)),
    }
    return Elastogram(
        origin=found.origin,
        values=values,
        quantity=found.quantity,
        u=u,
        pixel_um=found.pixel_um,
        format_id=found.format_id,
        device=found.device,
        settings=settings,
        flags=tuple(flags),
    )


def _half_width(shown: Picture, bar: ColourBar, reading: ColourReading, flags: list[str]) -> float:
    """95th percentile of the pixels' half-widths; bounds at the bar's ends are left aside.

    A transparency that was found out adds what 0.01 more or less would change, a bar that was
    found adds one step, since its ends may be off by a pixel. Lossy pictures mostly store colour
    for two by two pixels: where transparency leaves nothing but colour to read by, that hides how
    values differ within them.
    """
    within = np.isfinite(reading.values) & ~np.isin(reading.values, (bar.low, bar.high))
    pixels = reading.u_pixel[within if within.any() else np.isfinite(reading.values)]
    u = float(np.percentile(pixels, 95))
    if LOSSY in flags and reading.alpha < 1.0:
        u = float(np.hypot(u, _hidden(reading)))
    if ALPHA_ESTIMATED in flags:
        shifted = [
            read_colours(shown, bar, min(max(reading.alpha + off, 0.1), 1.0)).values
            for off in (-0.01, 0.01)
        ]
        moved = np.abs(shifted[1] - shifted[0])
        moved = moved[np.isfinite(moved)]
        u += 0.5 * float(np.percentile(moved, 95)) if moved.size else 0.0
    return u + (2.0 * bar.half_step if BAR_FOUND in flags else 0.0)


def _hidden(reading: ColourReading) -> float:
    """95th percentile of what values lose where one colour is stored for two by two pixels.

    Of values that differ from pixel to pixel without order, with standard deviation s, the means
    of neighbouring blocks differ by s over root 2, and pixels from their block by s root 3 over 2.
    """
    between = np.abs(np.diff(reading.values[::2, ::2], axis=1))
    between = between[np.isfinite(between)]
    return float(np.sqrt(1.5) * np.percentile(between, 95)) if between.size else 0.0


def _region(path: Path, rgb: Picture, roi: Rectangle | None) -> Rectangle:
    rows, cols = rgb.shape[:2]
    if roi is None:
        return 0, 0, cols, rows
    if roi[2] > cols or roi[3] > rows:
        raise FormatError(
            f"{path}: the region {' '.join(map(str, roi))} leaves the picture of {cols} x {rows}"
        )
    return roi


def _blank(shown: Picture, place: Rectangle, region: Rectangle) -> None:
    """Take the bar and two pixels around it out of the map, so that it isn't read as skin."""
    x0, y0 = region[0], region[1]
    left, top = max(place[0] - 2 - x0, 0), max(place[1] - 2 - y0, 0)
    right, bottom = max(place[2] + 2 - x0, 0), max(place[3] + 2 - y0, 0)
    shown[top:bottom, left:right] = 0
