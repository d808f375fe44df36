"""Draw a random skin plan: mottling, lentigines, vascular spots, redness and wrinkle lines."""

import math
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from turgor.phantom.photo.spec import GrainSpec, HairSpec, LineSpec, PatchShape, PhotoPlan, SpotSpec
from turgor.physics.skin_optics import SkinOptics

F = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class SpotRanges:
    """How many spots are drawn, and between which ends; all assumed.

    lentigo_mm, vascular_mm : half axes. lentigo_extra : melanin added over the skin's own, as
    optical depth at 500 nm; at least ``lentigo_least`` of the skin's own. vascular_factor : blood
    in the spot over that around it. clear_mm : free skin between two spots.
    """

    lentigines: int = 8
    vascular: int = 3
    redness: int = 1
    lentigo_mm: tuple[float, float] = (0.9, 3.2)
    vascular_mm: tuple[float, float] = (0.6, 1.6)
    redness_mm: tuple[float, float] = (9.0, 16.0)
    lentigo_extra: tuple[float, float] = (0.08, 0.25)
    lentigo_least: float = 0.35
    vascular_factor: tuple[float, float] = (2.5, 5.0)
    redness_factor: tuple[float, float] = (1.3, 1.7)
    edge: tuple[float, float] = (0.35, 0.8)
    clear_mm: float = 1.5


@dataclass(frozen=True, slots=True)
class LineRanges:
    """How many wrinkle lines are drawn, and between which ends; all assumed."""

    count: int = 4
    length_mm: tuple[float, float] = (12.0, 35.0)
    width_mm: tuple[float, float] = (0.25, 0.6)
    light_lost: tuple[float, float] = (0.12, 0.35)
    direction_deg: float = 0.0


@dataclass(frozen=True, slots=True)
class PhotoLayout:
    """A plan to draw: one patch of skin, such as a cheek or a forearm."""

    size_mm: tuple[float, float] = (110.0, 80.0)
    spots: SpotRanges = field(default_factory=SpotRanges)
    lines: LineRanges = field(default_factory=LineRanges)
    grain: GrainSpec = field(default_factory=GrainSpec)
    hair: HairSpec = field(default_factory=HairSpec)
    margin_mm: float = 6.0


def draw_plan(optics: SkinOptics, layout: PhotoLayout, seed: int) -> PhotoPlan:
    """A random plan of a skin with these optics; spots keep clear of each other and of the rim.

    Where no room is left fewer spots are planted.
    """
    rng = np.random.default_rng([seed, 50])
    inner = (
        0.5 * layout.size_mm[0] - layout.margin_mm,
        0.5 * layout.size_mm[1] - layout.margin_mm,
    )
    taken: list[tuple[float, float, float]] = []
    spots: list[SpotSpec] = []
    ranges = layout.spots
    for number in range(ranges.lentigines):
        extra = max(
            float(rng.uniform(*ranges.lentigo_extra)), ranges.lentigo_least * optics.melanin
        )
        shape = _place(rng, ranges.lentigo_mm, ranges, inner, taken)
        if shape is not None:
            factor = 1.0 + extra / optics.melanin
            spots.append(SpotSpec(f"L{number + 1}", shape, "melanin", factor))
    for number in range(ranges.vascular):
        shape = _place(rng, ranges.vascular_mm, ranges, inner, taken)
        if shape is not None:
            factor = float(rng.uniform(*ranges.vascular_factor))
            spots.append(SpotSpec(f"V{number + 1}", shape, "blood", factor))
    for number in range(ranges.redness):
        spots.append(_redness(rng, f"R{number + 1}", ranges, inner))
    lines = tuple(_line(rng, f"w{n + 1}", layout.lines, inner) for n in range(layout.lines.count))
    return PhotoPlan(
        optics,
        layout.size_mm,
        spots=tuple(spots),
        lines=lines,
        grain=layout.grain,
        hair=layout.hair,
    )


def _place(
    rng: np.random.Generator,
    radius_mm: tuple[float, float],
    ranges: SpotRanges,
    inner: tuple[float, float],
    taken: list[tuple[float, float, float]],
) -> PatchShape | None:
    """A free place for a wobbly round patch, or None after many tries."""
    low, high = radius_mm
    mean = float(low * (high / low) ** rng.uniform())
    long = float(rng.uniform(1.0, 1.35))
    shape = PatchShape(
        (0.0, 0.0),
        (mean * math.sqrt(long), mean / math.sqrt(long)),
        float(rng.uniform(0, 180)),
        mean * float(rng.uniform(*ranges.edge)),
        tuple((float(rng.uniform(0, 0.09)), float(rng.uniform(0, 2 * math.pi))) for _ in range(3)),
    )
    for _ in range(400):
        x, y = float(rng.uniform(-1, 1)) * inner[0], float(rng.uniform(-1, 1)) * inner[1]
        reach = shape.reach_mm
        if all(math.hypot(x - a, y - b) > reach + r + ranges.clear_mm for a, b, r in taken):
            taken.append((x, y, reach))
            return replace(shape, centre_mm=(x, y))
    return None


def _redness(
    rng: np.random.Generator, name: str, ranges: SpotRanges, inner: tuple[float, float]
) -> SpotSpec:
    """A broad, soft patch of more blood; it may lie under other spots."""
    radius = float(rng.uniform(*ranges.redness_mm))
    shape = PatchShape(
        (float(rng.uniform(-0.7, 0.7)) * inner[0], float(rng.uniform(-0.7, 0.7)) * inner[1]),
        (radius * 1.2, radius / 1.2),
        float(rng.uniform(0, 180)),
        1.6 * radius,
        ((0.06, float(rng.uniform(0, 6.28))),),
    )
    return SpotSpec(name, shape, "blood", float(rng.uniform(*ranges.redness_factor)), "diffuse")


def _line(
    rng: np.random.Generator, name: str, ranges: LineRanges, inner: tuple[float, float]
) -> LineSpec:
    """A gently bent line near the layout's direction."""
    length = min(float(rng.uniform(*ranges.length_mm)), 1.6 * min(inner))
    angle = math.radians(ranges.direction_deg + float(rng.normal(0.0, 12.0)))
    t = np.linspace(-0.5, 0.5, 41)
    bend = float(rng.uniform(-0.12, 0.12)) * length
    along, across = t * length, bend * (1.0 - 4.0 * t * t)
    c, s = math.cos(angle), math.sin(angle)
    off = rng.uniform(-0.75, 0.75, 2) * (inner[0] - 0.3 * length, inner[1])
    line = np.column_stack((c * along - s * across, s * along + c * across)) + off
    return LineSpec(
        name, line, float(rng.uniform(*ranges.width_mm)), float(rng.uniform(*ranges.light_lost))
    )
