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
    pad = math.ceil(2.0 * options.along_um / cell_um)
    margin = (min(pad, rows - 1), min(pad, cols - 1))
    padded = np.pad(filled_um.astype(np.float32), [(m, m) for m in margin], mode="reflect")
    shape = tuple(fft.next_fast_len(n, real=True) for n in padded.shape)
    spectrum = fft.rfft2(padded, s=shape, workers=worker_count())
    ky = (2.0 * np.pi * np.fft.fftfreq(shape[0])).astype(np.float32)
    kx = (2.0 * np.pi * np.fft.rfftfreq(shape[1])).astype(np.float32)
    count = options.orientations
    z = np.full((count, rows, cols), -np.inf, dtype=np.float32)
    scale = np.zeros((count, rows, cols), dtype=np.uint8)
    work = np.empty_like(spectrum)
    floor = GAIN * options.least_depth_um / options.seed_z
    window = (slice(margin[0], margin[0] + rows), slice(margin[1], margin[1] + cols))
    for number, sigma_um in enumerate(options.scales_um):
        across = sigma_um / cell_um
        along = max(options.along_um, 1.5 * sigma_um) / cell_um
        answers = []
        for k in range(count):
            _filter(spectrum, ky, kx, k * math.pi / count, across, along, work)
            answers.append(fft.irfft2(work, s=shape, workers=worker_count())[window])
        middle, spread = _noise(answers, known, floor)
        for k in range(count):
            _keep_larger(answers[k], middle[k], 1.0 / spread[k], number, z[k], scale[k])
    return LineResponse(z, scale)


def _noise(
    answers: list[NDArray[np.float32]], known: BoolMap, floor: float
) -> tuple[FloatMap, FloatMap]:
    """Middle and robust spread of each direction's response.

    Aligned microrelief answers more along its own direction, so each direction has its own
    spread, held near the others' so that many parallel wrinkles don't hide themselves.
    """
    some = known[::3, ::3]
    if not some.any():
        some = np.ones_like(some)
    middle = np.empty(len(answers))
    spread = np.empty(len(answers))
    for k, answer in enumerate(answers):
        values = answer[::3, ::3][some]
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
    middle: float,
    factor: float,
    number: int,
    z: NDArray[np.float32],
    scale: NDArray[np.uint8],
) -> None:
    for r in range(answer.shape[0]):
        for c in range(answer.shape[1]):
            value = np.float32((answer[r, c] - middle) * factor)
            if value > z[r, c]:
                z[r, c] = value
                scale[r, c] = number
