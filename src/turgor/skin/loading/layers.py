"""A session's profiles over depth, gathered by layer, and how much barrier it opens."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from turgor.evidence import parameter
from turgor.record.stimulus import DEPTH_UM, StimulusDraw
from turgor.record.tissue import TissueStack

FloatArray = NDArray[np.float64]

#: a quantity that only peels state
_PEEL = "barrier-lost"

#: layer of the virtual skin -> layer of the stack; the reticular dermis is taken whole, from the
#: papillary's lower end to where this person's dermis ends
LAYER_OF: Mapping[str, str] = {
    "epidermis": "epidermis",
    "papillary": "papillary-dermis",
    "reticular": "reticular-dermis",
}
#: profile -> the load that it is gathered in
_KINDS: Mapping[str, str] = {
    "removed": "removed",
    "coagulated": "coagulated",
    "heat-shocked": "heat_shocked",
    "punctured": "punctured",
}


def layer_loads(draw: StimulusDraw, stack: TissueStack) -> dict[str, float]:
    """Share of each layer's volume that each kind of profile takes, by name of a load."""
    found = {}
    for layer, name in LAYER_OF.items():
        top, bottom = stack.top_um(name), stack.bottom_um(name)
        for kind, load in _KINDS.items():
            if kind in draw.profiles:
                found[f"{load}_{layer}"] = mean_between(draw.profiles[kind], top, bottom)
    kept = base_kept(draw, stack)
    if kept > 0.0:
        found["epidermis_base_kept"] = kept
    opened = peel_opened(draw, stack) if _PEEL in draw.quantities else barrier_opened(draw, stack)
    if opened > 0.0:
        found["barrier_opened"] = opened
    return found


def base_kept(draw: StimulusDraw, stack: TissueStack) -> float:
    """Share of the epidermis lost under which its base lives.

    What is lost at the epidermis' lower end is bared; the rest is made good from below.
    """
    lost = _lost(draw)
    top, bottom = stack.top_um("epidermis"), stack.bottom_um("epidermis")
    whole = mean_between(lost, top, bottom)
    return max(1.0 - _at(lost, bottom) / whole, 0.0) if whole > 0.0 else 0.0


def peel_opened(draw: StimulusDraw, stack: TissueStack) -> float:
    """Share of the surface whose barrier a peel opens, by the layer that it reaches there.

    Bared places have lost it. Where only the upper epidermis is dead, and where corneum is but
    loosened, the compact corneum goes on holding most of the water.
    """
    lost = _lost(draw)
    top, bottom = stack.top_um("epidermis"), stack.bottom_um("epidermis")
    tells = top + parameter("peel.class.epidermis_share") * (bottom - top)
    gone = _at(lost, bottom)
    struck = max(_at(lost, tells), gone)
    loosened = max(mean_between(lost, 0.0, top), struck)
    return (
        parameter("peel.barrier_lost.medium") * gone
        + parameter("peel.barrier_lost.superficial") * (struck - gone)
        + parameter("peel.barrier_lost.very-superficial") * (loosened - struck)
    )


def barrier_opened(draw: StimulusDraw, stack: TissueStack) -> float:
    """Share of the surface whose barrier a session opens.

    What the session says itself, or what it takes of the corneum and, in part, what it kills
    there and leaves standing; the larger of the two.
    """
    said = float(draw.courses["barrier-open"][0]) if "barrier-open" in draw.courses else 0.0
    bottom = stack.bottom_um("stratum-corneum")
    taken = _mean_of(draw, "removed", bottom)
    killed = _mean_of(draw, "coagulated", bottom)
    lost = taken + parameter("loading.barrier.killed_corneum") * killed
    return min(max(said, lost), 1.0)


def mean_between(shares: FloatArray, top_um: float, bottom_um: float) -> float:
    """Mean over depth of shares at DEPTH_UM, linear between them; what lies deeper is as the last.

    The integral of the profile over the layer is this times the layer's thickness.
    """
    inside = (top_um < DEPTH_UM) & (bottom_um > DEPTH_UM)
    depths = np.concatenate([[top_um], DEPTH_UM[inside], [bottom_um]])
    values = np.interp(depths, DEPTH_UM, shares)
    whole = float(np.sum(0.5 * (values[1:] + values[:-1]) * np.diff(depths)))
    return min(max(whole / (bottom_um - top_um), 0.0), 1.0)


def _lost(draw: StimulusDraw) -> FloatArray:
    none = np.zeros(DEPTH_UM.size)
    return draw.profiles.get("removed", none) + draw.profiles.get("coagulated", none)


def _at(shares: FloatArray, depth_um: float) -> float:
    return float(np.interp(depth_um, DEPTH_UM, shares))


def _mean_of(draw: StimulusDraw, kind: str, bottom_um: float) -> float:
    if kind not in draw.profiles:
        return 0.0
    return mean_between(draw.profiles[kind], 0.0, bottom_um)
