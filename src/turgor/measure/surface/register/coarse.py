"""The coarse search: every shift at once by masked correlation, over a fan of rotations.

The correlation is that of D. Padfield, "Masked object registration in the Fourier domain"
(IEEE Trans Image Process 2012), without the local means: the relief is band-limited already.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.fft import irfft2, next_fast_len, rfft2
from scipy.ndimage import affine_transform, gaussian_filter

from turgor.compute import worker_count
from turgor.measure.surface.register.prepare import FloatImage, Relief

_STEP_DEG = 1.5
_SIDE = 200
_LEAST_SHARED = 0.02


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place to start from; ``score`` is correlation times the root of the shared area."""

    rotation_deg: float
    shift_um: tuple[float, float]
    score: float


@dataclass(frozen=True, slots=True)
class _Canvas:
    """What all rotations share: the baseline's transforms, the pitch and the admitted shifts."""

    pitch_um: float
    size: tuple[int, int]
    of_value: NDArray[np.complex64]
    of_square: NDArray[np.complex64]
    of_weight: NDArray[np.complex64]
    admitted: NDArray[np.bool_]
    weight_sum: float


def search(
    baseline: Relief,
    followup: Relief,
    largest_rotation_deg: float,
    least_overlap: float,
    keep: int = 4,
) -> list[Candidate]:
    """The best places to start a refinement, best first, at most one for each rotation tried."""
    extent_b, extent_f = _extent(baseline), _extent(followup)
    pitch = max(baseline.pitch_x_um, baseline.pitch_y_um, max(*extent_b, *extent_f) / _SIDE)
    canvas = _canvas(baseline, extent_b, extent_f, pitch, least_overlap)
    soft_value, soft_weight = _softened(followup, pitch)
    steps = max(1, int(np.ceil(largest_rotation_deg / _STEP_DEG)))
    angles = np.linspace(-largest_rotation_deg, largest_rotation_deg, 2 * steps + 1)

    def one(angle: float) -> Candidate:
        value, weight = _turned(followup, soft_value, soft_weight, extent_f, pitch, angle)
        return _best_shift(canvas, value, weight, angle, extent_b, extent_f)

    found = _each(one, [float(angle) for angle in angles])
    return sorted(found, key=lambda candidate: -candidate.score)[:keep]


def _each(one: Callable[[float], Candidate], angles: list[float]) -> list[Candidate]:
    workers = worker_count()
    if workers < 2:
        return [one(angle) for angle in angles]
    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(one, angles))


def _extent(relief: Relief) -> tuple[float, float]:
    rows, cols = relief.value.shape
    return cols * relief.pitch_x_um, rows * relief.pitch_y_um


def _softened(relief: Relief, pitch: float) -> tuple[FloatImage, FloatImage]:
    """Value times weight, and weight, blurred for sampling at a coarser pitch."""
    sigma = (0.6 * pitch / relief.pitch_y_um, 0.6 * pitch / relief.pitch_x_um)
    return (
        gaussian_filter(relief.value * relief.weight, sigma, mode="constant", truncate=2.5),
        gaussian_filter(relief.weight, sigma, mode="constant", truncate=2.5),
    )


def _turned(
    relief: Relief,
    soft_value: FloatImage,
    soft_weight: FloatImage,
    extent: tuple[float, float],
    pitch: float,
    angle_deg: float,
) -> tuple[FloatImage, FloatImage]:
    """A relief turned back by the angle about its centre, on even points ``pitch`` apart."""
    shape = (max(1, int(extent[1] / pitch)), max(1, int(extent[0] / pitch)))
    angle = np.deg2rad(angle_deg)
    cosine, sine = np.cos(angle), np.sin(angle)
    # Rows first: (y, x) of the source from (row, col) of the canvas, both about the centre.
    turn = np.array([[cosine, sine], [-sine, cosine]]) * pitch
    source_pitch = np.array([relief.pitch_y_um, relief.pitch_x_um])
    matrix = turn / source_pitch[:, np.newaxis]
    middle = np.array([(shape[0] - 1) / 2.0, (shape[1] - 1) / 2.0])
    source_middle = np.array([extent[1], extent[0]]) / 2.0 / source_pitch - 0.5
    offset = source_middle - matrix @ middle
    value, weight = (
        affine_transform(part, matrix, offset, shape, order=1, mode="constant")
        for part in (soft_value, soft_weight)
    )
    known = weight > 0.1
    value = np.divide(value, weight, out=np.zeros_like(value), where=known)
    return value, known.astype(np.float32)


