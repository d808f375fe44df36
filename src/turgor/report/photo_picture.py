"""Photographs and their pigment and redness maps as pictures inside a page."""

import base64
import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from turgor.record.height_map import BoolMap, FloatMap
from turgor.report.numbers import number
from turgor.report.page_parts import Picture
from turgor.report.photo_context import Legend
from turgor.report.picture import CHANGE, MISSING, ramp, scale_bar

# Even in lightness from light to dark, so that they also read in grey and with any colour vision.
PIGMENT = np.array([[252, 246, 232], [226, 190, 142], [176, 122, 78], [110, 66, 44], [52, 28, 28]])
REDNESS = np.array([[252, 246, 240], [244, 190, 172], [220, 116, 104], [164, 44, 66], [88, 8, 52]])

Box = tuple[int, int, int, int]


def photograph(
    title: str, alt: str, rgb: NDArray[np.uint8], known: BoolMap, um_per_px: float | None
) -> Picture:
    """A photograph; what is not to be shown is grey."""
    pixels = rgb.copy()
    pixels[~known] = MISSING
    return _jpeg(title, alt, pixels, um_per_px)


def map_picture(
    title: str,
    alt: str,
    values: FloatMap,
    known: BoolMap,
    limits: tuple[float, float],
    colours: NDArray[np.int_],
    um_per_px: float | None,
) -> Picture:
    """A map between two limits, light to dark; grey where nothing is known."""
    low, high = limits
    share = np.clip((np.nan_to_num(values, nan=low) - low) / max(high - low, 1e-9), 0.0, 1.0)
    pixels = np.clip(ramp(colours, share), 0, 255).astype(np.uint8)
    pixels[~(known & np.isfinite(values))] = MISSING
    return _jpeg(title, alt, pixels, um_per_px)


def change_picture(
    title: str, alt: str, change: FloatMap, known: BoolMap, limit: float, um_per_px: float | None
) -> Picture:
    """Change about zero, from -limit (blue) to +limit (orange)."""
    return map_picture(title, alt, change, known, (-limit, limit), CHANGE, um_per_px)


def thumbnail(title: str, alt: str, rgb: NDArray[np.uint8], known: BoolMap, box: Box) -> Picture:
    """A square part of a photograph, (left, top, right, bottom) px, drawn 96 px wide."""
    left, top, right, bottom = box
    pixels = rgb[top:bottom, left:right].copy()
    pixels[~known[top:bottom, left:right]] = MISSING
    image = Image.fromarray(pixels).resize((96, 96), Image.Resampling.BICUBIC)
    return _encoded(title, alt, image)


def legend(
    title: str, limits: tuple[float, float], colours: NDArray[np.int_], texts: tuple[str, str]
) -> Legend:
    """A bar of a map's colours with what its ends mean."""
    stops = ", ".join(f"rgb({r},{g},{b})" for r, g, b in colours.tolist())
    low, high = limits
    return Legend(title, stops, f"{number(low)} {texts[0]}", f"{number(high)} {texts[1]}")


def outlined(
    rgb: NDArray[np.uint8], spots: list[tuple[str, tuple[float, float], float]]
) -> NDArray[np.uint8]:
    """The photograph with a numbered ring about each spot: (label, centre px, radius px)."""
    image = Image.fromarray(rgb)
    draw = ImageDraw.Draw(image)
    for label, (x, y), radius in spots:
        r = max(radius * 1.6, 6.0)
        for wider, colour in ((1.5, (20, 20, 20)), (0.0, (255, 255, 255))):
            q = r + wider
            draw.ellipse((x - q, y - q, x + q, y + q), outline=colour, width=1)
        draw.text(
            (x + r + 2, y - r - 2),
            label,
            fill=(255, 255, 255),
            stroke_width=2,
            stroke_fill=(20, 20, 20),
        )
    return np.asarray(image)


def _jpeg(title: str, alt: str, pixels: NDArray[np.uint8], um_per_px: float | None) -> Picture:
    image = Image.fromarray(pixels)
    if um_per_px is not None:
        scale_bar(image, um_per_px / 1000.0)
    return _encoded(title, alt, image)


def _encoded(title: str, alt: str, image: Image.Image) -> Picture:
    """Pixels only: a new file is written, so nothing of the capture's own metadata is in it."""
    stream = io.BytesIO()
    image.save(stream, "JPEG", quality=88, subsampling=0)
    data = base64.b64encode(stream.getvalue()).decode("ascii")
    return Picture(title, alt, f"data:image/jpeg;base64,{data}", image.width, image.height)
