"""The relief that is matched: form removed, band-limited, gaps bridged, large depths clipped."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter

from turgor.compute import jit
from turgor.errors import RegistrationError
from turgor.measure.surface.register.wide import (
    POWERS,
    blocks_for,
    lean,
    polynomial_factors,
    wide_mean,
)
from turgor.record.height_map import FloatMap, HeightMap

FloatImage = NDArray[np.float32]

# Standard deviation of a Gaussian whose transmission is 50 % at the wavelength 1.
SIGMA_AT_CUTOFF = float(np.sqrt(np.log(2.0) / 2.0) / np.pi)
_LEAST_WEIGHT = 0.15
_FORM_SIDE = 120
_LEAN_FULL, _LEAN_OUT = 0.1, 0.35


@dataclass(frozen=True, slots=True)
class Relief:
    """One level of a matching image.

    value : (rows, cols) float32, clipped relief; zero where weight is zero.
    weight : (rows, cols) float32, 0 to 1, share of measured points round about.
    """

    value: FloatImage
    weight: FloatImage
    pitch_x_um: float
    pitch_y_um: float


@dataclass(frozen=True, slots=True)
class Band:
    """The wavelengths that are matched, and the pitch that carries them, all in µm."""

    pitch_um: float
    short_um: float
    long_um: float


def choose_band(baseline: HeightMap, followup: HeightMap) -> Band:
    """The band both maps can carry: 0.1 to 2 mm on skin, less long on small fields."""
    least_field = 1000.0 * min(*baseline.field_mm, *followup.field_mm)
    coarsest = max(
        baseline.pitch_x_um, baseline.pitch_y_um, followup.pitch_x_um, followup.pitch_y_um
    )
    pitch = max(coarsest, min(20.0, least_field / 300.0))
    short = 5.0 * pitch
    return Band(pitch, short, max(4.0 * short, min(2000.0, least_field / 4.0)))


@jit
def _block_means(
    height: FloatMap, rows_per: int, cols_per: int, value: FloatImage, weight: FloatImage
) -> None:
    """Mean of the measured points of each block, and the share of them."""
    for row in range(value.shape[0]):
        for col in range(value.shape[1]):
            total = 0.0
            count = 0
            for i in range(row * rows_per, (row + 1) * rows_per):
                for j in range(col * cols_per, (col + 1) * cols_per):
                    z = height[i, j]
                    if np.isfinite(z):
                        total += z
                        count += 1
            if count > 0:
                value[row, col] = total / count
            weight[row, col] = count / (rows_per * cols_per)


def relief_of(height_map: HeightMap, band: Band, whose: str) -> tuple[Relief, FloatImage]:
    """The matching image of a map at the band's pitch, and its heights before clipping.

    Returns the relief and the (rows, cols) float32 band-limited heights in µm.

    Errors: RegistrationError where too little was measured to match anything.
    """
    rows_per = max(1, round(band.pitch_um / height_map.pitch_y_um))
    cols_per = max(1, round(band.pitch_um / height_map.pitch_x_um))
    shape = (height_map.shape[0] // rows_per, height_map.shape[1] // cols_per)
    if min(shape) < 32:
        raise RegistrationError(
            f"{whose} has {shape[1]} by {shape[0]} usable points at {band.pitch_um:g} µm; at "
            "least 32 by 32 are needed; use a larger field or a finer pitch"
        )
    value = np.zeros(shape, dtype=np.float32)
    weight = np.zeros(shape, dtype=np.float32)
    _block_means(height_map.height_um, rows_per, cols_per, value, weight)
    if float(np.count_nonzero(weight)) < 0.02 * weight.size:
        raise RegistrationError(
            f"{whose} has measured points on {100.0 * float((weight > 0).mean()):.1f} % of its "
            "field; at least 2 % are needed; capture it again"
        )
    pitch_x, pitch_y = cols_per * height_map.pitch_x_um, rows_per * height_map.pitch_y_um
    _remove_form(value, weight)
    weighted = value * weight
    smooth, near = _smoothed(weighted, weight, SIGMA_AT_CUTOFF * band.short_um, pitch_x, pitch_y)
    sigma = SIGMA_AT_CUTOFF * band.long_um
    long_wave, trust = _long_wave(weighted, weight, (sigma / pitch_y, sigma / pitch_x))
    smooth -= long_wave
    near *= trust
    near[near < _LEAST_WEIGHT] = 0.0
    smooth[near == 0.0] = 0.0
    spread = 1.4826 * float(np.median(np.abs(smooth[near > 0.0]))) if near.any() else 0.0
    if not spread > 0.0:
        raise RegistrationError(
            f"{whose} shows no relief between {band.short_um:g} and {band.long_um:g} µm; there is "
            "nothing to match; check the capture"
        )
    # Depth is what may change between visits: it must not decide where the skin lies.
    clipped = np.tanh(smooth / np.float32(3.0 * spread))
    return Relief(clipped.astype(np.float32), near, pitch_x, pitch_y), smooth


def _remove_form(value: FloatImage, weight: FloatImage) -> None:
    """Subtract the weighted least-squares polynomial of degree two, in place."""
    rows, cols = value.shape
    step = max(1, min(rows, cols) // _FORM_SIDE)
    x = np.linspace(-1.0, 1.0, cols)
    y = np.linspace(-1.0, 1.0, rows)
    grid_x, grid_y = np.meshgrid(x[::step], y[::step])
    thin, thin_w = (part[::step, ::step].astype(np.float64).ravel() for part in (value, weight))
    factors = polynomial_factors(grid_x.ravel(), grid_y.ravel(), thin, thin_w)
    for (i, j), factor in zip(POWERS, factors, strict=True):
        value -= np.outer(factor * y**j, x**i).astype(np.float32)


def _smoothed(
    weighted: FloatImage, weight: FloatImage, sigma_um: float, pitch_x: float, pitch_y: float
) -> tuple[FloatImage, FloatImage]:
    """Gaussian mean over measured points only, and the share of measured points in it."""
    sigma = (sigma_um / pitch_y, sigma_um / pitch_x)
    top = gaussian_filter(weighted, sigma, mode="constant", truncate=3.0)
    share = gaussian_filter(weight, sigma, mode="constant", truncate=3.0)
    return np.divide(top, share, out=np.zeros_like(top), where=share > 1e-3), share


def _long_wave(
    weighted: FloatImage, weight: FloatImage, sigma: tuple[float, float]
) -> tuple[FloatImage, FloatImage]:
    """The same mean for a long wavelength, and how far to trust it (0 to 1).

    At an edge the mean leans to one side, and two captures end at different skin: trust falls
    with the lean of the measured points about the place.
    """
    blocks = blocks_for((weight.shape[0], weight.shape[1]), sigma)
    counts = blocks.sums(weight)
    mean = wide_mean(blocks.sums(weighted), counts, blocks.sigma)
    trust = np.clip((_LEAN_OUT - lean(counts, blocks.sigma)) / (_LEAN_OUT - _LEAN_FULL), 0.0, 1.0)
    return blocks.spread(mean).astype(np.float32), blocks.spread(trust).astype(np.float32)


def halved(relief: Relief) -> Relief:
    """The next coarser level: weighted means of two by two points."""
    rows, cols = relief.value.shape[0] // 2 * 2, relief.value.shape[1] // 2 * 2
    weight = relief.weight[:rows, :cols]
    sums = _pair_sums(relief.value[:rows, :cols] * weight)
    weights = _pair_sums(weight)
    value = np.divide(sums, weights, out=np.zeros_like(sums), where=weights > 0.0)
    return Relief(value, weights / 4.0, 2.0 * relief.pitch_x_um, 2.0 * relief.pitch_y_um)


def _pair_sums(image: FloatImage) -> FloatImage:
    rows = image[0::2] + image[1::2]
    return rows[:, 0::2] + rows[:, 1::2]


def finer_part(relief: Relief, long_um: float) -> Relief:
    """The relief without what is longer than ``long_um``: cells and furrows, not wrinkles."""
    mean, _ = _smoothed(
        relief.value * relief.weight,
        relief.weight,
        SIGMA_AT_CUTOFF * long_um,
        relief.pitch_x_um,
        relief.pitch_y_um,
    )
    return replace(relief, value=relief.value - mean)
