"""A planted map of modulus over skin: smooth variation, a stiffer patch, nothing below a depth."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.errors import InputError

F = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ElastogramSpec:
    """What is planted.

    modulus_kpa : median of the skin. spread : standard deviation of its natural logarithm.
    patch_ratio : how much stiffer a round patch is, 1 = none. rows, cols, pixel_um : of the map.
    correlation_px : over which it varies. missing_share : of pixels without a value.
    bar_high_kpa : upper end of the scanner's colour bar; alpha : its overlay's share of colour.

    Errors: InputError where a number makes no sense.
    """

    modulus_kpa: float = 14.8
    spread: float = 0.15
    patch_ratio: float = 1.6
    rows: int = 160
    cols: int = 220
    pixel_um: float = 80.0
    correlation_px: float = 14.0
    missing_share: float = 0.03
    bar_high_kpa: float = 40.0
    alpha: float = 0.7

    def __post_init__(self) -> None:
        for name in ("modulus_kpa", "patch_ratio", "pixel_um", "correlation_px", "bar_high_kpa"):
            value = getattr(self, name)
            if not (math.isfinite(value) and value > 0):
                raise InputError(f"{name} is {value:g}; it must be above zero")
        if min(self.rows, self.cols) < 16 or self.rows * self.cols > 4_000_000:
            raise InputError(f"a map of {self.cols} x {self.rows} is not made; 16 to 2000 a side")
        if not (0.2 <= self.alpha <= 1.0 and 0.0 <= self.missing_share < 0.9 and self.spread >= 0):
            raise InputError("alpha is 0.2 to 1, missing_share 0 to 0.9, spread not negative")


@dataclass(frozen=True, slots=True)
class ElastogramTruth:
    """(rows, cols) planted modulus in kPa, NaN = none, and what is to be found in it."""

    modulus_kpa: F
    median_kpa: float
    mean_kpa: float
    sd_kpa: float
    missing_share: float
    above_bar_share: float


def planted_elastogram(spec: ElastogramSpec, seed: int) -> ElastogramTruth:
    """The map of one spec and seed, always the same."""
    from scipy.ndimage import gaussian_filter

    rng = np.random.default_rng(seed)
    shape = (spec.rows, spec.cols)
    smooth = gaussian_filter(rng.standard_normal(shape), spec.correlation_px, mode="wrap")
    smooth = (smooth - np.median(smooth)) / smooth.std()
    modulus: F = spec.modulus_kpa * np.exp(spec.spread * smooth)
    y, x = np.mgrid[0 : spec.rows, 0 : spec.cols]
    away = np.hypot(y - 0.55 * spec.rows, x - 0.3 * spec.cols) / (0.18 * min(shape))
    modulus *= 1.0 + (spec.patch_ratio - 1.0) / (1.0 + np.exp(8.0 * (away - 1.0)))
    if spec.missing_share > 0:
        holes = gaussian_filter(rng.standard_normal(shape), 4.0, mode="wrap")
        modulus[holes < np.quantile(holes, spec.missing_share)] = np.nan
    known = modulus[np.isfinite(modulus)]
    return ElastogramTruth(
        modulus,
        float(np.median(known)),
        float(known.mean()),
        float(known.std(ddof=1)),
        1.0 - known.size / modulus.size,
        float(np.mean(known > spec.bar_high_kpa)),
    )
