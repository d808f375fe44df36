"""A skin: form, microrelief, pores and wrinkles, evaluated exactly at any coordinates."""

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from turgor.phantom.surface import texture
from turgor.phantom.surface.furrow import FurrowField, build_field, carve
from turgor.phantom.surface.spec import FormSpec, SurfaceSpec

F = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class SkinSample:
    """The skin at a set of points, each field of the points' shape.

    height_um : the whole surface. displacement_um : how far wrinkles lower it, ≥ 0.
    owner : number of the wrinkle that owns the point, -1 where none does.
    """

    height_um: F
    displacement_um: F
    owner: NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class Skin:
    """A continuous skin surface; make it with make_surface.

    relief_factor scales the microrelief and pores (1 as specified). relief_level_um is the mean
    that was taken out so that the relief has zero mean.
    """

    spec: SurfaceSpec
    seed: int
    seeds: F
    noise: tuple[F, ...]
    furrows: FurrowField
    phases: F
    relief_factor: float = 1.0
    relief_level_um: float = 0.0

    def sample(self, x_um: F, y_um: F) -> SkinSample:
        """Evaluate at points of the plan frame; both (any shape) float64 in µm."""
        x = np.ascontiguousarray(x_um, dtype=np.float64).ravel()
        y = np.ascontiguousarray(y_um, dtype=np.float64).ravel()
        carved = np.empty((4, x.size))
        f = self.furrows
        carve(x, y, f.vertex, f.segment, f.section, f.start, f.item, f.grid, carved)
        height = self.relief_um(x, y)
        if self.spec.relief_in_wrinkle != 1.0:
            height *= 1.0 - (1.0 - self.spec.relief_in_wrinkle) * carved[1]
        height += form_um(self.spec.form, x, y)
        height -= carved[0]
        height += carved[2]
        return SkinSample(
            height.reshape(x_um.shape),
            carved[0].reshape(x_um.shape),
            carved[3].astype(np.int16).reshape(x_um.shape),
        )

    def relief_um(self, x_um: F, y_um: F) -> F:
        """(points,) microrelief, noise and pores alone, zero mean over the plane, µm."""
        spec, pores = self.spec.relief, self.spec.pores
        out = np.zeros(x_um.size)
        if spec.depth_um > 0:
            if spec.depth_variation > 0:
                spread = spec.depth_um * spec.depth_variation
                texture.add_spline_noise(x_um, y_um, out, self.noise[0], 1500.0, spread)
            out += spec.depth_um
            np.maximum(out, 0.0, out=out)
            angle = math.radians(spec.direction_deg)
            lattice = (spec.cell_um, spec.anisotropy, math.cos(angle), math.sin(angle))
            texture.add_furrows(x_um, y_um, out, self.seeds, lattice, 0.5 * spec.width_um)
        if pores.share > 0:
            pit = (pores.cell_um, pores.depth_um, 0.5 * pores.width_um)
            texture.add_pores(x_um, y_um, out, self.seeds, pit, pores.share)
        octaves = zip(self.noise[1:], spec.noise_um, spec.noise_spacing_um, strict=True)
        for table, rms, spacing in octaves:
            texture.add_spline_noise(x_um, y_um, out, table, spacing, rms)
        out -= self.relief_level_um
        if self.relief_factor != 1.0:
            out *= self.relief_factor
        return out


def form_um(form: FormSpec, x_um: F, y_um: F) -> F:
    """Height of the form alone at points of the plan frame, 0 at the origin, µm.

    Beyond an ellipsoid's rim the height stays at the rim.
    """
    rx, ry = 1000.0 * form.radius_x_mm, 1000.0 * form.radius_y_mm
    height = np.zeros_like(x_um)
    if form.tilt_x_deg:
        height += math.tan(math.radians(form.tilt_x_deg)) * x_um
    if form.tilt_y_deg:
        height += math.tan(math.radians(form.tilt_y_deg)) * y_um
    if form.kind == "saddle":
        height += 0.5 * (y_um * y_um / ry - x_um * x_um / rx)
    elif form.kind != "flat":
        ry = rx if form.kind == "sphere" else ry
        c = math.sqrt(rx * ry)
        q = 1.0 - x_um * x_um / (rx * c) - y_um * y_um / (ry * c)
        height += c * (np.sqrt(np.maximum(q, 0.0)) - 1.0)
    return height


def make_surface(spec: SurfaceSpec, seed: int) -> Skin:
    """Make a skin; the same specification and seed give the same skin everywhere.

    Errors: InputError where the specification can't be planted.
    """
    rng = np.random.default_rng(seed)
    seeds = texture.seed_table(rng)
    noise = tuple(texture.noise_table(rng) for _ in range(1 + len(spec.relief.noise_um)))
    phases = rng.uniform(0.0, 2.0 * np.pi, len(spec.wrinkles))
    skin = Skin(spec, seed, seeds, noise, build_field(spec.wrinkles, phases), phases)
    # the mean over the plane, from stratified points over 80 mm; good to about 0.1 µm
    side = 320
    jitter = np.random.default_rng(20250).uniform(0.0, 1.0, (2, side * side))
    cell = np.indices((side, side)).reshape(2, -1)
    x, y = (cell + jitter) * (80000.0 / side) - 40000.0
    return replace(skin, relief_level_um=float(skin.relief_um(x, y).mean()))