def _canvas(
    baseline: Relief,
    extent_b: tuple[float, float],
    extent_f: tuple[float, float],
    pitch: float,
    least_overlap: float,
) -> _Canvas:
    value, weight = _turned(baseline, *_softened(baseline, pitch), extent_b, pitch, 0.0)
    shape_f = (int(extent_f[1] / pitch), int(extent_f[0] / pitch))
    size = tuple(
        next_fast_len(int(max(b, f) + (1.0 - least_overlap) * max(b, f)) + 2, real=True)
        for b, f in zip(value.shape, shape_f, strict=True)
    )
    shared = np.outer(
        *(_shared_length(b, f, n) for b, f, n in zip(value.shape, shape_f, size, strict=True))
    )
    least = least_overlap * min(value.size, shape_f[0] * shape_f[1])
    return _Canvas(
        pitch_um=pitch,
        size=(size[0], size[1]),
        of_value=np.conj(rfft2(value * weight, size)),
        of_square=np.conj(rfft2(value * value * weight, size)),
        of_weight=np.conj(rfft2(weight, size)),
        # The bounds are checked for the rotated field again; here they only keep out corners.
        admitted=shared >= 0.8 * least,
        weight_sum=float(weight.sum()),
    )


def _shared_length(base: int, follow: int, size: int) -> NDArray[np.float64]:
    """How many points of one side overlap for each circular shift."""
    shift = np.fft.fftfreq(size, 1.0 / size)
    shared = np.minimum(base, follow - shift) - np.maximum(0.0, -shift)
    return np.asarray(np.clip(shared, 0.0, None), dtype=np.float64)


def _best_shift(
    canvas: _Canvas,
    value: FloatImage,
    weight: FloatImage,
    angle_deg: float,
    extent_b: tuple[float, float],
    extent_f: tuple[float, float],
) -> Candidate:
    size = canvas.size
    of_weight = rfft2(weight, size)
    product = irfft2(canvas.of_value * rfft2(value * weight, size), size)
    base_energy = irfft2(canvas.of_square * of_weight, size)
    follow_energy = irfft2(canvas.of_weight * rfft2(value * value * weight, size), size)
    shared = irfft2(canvas.of_weight * of_weight, size)
    admitted = canvas.admitted & (shared > _LEAST_SHARED * canvas.weight_sum)
    energy = np.sqrt(np.maximum(base_energy, 0.0) * np.maximum(follow_energy, 0.0))
    admitted &= energy > 1e-6 * float(energy.max())
    score = np.full(size, -1.0)
    np.divide(product, energy, out=score, where=admitted)
    score[admitted] *= np.sqrt(shared[admitted] / canvas.weight_sum)
    row, col = np.unravel_index(int(np.argmax(score)), size)
    steps = (
        float(col) - (size[1] if col > size[1] // 2 else 0),
        float(row) - (size[0] if row > size[0] // 2 else 0),
    )
    # Canvas points are centred on the middle of each field, so a remainder of a cell is kept.
    angle = np.deg2rad(angle_deg)
    cosine, sine = np.cos(angle), np.sin(angle)
    centre_b = np.array(extent_b) / 2.0
    centre_f = np.array(extent_f) / 2.0
    grid_b = np.array([int(extent_b[0] / canvas.pitch_um), int(extent_b[1] / canvas.pitch_um)])
    grid_f = np.array([value.shape[1], value.shape[0]])
    moved = (np.array(steps) + (grid_b - grid_f) / 2.0) * canvas.pitch_um
    turned = np.array([[cosine, -sine], [sine, cosine]]) @ moved
    shift = centre_f - centre_b + turned
    return Candidate(angle_deg, (float(shift[0]), float(shift[1])), float(score[row, col]))
