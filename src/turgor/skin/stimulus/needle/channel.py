"""Channels that needles leave: how deep they go as a distribution, how wide, how many."""

import math
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from turgor.errors import InputError
from turgor.record.stimulus import DEPTH_UM
from turgor.skin.stimulus.field.shape import ZoneField, ZoneShape

FloatArray = NDArray[np.float64]

#: depths, evenly likely, over which channels' width at one depth is averaged
_NODES = 64
#: a channel this unlikely to be met is none
_NONE = 1e-9


@dataclass(frozen=True, slots=True)
class Channels:
    """One kind of channel, laid at random.

    mode_um, sd_um : of the normal distribution of depths, cut off at 0 and at deepest_um (the
    needle's length, or the bone). width_um : diameter at the surface. taper : share of it that
    is lost down to the end. per_cm2 : channels on each cm².
    """

    mode_um: float
    sd_um: float
    deepest_um: float
    width_um: float
    taper: float
    per_cm2: float

    def __post_init__(self) -> None:
        """Hold what can be."""
        for name in ("mode_um", "sd_um", "deepest_um", "width_um"):
            if not getattr(self, name) > 0.0:
                raise InputError(f"{name} of a channel is {getattr(self, name)}; it lies above 0")
        if not 0.0 <= self.taper <= 1.0 or not self.per_cm2 >= 0.0:
            raise InputError("taper is a share of 0 to 1, channels on a cm² are 0 or more")

    def reach(self, depth_um: FloatArray) -> FloatArray:
        """Share of channels that go at least so deep, any shape."""
        from scipy.special import ndtr

        depth = np.clip(np.asarray(depth_um, dtype=np.float64), 0.0, self.deepest_um)
        low, high = self._ends()
        # counted from the deep end: shares near 0 keep their digits
        over = ndtr((self.mode_um - depth) / self.sd_um) - (1.0 - high)
        return np.asarray(np.clip(over / (high - low), 0.0, 1.0), dtype=np.float64)

    def quantile_um(self, share: FloatArray) -> FloatArray:
        """Depth that a share of the channels doesn't pass."""
        from scipy.special import ndtri

        low, high = self._ends()
        inside = low + (high - low) * np.asarray(share, dtype=np.float64)
        depth = self.mode_um + self.sd_um * ndtri(np.clip(inside, 1e-15, 1.0 - 1e-15))
        return np.asarray(np.clip(depth, 0.0, self.deepest_um), dtype=np.float64)

    @property
    def mean_um(self) -> float:
        """Mean depth of the cut-off normal distribution, in closed form."""
        from scipy.special import ndtr

        a = -self.mode_um / self.sd_um
        b = (self.deepest_um - self.mode_um) / self.sd_um
        pdf = NormalDist().pdf
        return float(self.mode_um + self.sd_um * (pdf(a) - pdf(b)) / (ndtr(b) - ndtr(a)))

    def shape(self) -> ZoneShape:
        """The channels as zones: radius of equal mean area at DEPTH_UM, and who gets there."""
        reach = self.reach(DEPTH_UM)
        nodes = (np.arange(_NODES) + 0.5) / _NODES
        # depths of the channels that pass each of DEPTH_UM, evenly likely among them
        deeper = self.quantile_um(1.0 - reach[:, None] * (1.0 - nodes))
        along = np.clip(DEPTH_UM[:, None] / np.maximum(deeper, 1e-9), 0.0, 1.0)
        area = ((1.0 - self.taper * along) ** 2).mean(axis=1)
        radius = np.where(reach > _NONE, 0.5 * self.width_um * np.sqrt(area), 0.0)
        return ZoneShape(punctured_um=radius, reach=np.where(reach > _NONE, reach, 0.0))

    def field(self) -> ZoneField:
        """How they lie: hands, rollers and pens set them down at random."""
        return ZoneField(self.per_cm2, placement="random")

    def _ends(self) -> tuple[float, float]:
        normal = NormalDist(self.mode_um, self.sd_um)
        low, high = normal.cdf(0.0), normal.cdf(self.deepest_um)
        if not (high > low and math.isfinite(high)):
            raise InputError("no channel lies between the surface and the needle's length")
        return low, high
