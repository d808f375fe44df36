"""The chart's place to a fraction of a pixel: its patches are looked for where they should be."""

import numpy as np
from numpy.typing import NDArray

from turgor.measure.photo.chart.candidate import Candidates, flat_spots, steepest_step
from turgor.measure.photo.chart.found import jacobian_at, to_pixels
from turgor.measure.photo.chart.layout import Chart
from turgor.measure.photo.chart.place import fitted
from turgor.measure.photo.opencv import opencv

#: patches are looked for at this many px of pitch where the picture has more
_PITCH_PX = 40.0
_EDGES = (14, 7, 28)
#: how far from its forecast a patch may lie, and how large it must be, in pitches
_STRAY = 0.3
_LEAST_SIDE, _MOST_SIDE = 0.35, 1.05
_LEAST_SPOTS = 6


def refined(
    image: NDArray[np.uint8], homography: NDArray[np.float64], chart: Chart
) -> NDArray[np.float64] | None:
    """A better homography (pitches to pixels of ``image``); None where too few patches are seen.

    The middles of the patches that stand out as flat spots are fitted, so that a rough place
    (corners pointed at by hand, or found in a small copy) becomes an exact one.
    """
    middle = (chart.centres[0] + chart.centres[-1]) / 2
    pitch = float(np.sqrt(abs(np.linalg.det(jacobian_at(homography, middle)))))
    part, move = _part(image, homography, chart, min(1.0, _PITCH_PX / pitch))
    forecast = move @ homography
    places = to_pixels(forecast, chart.centres)
    size = np.array(
        [np.sqrt(abs(np.linalg.det(jacobian_at(forecast, centre)))) for centre in chart.centres]
    )
    best: NDArray[np.float64] | None = None
    most = 0
    step = steepest_step(part)
    for edge in _EDGES:
        spots = flat_spots(step, edge)
        patches, chosen = _matched(spots, places, size)
        if len(patches) <= most:
            continue
        found = fitted(chart.centres[patches], chosen, spots, float(np.median(size)), chart)
        if found is not None and np.isfinite(found).all():
            best, most = np.linalg.inv(move) @ found, len(patches)
    if best is None or most < min(_LEAST_SPOTS, len(chart.patches) - 1):
        return None
    return np.asarray(best / best[2, 2])


def _matched(
    spots: Candidates, places: NDArray[np.float64], size: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Patches and the spots that lie nearest to their forecast places."""
    patches, chosen = [], []
    for index, (place, pitch) in enumerate(zip(places, size, strict=True)):
        if not len(spots.side):
            break
        far = np.hypot(*(spots.centre - place).T)
        fits = (spots.side > _LEAST_SIDE * pitch) & (spots.side < _MOST_SIDE * pitch)
        far = np.where(fits, far, np.inf)
        nearest = int(np.argmin(far))
        if far[nearest] < _STRAY * pitch:
            patches.append(index)
            chosen.append(nearest)
    return np.array(patches, np.int64), np.array(chosen, np.int64)


def _part(
    image: NDArray[np.uint8], homography: NDArray[np.float64], chart: Chart, factor: float
) -> tuple[NDArray[np.uint8], NDArray[np.float64]]:
    """The picture around the chart at another size, and (3, 3) from its pixels to the part's."""
    cv2 = opencv("finding a chart")
    outward = np.sign(chart.outline - chart.outline.mean(axis=0))
    far = to_pixels(homography, chart.outline + 0.5 * outward)
    rows, cols = image.shape[:2]
    x0, y0 = np.clip(np.floor(far.min(axis=0)), 0, (cols - 2, rows - 2)).astype(int)
    x1, y1 = np.clip(np.ceil(far.max(axis=0)), (x0 + 2, y0 + 2), (cols, rows)).astype(int)
    part = image[y0:y1, x0:x1]
    if factor < 0.8:
        part = cv2.resize(
            part, (max(2, round((x1 - x0) * factor)), max(2, round((y1 - y0) * factor))),
            interpolation=cv2.INTER_AREA,
        )  # fmt: skip
    fx, fy = part.shape[1] / (x1 - x0), part.shape[0] / (y1 - y0)
    return part, np.array(
        [[fx, 0, 0.5 * (fx - 1) - fx * x0], [0, fy, 0.5 * (fy - 1) - fy * y0], [0, 0, 1.0]]
    )
