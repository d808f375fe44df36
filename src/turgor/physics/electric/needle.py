"""The shape of a needle electrode that stands upright in tissue."""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from turgor.errors import InputError

FloatArray = NDArray[np.float64]

Tip = Literal["cone", "round", "flat"]


@dataclass(frozen=True, slots=True)
class NeedleShape:
    """An upright metal needle, from the surface (z = 0) to its point at ``depth_um``.

    tip_um : length over which it narrows to its point (cone: straight, round: half an ellipsoid;
    flat: not looked at). insulated_um : what is coated, from the surface down.
    coat_s_m2 : admittance of the coat for each area, S/m²; 0 for one that lets nothing through.
    Errors: InputError where the coat or the tip is longer than the needle.
    """

    radius_um: float
    depth_um: float
    tip_um: float = 0.0
    tip: Tip = "cone"
    insulated_um: float = 0.0
    coat_s_m2: complex = 0.0

    def __post_init__(self) -> None:
        """Hold what is physical."""
        for name in ("radius_um", "depth_um"):
            if not 0.0 < getattr(self, name) < math.inf:
                raise InputError(f"a needle's {name} is {getattr(self, name)}; it lies above 0")
        if not 0.0 <= self.tip_um <= self.depth_um:
            raise InputError(f"a tip of {self.tip_um} µm is no part of {self.depth_um} µm")
        if not 0.0 <= self.insulated_um < self.depth_um:
            raise InputError(
                f"{self.insulated_um} µm of a needle {self.depth_um} µm deep are insulated; "
                "some of it must be bare"
            )

    @property
    def bare_um(self) -> float:
        """Length that is bare metal."""
        return self.depth_um - self.insulated_um

    def radius_at(self, z_um: FloatArray) -> FloatArray:
        """Radius at each depth (any shape), 0 below the point."""
        z = np.asarray(z_um, dtype=np.float64)
        if self.tip == "flat" or self.tip_um == 0.0:
            return np.where(z < self.depth_um, self.radius_um, 0.0)
        share = np.clip((self.depth_um - z) / self.tip_um, 0.0, 1.0)
        if self.tip == "round":
            share = np.sqrt(share * (2.0 - share))
        return self.radius_um * share

    def depth_at(self, r_um: FloatArray) -> FloatArray:
        """Depth of the needle's lower face at each radius (any shape), 0 beside it."""
        r = np.asarray(r_um, dtype=np.float64)
        share = np.clip(r / self.radius_um, 0.0, 1.0)
        if self.tip == "flat" or self.tip_um == 0.0:
            height = np.zeros_like(share)
        elif self.tip == "round":
            height = 1.0 - np.sqrt(1.0 - share * share)
        else:
            height = share
        return np.where(r < self.radius_um, self.depth_um - height * self.tip_um, 0.0)
