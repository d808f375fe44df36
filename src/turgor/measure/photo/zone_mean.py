"""Means over a zone of a photograph, and how much they depend on the part of it that was seen.

The photograph is worked through in strips, so that a large one never holds all its maps at once.
What is kept are the sums of small square tiles. For the uncertainty the tiles are merged until the
means of neighbours no longer go together, and the merged tiles are drawn anew with replacement.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.compute import jit
from turgor.measure.photo.colour_map import ColourCorrection, Map, cropped, map_tiles
from turgor.measure.photo.pigment import Shading, pigment_maps
from turgor.record.height_map import BoolMap
from turgor.record.photograph import Photograph
from turgor.stats.bootstrap import LEAST_TILES, tile_bootstrap

#: what is averaged, in the order of the sums: five of colour, two of pigment
AVERAGED = ("l_star", "a_star", "b_star", "mi_rgb", "ei_rgb", "melanin", "haemoglobin")
_COLOURS, _ALL = 5, 7

#: tiles across the longer side of a zone, before merging
TILES_ACROSS = 64

#: neighbouring tiles whose means go together less than this count as independent
MOST_CORRELATION = 0.2

_STRIP_ROWS = 256


@dataclass(frozen=True, slots=True)
class ZoneMeans:
    """Means over the pixels of a zone that were neither clipped nor dark.

    mean : by the names of AVERAGED and 'ita_deg' (of the mean L* and b*), NaN where no pixel
    counted. spatial_u : standard uncertainty of the same, absent where tiles never became
    independent. pixels : of the zone; clipped_share, used_share : of these, 0 to 1.
    """

    mean: dict[str, float]
    spatial_u: dict[str, float]
    pixels: int
    clipped_share: float
    used_share: float


def zone_means(
    photo: Photograph,
    correction: ColourCorrection,
    mask: BoolMap,
    gloss: float = 0.0,
    shading: Shading = "apart",
) -> ZoneMeans:
    """Means of the colour and pigment maps over a zone. mask : (rows, cols) bool, not empty.

    Errors: MeasureError as in ``colour_maps``.
    """
    rows, cols = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    box = (int(rows[0]), int(rows[-1]) + 1, int(cols[0]), int(cols[-1]) + 1)
    part, zone = cropped(photo, *box), mask[box[0] : box[1], box[2] : box[3]]
    side = max(2, -(-max(zone.shape) // TILES_ACROSS))
    shape = (-(-zone.shape[0] // side), -(-zone.shape[1] // side))
    # Count of colour, sums in the order of AVERAGED, count of pigment.
    sums = np.zeros((*shape, _ALL + 2))
    clipped = 0
    for first, colour in map_tiles(part, correction, _STRIP_ROWS):
        end = first + colour.l_star.shape[0]
        strip = cropped(part, first, end, 0, zone.shape[1])
        pigment = pigment_maps(strip, correction, gloss, shading)
        inside = zone[first:end]
        clipped += int(np.count_nonzero(colour.clipped & inside))
        maps = (
            colour.l_star, colour.a_star, colour.b_star, colour.mi_rgb, colour.ei_rgb,
            pigment.melanin, pigment.haemoglobin,
        )  # fmt: skip
        _add(maps, inside, first, side, sums)
    pixels = int(np.count_nonzero(zone))
    total = sums.reshape(-1, sums.shape[2]).sum(axis=0)
    used = float(total[0]) / pixels
    means = dict(zip((*AVERAGED, "ita_deg"), map(float, _statistics(total[None])[0]), strict=True))
    return ZoneMeans(means, _spread(sums), pixels, clipped / pixels, used)


@jit
def _add(
    maps: tuple[Map, Map, Map, Map, Map, Map, Map],
    inside: BoolMap,
    first: int,
    side: int,
    sums: NDArray[np.float64],
) -> None:
    """Add a strip's pixels to its tiles; one counts where it is neither clipped nor dark."""
    rows, cols = inside.shape
    for r in range(rows):
        for c in range(cols):
            if not inside[r, c]:
                continue
            tile = sums[(first + r) // side, c // side]
            if np.isfinite(maps[3][r, c]):
                tile[0] += 1.0
                for k in range(_COLOURS):
                    tile[1 + k] += maps[k][r, c]
            if np.isfinite(maps[5][r, c]):
                tile[_ALL + 1] += 1.0
                for k in range(_COLOURS, _ALL):
                    tile[1 + k] += maps[k][r, c]


def _statistics(totals: NDArray[np.float64]) -> NDArray[np.float64]:
    """(draws, 8) the means and ITA of the mean L* and b*, of (draws, 9) totals."""
    with np.errstate(invalid="ignore", divide="ignore"):
        means = totals[:, 1 : _ALL + 1] / _counts(totals)
    ita = np.degrees(np.arctan2(means[:, 0] - 50.0, means[:, 2]))
    return np.concatenate([means, ita[:, None]], axis=1)


def _counts(totals: NDArray[np.float64]) -> NDArray[np.float64]:
    """(..., 7) how many pixels stand behind each sum."""
    return np.repeat(totals[..., [0, -1]], [_COLOURS, _ALL - _COLOURS], axis=-1)


def _spread(sums: NDArray[np.float64]) -> dict[str, float]:
    """Standard uncertainty of each mean, from tiles merged until neighbours are independent."""
    found: dict[str, float] = {}
    merged = sums
    most = merged[..., 0].max(initial=0.0)
    while True:
        held = merged[..., 0] > 0.25 * max(most, 1.0)
        if np.count_nonzero(held) < max(LEAST_TILES, 16):
            return found
        apart = [name for name in AVERAGED if _independent(merged, held, name)]
        spread = tile_bootstrap(merged[held], _statistics)
        if spread is not None:
            both = "l_star" in apart and "b_star" in apart
            for name, value in zip((*AVERAGED, "ita_deg"), spread, strict=True):
                if name not in found and (name in apart or (name == "ita_deg" and both)):
                    found[name] = float(value)
        if len(found) == len(AVERAGED) + 1:
            return found
        merged = _merged(merged)
        most = merged[..., 0].max(initial=0.0)


def _independent(tiles: NDArray[np.float64], held: BoolMap, name: str) -> bool:
    """Whether the means of neighbouring tiles go together by less than MOST_CORRELATION."""
    k = 1 + AVERAGED.index(name)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.where(held, tiles[..., k] / _counts(tiles)[..., k - 1], 0.0)
    mean = np.nan_to_num(mean)
    mean = np.where(held, mean - mean[held].mean(), 0.0)
    power = float((mean**2)[held].mean())
    if power <= 0.0:
        return True
    products: list[float] = []
    for a, b in ((np.s_[:-1], np.s_[1:]), (np.s_[:, :-1], np.s_[:, 1:])):
        both = held[a] & held[b]
        products += (mean[a] * mean[b])[both].tolist()
    return len(products) > 0 and float(np.mean(products)) / power < MOST_CORRELATION


def _merged(tiles: NDArray[np.float64]) -> NDArray[np.float64]:
    """Tiles of twice the side."""
    rows, cols = tiles.shape[:2]
    even = np.pad(tiles, ((0, rows % 2), (0, cols % 2), (0, 0)))
    pairs: NDArray[np.float64] = even[::2] + even[1::2]
    return np.asarray(pairs[:, ::2] + pairs[:, 1::2])
