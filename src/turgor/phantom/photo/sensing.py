"""What lens and sensor do to light: blur, shot and read noise, clipping, matrix and codes."""

import math

import numpy as np
from numpy.typing import NDArray

from turgor.compute import jit, map_strips
from turgor.phantom.photo.camera import CameraSpec

F = NDArray[np.float64]
F32 = NDArray[np.float32]
Codes = NDArray[np.uint8] | NDArray[np.uint16]

#: rows that share one stream of noise, so that it doesn't depend on the number of threads
NOISE_ROWS = 32


def blurred(raw: F32, sd_px: float) -> F32:
    """(rows, cols, 3) light blurred by a Gaussian of that SD; edges are held."""
    if sd_px <= 0.0:
        return raw
    reach = math.ceil(4.0 * sd_px)
    taps = np.exp(-0.5 * (np.arange(-reach, reach + 1) / sd_px) ** 2).astype(np.float32)
    taps /= taps.sum()
    across, done = np.empty_like(raw), np.empty_like(raw)
    map_strips(lambda a, b: blur_rows(raw[a:b], taps, across[a:b]), len(raw))
    map_strips(lambda a, b: blur_cols(across, a, b, taps, done), len(raw))
    return done


def coded(raw: F32, gains: F, matrix: F, table: F, camera: CameraSpec, seed: int) -> Codes:
    """(rows, cols, 3) code values of balanced raw light.

    The sensor holds raw / gain; it clips at 1, with noise of variance electrons + read².
    """
    top = 255 if camera.bits == 8 else 65535
    codes: Codes = np.empty(raw.shape, np.uint8 if camera.bits == 8 else np.uint16)
    noise = (camera.full_well_e, camera.read_e)

    def work(first: int, end: int) -> None:
        for block in range(first, end):
            a, b = block * NOISE_ROWS, min((block + 1) * NOISE_ROWS, len(raw))
            rng = np.random.default_rng([seed, 90, block])
            normal = rng.standard_normal(raw[a:b].shape, dtype=np.float32)
            develop(raw[a:b], normal, gains, matrix, table, noise, top, codes[a:b])

    map_strips(work, math.ceil(len(raw) / NOISE_ROWS), least=2)
    return codes


@jit
def blur_rows(raw: F32, taps: F32, out: F32) -> None:
    """Blur along each row."""
    reach = taps.size // 2
    cols = raw.shape[1]
    for r in range(raw.shape[0]):
        for col in range(cols):
            for c in range(3):
                total = np.float32(0.0)
                for t in range(taps.size):
                    at = min(max(col + t - reach, 0), cols - 1)
                    total += taps[t] * raw[r, at, c]
                out[r, col, c] = total


@jit
def blur_cols(raw: F32, first: int, end: int, taps: F32, out: F32) -> None:
    """Blur down the columns, for some rows of the result."""
    reach = taps.size // 2
    rows = raw.shape[0]
    for r in range(first, end):
        out[r] = 0.0
        for t in range(taps.size):
            at = min(max(r + t - reach, 0), rows - 1)
            for col in range(raw.shape[1]):
                for c in range(3):
                    out[r, col, c] += taps[t] * raw[at, col, c]


@jit
def develop(
    raw: F32,
    normal: F32,
    gains: F,
    matrix: F,
    table: F,
    noise: tuple[float, float],
    top: int,
    out: Codes,
) -> None:
    """Fill codes from raw light and unit normal deviates of the same shape."""
    well, read = noise
    last = table.size - 1
    held = np.empty(3)
    for r in range(raw.shape[0]):
        for col in range(raw.shape[1]):
            for c in range(3):
                electrons = well * raw[r, col, c] / gains[c]
                electrons += normal[r, col, c] * math.sqrt(max(electrons, 0.0) + read * read)
                held[c] = min(max(electrons / well, 0.0), 1.0) * gains[c]
            for c in range(3):
                light = matrix[c, 0] * held[0] + matrix[c, 1] * held[1] + matrix[c, 2] * held[2]
                at = min(max(light, 0.0), 1.0) * last
                i = min(int(at), last - 1)
                code = table[i] + (at - i) * (table[i + 1] - table[i])
                out[r, col, c] = int(code * top + 0.5)
