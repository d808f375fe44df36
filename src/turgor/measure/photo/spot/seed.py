"""Where spots may be: maxima of the Laplacian of Gaussian over scales (Lindeberg 1998)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.compute import jit
from turgor.measure.photo.register.opencv import opencv
from turgor.measure.photo.spot.background import BoolMask, FloatImage, reduced
from turgor.measure.photo.spot.order import median

_STEP = 1.35
_SIGMA_POINTS = 2.5
_LEAST_SD = 3.0
#: of a disc's contrast that the scale-normalised Laplacian shows at sigma = radius / sqrt 2: 2 / e
_DISC_RESPONSE = 2.0 / np.e


@dataclass(frozen=True, slots=True)
class Seed:
    """A place to look: x and y in pixels, the radius of a disc that would answer best, contrast."""

    x: float
    y: float
    radius_px: float
    contrast: float


def find_seeds(
    flat: FloatImage, usable: BoolMask, radii_px: tuple[float, float], least_contrast: float
) -> list[Seed]:
    """Strongest first; of seeds within one another only the strongest is kept."""
    count = max(1, round(np.log(radii_px[1] / radii_px[0]) / np.log(_STEP))) + 1
    found: list[Seed] = []
    for radius in np.geomspace(0.8 * radii_px[0], radii_px[1], count + 1):
        found.extend(_at_scale(flat, usable, float(radius), least_contrast))
    found.sort(key=lambda seed: -seed.contrast)
    places = np.array([(seed.x, seed.y, seed.radius_px) for seed in found]).reshape(-1, 3)
    return [seed for seed, apart in zip(found, _apart(places), strict=True) if apart]


@jit
def _apart(places: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Whether each of the places, strongest first, is free of all stronger ones that are kept."""
    kept = np.zeros(len(places), np.bool_)
    order = np.zeros(len(places), np.int64)
    count = 0
    for n in range(len(places)):
        free = True
        for k in range(count):
            m = order[k]
            reach = 0.8 * max(places[m, 2], 0.5 * places[n, 2])
            x, y = places[m, 0] - places[n, 0], places[m, 1] - places[n, 1]
            if x * x + y * y < reach * reach:
                free = False
                break
        if free:
            kept[n] = True
            order[count] = n
            count += 1
    return kept


def _at_scale(
    flat: FloatImage, usable: BoolMask, radius: float, least_contrast: float
) -> list[Seed]:
    cv2 = opencv()
    sigma = radius / np.sqrt(2.0)
    factor = max(1, int(sigma / _SIGMA_POINTS))
    small, share = reduced(flat, usable, factor)
    small = small * (share > 0.3)
    step = sigma / factor
    soft = cv2.GaussianBlur(small, (0, 0), step, borderType=cv2.BORDER_REPLICATE)
    answer = -cv2.Laplacian(soft, cv2.CV_32F, ksize=1) * np.float32(step**2 / _DISC_RESPONSE)
    seen = share > 0.5
    if not seen.any():
        return []
    spread = 1.4826 * median(np.abs(answer[seen]))
    top = cv2.dilate(answer, np.ones((3, 3), np.uint8))
    peak = (answer >= top) & seen & (answer > max(_LEAST_SD * spread, 0.7 * least_contrast))
    rows, cols = np.nonzero(peak)
    return [
        Seed(
            (col + 0.5) * factor - 0.5, (row + 0.5) * factor - 0.5, radius,
            float(answer[row, col]),
        )
        for row, col in zip(rows.tolist(), cols.tolist(), strict=True)
    ]  # fmt: skip
