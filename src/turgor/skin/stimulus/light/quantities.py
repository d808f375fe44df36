"""Single numbers of a fractional session: what each means, and in which state it holds."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from turgor.record.stimulus import DEPTH_UM, QuantitySpec
from turgor.skin.stimulus.light.outline import ZoneOutline
from turgor.skin.stimulus.light.shrinkage import Shrinkage
from turgor.skin.stimulus.light.zone import Zone

FloatArray = NDArray[np.float64]

#: where shares are told besides the surface: papillary dermis' lower end, µm
_BELOW_UM = 300.0
_KINDS = ("removed", "coagulated", "heat-shocked")

_LIFE, _HISTOLOGY = "as in life", "as a section of excised skin shows it (shrunk)"
_COLLAGEN = "where collagen has lost its order, what was removed included"
SPECS: Mapping[str, QuantitySpec] = {
    "zone-ablation-depth": QuantitySpec("µm", f"depth of the crater, {_LIFE}"),
    "zone-ablation-width": QuantitySpec("µm", f"greatest width of the crater, {_LIFE}"),
    "zone-coagulation-depth": QuantitySpec("µm", f"depth {_COLLAGEN}, {_LIFE}"),
    "zone-width": QuantitySpec("µm", f"greatest width {_COLLAGEN}, {_LIFE}"),
    "zone-killed-depth": QuantitySpec("µm", f"depth to which cells are killed, {_LIFE}"),
    "zone-killed-width": QuantitySpec("µm", f"greatest width over which cells are killed, {_LIFE}"),
    "zone-rim-side": QuantitySpec(
        "µm", f"killed rim beside the crater at half its depth; without one the radius, {_LIFE}"
    ),
    "zone-rim-bottom": QuantitySpec(
        "µm", f"killed rim below the crater; without one the zone's depth, {_LIFE}"
    ),
    "zone-heat-shock-rim": QuantitySpec(
        "µm", f"living, heat-shocked rim at half the killed depth, {_LIFE}"
    ),
    "zone-ablation-depth-histology": QuantitySpec("µm", f"depth of the crater, {_HISTOLOGY}"),
    "zone-ablation-width-histology": QuantitySpec("µm", f"width of the crater, {_HISTOLOGY}"),
    "zone-coagulation-depth-histology": QuantitySpec("µm", f"depth {_COLLAGEN}, {_HISTOLOGY}"),
    "zone-width-histology": QuantitySpec("µm", f"greatest width {_COLLAGEN}, {_HISTOLOGY}"),
    "peak-temperature": QuantitySpec(
        "°C", "highest temperature of tissue that stays; of dry tissue, to where it chars"
    ),
    "deposit-peak": QuantitySpec("J/cm³", "highest density of one pulse's absorbed light"),
    "spot-effective": QuantitySpec("µm", "diameter of the beam that the zone was worked out with"),
    "pulse": QuantitySpec("ms", "duration of one pulse"),
    "density": QuantitySpec("1/cm²", "zones on each cm², all passes together"),
    "background-rise": QuantitySpec("K", "most that zones before have warmed the next one's place"),
    **{
        f"coverage-{kind}-{where}": QuantitySpec("%", f"share of the skin {kind}, {said}")
        for kind in _KINDS
        for where, said in (("surface", "at the surface"), ("300-um", "300 µm deep"))
    },
}  # fmt: skip


def zone_quantities(zone: Zone, shrinkage: Shrinkage) -> dict[str, float]:
    """Depths, widths, rims, temperature and light of one zone."""
    outline = zone.outline
    width, collagen = 2.0 * outline.removed_um.max(), 2.0 * outline.denatured_um.max()
    crater, depth = outline.removed_depth_um, outline.denatured_depth_um
    return {
        "zone-ablation-depth": crater,
        "zone-ablation-width": float(width),
        "zone-coagulation-depth": depth,
        "zone-width": float(collagen),
        "zone-killed-depth": outline.killed_depth_um,
        "zone-killed-width": float(2.0 * outline.killed_um.max()),
        "zone-rim-side": _gap(outline, outline.killed_um, outline.removed_um, 0.5 * crater),
        "zone-rim-bottom": outline.killed_depth_um - crater,
        "zone-heat-shock-rim": _gap(
            outline, outline.shocked_um, outline.killed_um, 0.5 * outline.killed_depth_um
        ),
        "zone-ablation-depth-histology": shrinkage.depth_um(crater, "life", "histology"),
        "zone-ablation-width-histology": shrinkage.width_um(float(width), "life", "histology"),
        "zone-coagulation-depth-histology": shrinkage.depth_um(depth, "life", "histology"),
        "zone-width-histology": shrinkage.width_um(float(collagen), "life", "histology"),
        "peak-temperature": zone.peak_c,
        "deposit-peak": zone.deposit_j_cm3,
    }


def field_quantities(profiles: Mapping[str, FloatArray]) -> dict[str, float]:
    """Shares of the skin at the surface and 300 µm below it, percent."""
    below = int(np.searchsorted(DEPTH_UM, _BELOW_UM))
    return {
        f"coverage-{kind}-{where}": 100.0 * float(profiles[kind][at])
        for kind in _KINDS
        for where, at in (("surface", 0), ("300-um", below))
    }


def _gap(outline: ZoneOutline, outer: FloatArray, inner: FloatArray, at_um: float) -> float:
    """Distance between two outlines at a depth, µm."""
    return float(np.interp(at_um, outline.z_um, outer) - np.interp(at_um, outline.z_um, inner))
