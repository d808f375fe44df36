"""How strongly the skin scatters at any place, in dB, from the planted borders."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.phantom.ultrasound.border import Borders
from turgor.phantom.ultrasound.spec import UltrasoundSpec

F = NDArray[np.float64]
#: strength where nothing scatters
SILENT_DB = -200.0


@dataclass(frozen=True, slots=True)
class Tissue:
    """The skin as scatterers see it: borders, and the random field whose domains are lobules."""

    spec: UltrasoundSpec
    borders: Borders
    lobules: F
    lobule_step_um: float

    def strength_db(self, x_um: F, z_um: F) -> F:
        """Scattering strength at places, dB; SILENT_DB above the skin. x and z of one shape."""
        skin = self.spec.skin
        entry = self.borders.at("entry_um", x_um)
        top = self.borders.at("dermis_top_um", x_um)
        foot = self.borders.at("dermis_bottom_um", x_um)
        share = np.clip((z_um - top) / np.maximum(foot - top, 1.0), 0.0, 1.0)
        strength = skin.dermis_db + skin.gradient_db * (0.5 - share)
        if skin.sleb_um > 0:
            band = z_um < self.borders.at("sleb_bottom_um", x_um)
            strength = np.where(band, strength + skin.sleb_db, strength)
        first = SILENT_DB if self.spec.fault.no_entry else skin.epidermis_db
        strength = np.where(z_um < top, first, strength)
        strength = np.where(z_um < entry, SILENT_DB, strength)
        below = z_um >= foot
        strength[below] = self._subcutis_db(x_um[below], z_um[below])
        return strength

    def _subcutis_db(self, x_um: F, z_um: F) -> F:
        """Fat lobules, darker and lighter, with septa where two of them meet."""
        from scipy.ndimage import map_coordinates

        skin = self.spec.skin
        places = np.stack([z_um, x_um]) / self.lobule_step_um
        level = map_coordinates(self.lobules, places, order=1, mode="nearest")
        septum = np.exp(-((level / 0.12) ** 2))
        strength: F = skin.subcutis_db + skin.lobule_db * level + skin.septa_db * septum
        return strength


def planted_tissue(spec: UltrasoundSpec, borders: Borders, rng: np.random.Generator) -> Tissue:
    """Lay lobules under the borders: a smooth random field, flatter than it is wide."""
    from scipy.ndimage import gaussian_filter

    probe = spec.probe
    step = 60.0
    rows = int(probe.axial_um * probe.rows / step) + 2
    cols = int(probe.line_um * probe.lines / step) + 2
    size = 1000.0 * spec.skin.lobule_mm / step
    field = gaussian_filter(
        rng.standard_normal((rows, cols)), (0.22 * size, 0.4 * size), mode="wrap"
    )
    return Tissue(spec, borders, field / field.std(), step)
