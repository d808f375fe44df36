"""A preview to place a region on: shaded relief with ticks in mm, and nothing that tells whose."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from turgor.record.height_map import FloatMap, HeightMap

_SIDE_PX = 900
_MARGIN_PX = 48
_LIGHT = (-0.5, -0.5, 0.707)
_MISSING = (150, 90, 90)
_PHOTO_SIDE_PX = 1400
_TICKS_PX = (10, 20, 50, 100, 200, 500, 1000)


def write_preview(height_map: HeightMap, path: Path, title: str) -> None:
    """Write a PNG of at most 900 px a side with a tick at every millimetre.

    Errors: OSError where the disk refuses.
    """
    relief = _shaded(height_map)
    width_mm, height_mm = height_map.field_mm
    scale = _SIDE_PX / max(width_mm, height_mm)
    size = (max(1, round(width_mm * scale)), max(1, round(height_mm * scale)))
    picture = Image.new("RGB", (size[0] + 2 * _MARGIN_PX, size[1] + 2 * _MARGIN_PX), "white")
    picture.paste(
        Image.fromarray(relief).resize(size, Image.Resampling.BILINEAR), (_MARGIN_PX, _MARGIN_PX)
    )
    draw = ImageDraw.Draw(picture)
    draw.text((_MARGIN_PX, 6), f"{title}   mm from the top left corner", fill="black")
    for count, along_x in ((int(width_mm), True), (int(height_mm), False)):
        every = 1 if count <= 30 else 5
        for mm in range(0, count + 1, every):
            at = _MARGIN_PX + mm * scale
            long = 12 if mm % 5 == 0 else 6
            if along_x:
                draw.line((at, _MARGIN_PX - long, at, _MARGIN_PX), fill="black")
            else:
                draw.line((_MARGIN_PX - long, at, _MARGIN_PX, at), fill="black")
            if mm % 5 == 0:
                corner = (at - 6, _MARGIN_PX - 26) if along_x else (8, at - 6)
                draw.text(corner, str(mm), fill="black")
    picture.save(path, format="PNG", optimize=False)


def write_photo_preview(
    rgb: NDArray[np.uint8] | NDArray[np.uint16],
    path: Path,
    title: str,
    outlines: Mapping[str, Sequence[tuple[float, float]]],
) -> None:
    """Write a PNG of at most 1400 px a side with ticks in the photograph's own pixels.

    outlines : zones that stand already, corners in pixels by name.

    Errors: OSError where the disk refuses.
    """
    pixels = (rgb >> 8).astype(np.uint8) if rgb.dtype == np.uint16 else rgb
    rows, cols = pixels.shape[:2]
    scale = min(1.0, _PHOTO_SIDE_PX / max(rows, cols))
    size = (max(1, round(cols * scale)), max(1, round(rows * scale)))
    picture = Image.new("RGB", (size[0] + 2 * _MARGIN_PX, size[1] + 2 * _MARGIN_PX), "white")
    inside = Image.fromarray(np.ascontiguousarray(pixels)).resize(size, Image.Resampling.LANCZOS)
    picture.paste(inside, (_MARGIN_PX, _MARGIN_PX))
    draw = ImageDraw.Draw(picture)
    draw.text((_MARGIN_PX, 6), f"{title}   pixels of the upright photograph, x y", fill="black")
    every = next(step for step in _TICKS_PX if max(rows, cols) / step <= 24 or step == 1000)
    for count, along_x in ((cols, True), (rows, False)):
        for px in range(0, count + 1, every):
            at = _MARGIN_PX + px * scale
            if along_x:
                draw.line((at, _MARGIN_PX - 8, at, _MARGIN_PX), fill="black")
                draw.text((at - 8, _MARGIN_PX - 24), str(px), fill="black")
            else:
                draw.line((_MARGIN_PX - 8, at, _MARGIN_PX, at), fill="black")
                draw.text((6, at - 6), str(px), fill="black")
    for name, corners in outlines.items():
        points = [(_MARGIN_PX + x * scale, _MARGIN_PX + y * scale) for x, y in corners]
        draw.line([*points, points[0]], fill=(20, 220, 220), width=2)
        draw.text(points[0], name, fill=(20, 220, 220), stroke_width=2, stroke_fill="black")
    picture.save(path, format="PNG", optimize=False)


def _shaded(height_map: HeightMap) -> NDArray[np.uint8]:
    """(rows, cols, 3) uint8: light from the upper left, gaps in a colour of their own."""
    step = max(1, min(height_map.shape) // _SIDE_PX)
    height: FloatMap = height_map.height_um[::step, ::step]
    valid = np.isfinite(height)
    level = float(np.median(height[valid])) if valid.any() else 0.0
    filled = np.where(valid, height, level)
    slope_y, slope_x = np.gradient(
        filled, step * height_map.pitch_y_um, step * height_map.pitch_x_um
    )
    slope_x -= np.median(slope_x)
    slope_y -= np.median(slope_y)
    spread = float(np.percentile(np.hypot(slope_x, slope_y), 90)) or 1.0
    slope_x, slope_y = slope_x / spread, slope_y / spread
    light = (_LIGHT[2] - _LIGHT[0] * slope_x - _LIGHT[1] * slope_y) / np.sqrt(
        1 + slope_x**2 + slope_y**2
    )
    grey = np.clip(255 * (0.5 + 0.5 * light), 0, 255).astype(np.uint8)
    picture = np.stack([grey, grey, grey], axis=2)
    picture[~valid] = _MISSING
    return picture
