"""What was planted in one ultrasound recording."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.phantom.ultrasound.border import Borders
from turgor.phantom.ultrasound.spec import UltrasoundSpec
from turgor.phantom.ultrasound.tissue import Tissue

F = NDArray[np.float64]
_STEPS = 400


@dataclass(frozen=True, slots=True)
class UltrasoundTruth:
    """Planted borders and strengths; row r of the image lies at depth r · axial_um.

    entry_um, dermis_top_um, sleb_bottom_um, dermis_bottom_um : (columns,) depth of the skin's
        surface, of the lower edge of the entry echo, of the low-echogenic band's lower edge (NaN =
        no band) and of the border to the subcutis, from the image's top straight down.
        A border may lie beyond the image's last row.
    membrane_um : depth of the membrane, None = none.
    epidermis_mean_um, dermis_mean_um, sleb_mean_um : along the surface's normal, mean over the
        width; the dermis includes the band.
    upper_lower_db : mean scattered power of the dermis' upper half over its lower half, dB.
    sleb_db : mean scattered power of the band over that of the dermis below, dB; None = no band.
    seen : (columns,) False where the probe had no contact or a hair threw its shadow.
    """

    spec: UltrasoundSpec
    axial_um: float
    lateral_um: float
    entry_um: F
    dermis_top_um: F
    sleb_bottom_um: F
    dermis_bottom_um: F
    membrane_um: float | None
    epidermis_mean_um: float
    dermis_mean_um: float
    sleb_mean_um: float
    upper_lower_db: float
    sleb_db: float | None
    seen: NDArray[np.bool_]
    tissue: Tissue

    def px(self, border: str) -> F:
        """(columns,) rows, as decimals, at which a border lies: 'entry', 'dermis_top' and so on."""
        depths: F = getattr(self, f"{border}_um") / self.axial_um
        return depths

    def strength_db(self, rows: int) -> F:
        """(rows, columns) planted scattering strength at the middle of every pixel, dB."""
        z, x = np.meshgrid(
            np.arange(rows) * self.axial_um,
            np.arange(len(self.entry_um)) * self.lateral_um,
            indexing="ij",
        )
        return self.tissue.strength_db(x, z)


def planted_truth(spec: UltrasoundSpec, borders: Borders, tissue: Tissue) -> UltrasoundTruth:
    """Read the truth off the planted curves."""
    probe, skin = spec.probe, spec.skin
    x: F = np.arange(probe.lines, dtype=np.float64) * probe.line_um
    inside = (borders.x_um >= 0) & (borders.x_um <= x[-1])
    top, foot = borders.at("dermis_top_um", x), borders.at("dermis_bottom_um", x)
    band = borders.at("sleb_bottom_um", x)
    middle = 0.5 * (top + foot)
    ratio = _power_db(tissue, x, top, middle) - _power_db(tissue, x, middle, foot)
    sleb = None
    if skin.sleb_um > 0:
        sleb = _power_db(tissue, x, top, band) - _power_db(tissue, x, band, foot)
    return UltrasoundTruth(
        spec,
        probe.axial_um,
        probe.line_um,
        borders.at("entry_um", x),
        top,
        band if skin.sleb_um > 0 else np.full(len(x), np.nan),
        foot,
        spec.path.membrane_um,
        skin.epidermis_um,
        float(borders.thickness_um[inside].mean()),
        skin.sleb_um,
        ratio,
        sleb,
        seen_columns(spec),
        tissue,
    )


def seen_columns(spec: UltrasoundSpec) -> NDArray[np.bool_]:
    """(columns,) whether the skin below was seen unhindered."""
    probe, fault = spec.probe, spec.fault
    share = np.arange(probe.lines) / (probe.lines - 1)
    seen = np.ones(probe.lines, dtype=np.bool_)
    if fault.no_contact is not None:
        seen &= (share < fault.no_contact[0]) | (share > fault.no_contact[1])
    width = probe.line_um * (probe.lines - 1)
    for at in fault.hair:
        seen &= np.abs(share - at) * width > fault.hair_um
    return seen


def _power_db(tissue: Tissue, x: F, upper: F, lower: F) -> float:
    """Mean scattered power between two borders, dB."""
    part = (np.arange(_STEPS) + 0.5)[:, None] / _STEPS
    z = upper + part * (lower - upper)
    power = 10.0 ** (tissue.strength_db(np.broadcast_to(x, z.shape), z) / 10.0)
    weight = np.broadcast_to(lower - upper, z.shape)
    return float(10.0 * np.log10(np.sum(power * weight) / np.sum(weight)))
