"""A patch of made-up skin and photographs of it, with every movement and spot known exactly.

Written apart from, and before, the registration and the spots that it tests. Relief and pores are
drawn once on a canvas and looked up where each photograph looks (cubic spline, the canvas is smooth
against its pixels); spots and pigment are closed forms evaluated there, never resampled.
Points are x, y in pixels, (0, 0) the centre of the top left pixel.
"""

from dataclasses import dataclass, field, replace

import numpy as np
from scipy.ndimage import gaussian_filter, map_coordinates
from scipy.special import erf, ndtr

#: change of ln linear sRGB per unit of melanin and of haemoglobin, chosen so that on the plane of
#: MI_rgb and EI_rgb they point 20 and 58 degrees off, as layered skin models give for light skin
MELANIN = np.array([0.330, 0.450, 0.750])
HAEMOGLOBIN = np.array([0.130, 0.338, 0.420])
LIGHT_SKIN = np.array([0.52, 0.29, 0.20])


@dataclass(frozen=True)
class Spot:
    """A disc or ellipse, blurred by the canvas' softness; amount in units of its pigment."""

    x: float
    y: float
    radius: float
    amount: float
    kind: str = "pigment"
    flat: float = 1.0
    angle_deg: float = 0.0

    @property
    def area_px(self):
        return np.pi * self.radius**2 * self.flat

    def at(self, x, y, soft):
        """Share of the spot at points, 1 inside; ``soft`` is the erf edge's standard deviation."""
        c, s = np.cos(np.radians(self.angle_deg)), np.sin(np.radians(self.angle_deg))
        along, across = c * (x - self.x) + s * (y - self.y), -s * (x - self.x) + c * (y - self.y)
        radius = np.hypot(along, across / self.flat)
        slope = np.hypot(along, across / self.flat**2) / np.maximum(radius, 1e-9)
        distance = (radius - self.radius) / np.maximum(slope, 1e-9)
        return ndtr(-distance / soft)


@dataclass(frozen=True)
class Skin:
    """Relief (shading of a canvas with a margin) and the pigment that lies in it."""

    shade: np.ndarray
    margin: int
    blotches: tuple[np.ndarray, np.ndarray]
    spots: tuple[Spot, ...] = ()
    soft: float = 1.5
    base: np.ndarray = field(default_factory=lambda: LIGHT_SKIN)

    @property
    def shape(self):
        return tuple(n - 2 * self.margin for n in self.shade.shape)

    def with_spots(self, spots):
        return replace(self, spots=tuple(spots))


@dataclass(frozen=True)
class View:
    """Where a photograph looks: p = centre + scale R (q - centre) + shift + bend(q)."""

    shape: tuple[int, int]
    angle_deg: float = 0.0
    scale: float = 1.0
    shift: tuple[float, float] = (0.0, 0.0)
    tilt: tuple[float, float] = (0.0, 0.0)
    bend: np.ndarray | None = None

    def skin_points(self, x, y):
        """Skin (= baseline) points of photograph pixels."""
        rows, cols = self.shape
        cx, cy = (cols - 1) / 2, (rows - 1) / 2
        c, s = np.cos(np.radians(self.angle_deg)), np.sin(np.radians(self.angle_deg))
        dx, dy = x - cx, y - cy
        depth = 1 + self.tilt[0] * dx / cols + self.tilt[1] * dy / rows
        px = cx + self.scale * (c * dx - s * dy) / depth + self.shift[0]
        py = cy + self.scale * (s * dx + c * dy) / depth + self.shift[1]
        if self.bend is not None:
            ny, nx = self.bend.shape[:2]
            place = [np.asarray(y) / rows * (ny - 1), np.asarray(x) / cols * (nx - 1)]
            px = px + map_coordinates(self.bend[..., 0], place, order=3, mode="nearest")
            py = py + map_coordinates(self.bend[..., 1], place, order=3, mode="nearest")
        return px, py


