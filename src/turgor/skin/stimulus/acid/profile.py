"""Shares of the skin that a peel takes off or kills at each depth."""

import math

import numpy as np
from numpy.typing import NDArray

from turgor.evidence import parameter
from turgor.record.stimulus import DEPTH_UM

FloatArray = NDArray[np.float64]


def depth_profiles(
    corneum_um: float, loosened_um: float, killed_um: float, *, coagulates: bool
) -> dict[str, FloatArray]:
    """Removed and coagulated shares at DEPTH_UM, (226,) each.

    From place to place the depth spreads log-normally. Corneum over skin that is dead goes with it;
    a coagulating peel leaves it lying, the others have it come off.
    """
    spread = parameter("peel.uneven")
    in_corneum = corneum_um > DEPTH_UM
    below = np.maximum(DEPTH_UM - corneum_um, 0.0)
    dead = _deeper(killed_um, below, spread)
    loose = _deeper(loosened_um, DEPTH_UM, spread)
    gone = np.where(in_corneum, np.maximum(loose, dead), 0.0)
    if coagulates:
        return {"coagulated": np.where(in_corneum, gone, dead)}
    return {"removed": gone, "coagulated": np.where(in_corneum, 0.0, dead)}


def _deeper(middle_um: float, depth_um: FloatArray, spread: float) -> FloatArray:
    """Share of places where it goes deeper than this."""
    from scipy.special import ndtr

    if middle_um <= 0.0:
        return np.zeros_like(depth_um)
    safe = np.maximum(depth_um, 1e-9)
    return np.asarray(ndtr((math.log(middle_um) - np.log(safe)) / spread), dtype=np.float64)
