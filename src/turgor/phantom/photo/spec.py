"""What a photographed phantom skin is made of: plain frozen specifications, lengths in mm.

Plan frame: x to the right and y downwards, mm, origin in the middle of the skin.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from turgor.errors import InputError
from turgor.physics.skin_optics import SkinOptics

CHROMOPHORES = ("melanin", "blood")
KINDS = ("spot", "diffuse", "feature")


@dataclass(frozen=True, slots=True)
class PatchShape:
    """An outlined patch with a soft rim; what it changes is full inside and nothing outside.

    radius_mm : half axes along and across ``angle_deg`` (from x towards y).
    edge_mm : width of the rim over which the patch fades out; half of it is left on the outline.
    wobble : (share, phase in radians) of the boundary's 3rd, 4th and 5th harmonic.
    lens : two parabolic arcs that meet in corners, instead of an ellipse; no wobble then.
    """

    centre_mm: tuple[float, float]
    radius_mm: tuple[float, float]
    angle_deg: float = 0.0
    edge_mm: float = 0.3
    wobble: tuple[tuple[float, float], ...] = ()
    lens: bool = False

    def __post_init__(self) -> None:
        """Refuse what has no outline."""
        if min(self.radius_mm) <= 0 or self.edge_mm <= 0:
            raise InputError("a patch needs radii and a rim above 0 mm")
        if len(self.wobble) > 3 or sum(abs(a) for a, _ in self.wobble) > 0.5:
            raise InputError("a patch's boundary wobbles in at most 3 harmonics, 0.5 in all")
        if self.lens and self.wobble:
            raise InputError("a lens has no wobble")

    @property
    def area_mm2(self) -> float:
        """Area inside the outline in closed form, mm²."""
        rx, ry = self.radius_mm
        if self.lens:
            return 8.0 / 3.0 * rx * ry
        return math.pi * rx * ry * (1.0 + 0.5 * sum(a * a for a, _ in self.wobble))

    @property
    def reach_mm(self) -> float:
        """Radius of a circle round the centre that holds the patch with its rim, mm."""
        swing = 1.0 + sum(abs(a) for a, _ in self.wobble)
        scale = max(self.radius_mm) / math.sqrt(self.radius_mm[0] * self.radius_mm[1])
        return max(self.radius_mm) * swing + self.edge_mm * scale


@dataclass(frozen=True, slots=True)
class SpotSpec:
    """A pigmented or vascular spot.

    factor : the chromophore in the spot's middle over that of the skin around it; above 1 is
        darker or redder, below 1 paler. kind : 'spot'; 'diffuse' for broad redness without a rim
        that an eye would outline; 'feature' for what belongs there, such as lips.
    """

    id: str
    shape: PatchShape
    chromophore: str = "melanin"
    factor: float = 3.0
    kind: str = "spot"

    def __post_init__(self) -> None:
        """Refuse an unknown chromophore or kind, or a negative amount."""
        if self.kind not in KINDS:
            allowed = ", ".join(KINDS)
            raise InputError(f"spot '{self.id}': kind '{self.kind}'; allowed: {allowed}")
        if self.chromophore not in CHROMOPHORES:
            allowed = ", ".join(CHROMOPHORES)
            raise InputError(
                f"spot '{self.id}': chromophore '{self.chromophore}'; allowed: {allowed}"
            )
        if self.factor < 0:
            raise InputError(f"spot '{self.id}': factor must be 0 or more")


@dataclass(frozen=True, slots=True)
class LineSpec:
    """A wrinkle line as a photograph shows it: a dark line, no depth.

    line_mm : (n, 2) vertices of the centre line. width_mm : at half of the darkening.
    light_lost : share of the light that is lost on the line where it is darkest, 0 to 1.
    """

    id: str
    line_mm: NDArray[np.float64]
    width_mm: float = 0.4
    light_lost: float = 0.25
    taper: float = 0.15

    def __post_init__(self) -> None:
        """Refuse what is no line."""
        if self.line_mm.ndim != 2 or self.line_mm.shape[1] != 2 or len(self.line_mm) < 2:
            raise InputError(f"line '{self.id}': needs (n, 2) points, n ≥ 2")
        if self.width_mm <= 0 or not 0 <= self.light_lost < 1:
            raise InputError(f"line '{self.id}': width above 0 mm, light_lost 0 to below 1")


@dataclass(frozen=True, slots=True)
class ShadeSpec:
    """A broad change of shading, as of a nose; density is log10 of the light lost, any sign."""

    shape: PatchShape
    density: float


@dataclass(frozen=True, slots=True)
class InkSpec:
    """Something that is no skin, such as an iris: it hides the skin with its own reflectance."""

    shape: PatchShape
    reflectance: float


@dataclass(frozen=True, slots=True)
class MottleSpec:
    """Random unevenness of pigment and blood: rms of the natural logarithm, knot spacing in mm."""

    melanin_rms: tuple[float, ...] = (0.06, 0.04)
    blood_rms: tuple[float, ...] = (0.08, 0.06)
    spacing_mm: tuple[float, ...] = (9.0, 2.5)


@dataclass(frozen=True, slots=True)
class GrainSpec:
    """Fine shading: furrows of the microrelief, pores and noise.

    Each depth is a density, log10 of the light lost at the deepest point; noise is rms.
    """

    furrow_density: float = 0.05
    furrow_cell_mm: float = 0.55
    furrow_width_mm: float = 0.12
    pore_share: float = 0.25
    pore_cell_mm: float = 1.4
    pore_density: float = 0.10
    pore_width_mm: float = 0.22
    noise_density: tuple[float, ...] = (0.014, 0.016)
    noise_spacing_mm: tuple[float, ...] = (0.35, 1.6)


@dataclass(frozen=True, slots=True)
class HairSpec:
    """Vellus and terminal hair lying on the skin: number per cm², length, width and darkness."""

    per_cm2: float = 0.0
    length_mm: float = 6.0
    width_mm: float = 0.06
    light_lost: float = 0.6


@dataclass(frozen=True, slots=True)
class PhotoPlan:
    """A whole skin as a camera sees it.

    size_mm : width and height of the skin; beyond it lies the background.
    round : the skin's outline is an ellipse instead of a rectangle.
    hand_points_mm : named places that a person would click, for zones.
    """

    optics: SkinOptics
    size_mm: tuple[float, float] = (120.0, 90.0)
    round: bool = False
    spots: tuple[SpotSpec, ...] = ()
    lines: tuple[LineSpec, ...] = ()
    shades: tuple[ShadeSpec, ...] = ()
    inks: tuple[InkSpec, ...] = ()
    mottle: MottleSpec = field(default_factory=MottleSpec)
    grain: GrainSpec = field(default_factory=GrainSpec)
    hair: HairSpec = field(default_factory=HairSpec)
    hand_points_mm: Mapping[str, tuple[float, float]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse a skin without area or two spots of one name."""
        if min(self.size_mm) <= 0:
            raise InputError("a skin needs width and height above 0 mm")
        names = [s.id for s in self.spots] + [line.id for line in self.lines]
        if len(set(names)) < len(names):
            raise InputError("each spot and line of a plan needs an id of its own")
