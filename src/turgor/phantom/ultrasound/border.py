"""The planted borders: curves first, the image is made from them.

A smooth curve over the width carries the skin; deeper borders lie a planted distance from it along
its normal, so thickness is known without measuring it. The surface's fine relief shifts the entry
echo's upper and lower edge alike, straight down.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.errors import InputError
from turgor.phantom.ultrasound.spec import UltrasoundSpec

F = NDArray[np.float64]
_HARMONICS = 7


@dataclass(frozen=True, slots=True)
class Borders:
    """Curves over a fine grid of x that reaches a little beyond the image; depths in µm.

    Each depth holds at the same x. thickness_um : (n,) from the entry echo's lower edge to the
    subcutis along the smooth curve's normal at that x.
    """

    x_um: F
    entry_um: F
    dermis_top_um: F
    sleb_bottom_um: F
    dermis_bottom_um: F
    thickness_um: F

    def at(self, name: str, x_um: F) -> F:
        """Depth of one border (a field's name) under positions, µm."""
        depths: F = np.interp(x_um, self.x_um, getattr(self, name))
        return depths


def planted_borders(spec: UltrasoundSpec, rng: np.random.Generator) -> Borders:
    """Draw the borders of one recording.

    Errors: InputError where the surface bends so sharply that deeper borders would fold.
    """
    skin, probe = spec.skin, spec.probe
    width = probe.line_um * (probe.lines - 1)
    pad = skin.epidermis_um + skin.dermis_um + 4.0 * skin.border_um
    step = min(0.5 * probe.line_um, 25.0)
    x = np.arange(-pad, width + pad + step, step)
    inside = (x >= 0.0) & (x <= width)
    relief = _wander(x, inside, 2000.0, rng) * skin.relief_um
    surface = _surface(spec, x, width)
    slope = np.gradient(surface, x)
    length = np.hypot(slope, 1.0)
    across, down = -slope / length, 1.0 / length
    border = _wander(x, inside, 1000.0 * skin.border_mm, rng) * skin.border_um
    thickness = skin.dermis_um + border
    top = skin.epidermis_um + np.zeros_like(x)

    def offset(distance: F) -> F:
        along = x + across * distance
        if np.any(np.diff(along) <= 0):
            raise InputError("skin: the surface bends too sharply for its thickness; raise bow_mm")
        depths: F = np.interp(x, along, surface + down * distance)
        return depths

    return Borders(
        x,
        surface + relief,
        offset(top) + relief,
        offset(top + skin.sleb_um),
        offset(top + thickness),
        thickness - relief * down,
    )


def _surface(spec: UltrasoundSpec, x: F, width: float) -> F:
    skin, probe = spec.skin, spec.probe
    entry = skin.entry_um
    if spec.fault.dermis_out:
        entry = probe.axial_um * probe.rows - 0.6 * (skin.epidermis_um + skin.dermis_um)
    shape = np.tan(np.radians(skin.tilt_deg)) * (x - 0.5 * width)
    if skin.bow_mm:
        bow = (x - skin.bow_at * width) ** 2 / (2000.0 * skin.bow_mm)
        shape = shape + bow - (0.5 - skin.bow_at) ** 2 * width**2 / (2000.0 * skin.bow_mm)
    depths: F = entry + shape
    return depths


def _wander(x: F, inside: NDArray[np.bool_], longest_um: float, rng: np.random.Generator) -> F:
    """A smooth random curve, mean 0 and rms 1 over the image; finer waves are lower."""
    order = np.arange(1, _HARMONICS + 1)
    swing = rng.standard_normal(_HARMONICS) / order**1.8
    phase = rng.uniform(0.0, 2.0 * np.pi, _HARMONICS)
    pitch = longest_um * rng.uniform(0.85, 1.15, _HARMONICS) / order
    curve = np.sum(
        swing[:, None] * np.sin(2.0 * np.pi * x / pitch[:, None] + phase[:, None]), axis=0
    )
    curve = curve - curve[inside].mean()
    unit: F = curve / np.sqrt(np.mean(curve[inside] ** 2))
    return unit
