"""The areal material ratio curve and the parameters read from it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.measure.surface.areal.height import HeightParameters

#: width of the central region of the equivalent line, in % of material ratio
SECANT_WIDTH_PCT = 40.0
_STEP_PCT = 0.01


@dataclass(frozen=True, slots=True)
class MaterialCurve:
    """Material ratio against height: piecewise linear between the edges of height classes.

    edge_um : (classes + 1,) float64, µm above the mean, falling from Sp to -Sv.
    ratio_pct : (classes + 1,) float64, share of points at or above the edge, rising from 0 to 100.
    above_um : (classes + 1,) float64, integral of the ratio (as a fraction) from the top, µm.

    Inside a class the points count as evenly spread, so a height is wrong by at most one class,
    Sz / 131072.
    """

    edge_um: NDArray[np.float64]
    ratio_pct: NDArray[np.float64]
    above_um: NDArray[np.float64]

    @classmethod
    def of(cls, heights: HeightParameters) -> "MaterialCurve":
        """Build the curve from the histogram that the height parameters left behind."""
        edge = np.linspace(heights.sp_um, -heights.sv_um, heights.counts.size + 1)
        ratio = np.zeros(edge.size)
        np.cumsum(heights.counts[::-1], out=ratio[1:])
        ratio *= 100.0 / heights.points
        above = np.zeros(edge.size)
        step = (heights.sp_um + heights.sv_um) / heights.counts.size
        np.cumsum((ratio[1:] + ratio[:-1]) * (0.005 * step), out=above[1:])
        return cls(edge, ratio, above)

    def smr_pct(self, height_um: float) -> float:
        """Areal material ratio Smr(c) at a height above the mean, %."""
        return float(np.interp(-height_um, -self.edge_um, self.ratio_pct))

    def smc_um(self, ratio_pct: float) -> float:
        """Inverse areal material ratio Smc(p): the height above the mean at a ratio, µm."""
        return float(np.interp(ratio_pct, self.ratio_pct, self.edge_um))

    def material_um(self, height_um: float) -> float:
        """Material volume above a height, per unit area, µm³/µm²."""
        return float(np.interp(-height_um, -self.edge_um, self.above_um))

    def void_um(self, height_um: float) -> float:
        """Void volume below a height, per unit area, µm³/µm²."""
        inside = max(height_um, float(self.edge_um[-1]))
        below = inside - float(self.edge_um[-1])
        return below - (float(self.above_um[-1]) - self.material_um(inside))


@dataclass(frozen=True, slots=True)
class CoreParameters:
    """The Sk family: heights in µm, ratios in %, hill and dale areas in µm³/µm²."""

    sk_um: float
    spk_um: float
    svk_um: float
    smrk1_pct: float
    smrk2_pct: float
    spkx_um: float
    svkx_um: float
    sak1_um: float
    sak2_um: float


def equivalent_line(curve: MaterialCurve) -> tuple[float, float]:
    """Heights (µm) of the equivalent straight line at 0 % and at 100 % of material ratio.

    The secant over 40 % of material ratio is moved along the curve; where it is least steep (the
    first place, where several are alike) lies the central region, and the line is the least
    squares fit of heights there. Source: iso-13565-2-1996 as taken over by iso-25178-2-2021.
    """
    ratio = np.arange(0.0, 100.0 + _STEP_PCT / 2.0, _STEP_PCT)
    height = np.interp(ratio, curve.ratio_pct, curve.edge_um)
    width = round(SECANT_WIDTH_PCT / _STEP_PCT)
    drop = height[:-width] - height[width:]
    # places alike within the height classes are one place; the first such place is searched
    alike = drop <= drop.min() + 2.0 * (curve.edge_um[0] - curve.edge_um[1])
    first = int(np.argmax(alike))
    end = first + int(np.argmin(alike[first:])) if not alike[first:].all() else alike.size
    start = first + int(np.argmin(drop[first:end]))
    x, y = ratio[start : start + width + 1], height[start : start + width + 1]
    centre = x.mean()
    slope = float(np.dot(x - centre, y) / np.dot(x - centre, x - centre))
    upper = float(y.mean()) - slope * float(centre)
    return upper, upper + 100.0 * slope


def core_parameters(curve: MaterialCurve) -> CoreParameters:
    """Sk, Spk, Svk, Smrk1, Smrk2, Spkx, Svkx, Sak1 and Sak2.

    Spk and Svk are the heights of right triangles with the area of the protruding hills and
    dales; where nothing protrudes they are 0. Source: iso-25178-2-2021, symbols as there.
    """
    upper, lower = equivalent_line(curve)
    top, floor = float(curve.edge_um[0]), float(curve.edge_um[-1])
    smrk1, smrk2 = curve.smr_pct(upper), curve.smr_pct(lower)
    hill, dale = curve.material_um(upper), curve.void_um(lower)
    # below one point in ten million the triangle has no base to speak of
    spk = 200.0 * hill / smrk1 if smrk1 > 1e-5 else 0.0
    svk = 200.0 * dale / (100.0 - smrk2) if smrk2 < 100.0 - 1e-5 else 0.0
    return CoreParameters(
        sk_um=upper - lower,
        spk_um=spk,
        svk_um=svk,
        smrk1_pct=smrk1,
        smrk2_pct=smrk2,
        spkx_um=max(0.0, top - upper),
        svkx_um=max(0.0, lower - floor),
        sak1_um=hill,
        sak2_um=dale,
    )
