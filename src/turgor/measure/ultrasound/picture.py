"""An image with its borders drawn in, for reports and for looking at."""

import numpy as np
from numpy.typing import NDArray

from turgor.measure.ultrasound.whole import UltrasoundMeasurement
from turgor.record.ultrasound import BModeImage

#: border -> colour; they stay apart for readers with red-green deficiency (Okabe and Ito's set)
COLOURS: dict[str, tuple[int, int, int]] = {
    "surface": (230, 159, 0),
    "entry_bottom": (240, 228, 66),
    "sleb_bottom": (0, 158, 115),
    "dermis_bottom": (86, 180, 233),
}
_SHADED = (120, 40, 90)
_SHOWN_DB = 60.0


def draw_borders(
    image: BModeImage, measurement: UltrasoundMeasurement, line_px: int = 2
) -> NDArray[np.uint8]:
    """The image in grey with every border as a line; columns left out are tinted.

    image : of raw lines take ``measurement.image``. line_px : thickness of a line; a border that
    climbs from one column to the next is drawn without gaps. Result (rows, cols, 3).
    """
    picture = np.repeat(_grey(image)[..., None], 3, axis=2)
    shaded = ~measurement.usable
    tint = np.array(_SHADED, np.uint16)
    picture[:, shaded] = ((picture[:, shaded].astype(np.uint16) + tint) // 2).astype(np.uint8)
    borders = {
        "surface": measurement.surface_row,
        "entry_bottom": measurement.entry_bottom_row,
        "sleb_bottom": measurement.sleb_bottom_row,
        "dermis_bottom": measurement.dermis_bottom_row,
    }
    for name, row in borders.items():
        if row is not None:
            _line(picture, row, COLOURS[name], max(1, line_px))
    return picture


def _grey(image: BModeImage) -> NDArray[np.uint8]:
    echo = np.asarray(image.echo, np.float64)
    if image.echo_scale == "amplitude":
        top = float(np.nanmax(echo))
        echo = 20.0 * np.log10(np.maximum(echo, 1e-6 * top) / top)
    if image.echo_scale != "grey-level":
        top = float(np.nanpercentile(echo, 99.9))
        echo = 255.0 * (1.0 + (echo - top) / _SHOWN_DB)
    return np.clip(np.rint(np.nan_to_num(echo, nan=0.0)), 0, 255).astype(np.uint8)


def _line(
    picture: NDArray[np.uint8],
    row: NDArray[np.float64],
    colour: tuple[int, int, int],
    line_px: int,
) -> None:
    rows = len(picture)
    for c in np.flatnonzero(np.isfinite(row)):
        before = row[c - 1] if c > 0 and np.isfinite(row[c - 1]) else row[c]
        low, high = sorted((float(before), float(row[c])))
        first = round(low if high - low > 1.0 else row[c]) - (line_px - 1) // 2
        last = round(high if high - low > 1.0 else row[c]) + line_px // 2
        picture[max(0, first) : min(rows, last + 1), c] = colour
