"""Find the colour bar of a picture: a long thin box whose colour changes only along it."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from turgor.errors import FormatError
from turgor.formats.elastogram.bar import Picture
from turgor.formats.elastogram.colour_space import lab_of_code
from turgor.formats.elastogram.options import Rectangle

F = NDArray[np.float64]
_COLOURED = 40
_SHORTEST, _THINNEST, _ASPECT, _FULL = 32, 4, 3.0, 0.9
_LEAST_PATH = 60.0
_MOST_ACROSS = 3.0
#: colour that an end must still have: a bar fading to grey can't be told from its surroundings
_END_COLOUR = 70


def find_bar(path: Path, rgb: Picture) -> Rectangle:
    """The one colour bar of the picture.

    Errors: FormatError where there is none, more than one, or one whose ends fade to grey, so
    that where it ends can't be seen: its rectangle must then be stated.
    """
    from scipy import ndimage

    spread = rgb.max(axis=2).astype(np.int16) - rgb.min(axis=2)
    labels, _ = ndimage.label(spread >= _COLOURED)
    found: list[Rectangle] = []
    for number, box in enumerate(ndimage.find_objects(labels), 1):
        rows, cols = box
        place = (cols.start, rows.start, cols.stop, rows.stop)
        long, thin = _sides(place)
        if long < _SHORTEST or thin < _THINNEST or long < _ASPECT * thin:
            continue
        if (labels[box] == number).mean() < _FULL:
            continue
        if _runs_along(rgb[box]):
            found.append(place)
    if len(found) != 1:
        what = "no colour bar was" if not found else f"{len(found)} colour bars were"
        raise FormatError(
            f"{path}: {what} found in the picture; state its rectangle with bar 'x0 y0 x1 y1'"
        )
    x0, y0, x1, y1 = found[0]
    box = spread[y0:y1, x0:x1]
    along = np.median(box, axis=1 if y1 - y0 >= x1 - x0 else 0)
    if min(along[0], along[-1]) < _END_COLOUR:
        raise FormatError(
            f"{path}: the colour bar found at {x0} {y0} {x1} {y1} fades to grey, so its ends can't "
            "be seen; state its rectangle with bar 'x0 y0 x1 y1'"
        )
    return found[0]


def _sides(place: Rectangle) -> tuple[int, int]:
    x0, y0, x1, y1 = place
    return max(x1 - x0, y1 - y0), min(x1 - x0, y1 - y0)


def _runs_along(box: Picture) -> bool:
    """True where colours change along the box and hardly across it."""
    strip = box if box.shape[0] >= box.shape[1] else box.transpose(1, 0, 2)
    margin = max(strip.shape[1] // 5, 1)
    lab: F = lab_of_code(strip[:, margin:-margin].astype(np.float64))
    middle = np.median(lab, axis=1)
    across = np.linalg.norm(lab - middle[:, None, :], axis=2)
    # bars of few steps change by leaps, noise by little everywhere: the way counts, not its steps
    smooth = middle[:: max(len(middle) // 32, 1)]
    length = float(np.linalg.norm(np.diff(smooth, axis=0), axis=1).sum())
    return (
        length >= _LEAST_PATH and float(np.percentile(across, 90)) <= _MOST_ACROSS + 0.02 * length
    )
