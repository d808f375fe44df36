"""A person's skin as a stack of layers, with what is known of its pigment and blood."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.errors import InputError

FloatArray = NDArray[np.float64]

LAYERS = ("stratum-corneum", "epidermis", "papillary-dermis", "reticular-dermis", "subcutis")


@dataclass(frozen=True, slots=True)
class TissueStack:
    """One patch of skin from the surface down.

    thickness_um : of each of LAYERS, in their order (epidermis: the living part; subcutis: what
    lies under the dermis as far as it is followed). melanin : absorption optical depth of the
    epidermis at 500 nm, as in SkinOptics. blood_fraction : of the dermis' volume. oxygenation :
    of that blood. measured : names of the fields above that are the subject's own findings.
    flags : what had to be taken for want of better, kebab-case.
    """

    site: str
    thickness_um: tuple[float, float, float, float, float]
    melanin: float
    blood_fraction: float
    oxygenation: float
    age_years: float | None = None
    sex: str = ""
    phototype: str = ""
    measured: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Hold every field within what is physical."""
        if len(self.thickness_um) != len(LAYERS) or not all(t > 0.0 for t in self.thickness_um):
            raise InputError(f"a stack needs {len(LAYERS)} layers of a thickness above 0 µm")
        if not self.melanin >= 0.0:
            raise InputError(f"melanin is {self.melanin}; an optical depth is 0 or more")
        for name in ("blood_fraction", "oxygenation"):
            if not 0.0 <= getattr(self, name) <= 1.0:
                raise InputError(f"{name} is {getattr(self, name)}; allowed: 0 to 1")

    def top_um(self, layer: str) -> float:
        """Depth at which a layer begins.

        Errors: InputError for a layer that is none of LAYERS.
        """
        if layer not in LAYERS:
            raise InputError(f"layer '{layer}' is unknown; allowed: {', '.join(LAYERS)}")
        return float(sum(self.thickness_um[: LAYERS.index(layer)]))

    def bottom_um(self, layer: str) -> float:
        """Depth at which a layer ends; errors as for top_um."""
        return self.top_um(layer) + self.thickness_um[LAYERS.index(layer)]

    @property
    def skin_um(self) -> float:
        """Depth at which the dermis ends."""
        return self.top_um("subcutis")

    def layer_at(self, depth_um: FloatArray) -> NDArray[np.intp]:
        """Index into LAYERS at each depth (any shape); what lies deeper counts as subcutis."""
        edges = np.cumsum(self.thickness_um)[:-1]
        return np.searchsorted(edges, np.asarray(depth_um, dtype=np.float64), side="right")
