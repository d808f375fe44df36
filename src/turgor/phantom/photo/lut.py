"""From melanin and blood to what a sensor and an observer see: a fine table of the forward law."""

import math
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from turgor.compute import jit
from turgor.phantom.photo.spec import PhotoPlan
from turgor.physics.skin_optics import SkinOptics, skin_reflectances

F = NDArray[np.float64]

#: the phantom's own sampling of spectra, nm
WAVELENGTH_NM = np.arange(380.0, 781.0, 5.0)
WAVELENGTH_NM.setflags(write=False)

#: steps of ln melanin and ln blood: where the forward law is solved, and of the finished table
COARSE, FINE = 0.15, 0.02


@dataclass(frozen=True, slots=True)
class Range:
    """Corners of a table in ln melanin and ln blood; both ends are multiples of COARSE."""

    melanin: tuple[float, float]
    blood: tuple[float, float]

    def nodes(self, step: float) -> tuple[F, F]:
        """Rising nodes of both axes."""
        made = []
        for low, high in (self.melanin, self.blood):
            made.append(np.linspace(low, high, round((high - low) / step) + 1))
        return made[0], made[1]


@dataclass(frozen=True, slots=True)
class ChannelTable:
    """Channels over ln melanin × ln blood, read by bilinear interpolation.

    values : (nodes of melanin, nodes of blood, channels) float64, linear.
    """

    span: Range
    values: F

    def at(self, melanin: F, blood: F) -> F:
        """(points, channels) at amounts (points,); beyond the table its edge holds."""
        out = np.empty((melanin.size, self.values.shape[2]))
        corner = (self.span.melanin[0], self.span.blood[0])
        read_table(melanin, blood, self.values, corner, self.step, out)
        return out

    @property
    def step(self) -> tuple[float, float]:
        """Step of both axes."""
        count = self.values.shape
        return (
            (self.span.melanin[1] - self.span.melanin[0]) / (count[0] - 1),
            (self.span.blood[1] - self.span.blood[0]) / (count[1] - 1),
        )


def span_of(plan: PhotoPlan) -> Range:
    """A range that holds the plan's base, its mottling to 5 SD and its strongest spots."""
    ends = []
    for name, base, rms in (
        ("melanin", plan.optics.melanin, plan.mottle.melanin_rms),
        ("blood", plan.optics.blood_fraction, plan.mottle.blood_rms),
    ):
        swing = 5.0 * math.hypot(*rms) if rms else 0.0
        extra = [s.factor - 1.0 for s in plan.spots if s.chromophore == name]
        low = 1.0 + min([0.0, *extra]) * 1.5
        high = 1.0 + max([0.0, *extra]) * 1.5
        bottom = math.log(max(base, 1e-6)) + math.log(max(low, 0.02)) - swing
        top = math.log(max(base, 1e-6)) + math.log(high) + swing
        # two nodes more at each end: the spline is least true there, and needs four nodes
        first, last = math.floor(bottom / COARSE) - 2, math.ceil(top / COARSE) + 2
        ends.append((COARSE * first, COARSE * last))
    return Range(ends[0], ends[1])


@lru_cache(maxsize=16)
def coarse_spectra(optics: SkinOptics, span: Range) -> F:
    """(melanin nodes, blood nodes, wavelengths) reflectance; optics' own two are left out."""
    melanin, blood = span.nodes(COARSE)
    grid = np.stack(np.meshgrid(np.exp(melanin), np.exp(blood), indexing="ij"), axis=-1)
    spectra = spectra_of(optics, grid.reshape(-1, 2)).reshape(len(melanin), len(blood), -1)
    spectra.setflags(write=False)
    return spectra


def spectra_of(optics: SkinOptics, amounts: F, wavelength_nm: F = WAVELENGTH_NM) -> F:
    """(points, wavelengths) by the forward law itself, at (points, 2) melanin and blood."""
    from dataclasses import astuple

    parameters = np.tile(np.array(astuple(optics), dtype=np.float64), (len(amounts), 1))
    parameters[:, :2] = amounts
    return skin_reflectances(parameters, wavelength_nm)


def channel_table(plan: PhotoPlan, weights: F) -> ChannelTable:
    """Table of linear channels; weights (wavelengths, channels) over WAVELENGTH_NM.

    The forward law is solved at coarse nodes and refined by a bicubic spline.
    """
    from scipy.interpolate import RectBivariateSpline

    span = span_of(plan)
    spectra = coarse_spectra(neutral(plan.optics), span)
    coarse = spectra @ weights
    nodes, fine = span.nodes(COARSE), span.nodes(FINE)
    values = np.empty((len(fine[0]), len(fine[1]), weights.shape[1]))
    for k in range(weights.shape[1]):
        values[:, :, k] = RectBivariateSpline(*nodes, coarse[:, :, k])(*fine)
    return ChannelTable(span, values)


def neutral(optics: SkinOptics) -> SkinOptics:
    """Optics with melanin and blood set aside, so that equal tables are made once."""
    return replace(optics, melanin=1.0, blood_fraction=0.01)


@jit
def read_table(
    melanin: F,
    blood: F,
    values: F,
    corner: tuple[float, float],
    step: tuple[float, float],
    out: F,
) -> None:
    """Fill ``out`` (points, channels) from the table."""
    last_m = values.shape[0] - 1
    last_b = values.shape[1] - 1
    for k in range(melanin.size):
        u = (math.log(melanin[k]) - corner[0]) / step[0]
        v = (math.log(blood[k]) - corner[1]) / step[1]
        u = min(max(u, 0.0), last_m - 1e-9)
        v = min(max(v, 0.0), last_b - 1e-9)
        i = int(u)
        j = int(v)
        a = u - i
        b = v - j
        for c in range(values.shape[2]):
            low = (1.0 - b) * values[i, j, c] + b * values[i, j + 1, c]
            high = (1.0 - b) * values[i + 1, j, c] + b * values[i + 1, j + 1, c]
            out[k, c] = (1.0 - a) * low + a * high
