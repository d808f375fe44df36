"""Skin with planted truth, defined at every point of the plane, so that a second capture of it is
computed where it was taken and never interpolated. Written apart from the registration."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from scipy.spatial import cKDTree

from turgor.record.height_map import HeightMap

Points = np.ndarray
Warp = Callable[[Points], Points]


@dataclass
class Wrinkle:
    """A valley along v = offset + sway * sin(u / wave + phase), u along ``angle_deg``."""

    angle_deg: float
    offset_um: float
    sway_um: float
    wave_um: float
    phase: float
    depth_um: float
    half_width_um: float

    def line(self, u: np.ndarray) -> np.ndarray:
        v = self.offset_um + self.sway_um * np.sin(u / self.wave_um + self.phase)
        c, s = np.cos(np.deg2rad(self.angle_deg)), np.sin(np.deg2rad(self.angle_deg))
        return np.stack([c * u - s * v, s * u + c * v], axis=1)

    def height(self, points: Points) -> np.ndarray:
        c, s = np.cos(np.deg2rad(self.angle_deg)), np.sin(np.deg2rad(self.angle_deg))
        u = c * points[:, 0] + s * points[:, 1]
        v = -s * points[:, 0] + c * points[:, 1]
        turn = u / self.wave_um + self.phase
        slope = self.sway_um / self.wave_um * np.cos(turn)
        apart = (v - self.offset_um - self.sway_um * np.sin(turn)) / np.hypot(1.0, slope)
        return -self.depth_um * np.exp(-0.5 * (apart / self.half_width_um) ** 2)


@dataclass
class Skin:
    """Cells with furrows between them, a random fine texture and some wrinkles, about (0, 0)."""

    seed: int
    reach_um: float = 16000.0
    cell_um: float = 350.0
    furrow_um: float = 45.0
    wrinkles: list[Wrinkle] = field(default_factory=list)

    def __post_init__(self) -> None:
        rng = np.random.default_rng(self.seed)
        side = np.arange(-self.reach_um, self.reach_um, self.cell_um)
        x, y = np.meshgrid(side, side)
        seeds = np.stack([x.ravel(), y.ravel()], axis=1)
        self.seeds = seeds + rng.uniform(-0.42, 0.42, seeds.shape) * self.cell_um
        self.plateau = rng.normal(0.0, 6.0, len(seeds))
        self.tree = cKDTree(self.seeds)
        wave = rng.uniform(250.0, 1800.0, 24)
        angle = rng.uniform(0.0, 2.0 * np.pi, 24)
        self.waves = np.stack([np.cos(angle), np.sin(angle)]) * (2.0 * np.pi / wave)
        self.phases = rng.uniform(0.0, 2.0 * np.pi, 24)
        if not self.wrinkles:
            tilt = rng.uniform(-25.0, 25.0)
            self.wrinkles = [
                Wrinkle(
                    tilt + rng.uniform(-6, 6),
                    offset + rng.uniform(-700, 700),
                    rng.uniform(200, 500),
                    rng.uniform(1500, 3500),
                    rng.uniform(0, 6),
                    rng.uniform(90, 250),
                    rng.uniform(120, 260),
                )
                for offset in (-5600.0, -1900.0, 1900.0, 5600.0)
            ]

    def height(self, points: Points, wrinkle_gain: float = 1.0) -> np.ndarray:
        near, which = self.tree.query(points, k=2)
        edge = near[:, 1] - near[:, 0]
        closed = np.exp(-((edge / 90.0) ** 2))
        z = -self.furrow_um * closed + self.plateau[which[:, 0]] * (1.0 - closed)
        for wave, phase in zip(self.waves.T, self.phases, strict=True):
            z += 1.2 * np.sin(points @ wave + phase)
        for wrinkle in self.wrinkles:
            z += wrinkle_gain * wrinkle.height(points)
        return z


@dataclass
class Pose:
    """Baseline point to follow-up point, both about the middle of their fields, and back."""

    rotation_deg: float = 0.0
    shift_um: tuple[float, float] = (0.0, 0.0)
    stretch: Warp | None = None  # baseline point -> its displacement, before the rigid move

    def forward(self, points: Points) -> Points:
        moved = points if self.stretch is None else points + self.stretch(points)
        return moved @ self.matrix().T + np.asarray(self.shift_um)

    def backward(self, points: Points) -> Points:
        undone = (points - np.asarray(self.shift_um)) @ self.matrix()
        if self.stretch is None:
            return undone
        found = undone
        for _ in range(60):
            found = undone - self.stretch(found)
        return found

    def matrix(self) -> np.ndarray:
        a = np.deg2rad(self.rotation_deg)
        return np.array([[np.cos(a), -np.sin(a)], [np.sin(a), np.cos(a)]])


def centres(shape: tuple[int, int], pitch_x: float, pitch_y: float) -> Points:
    """Middles of the cells, µm, about the middle of the field."""
    x = (np.arange(shape[1]) + 0.5 - shape[1] / 2.0) * pitch_x
    y = (np.arange(shape[0]) + 0.5 - shape[0] / 2.0) * pitch_y
    grid_x, grid_y = np.meshgrid(x, y)
    return np.stack([grid_x.ravel(), grid_y.ravel()], axis=1)


def capture(
    skin: Skin,
    shape: tuple[int, int],
    pitch_um: float | tuple[float, float] = 20.0,
    pose: Pose | None = None,
    *,
    noise_um: float = 2.0,
    noise_seed: int = 0,
    tilt: tuple[float, float] = (0.0, 0.0),
    radius_um: float = 60000.0,
    missing: float = 0.0,
    wrinkle_gain: float = 1.0,
) -> HeightMap:
    """A map of the skin seen in a pose, with form, tilt, noise and hair-like gaps."""
    px, py = (pitch_um, pitch_um) if isinstance(pitch_um, float) else pitch_um
    points = centres(shape, px, py)
    on_skin = points if pose is None else pose.backward(points)
    z = np.concatenate(
        [
            skin.height(part, wrinkle_gain)
            for part in np.array_split(on_skin, 1 + len(on_skin) // 200000)
        ]
    )
    z += points @ np.asarray(tilt) - np.sum(points**2, axis=1) / (2.0 * radius_um)
    rng = np.random.default_rng(1000 + noise_seed)
    z += rng.normal(0.0, noise_um, z.shape)
    z = z.reshape(shape)
    if missing > 0.0:
        z[hairs(points.reshape(*shape, 2), missing, rng)] = np.nan
    return HeightMap(z, px, py)


def hairs(points: np.ndarray, share: float, rng: np.random.Generator) -> np.ndarray:
    """Curved strokes 80 to 160 µm wide until the wanted share of the field is covered."""
    covered = np.zeros(points.shape[:2], dtype=bool)
    reach = float(np.abs(points).max())
    while covered.mean() < share:
        hair = Wrinkle(
            rng.uniform(0, 180), rng.uniform(-reach, reach), rng.uniform(100, 900),
            rng.uniform(1500, 6000), rng.uniform(0, 6), 1.0, 1.0,
        )  # fmt: skip
        c, s = np.cos(np.deg2rad(hair.angle_deg)), np.sin(np.deg2rad(hair.angle_deg))
        u = c * points[..., 0] + s * points[..., 1]
        v = -s * points[..., 0] + c * points[..., 1]
        turn = u / hair.wave_um + hair.phase
        covered |= np.abs(v - hair.offset_um - hair.sway_um * np.sin(turn)) < rng.uniform(40, 80)
    return covered


def true_points(pose: Pose, baseline: HeightMap, followup: HeightMap, points_um: Points) -> Points:
    """Where baseline points truly lie in the follow-up, both in µm from their map's corner."""
    half_b = np.array(baseline.field_mm) * 500.0
    half_f = np.array(followup.field_mm) * 500.0
    return pose.forward(points_um - half_b) + half_f
