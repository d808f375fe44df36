"""Two complex OCT B-scans of the same skin, before and after a small load."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class OctPair:
    """Two phase-stable B-scans.

    before, after : (rows, cols) complex64, rows along depth. axial_um : distance between rows in
    tissue (optical distance over the index), lateral_um : between columns.
    wavelength_nm : centre of the source. refractive_index : of the tissue.
    layer_edges_um : depths of the borders between layers, from the first row, rising; empty where
    the user stated none. load : what was done between the scans, in the laboratory's words.
    """

    before: NDArray[np.complex64]
    after: NDArray[np.complex64]
    axial_um: float
    lateral_um: float
    wavelength_nm: float
    refractive_index: float
    layer_edges_um: tuple[float, ...] = ()
    load: str = UNKNOWN
    name: str = ""
    format_id: str = "array"
    device: str = ""
    device_class: str = UNKNOWN
    settings: Mapping[str, str] = field(default_factory=dict)
    flags: tuple[str, ...] = ()