def bend(seed, largest_px, waves=2.0, nodes=64):
    """A smooth random displacement, (nodes, nodes, 2), about ``waves`` swings across."""
    made = np.random.default_rng(seed).standard_normal((nodes * 2, nodes * 2, 2))
    soft = gaussian_filter(made, (nodes / (4 * waves), nodes / (4 * waves), 0))
    soft = soft[nodes // 2 : -nodes // 2, nodes // 2 : -nodes // 2]
    soft = soft - soft.mean((0, 1))
    return largest_px * soft / np.hypot(soft[..., 0], soft[..., 1]).max()


def skin(seed, shape, contrast=0.04, grain=1.0, margin=None):
    """Skin of one person: a net of furrows, pores, a few wrinkles and soft blotches of pigment."""
    rng = np.random.default_rng(seed)
    margin = margin if margin is not None else max(24, int(0.12 * max(shape)))
    size = tuple(n + 2 * margin for n in shape)

    def noise(sigma):
        made = gaussian_filter(rng.standard_normal(size, dtype=np.float32), sigma, mode="wrap")
        return made / made.std()

    relief = np.zeros(size, np.float32)
    for sigma, stretch, height in ((2.2, 1.0, 1.0), (3.0, 2.5, 1.2), (6.0, 1.5, 2.0)):
        sigma = sigma * grain
        one = noise((sigma, sigma * stretch)) - noise((sigma * stretch, sigma))
        relief -= height * np.exp(-((one / 0.35) ** 2)).astype(np.float32)
    pores = (rng.random(size, dtype=np.float32) < 0.0012 / grain**2).astype(np.float32)
    relief -= 60.0 * grain**2 * gaussian_filter(pores, 1.8 * grain, mode="wrap")
    rows, cols = np.mgrid[0 : size[0], 0 : size[1]].astype(np.float32)
    for _ in range(6):
        angle, place = rng.uniform(-0.5, 0.5), rng.uniform(0, size[0])
        wave = rng.uniform(5, 20) * np.sin(cols / size[1] * rng.uniform(4, 12) + rng.uniform(0, 6))
        away = rows - place - np.tan(angle) * (cols - size[1] / 2) - wave
        relief -= rng.uniform(2, 4) * np.exp(-((away / (2.5 * grain)) ** 2)).astype(np.float32)
    shade = np.gradient(gaussian_filter(relief, 0.8), axis=0) + 0.3 * relief
    shade = shade - shade.mean()
    blotches = tuple(
        (0.1 * noise(max(shape) / 12) + 0.06 * noise(max(shape) / 30)).astype(np.float32)
        for _ in range(2)
    )
    return Skin((contrast * shade / shade.std()).astype(np.float32), margin, blotches)


def photograph(
    made,
    view,
    *,
    gain=(1.0, 1.0, 1.0),
    light=0.0,
    noise=0.008,
    seed=0,
    blur=0.0,
    shade_factor=1.0,
    encode=True,
):
    """(rows, cols, 3) uint8 sRGB, or linear float32 where ``encode`` is False.

    light : relative fall of the light across the picture. noise : standard deviation relative to
    mid skin, half of it shot noise.
    """
    rows, cols = np.mgrid[0 : view.shape[0], 0 : view.shape[1]].astype(np.float64)
    x, y = view.skin_points(cols, rows)
    place = [y + made.margin, x + made.margin]
    shade = shade_factor * map_coordinates(made.shade, place, order=3, mode="mirror")
    blotch = [map_coordinates(layer, place, order=1, mode="mirror") for layer in made.blotches]
    melanin, blood = blotch
    for spot in made.spots:
        amount = spot.amount * spot.at(x, y, made.soft)
        if spot.kind == "pigment":
            melanin = melanin + amount
        else:
            blood = blood + amount
    fall = 1.0 - light * (cols / view.shape[1] - 0.5) - 0.5 * light * (rows / view.shape[0] - 0.5)
    rgb = np.empty((*view.shape, 3))
    for i in range(3):
        rgb[..., i] = (
            made.base[i] * gain[i] * fall
            * np.exp(shade - MELANIN[i] * melanin - HAEMOGLOBIN[i] * blood)
        )  # fmt: skip
    if blur:
        rgb = gaussian_filter(rgb, (blur, blur, 0))
    rng = np.random.default_rng([seed, 7])
    level = np.maximum(rgb, 1e-4)
    rgb = rgb + rng.standard_normal(rgb.shape) * noise * np.sqrt(0.5 * 0.3**2 + 0.5 * 0.3 * level)
    if not encode:
        return rgb.astype(np.float32)
    rgb = np.clip(rgb, 0, 1)
    coded = np.where(rgb <= 0.0031308, 12.92 * rgb, 1.055 * rgb ** (1 / 2.4) - 0.055)
    return np.round(255 * coded).astype(np.uint8)


def blurred_disc_mean(radius, soft):
    """Mean inside its outline of an erf-edged disc, by quadrature along the radius."""
    r = np.linspace(0, radius, 2001)
    value = 0.5 * (1 - erf((r - radius) / (soft * np.sqrt(2))))
    return float(2 * np.trapezoid(value * r, r) / radius**2)
