"""From slopes to heights: the surface whose steps fit the slopes best, in least squares.

Each pair of neighbours asks that their step equals the mean of their slopes. Without gaps and
weights this is Poisson's equation with free edges, solved exactly by cosine transforms. With
gaps or weights the same solution preconditions conjugate gradients.
"""

import numpy as np
from scipy import fft, ndimage

from turgor.errors import MeasureError
from turgor.record.height_map import FloatMap


def integrate_slopes(
    slope_right: FloatMap,
    slope_up: FloatMap,
    pitch_um: float,
    weight: FloatMap | None = None,
    *,
    tolerance: float = 1e-6,
    most_turns: int = 500,
) -> FloatMap:
    """(rows, cols) float64 heights in µm with mean zero; NaN where no slope is known.

    slope_right, slope_up : (rows, cols), µm per µm, NaN = unknown. weight : (rows, cols) ≥ 0 or
    None. Only the largest connected part is kept: the height between parts can't be told.

    Errors: MeasureError where no two neighbours have slopes, or the turns run out.
    """
    known = np.isfinite(slope_right) & np.isfinite(slope_up)
    if weight is not None:
        known &= weight > 0
    if not known.all():
        known = _largest(known)
    if known.sum() < 2:
        raise MeasureError("no connected slopes are left to make heights of")
    right = np.where(known, slope_right, 0.0)
    down = np.where(known, -slope_up, 0.0)
    step_right = 0.5 * pitch_um * (right[:, 1:] + right[:, :-1])
    step_down = 0.5 * pitch_um * (down[1:] + down[:-1])
    if known.all() and weight is None:
        return _poisson(_gather(step_right, step_down))
    full = known.astype(np.float64) if weight is None else np.where(known, weight, 0.0)
    pair_right = np.minimum(full[:, 1:], full[:, :-1])
    pair_down = np.minimum(full[1:], full[:-1])
    height = _conjugate(step_right, step_down, pair_right, pair_down, tolerance, most_turns)
    height -= height[known].mean()
    return np.where(known, height, np.nan)


def _largest(known: np.ndarray) -> np.ndarray:
    parts, count = ndimage.label(known)
    if count == 0:
        return np.asarray(known)
    sizes = np.bincount(parts.ravel())
    sizes[0] = 0
    return np.asarray(parts == sizes.argmax())


def _gather(step_right: FloatMap, step_down: FloatMap) -> FloatMap:
    """What leaves each point less what comes in: the transpose of taking differences, negated."""
    rows, cols = step_down.shape[0] + 1, step_right.shape[1] + 1
    out = np.zeros((rows, cols))
    out[:, :-1] += step_right
    out[:, 1:] -= step_right
    out[:-1] += step_down
    out[1:] -= step_down
    return out


def _poisson(source: FloatMap) -> FloatMap:
    """The zero-mean solution of the discrete Laplace equation with free edges."""
    rows, cols = source.shape
    across = 2.0 * np.cos(np.pi * np.arange(cols) / cols) - 2.0
    along = 2.0 * np.cos(np.pi * np.arange(rows) / rows) - 2.0
    spectrum = fft.dctn(source, norm="ortho")
    scale = along[:, None] + across
    scale[0, 0] = 1.0
    spectrum /= scale
    spectrum[0, 0] = 0.0
    return np.asarray(fft.idctn(spectrum, norm="ortho", overwrite_x=True), np.float64)


def _conjugate(
    step_right: FloatMap,
    step_down: FloatMap,
    pair_right: FloatMap,
    pair_down: FloatMap,
    tolerance: float,
    most_turns: int,
) -> FloatMap:
    """Preconditioned conjugate gradients on the weighted normal equations."""

    def laplace(z: FloatMap) -> FloatMap:
        return -_gather(pair_right * np.diff(z, axis=1), pair_down * np.diff(z, axis=0))

    residual = -_gather(pair_right * step_right, pair_down * step_down)
    start = float(np.linalg.norm(residual))
    height = np.zeros_like(residual)
    if start == 0.0:
        return height
    direction = np.zeros_like(residual)
    before = 1.0
    for turn in range(most_turns):
        better = -_poisson(residual)
        now = float((residual * better).sum())
        direction = better if turn == 0 else better + now / before * direction
        before = now
        pushed = laplace(direction)
        length = now / float((direction * pushed).sum())
        height += length * direction
        residual -= length * pushed
        if float(np.linalg.norm(residual)) < tolerance * start:
            return height
    raise MeasureError(
        f"heights did not settle in {most_turns} turns; the known slopes are too scattered"
    )
