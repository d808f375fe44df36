"""A scanner's screen: the map in colours over speckle, with its colour bar beside it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.phantom.elastogram.planted import ElastogramSpec, ElastogramTruth

F = NDArray[np.float64]
_MARGIN, _BAR_WIDTH = 24, 14


@dataclass(frozen=True, slots=True)
class Screen:
    """(rows, cols, 3) uint8; bar and roi as 'x0 y0 x1 y1'; origin: the map's row and column."""

    rgb: NDArray[np.uint8]
    bar: str
    roi: str
    origin: tuple[int, int]


def bar_colours(share: F) -> F:
    """(...,) 0 to 1 -> (..., 3) codes: from blue over cyan, green and yellow to red."""
    sixth = 4.0 * (1.0 - np.clip(share, 0.0, 1.0))
    turn = np.stack([(n + sixth) % 6.0 for n in (5.0, 3.0, 1.0)], axis=-1)
    return 255.0 * (1.0 - np.clip(np.minimum(turn, 4.0 - turn), 0.0, 1.0))


def screen(spec: ElastogramSpec, truth: ElastogramTruth, seed: int) -> Screen:
    """The picture; values above the bar have the bar's last colour, as on scanners."""
    rng = np.random.default_rng([seed, 7])
    rows, cols = spec.rows + 2 * _MARGIN, spec.cols + 4 * _MARGIN + _BAR_WIDTH
    speckle = 70.0 * np.sqrt(rng.exponential(1.0, (rows, cols)))
    picture = np.repeat(np.clip(speckle, 0, 255)[:, :, None], 3, axis=2)
    top, left = _MARGIN, _MARGIN
    share = truth.modulus_kpa / spec.bar_high_kpa
    known = np.isfinite(share)
    box = picture[top : top + spec.rows, left : left + spec.cols]
    colours = bar_colours(np.where(known, share, 0.0))
    box[known] = spec.alpha * colours[known] + (1.0 - spec.alpha) * box[known]
    x0 = spec.cols + 3 * _MARGIN
    picture[:, x0 - _MARGIN :] = 0.0
    along = bar_colours((np.arange(spec.rows) + 0.5) / spec.rows)
    picture[top : top + spec.rows, x0 : x0 + _BAR_WIDTH] = along[::-1, None]
    return Screen(
        np.round(picture).clip(0, 255).astype(np.uint8),
        f"{x0} {top} {x0 + _BAR_WIDTH} {top + spec.rows}",
        f"{left} {top} {left + spec.cols} {top + spec.rows}",
        (top, left),
    )
