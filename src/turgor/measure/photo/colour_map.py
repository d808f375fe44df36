"""From a photograph and its colour correction to L*, a*, b*, ITA, MI_rgb and EI_rgb of each pixel.

Everything is under D65 and the 2° observer. MI_rgb = 100 log10(1/R_lin) and EI_rgb = 100
log10(R_lin/G_lin) are taken from the corrected colour in linear sRGB primaries: they are not the
spectral indices at 655 and 568 nm, which a camera does not see (``transfer`` converts, with its
residual SD).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol, cast

import numpy as np
from numpy.typing import NDArray

from turgor.compute import map_strips
from turgor.errors import MeasureError
from turgor.measure.photo.colour_kernel import Codes, fill_maps
from turgor.physics.colour import white_point
from turgor.physics.colour.rgb import XYZ_TO_RGB
from turgor.record.height_map import BoolMap
from turgor.record.photograph import Photograph

Map = NDArray[np.float32]

#: names of the maps, in the order of the kernel
MAPS = ("l_star", "a_star", "b_star", "ita_deg", "mi_rgb", "ei_rgb")

#: the white that every map refers to
ILLUMINANT, OBSERVER = "D65", "cie-1931-2deg"


class ColourCorrection(Protocol):
    """What a correction offers: see ``turgor.measure.photo.correct.Correction``."""

    @property
    def linearise(self) -> NDArray[np.float32]:
        """(3, levels) float32, from a channel's code to its linear camera value, 0 to 1."""

    @property
    def matrix(self) -> NDArray[np.float64]:
        """(3, terms) float64, from camera terms to XYZ/100 under D65, 2°; terms is 3 or 6.

        The six are r, g, b, sqrt(rg), sqrt(gb), sqrt(rb).
        """


@dataclass(frozen=True, slots=True)
class ColourMaps:
    """Maps of one photograph, each (rows, cols).

    l_star, a_star, b_star, ita_deg, mi_rgb, ei_rgb : float32. The two indices are NaN where a
        channel is clipped, or where R_lin or G_lin lies below 1e-4.
    clipped : bool, a channel stands at its lowest or highest code, so the colour is not known.
    """

    l_star: Map
    a_star: Map
    b_star: Map
    ita_deg: Map
    mi_rgb: Map
    ei_rgb: Map
    clipped: BoolMap


def colour_maps(photo: Photograph, correction: ColourCorrection) -> ColourMaps:
    """All six maps and the clipped pixels.

    Errors: MeasureError where the correction was made for another bit depth.
    """
    made, clipped = _fill(photo, correction, MAPS)
    return ColourMaps(**made, clipped=clipped)


def chosen_maps(
    photo: Photograph, correction: ColourCorrection, names: Sequence[str]
) -> dict[str, Map]:
    """Only the named maps of MAPS, each (rows, cols) float32.

    Errors: MeasureError for an unknown name or another bit depth.
    """
    return _fill(photo, correction, names)[0]


def map_tiles(
    photo: Photograph, correction: ColourCorrection, rows: int = 256
) -> Iterator[tuple[int, ColourMaps]]:
    """First row and maps of strip after strip of ``rows`` rows: no whole map lies in memory.

    Errors: as ``colour_maps``.
    """
    for first in range(0, photo.shape[0], rows):
        made, clipped = _fill(photo, correction, MAPS, (first, first + rows))
        yield first, ColourMaps(**made, clipped=clipped)


def cropped(photo: Photograph, top: int, end: int, left: int, right: int) -> Photograph:
    """The photograph's rows ``top`` to ``end`` and columns ``left`` to ``right``."""
    return replace(photo, rgb=photo.rgb[top:end, left:right])


def kernel_weights(matrix: NDArray[np.float64], where: str) -> NDArray[np.float32]:
    """(5, terms) float32: from camera terms to X/Xn, Y/Yn, Z/Zn, R_lin and G_lin.

    Errors: MeasureError where the matrix is not (3, 3) or (3, 6).
    """
    checked_matrix(matrix, where)
    over_white = matrix / (white_point(ILLUMINANT, OBSERVER)[:, None] / 100.0)
    rows = np.vstack([over_white, (XYZ_TO_RGB @ matrix)[:2]])
    return np.ascontiguousarray(rows, dtype=np.float32)


def checked_matrix(matrix: NDArray[np.float64], where: str) -> NDArray[np.float64]:
    """The matrix itself.

    Errors: MeasureError where it is not (3, 3) or (3, 6).
    """
    if matrix.shape not in ((3, 3), (3, 6)):
        raise MeasureError(
            f"{where}: the colour matrix is {matrix.shape}; allowed are (3, 3) and (3, 6)"
        )
    return matrix


def checked_table(photo: Photograph, correction: ColourCorrection) -> NDArray[np.float32]:
    """The correction's linearising table, held against the photograph's bit depth.

    Errors: MeasureError.
    """
    table = np.ascontiguousarray(correction.linearise, dtype=np.float32)
    if table.shape != (3, photo.levels):
        raise MeasureError(
            f"photograph: the colour correction holds {table.shape[-1]} levels and the photograph "
            f"has {photo.levels}; make the correction from a photograph of the same bit depth"
        )
    return table


def _fill(
    photo: Photograph,
    correction: ColourCorrection,
    names: Sequence[str],
    span: tuple[int, int] | None = None,
) -> tuple[dict[str, Map], BoolMap]:
    unknown = sorted(set(names) - set(MAPS))
    if unknown:
        raise MeasureError(f"photograph: no map {unknown}; allowed: {', '.join(MAPS)}")
    table = checked_table(photo, correction)
    weights = kernel_weights(correction.matrix, "photograph")
    rgb = photo.rgb if span is None else photo.rgb[span[0] : span[1]]
    rows, cols = rgb.shape[:2]
    codes = cast(Codes, np.ascontiguousarray(rgb).reshape(-1, 3))
    empty = np.empty(0, dtype=np.float32)
    flat = {name: np.empty(rows * cols, dtype=np.float32) for name in names}
    a, b, c, d, e, f = (flat.get(name, empty) for name in MAPS)
    clipped = np.empty(rows * cols, dtype=np.bool_)

    def strip(first: int, end: int) -> None:
        fill_maps(codes, first * cols, end * cols, table, weights, (a, b, c, d, e, f), clipped)

    map_strips(strip, rows)
    return {name: flat[name].reshape(rows, cols) for name in names}, clipped.reshape(rows, cols)
