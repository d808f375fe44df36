"""The line detector: how much a place looks like a valley along each direction.

Each filter is the second derivative across a line, smoothed with a Gaussian of one of several
widths across it and a long one along it. Microrelief furrows keep their direction over one cell
(0.35 mm) only, so the long side averages them out, while a line keeps its response; both are
judged against the response's own robust spread, so the rate of false alarms doesn't hang on the
texture. Keeping the directions apart lets wrinkles cross.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import fft

from turgor.compute import jit, worker_count
from turgor.measure.surface.wrinkle.options import WrinkleOptions
from turgor.record.height_map import BoolMap, FloatMap

Lifted = NDArray[np.float32]
Spectrum = NDArray[np.complex64]

#: response of a filter to an endless Gaussian valley of its own width and unit depth
GAIN = 0.5**1.5


@dataclass(frozen=True, slots=True)
class LineResponse:
    """Response for each direction.

    z : (orientations, rows, cols) float32, in robust standard deviations of the response;
        direction k is k * 180° / orientations from x towards y.
    scale : (orientations, rows, cols) uint8, which of the scales answered most.
    """

    z: Lifted
    scale: NDArray[np.uint8]


def line_response(
    filled_um: FloatMap, known: BoolMap, cell_um: float, options: WrinkleOptions
) -> LineResponse:
    """Response of the detector on the working grid, the largest over scales for each direction.

    filled_um : (rows, cols) heights without gaps, form removed; known : where measured.
    """
    rows, cols = filled_um.shape
    pad = 2 * math.ceil(options.along_um / cell_um)
    margin = (min(pad, (rows - 1) // 2 * 2), min(pad, (cols - 1) // 2 * 2))
    padded = np.pad(filled_um.astype(np.float32), [(m, m) for m in margin], mode="reflect")
    half = _halved(padded)
    count = options.orientations
    z = np.full((count, rows, cols), -np.inf, dtype=np.float32)
    scale = np.zeros((count, rows, cols), dtype=np.uint8)
    floor = GAIN * options.least_depth_um / options.seed_z
    for number, sigma_um in enumerate(options.scales_um):
        # A wide filter's response is smooth, so it is made on every second cell.
        wide = sigma_um >= 5.0 * cell_um
        step = 2 if wide else 1
        skip = (margin[0] // step, margin[1] // step)
        window = tuple(
            slice(m, m + math.ceil(n / step)) for m, n in zip(skip, (rows, cols), strict=True)
        )
        along_um = max(options.along_um, 1.5 * sigma_um)
        sizes = (sigma_um / (step * cell_um), along_um / (step * cell_um))
        answers = [a[window] for a in _answers(half if wide else padded, count, sizes)]
        middle, spread = _noise(answers, known[::step, ::step], floor, 4 - step)
        for k in range(count):
            _keep_larger(answers[k], step, middle[k], 1.0 / spread[k], number, z[k], scale[k])
    return LineResponse(z, scale)


def _halved(padded: NDArray[np.float32]) -> NDArray[np.float32]:
    """Means of blocks of two by two cells."""
    rows, cols = padded.shape
    even = np.pad(padded, ((0, rows % 2), (0, cols % 2)), mode="edge")
    pairs = even[::2] + even[1::2]
    return np.asarray((pairs[:, ::2] + pairs[:, 1::2]) * np.float32(0.25), dtype=np.float32)


def _answers(
    padded: NDArray[np.float32], count: int, sizes: tuple[float, float]
) -> list[NDArray[np.float32]]:
    """Response of one scale for each direction. sizes : across and along, in cells."""
    shape = tuple(fft.next_fast_len(n, real=True) for n in padded.shape)
    spectrum = fft.rfft2(padded, s=shape, workers=worker_count())
    ky = (2.0 * np.pi * np.fft.fftfreq(shape[0])).astype(np.float32)
    kx = (2.0 * np.pi * np.fft.rfftfreq(shape[1])).astype(np.float32)
    work = np.empty_like(spectrum)
    answers = []
    for k in range(count):
        _filter(spectrum, ky, kx, k * math.pi / count, sizes[0], sizes[1], work)
        answers.append(fft.irfft2(work, s=shape, workers=worker_count()))
    return answers


def _noise(
    answers: list[NDArray[np.float32]], known: BoolMap, floor: float, every: int
) -> tuple[FloatMap, FloatMap]:
    """Middle and robust spread of each direction's response.

    Aligned microrelief answers more along its own direction, so each direction has its own
    spread, held near the others' so that many parallel wrinkles don't hide themselves.
    """
    some = known[::every, ::every]
    if not some.any():
        some = np.ones_like(some)
    middle = np.empty(len(answers))
    spread = np.empty(len(answers))
    for k, answer in enumerate(answers):
        values = answer[::every, ::every][some]
        middle[k] = np.median(values)
        spread[k] = 1.4826 * np.median(np.abs(values - middle[k]))
    usual = float(np.median(spread))
    return middle, np.maximum(np.clip(spread, 0.7 * usual, 1.6 * usual), floor)


@jit
def _filter(
    spectrum: Spectrum,
    ky: NDArray[np.float32],
    kx: NDArray[np.float32],
    angle: float,
    across: float,
    along: float,
    out: Spectrum,
) -> None:
    c = np.float32(math.cos(angle))
    s = np.float32(math.sin(angle))
    a2 = np.float32(across * across)
    l2 = np.float32(along * along)
    for i in range(ky.size):
        for j in range(kx.size):
            u = c * kx[j] + s * ky[i]
            v = c * ky[i] - s * kx[j]
            power = a2 * v * v
            exponent = np.float32(0.5) * (power + l2 * u * u)
            if exponent > np.float32(30.0):
                out[i, j] = 0.0
            else:
                out[i, j] = -power * np.exp(-exponent) * spectrum[i, j]


@jit
def _keep_larger(
    answer: NDArray[np.float32],
    step: int,
    middle: float,
    factor: float,
    number: int,
    z: NDArray[np.float32],
    scale: NDArray[np.uint8],
) -> None:
    """Keep the response where it is the largest so far; one on every second cell is bilinear."""
    rows, cols = answer.shape
    if step == 1:
        for r in range(rows):
            for c in range(cols):
                value = np.float32((answer[r, c] - middle) * factor)
                if value > z[r, c]:
                    z[r, c] = value
                    scale[r, c] = number
        return
    for r in range(z.shape[0]):
        fy = min(max((r + 0.5) / step - 0.5, 0.0), rows - 1.0)
        i = min(int(fy), max(rows - 2, 0))
        b = fy - i
        low = min(i + 1, rows - 1)
        for c in range(z.shape[1]):
            fx = min(max((c + 0.5) / step - 0.5, 0.0), cols - 1.0)
            j = min(int(fx), max(cols - 2, 0))
            a = fx - j
            right = min(j + 1, cols - 1)
            top = answer[i, j] * (1.0 - a) + answer[i, right] * a
            under = answer[low, j] * (1.0 - a) + answer[low, right] * a
            value = np.float32((top * (1.0 - b) + under * b - middle) * factor)
            if value > z[r, c]:
                z[r, c] = value
                scale[r, c] = number
