"""A photographed skin: pigment, blood and shading, evaluated at any point of the plan."""

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from turgor.phantom.photo.shape import add_patches, lay_patches, near, shape_table
from turgor.phantom.photo.spec import HairSpec, LineSpec, PhotoPlan
from turgor.phantom.surface import texture
from turgor.phantom.surface.furrow import FurrowField, build_field, carve
from turgor.phantom.surface.spec import WrinkleSpec

F = NDArray[np.float64]

#: lines are handed to the furrow field in hundredths of a mm, so that its buckets are 2.5 mm wide
LINE_UNITS_PER_MM = 100.0

#: width of the skin's own rim against the background, mm
RIM_MM = 0.5


@dataclass(frozen=True, slots=True)
class SkinFields:
    """The skin at a set of points, each (points,).

    melanin, blood : the forward law's own quantities. density : log10 of the light lost to
    shading. cover, ink : share hidden by what is no skin, and its reflectance. skin : share of the
    point that is skin and not background.
    """

    melanin: F
    blood: F
    density: F
    cover: F
    ink: F
    skin: F


@dataclass(frozen=True, slots=True)
class PhotoSkin:
    """A continuous skin; make it with make_skin, change it with change.changed.

    mottles : spline tables of melanin, then blood, then shading noise.
    level : mean density of the grain, taken out so that it only shades up and down.
    """

    plan: PhotoPlan
    seed: int
    seeds: F
    mottles: tuple[F, ...]
    lines: FurrowField
    hairs: FurrowField
    spots: dict[str, F]
    shades: F
    inks: F
    level: float = 0.0

    def fields(self, x_mm: F, y_mm: F) -> SkinFields:
        """Evaluate at points (points,) of the plan, mm."""
        melanin, blood = self.chromophores(x_mm, y_mm)
        density = self.grain(x_mm, y_mm)
        add_patches(x_mm, y_mm, near(self.shades, x_mm, y_mm), density)
        for lines in (self.lines, self.hairs):
            if len(lines.specs):
                carved = np.empty((4, x_mm.size))
                x, y = x_mm * LINE_UNITS_PER_MM, y_mm * LINE_UNITS_PER_MM
                parts = (lines.vertex, lines.segment, lines.section, lines.start, lines.item)
                carve(x, y, *parts, lines.grid, carved)
                density += carved[0]
        cover, ink = np.zeros(x_mm.size), np.zeros(x_mm.size)
        lay_patches(x_mm, y_mm, near(self.inks, x_mm, y_mm), cover, ink)
        return SkinFields(melanin, blood, density, cover, ink, self.inside(x_mm, y_mm))

    def chromophores(self, x_mm: F, y_mm: F) -> tuple[F, F]:
        """Melanin and blood (points,) at points of the plan: base, mottling and spots."""
        base, mottle = self.plan.optics, self.plan.mottle
        x_um, y_um = 1000.0 * x_mm, 1000.0 * y_mm
        made: list[F] = []
        tables = iter(self.mottles)
        for name, amount, rms in (
            ("melanin", base.melanin, mottle.melanin_rms),
            ("blood", base.blood_fraction, mottle.blood_rms),
        ):
            wander, spots = np.zeros(x_mm.size), np.ones(x_mm.size)
            for share, spacing in zip(rms, mottle.spacing_mm, strict=True):
                texture.add_spline_noise(x_um, y_um, wander, next(tables), 1000 * spacing, share)
            add_patches(x_mm, y_mm, near(self.spots[name], x_mm, y_mm), spots)
            np.exp(wander, out=wander)
            made.append(amount * wander * np.maximum(spots, 0.02))
        return made[0], made[1]

    def grain(self, x_mm: F, y_mm: F) -> F:
        """Density (points,) of furrows, pores and noise, of zero mean over the plane."""
        grain = self.plan.grain
        x_um, y_um = 1000.0 * x_mm, 1000.0 * y_mm
        light = np.zeros(x_mm.size)
        if grain.furrow_density > 0:
            light += grain.furrow_density
            lattice = (1000.0 * grain.furrow_cell_mm, 1.0, 1.0, 0.0)
            half = 500.0 * grain.furrow_width_mm
            texture.add_furrows(x_um, y_um, light, self.seeds, lattice, half)
        if grain.pore_share > 0:
            pit = (1000 * grain.pore_cell_mm, grain.pore_density, 500 * grain.pore_width_mm)
            texture.add_pores(x_um, y_um, light, self.seeds, pit, grain.pore_share)
        tables = self.mottles[2 * len(self.plan.mottle.spacing_mm) :]
        octaves = zip(tables, grain.noise_density, grain.noise_spacing_mm, strict=True)
        for table, rms, spacing in octaves:
            texture.add_spline_noise(x_um, y_um, light, table, 1000.0 * spacing, rms)
        return -light - self.level

    def inside(self, x_mm: F, y_mm: F) -> F:
        """Share (points,) that is skin: 1 inside the outline, 0 outside, with a soft rim."""
        half_x, half_y = 0.5 * self.plan.size_mm[0], 0.5 * self.plan.size_mm[1]
        if self.plan.round:
            far = np.hypot(x_mm / half_x, y_mm / half_y)
            depth = (1.0 - far) * math.sqrt(half_x * half_y)
        else:
            depth = np.minimum(half_x - np.abs(x_mm), half_y - np.abs(y_mm))
        return np.clip(depth / RIM_MM + 0.5, 0.0, 1.0)


