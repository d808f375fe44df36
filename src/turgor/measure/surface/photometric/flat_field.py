"""The brightness that a flat, even surface would have in each image, from the image itself.

A low polynomial, fitted so that slopes, dust and grooves don't count. It takes the place of each
light's strength, its falloff and the lens's vignetting. Whatever slope is as smooth as the
polynomial goes with it, so the form of the surface is not observed.
"""

import numpy as np

from turgor.errors import MeasureError
from turgor.record.height_map import BoolMap, FloatMap

DEFAULT_DEGREE = 4
_MOST_POINTS = 10_000


def flat_fields(
    images: FloatMap, degree: int = DEFAULT_DEGREE, mask: BoolMap | None = None
) -> FloatMap:
    """(n, rows, cols) float64, the smooth brightness of each image.

    images : (n, rows, cols) float64. degree : total degree of the polynomial, 0 to 8.
    Errors: MeasureError where an image is dark or too little of it is left to fit.
    """
    if not 0 <= degree <= 8:
        raise MeasureError(f"flat-field degree is {degree}; allowed are 0 to 8")
    rows, cols = images.shape[1:]
    powers = [(i, j) for i in range(degree + 1) for j in range(degree + 1 - i)]
    along = np.polynomial.legendre.legvander(np.linspace(-1, 1, cols), degree)
    down = np.polynomial.legendre.legvander(np.linspace(-1, 1, rows), degree)
    step = max(1, int(np.sqrt(rows * cols / _MOST_POINTS)))
    terms = np.stack([np.outer(down[::step, j], along[::step, i]).ravel() for i, j in powers], 1)
    out = np.empty_like(images)
    for k, image in enumerate(images):
        values = image[::step, ::step].ravel()
        use = np.isfinite(values)
        if mask is not None:
            use &= mask[::step, ::step].ravel()
        if use.sum() < 4 * len(powers):
            raise MeasureError(
                f"image {k + 1}: {int(use.sum())} points are too few for a flat field"
            )
        weights = _robust(terms[use], values[use])
        grid = np.zeros((degree + 1, degree + 1))
        for (i, j), weight in zip(powers, weights, strict=True):
            grid[j, i] = weight
        out[k] = down @ grid @ along.T
        if out[k].min() <= 0:
            raise MeasureError(
                f"image {k + 1}: its brightness falls to nothing at an edge; crop it or lower the "
                "flat-field degree"
            )
    return out


def _robust(terms: FloatMap, values: FloatMap) -> FloatMap:
    """Least absolute deviations first, then Tukey's weights at four robust deviations."""
    weight: FloatMap = np.ones(values.size)
    found: FloatMap = np.zeros(terms.shape[1])
    for turn in range(16):
        weighted = terms * weight[:, None]
        found = np.asarray(np.linalg.solve(weighted.T @ terms, weighted.T @ values))
        off = np.abs(values - terms @ found)
        scale = 1.4826 * float(np.median(off)) + 1e-9
        if turn < 5:
            weight = 1.0 / np.maximum(off, 0.1 * scale)
        else:
            weight = np.clip(1.0 - (off / (4.0 * scale)) ** 2, 0.0, None) ** 2
    return found
