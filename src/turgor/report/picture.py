"""Pictures of height maps for a page: shaded relief on one scale, and change about zero."""

import base64
import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from turgor.record.height_map import FloatMap
from turgor.report.page_parts import Picture

# Anchors of a perceptually even, colour-blind safe ramp: deep (dark) to high (light).
_RELIEF = np.array([[30, 32, 66], [53, 78, 122], [110, 132, 148], [196, 184, 168], [250, 244, 232]])
# Lower than baseline (blue), unchanged (near white), higher than baseline (orange).
CHANGE = np.array([[20, 72, 140], [126, 172, 214], [247, 247, 245], [233, 170, 110], [163, 78, 12]])
MISSING = (226, 226, 226)


def ramp(anchors: NDArray[np.int_], share: FloatMap) -> NDArray[np.float64]:
    """(rows, cols, 3) colours 0 to 255 for shares in [0, 1]."""
    places = np.linspace(0.0, 1.0, len(anchors))
    return np.stack([np.interp(share, places, anchors[:, i]) for i in range(3)], axis=-1)


def relief(
    title: str, alt: str, height_um: FloatMap, pitch_um: float, low_um: float, high_um: float
) -> Picture:
    """Heights between two limits as colour, shaded by a light from the top left.

    height_um : (rows, cols) float64, µm, NaN = missing, drawn grey.
    """
    filled = np.where(np.isfinite(height_um), height_um, np.nanmean(height_um))
    slope_y, slope_x = np.gradient(filled, pitch_um)
    light = (1.0 + 1.6 * slope_x + 1.6 * slope_y) / np.sqrt(
        1.0 + (1.6 * slope_x) ** 2 + (1.6 * slope_y) ** 2
    )
    share = np.clip((filled - low_um) / max(high_um - low_um, 1e-9), 0.0, 1.0)
    colours = ramp(_RELIEF, share) * np.clip(0.35 + 0.65 * light, 0.15, 1.15)[..., None]
    return _picture(title, alt, colours, np.isfinite(height_um), pitch_um)


def change(title: str, alt: str, change_um: FloatMap, pitch_um: float, limit_um: float) -> Picture:
    """Change of height about zero, from -limit to +limit; NaN grey."""
    share = np.clip(np.nan_to_num(change_um) / (2.0 * limit_um) + 0.5, 0.0, 1.0)
    return _picture(title, alt, ramp(CHANGE, share), np.isfinite(change_um), pitch_um)


def _picture(
    title: str, alt: str, colours: NDArray[np.float64], valid: NDArray[np.bool_], pitch_um: float
) -> Picture:
    pixels = np.clip(colours, 0, 255).astype(np.uint8)
    pixels[~valid] = MISSING
    image = Image.fromarray(pixels, "RGB")
    scale = 380.0 / max(image.width, image.height)
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    image = image.resize(size, Image.Resampling.LANCZOS)
    scale_bar(image, pitch_um / 1000.0 / scale)
    stream = io.BytesIO()
    image.quantize(160, dither=Image.Dither.NONE).save(stream, "PNG", optimize=True)
    data = base64.b64encode(stream.getvalue()).decode("ascii")
    return Picture(title, alt, f"data:image/png;base64,{data}", image.width, image.height)


def scale_bar(image: Image.Image, mm_per_pixel: float) -> None:
    """A bar of a round number of millimetres, about a fifth of the width, at the lower left."""
    wanted = image.width * mm_per_pixel / 5.0
    length_mm = max((v for v in (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50) if v <= wanted), default=0.1)
    length = length_mm / mm_per_pixel
    draw = ImageDraw.Draw(image)
    bottom = image.height - 8
    font, text = ImageFont.load_default(size=12), f"{length_mm:g} mm"
    width = max(length, draw.textlength(text, font=font))
    draw.rectangle((6, bottom - 20, 14 + width, bottom + 5), fill=(255, 255, 255))
    draw.rectangle((10, bottom - 3, 10 + length, bottom), fill=(20, 20, 20))
    draw.text((10, bottom - 19), text, fill=(20, 20, 20), font=font)
