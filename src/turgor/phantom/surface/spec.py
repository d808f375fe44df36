"""What a phantom skin is made of: plain frozen specifications, all lengths in µm."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from turgor.errors import InputError

FORMS = ("flat", "sphere", "ellipsoid", "saddle")
CLASSES = ("wrinkle", "fine-line")


@dataclass(frozen=True, slots=True)
class FormSpec:
    """The large shape under everything.

    radius_x_mm, radius_y_mm : radii of curvature at the middle; a sphere uses the first.
    tilt_x_deg, tilt_y_deg : a plane of these slopes is added.
    """

    kind: str = "sphere"
    radius_x_mm: float = 60.0
    radius_y_mm: float = 60.0
    tilt_x_deg: float = 0.0
    tilt_y_deg: float = 0.0

    def __post_init__(self) -> None:
        """Refuse what has no shape."""
        if self.kind not in FORMS:
            raise InputError(f"form '{self.kind}' is unknown; allowed: {', '.join(FORMS)}")
        if min(self.radius_x_mm, self.radius_y_mm) <= 0:
            raise InputError("form radii must be above 0 mm; 30 to 100 mm are usual for a face")


@dataclass(frozen=True, slots=True)
class ReliefSpec:
    """Microrelief: furrow network and band-limited noise, of zero mean over the plane.

    anisotropy : cells are this much longer along ``direction_deg`` (from x towards y).
    depth_variation : rms share by which furrow depth wanders over some millimetres.
    noise_um, noise_spacing_um : rms and knot spacing of each octave of noise.
    """

    cell_um: float = 350.0
    depth_um: float = 45.0
    width_um: float = 90.0
    anisotropy: float = 1.0
    direction_deg: float = 0.0
    depth_variation: float = 0.15
    noise_um: tuple[float, ...] = (2.0, 4.0)
    noise_spacing_um: tuple[float, ...] = (60.0, 400.0)


@dataclass(frozen=True, slots=True)
class PoreSpec:
    """Pits on a jittered lattice; ``share`` of the lattice cells hold one."""

    share: float = 0.0
    cell_um: float = 900.0
    depth_um: float = 40.0
    width_um: float = 160.0


@dataclass(frozen=True, slots=True)
class WrinkleSpec:
    """One planted wrinkle.

    line_um : (n, 2) vertices (x, y) of the centre line; the polyline itself is the truth.
    depth_um : greatest planted depth along the line.
    width_um : width at half depth, where the wrinkle is deepest.
    section : one of section.SECTIONS.
    asymmetry : share of the width on the left of the line (y down, walking along it), 0.5 = even.
    taper_start, taper_end : share of the length over which depth rises from 0 (raised cosine).
    width_taper : share of the width that is lost towards a tapered end.
    depth_variation : share by which depth dips along the line, in slow waves.
    shoulder : height of the raised shoulders over the local depth.
    """

    id: str
    line_um: NDArray[np.float64]
    depth_um: float
    width_um: float
    section: str = "gaussian"
    object_class: str = "wrinkle"
    asymmetry: float = 0.5
    taper_start: float = 0.15
    taper_end: float = 0.15
    width_taper: float = 0.3
    depth_variation: float = 0.0
    shoulder: float = 0.0
    layout: str = "straight"

    def __post_init__(self) -> None:
        """Refuse what can't be planted."""
        if self.object_class not in CLASSES:
            raise InputError(
                f"wrinkle '{self.id}': class '{self.object_class}'; allowed: {', '.join(CLASSES)}"
            )
        if self.line_um.ndim != 2 or self.line_um.shape[1] != 2 or len(self.line_um) < 2:
            raise InputError(f"wrinkle '{self.id}': the centre line needs (n, 2) points, n ≥ 2")
        if self.depth_um < 0 or self.width_um <= 0 or not 0.05 <= self.asymmetry <= 0.95:
            raise InputError(
                f"wrinkle '{self.id}': depth ≥ 0 µm, width > 0 µm and asymmetry 0.05 to 0.95"
            )


@dataclass(frozen=True, slots=True)
class SurfaceSpec:
    """A whole skin.

    relief_in_wrinkle : share of the microrelief that is left at a wrinkle's bottom; 1 adds the
        relief unchanged, 0 leaves a smooth bottom at the relief's mean level.
    """

    form: FormSpec = field(default_factory=FormSpec)
    relief: ReliefSpec = field(default_factory=ReliefSpec)
    pores: PoreSpec = field(default_factory=PoreSpec)
    wrinkles: tuple[WrinkleSpec, ...] = ()
    relief_in_wrinkle: float = 1.0