def make_skin(plan: PhotoPlan, seed: int) -> PhotoSkin:
    """Make a skin; the same plan and seed give the same skin everywhere.

    Errors: InputError where the plan can't be planted.
    """
    rng = np.random.default_rng([seed, 40])
    count = 2 * len(plan.mottle.spacing_mm) + len(plan.grain.noise_spacing_mm)
    seeds = texture.seed_table(rng)
    mottles = tuple(texture.noise_table(rng) for _ in range(count))
    skin = PhotoSkin(
        plan,
        seed,
        seeds,
        mottles,
        line_field(plan.lines),
        line_field(draw_hairs(plan, np.random.default_rng([seed, 41]))),
        spot_tables(plan),
        shape_table([s.shape for s in plan.shades], [s.density for s in plan.shades]),
        shape_table([i.shape for i in plan.inks], [i.reflectance for i in plan.inks]),
    )
    return levelled(skin)


def levelled(skin: PhotoSkin) -> PhotoSkin:
    """The skin with the mean density of its grain taken out: stratified points over 128 mm."""
    side = 320
    jitter = np.random.default_rng(20250).uniform(0.0, 1.0, (2, side * side))
    cell = np.indices((side, side)).reshape(2, -1)
    x, y = (cell + jitter) * (128.0 / side) - 64.0
    return replace(skin, level=skin.level + float(skin.grain(x, y).mean()))


def spot_tables(plan: PhotoPlan) -> dict[str, F]:
    """Shape tables of the spots of each chromophore; amounts are factors less one."""
    tables: dict[str, F] = {}
    for name in ("melanin", "blood"):
        mine = [s for s in plan.spots if s.chromophore == name]
        tables[name] = shape_table([s.shape for s in mine], [s.factor - 1.0 for s in mine])
    return tables


def line_field(lines: tuple[LineSpec, ...]) -> FurrowField:
    """Lines as a furrow field whose 'depth' is the density on the line."""
    specs = tuple(
        WrinkleSpec(
            id=line.id,
            line_um=line.line_mm * LINE_UNITS_PER_MM,
            depth_um=-math.log10(1.0 - line.light_lost),
            width_um=line.width_mm * LINE_UNITS_PER_MM,
            taper_start=line.taper,
            taper_end=line.taper,
        )
        for line in lines
    )
    return build_field(specs, np.zeros(len(specs)))


def draw_hairs(plan: PhotoPlan, rng: np.random.Generator) -> tuple[LineSpec, ...]:
    """Slightly bent hairs, all leaning one way, spread over the skin."""
    hair: HairSpec = plan.hair
    count = int(rng.poisson(hair.per_cm2 * plan.size_mm[0] * plan.size_mm[1] / 100.0))
    lean = float(rng.uniform(0, 2 * math.pi))
    hairs: list[LineSpec] = []
    for number in range(count):
        length = hair.length_mm * float(rng.uniform(0.6, 1.3))
        turn = float(rng.normal(0.0, 0.08)) / max(length, 0.1) * 6.0
        t = np.linspace(0.0, length, 9)
        angle = lean + float(rng.normal(0.0, 0.35)) + turn * t
        step = length / 8.0
        root = (rng.uniform(-0.5, 0.5, 2)) * plan.size_mm
        line = root + np.column_stack((np.cos(angle), np.sin(angle))).cumsum(axis=0) * step
        hairs.append(LineSpec(f"hair{number + 1}", line, hair.width_mm, hair.light_lost, 0.3))
    return tuple(hairs)
