"""From raw lines to a picture: envelope, gain, compression, 8-bit grey."""

import numpy as np
from numpy.typing import NDArray

from turgor.phantom.ultrasound.spec import DisplaySpec

F32 = NDArray[np.float32]


def envelope(lines: F32) -> F32:
    """(lines, samples) magnitude of the analytic signal of raw lines."""
    from scipy.fft import fft, ifft, next_fast_len

    samples = lines.shape[1]
    # padded, so that what leaves the image at its foot does not come back at its top
    length = next_fast_len(samples + 256)
    spectrum = fft(lines, n=length, axis=1)
    half = (length + 1) // 2
    spectrum[:, 1:half] *= 2.0
    spectrum[:, length // 2 + 1 :] = 0.0
    magnitude: F32 = np.abs(ifft(spectrum, axis=1)[:, :samples]).astype(np.float32)
    return magnitude


def grey(amplitude: F32, display: DisplaySpec, extra_db: float = 0.0) -> F32:
    """Grey levels 0 to 255 (whole numbers) of an envelope."""
    gain_db = display.gain_db + extra_db - display.full_db
    if display.compression == "root":
        share = (amplitude * 10.0 ** (gain_db / 20.0)) ** display.power
    else:
        level = 20.0 * np.log10(np.maximum(amplitude, 1e-12)) + gain_db
        share = 1.0 + level / display.dynamic_range_db
    shown: F32 = np.round(255.0 * np.clip(share, 0.0, 1.0)).astype(np.float32)
    return shown
