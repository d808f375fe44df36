"""Strain as the gradient of phase between two scans, by complex products (vector method).

D = after conj(before) turns by 4 pi n d / lambda where tissue moved by d. The product of D with
itself, ``lag`` rows on, turns by that angle's gradient. Products are summed over a window before
the angle is taken: weak pixels weigh little and nothing is unwrapped. Rows closer than the
point-spread function share their scatterers, turn together and read strain low; hence the lag.
"""

import numpy as np
from numpy.typing import NDArray

from turgor.record.oct_pair import OctPair

F = NDArray[np.float64]
C = NDArray[np.complex64]


def interframe(before: C, after: C, weight: str = "amplitude") -> C:
    """D = after conj(before), (rows, cols), its size replaced by the chosen weight, mean about 1.

    Instruments count in units of their own; products of four pixels must stay in single precision.
    """
    level = float(np.sqrt(np.mean(np.abs(before) ** 2, dtype=np.float64)))
    level *= float(np.sqrt(np.mean(np.abs(after) ** 2, dtype=np.float64)))
    product = np.asarray(
        after * np.conj(before) * np.float32(1.0 / max(level, 1e-30)), np.complex64
    )
    if weight == "amplitude":
        return product
    size = np.abs(product)
    shrink = np.sqrt(size) if weight == "root-amplitude" else size
    return np.asarray(product / np.maximum(shrink, np.finfo(np.float32).tiny), np.complex64)


def lagged(product: C, lag: int) -> C:
    """D[z + lag] conj(D[z]): (rows - lag, cols)."""
    return product[lag:] * np.conj(product[:-lag])


def strain_per_radian(pair: OctPair, lag: int, phase_sign: int = 1) -> float:
    """Strain for each radian between rows ``lag`` apart; positive = lengthened."""
    wave_um = pair.wavelength_nm * 1e-3 / (4.0 * np.pi * pair.refractive_index)
    return phase_sign * wave_um / (lag * pair.axial_um)


def windowed(products: NDArray[np.complexfloating], rows: int, cols: int) -> C:
    """Means over windows of odd size about each pixel, nothing beyond the edges; shape kept."""
    from scipy.ndimage import uniform_filter

    sums = np.empty(products.shape, np.complex64)
    for part, values in (("real", products.real), ("imag", products.imag)):
        mean = uniform_filter(np.asarray(values, np.float32), (rows, cols), mode="constant")
        setattr(sums, part, mean)
    return sums


def _sizes(products: C, rows: int, cols: int) -> NDArray[np.float32]:
    from scipy.ndimage import uniform_filter

    mean = uniform_filter(np.abs(products), (rows, cols), mode="constant")
    return np.asarray(mean, np.float32)


def strain_map(
    pair: OctPair,
    product: C,
    lag: int,
    window_um: tuple[float, float],
    expected_rad: F | None = None,
    phase_sign: int = 1,
) -> tuple[F, F]:
    """Strain and its quality from 0 to 1 at each pixel, (rows, cols) float64.

    expected_rad : (rows - lag,) phase over the lag, to whose turn each pixel's is brought.
    Rows that lie half a lag from an edge hold NaN.
    """
    half = (odd(window_um[0] / pair.axial_um), odd(window_um[1] / pair.lateral_um))
    products = lagged(product, lag)
    sums = windowed(products, *half)
    sizes = _sizes(products, *half)
    phase = np.angle(sums).astype(np.float64)
    if expected_rad is not None:
        phase += 2.0 * np.pi * np.round((expected_rad[:, None] - phase) / (2.0 * np.pi))
    strain = np.full(product.shape, np.nan)
    quality = np.full(product.shape, np.nan)
    start = lag // 2
    inside = slice(start, start + len(phase))
    strain[inside] = phase * strain_per_radian(pair, lag, phase_sign)
    quality[inside] = np.abs(sums) / np.maximum(sizes, np.finfo(np.float32).tiny)
    return strain, quality


def odd(width: float) -> int:
    """The nearest odd whole number of pixels, at least 1."""
    return max(1, 2 * round((width - 1.0) / 2.0) + 1)
