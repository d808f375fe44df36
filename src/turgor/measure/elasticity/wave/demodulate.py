"""Radio-frequency echoes to base-band IQ: the analytic signal, turned back by the centre."""

import numpy as np
from numpy.typing import NDArray

from turgor.errors import MeasureError


def iq_from_rf(
    rf: NDArray[np.float32],
    depth_mm: NDArray[np.float64],
    centre_mhz: float,
    sound_speed_m_s: float,
) -> NDArray[np.complex64]:
    """(depths, laterals, times) complex64 IQ of real echoes along depth.

    The analytic signal is exact and needs no low-pass filter; an echo from depth z keeps the phase
    -4 pi f z / c of a demodulation by exp(-i 2 pi f t).

    Errors: MeasureError where the depths are too far apart for the centre frequency, or uneven.
    """
    steps = np.diff(depth_mm)
    if steps.size < 7 or np.ptp(steps) > 0.01 * steps.mean():
        raise MeasureError(
            "radio-frequency echoes need at least 8 evenly spaced depths; resample them"
        )
    sampling_mhz = sound_speed_m_s / (2.0 * float(steps.mean()) * 1e3)
    if centre_mhz >= 0.45 * sampling_mhz:
        raise MeasureError(
            f"radio-frequency echoes at {sampling_mhz:.1f} MHz can't carry a pulse of "
            f"{centre_mhz:g} MHz; at least {centre_mhz / 0.45:.1f} MHz are needed, or IQ"
        )
    count = len(depth_mm)
    turn = np.exp(-4e3j * np.pi * centre_mhz * depth_mm / sound_speed_m_s)
    gain = np.zeros(count)
    gain[0], gain[1 : (count + 1) // 2] = 1.0, 2.0
    if count % 2 == 0:
        gain[count // 2] = 1.0
    iq = np.empty(rf.shape, np.complex64)
    for column in range(rf.shape[1]):
        spectrum = np.fft.fft(rf[:, column].astype(np.float64), axis=0) * gain[:, None]
        iq[:, column] = np.fft.ifft(spectrum, axis=0) * turn[:, None]
    return iq
