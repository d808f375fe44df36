"""A preview to place a region on: shaded relief with ticks in mm, and nothing that tells whose."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from turgor.record.height_map import FloatMap, HeightMap

_SIDE_PX = 900
_MARGIN_PX = 48
_LIGHT = (-0.5, -0.5, 0.707)
_MISSING = (150, 90, 90)


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
