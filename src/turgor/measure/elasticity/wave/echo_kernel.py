"""Sliding windows along depth over products of echoes: the inner loop of Kasai and Loupas."""

import numpy as np
from numpy.typing import NDArray

from turgor.compute import jit


@jit
def phase_and_correlation(
    iq: NDArray[np.complex64], reference: NDArray[np.complex64], half: int
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Phase of the windowed product conj(reference) * iq, and its correlation from 0 to 1.

    iq : (depths, laterals, times). reference : (depths, laterals). half : rows on each side.
    """
    rows, cols, times = iq.shape
    phase = np.empty((rows, cols, times), np.float32)
    correlation = np.empty((rows, cols, times), np.float32)
    product = np.empty((rows + 1, times), np.complex128)
    power = np.empty((rows + 1, times), np.float64)
    own = np.empty(rows + 1, np.float64)
    for col in range(cols):
        product[0, :] = 0.0
        power[0, :] = 0.0
        own[0] = 0.0
        for row in range(rows):
            ref = np.complex128(reference[row, col])
            own[row + 1] = own[row] + ref.real * ref.real + ref.imag * ref.imag
            for time in range(times):
                value = np.complex128(iq[row, col, time])
                product[row + 1, time] = product[row, time] + np.conj(ref) * value
                power[row + 1, time] = (
                    power[row, time] + value.real * value.real + value.imag * value.imag
                )
        for row in range(rows):
            low = max(0, row - half)
            high = min(rows, row + half + 1)
            for time in range(times):
                both = product[high, time] - product[low, time]
                energy = (own[high] - own[low]) * (power[high, time] - power[low, time])
                phase[row, col, time] = np.arctan2(both.imag, both.real)
                correlation[row, col, time] = np.abs(both) / np.sqrt(energy) if energy > 0 else 0.0
    return phase, correlation


@jit
def axial_phase_step(iq: NDArray[np.complex64], half: int) -> NDArray[np.float64]:
    """(depths, laterals) phase from one row to the next, over the window and all times.

    That is where the mean frequency of the received pulse lies beside the demodulation.
    """
    rows, cols, times = iq.shape
    step = np.empty((rows, cols), np.float64)
    total = np.empty(rows, np.complex128)
    for col in range(cols):
        total[0] = 0.0
        for row in range(rows - 1):
            here = np.complex128(0.0)
            for time in range(times):
                here += np.conj(np.complex128(iq[row, col, time])) * iq[row + 1, col, time]
            total[row + 1] = total[row] + here
        for row in range(rows):
            low = max(0, row - half)
            high = min(rows - 1, row + half)
            both = total[high] - total[low]
            step[row, col] = np.arctan2(both.imag, both.real)
    return step
