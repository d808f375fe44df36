"""What an instrument adds and loses: resolution, noise, line artefacts, hair, dropouts."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter

from turgor.compute import jit
from turgor.phantom.surface.texture import add_spline_noise, noise_table
from turgor.record.height_map import FloatMap

F = NDArray[np.float64]

#: full width at half height of a Gaussian over its standard deviation
FWHM = 2.0 * math.sqrt(2.0 * math.log(2.0))


@dataclass(frozen=True, slots=True)
class HairSpec:
    """Hairs lying on the skin; ``missing`` of them leave no height, the rest a raised ridge."""

    per_cm2: float = 0.0
    width_um: float = 60.0
    length_um: float = 4000.0
    height_um: float = 50.0
    missing: float = 0.5


@dataclass(frozen=True, slots=True)
class InstrumentSpec:
    """One instrument's faults.

    resolution_um : full width at half height of the Gaussian it blurs with; 0 = a perfect point.
    noise_um : rms of white noise per point. wander_um : rms of noise some 0.5 mm wide.
    line_um : rms offset of each row. ripple_um, ripple_period_um : fringe residue along x.
    dropout_share : share of points lost in patches of about dropout_patch_um.
    lone_share : share of points lost singly.
    """

    resolution_um: float = 0.0
    noise_um: float = 1.5
    wander_um: float = 0.0
    line_um: float = 0.0
    ripple_um: float = 0.0
    ripple_period_um: float = 1100.0
    dropout_share: float = 0.0
    dropout_patch_um: float = 150.0
    lone_share: float = 0.0
    hair: HairSpec = HairSpec()


@jit
def draw_hair(
    height: F, lost: NDArray[np.bool_], points: F, pitch: float, width: float, top: float
) -> None:
    """Raise the heights under one hair (``top`` > 0), or mark them lost (``top`` = 0).

    points : (n, 2) x, y of the hair's axis. A raised hair is half an ellipse in section.
    """
    rows, cols = height.shape
    reach = 0.5 * width
    for k in range(points.shape[0] - 1):
        ax, ay = points[k, 0], points[k, 1]
        ex, ey = points[k + 1, 0] - ax, points[k + 1, 1] - ay
        long = max(ex * ex + ey * ey, 1e-12)
        j0 = max(0, int((min(ax, ax + ex) - reach) / pitch - 1))
        j1 = min(cols, int((max(ax, ax + ex) + reach) / pitch + 2))
        i0 = max(0, int((min(ay, ay + ey) - reach) / pitch - 1))
        i1 = min(rows, int((max(ay, ay + ey) + reach) / pitch + 2))
        for i in range(i0, i1):
            for j in range(j0, j1):
                dx = (j + 0.5) * pitch - ax
                dy = (i + 0.5) * pitch - ay
                t = min(1.0, max(0.0, (dx * ex + dy * ey) / long))
                d2 = (dx - t * ex) ** 2 + (dy - t * ey) ** 2
                if d2 < reach * reach and not lost[i, j]:
                    lost[i, j] = True
                    if top > 0.0:
                        height[i, j] += top * math.sqrt(1.0 - d2 / (reach * reach))


def place_hairs(
    height_um: FloatMap, lost: NDArray[np.bool_], hair: HairSpec, pitch: float, seed: int
) -> None:
    """Lay random hairs over a map in place; those that leave no height are marked in ``lost``."""
    rng = np.random.default_rng(seed)
    rows, cols = height_um.shape
    wide, high = cols * pitch, rows * pitch
    for _ in range(rng.poisson(hair.per_cm2 * wide * high * 1e-8)):
        turn = rng.uniform(-1.0, 1.0) / hair.length_um
        s = np.linspace(-0.5, 0.5, 30) * hair.length_um * rng.uniform(0.5, 1.5)
        angle = rng.uniform(0, np.pi) + turn * s
        x = rng.uniform(0, wide) + np.cumsum(np.cos(angle)) * (s[1] - s[0])
        y = rng.uniform(0, high) + np.cumsum(np.sin(angle)) * (s[1] - s[0])
        gone = rng.uniform() < hair.missing
        covered = lost if gone else np.zeros_like(lost)
        line = np.column_stack((x, y))
        draw_hair(height_um, covered, line, pitch, hair.width_um, 0.0 if gone else hair.height_um)


def blur(height_um: FloatMap, fwhm_um: float, pitch: float) -> FloatMap:
    """A map seen through a Gaussian of the given full width at half height."""
    blurred: FloatMap = gaussian_filter(height_um, fwhm_um / FWHM / pitch, mode="nearest")
    return blurred


def patches(shape: tuple[int, int], share: float, size: float, seed: int) -> NDArray[np.bool_]:
    """(rows, cols) True on random patches of about ``size`` points that cover ``share``."""
    rng = np.random.default_rng(seed)
    x, y = np.meshgrid(np.arange(shape[1], dtype=float), np.arange(shape[0], dtype=float))
    field = np.zeros(x.size)
    add_spline_noise(x.ravel(), y.ravel(), field, noise_table(rng), max(size, 1.0), 1.0)
    lost: NDArray[np.bool_] = (field > np.quantile(field, 1.0 - share)).reshape(shape)
    return lost


def spoil(
    height_um: FloatMap, lost: NDArray[np.bool_], spec: InstrumentSpec, pitch: float, seed: int
) -> None:
    """Add noise and artefacts in place, then make lost points NaN."""
    rng = np.random.default_rng(seed)
    rows, cols = height_um.shape
    if spec.noise_um > 0:
        height_um += spec.noise_um * rng.standard_normal((rows, cols))
    if spec.wander_um > 0:
        x, y = np.meshgrid(np.arange(cols) * pitch, np.arange(rows) * pitch)
        wander = np.zeros(x.size)
        add_spline_noise(x.ravel(), y.ravel(), wander, noise_table(rng), 500.0, spec.wander_um)
        height_um += wander.reshape(rows, cols)
    if spec.line_um > 0:
        height_um += spec.line_um * rng.standard_normal((rows, 1))
    if spec.ripple_um > 0:
        phase = 2 * np.pi * np.arange(cols) * pitch / spec.ripple_period_um
        height_um += spec.ripple_um * np.sin(phase + rng.uniform(0, 2 * np.pi))
    if spec.dropout_share > 0:
        size = spec.dropout_patch_um / pitch
        lost |= patches((rows, cols), spec.dropout_share, size, int(rng.integers(2**31)))
    if spec.lone_share > 0:
        lost |= rng.random((rows, cols)) < spec.lone_share
    height_um[lost] = np.nan
