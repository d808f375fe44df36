"""A phantom generator of another making, to test a detector on skin it was not tuned on.

It shares no code with turgor.phantom. Microrelief: furrows along the zero lines of anisotropic
band-passed Gaussian noise, made by FFT on the grid, two crossed directions as on real forearm
skin. Wrinkles: raised-cosine sections swept along random cubic splines, distances by a k-d tree
of points 10 µm apart, depth rising as the square root of a sine; where they meet, depths join by
a soft maximum (8-norm). Form: a random cubic polynomial. Gaps: round drops.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import CubicSpline
from scipy.spatial import cKDTree

from wrinkle_scoring import Line

F = NDArray[np.float64]


@dataclass(frozen=True)
class SecondPhantom:
    """Heights (rows, cols) µm with gaps as NaN, the pitch, and what was planted."""

    height_um: F
    pitch_um: float
    planted: list[Line]


def ridge_network(shape: tuple[int, int], pitch: float, rng: np.random.Generator) -> F:
    """Furrows of 45 µm along zero lines of two crossed band-passed noises; zero mean."""
    rows, cols = shape
    fy = np.fft.fftfreq(rows, pitch)[:, None]
    fx = np.fft.rfftfreq(cols, pitch)[None, :]
    angle = rng.uniform(0, np.pi)
    out = np.zeros(shape)
    for turn in (0.0, rng.uniform(1.0, 2.0)):
        c, s = np.cos(angle + turn), np.sin(angle + turn)
        along, across = np.abs(c * fx + s * fy), np.abs(c * fy - s * fx)
        centre = 1.0 / 900.0  # two zero lines a period: one furrow every 450 µm
        band = np.exp(
            -(((across - centre) / (0.35 * centre)) ** 2) - (along / (0.45 * centre)) ** 2
        )
        white = np.fft.rfft2(rng.standard_normal(shape))
        noise = np.fft.irfft2(white * band, s=shape)
        gy, gx = np.gradient(noise, pitch)
        distance = np.abs(noise) / np.maximum(np.hypot(gx, gy), 1e-3 * noise.std() / pitch)
        out = np.minimum(out, -45.0 * np.exp(-((distance / 50.0) ** 2)))
    out += 3.0 * _smooth_noise(shape, 5, rng)
    return out - out.mean()


def _smooth_noise(shape: tuple[int, int], cells: float, rng: np.random.Generator) -> F:
    """Unit-rms Gaussian noise some ``cells`` points wide."""
    fy = np.fft.fftfreq(shape[0])[:, None]
    fx = np.fft.rfftfreq(shape[1])[None, :]
    low = np.exp(-2 * (np.pi * cells) ** 2 * (fx**2 + fy**2))
    field = np.fft.irfft2(np.fft.rfft2(rng.standard_normal(shape)) * low, s=shape)
    return field / field.std()


def spline_line(side: float, length: float, rng: np.random.Generator) -> F | None:
    """(n, 2) points 10 µm apart on a random spline inside the field, or None where it leaves it."""
    angle = rng.uniform(0, np.pi)
    t = np.linspace(-0.5, 0.5, 4) * length
    bend = rng.normal(0, 0.06 * length, 4)
    middle = rng.uniform(0.15 * side, 0.85 * side, 2)
    x = middle[0] + t * np.cos(angle) - bend * np.sin(angle)
    y = middle[1] + t * np.sin(angle) + bend * np.cos(angle)
    spline = CubicSpline(t, np.column_stack((x, y)))
    fine = spline(np.linspace(t[0], t[-1], 4000))
    s = np.concatenate(([0.0], np.cumsum(np.hypot(*np.diff(fine, axis=0).T))))
    at = np.arange(0.0, s[-1], 10.0)
    line = np.column_stack([np.interp(at, s, fine[:, k]) for k in range(2)])
    return line if line.min() > 1000.0 and line.max() < side - 1000.0 else None


def sweep(points: F, line: F, depth: float, width: float) -> tuple[F, F]:
    """Displacement at points, and the depth along the line.

    A raised cosine 1 at the line and 1/2 at width / 2, so it ends at ``width`` on each side.
    """
    share = np.linspace(0.0, 1.0, len(line))
    along = depth * np.sqrt(np.sin(np.pi * share).clip(0.0))
    out = np.zeros(len(points))
    box = np.all((points > line.min(axis=0) - width) & (points < line.max(axis=0) + width), axis=1)
    near = np.flatnonzero(box)
    distance, index = cKDTree(line).query(points[near], distance_upper_bound=width)
    inside = np.isfinite(distance)
    section = 0.5 + 0.5 * np.cos(np.pi * distance[inside] / width)
    out[near[inside]] = along[index[inside]] * section
    return out, along


def make_second(seed: int, side_mm: float = 20.0, pitch_um: float = 20.0) -> SecondPhantom:
    """One phantom: five or six wrinkles 80-400 µm deep, two or three fine lines, noise and gaps."""
    rng = np.random.default_rng([97, seed])
    n = round(1000 * side_mm / pitch_um)
    side = n * pitch_um
    y, x = (np.indices((n, n)) + 0.5) * pitch_um
    points = np.column_stack((x.ravel(), y.ravel()))
    lines, fields, depths, widths, classes = [], [], [], [], []
    wanted = [False] * int(rng.integers(5, 7)) + [True] * int(rng.integers(2, 4))
    for fine in wanted:
        for _ in range(200):
            depth = rng.uniform(40, 80) if fine else rng.uniform(80, 400)
            least = 130.0 if fine else max(300.0, 1.5 * depth)
            width = rng.uniform(least, 300.0 if fine else min(2000.0, 5.0 * depth))
            line = spline_line(side, 1000 * rng.uniform(4, 8 if fine else 13), rng)
            crossing = not fine and len(lines) == 1 and seed % 2 == 1
            if line is not None and crossing:  # the second wrinkle goes through the first
                line = line + lines[0][len(lines[0]) // 2] - line[len(line) // 2]
                crossing = line.min() > 1000.0 and line.max() < side - 1000.0
            if line is not None and (crossing or _clear(line, width, lines, widths)):
                displaced, along = sweep(points, line, depth, width)
                lines.append(line)
                fields.append(displaced)
                depths.append(along)
                widths.append(width)
                classes.append("fine-line" if fine else "wrinkle")
                break
    total = np.sum(np.array(fields) ** 8, axis=0) ** 0.125
    planted = _planted(lines, fields, depths, widths, classes, total, pitch_um, points)
    u, v = (x / side - 0.5) * 2, (y / side - 0.5) * 2
    a = rng.normal(0, 1, 6) * (200, 200, 500, 500, 300, 60)
    form = a[0] * u + a[1] * v + a[2] * u * u + a[3] * v * v + a[4] * u * v + a[5] * u**3
    height = form + ridge_network((n, n), pitch_um, rng) - total.reshape(n, n)
    height += rng.normal(0, 2.0, (n, n))
    for _ in range(60):
        cx, cy, r = rng.uniform(0, side), rng.uniform(0, side), rng.uniform(40, 200)
        height[(x - cx) ** 2 + (y - cy) ** 2 < r * r] = np.nan
    return SecondPhantom(height, pitch_um, planted)


def _clear(line: F, width: float, lines: list[F], widths: list[float]) -> bool:
    return all(
        float(cKDTree(other).query(line[::10])[0].min()) > width + w + 300.0
        for other, w in zip(lines, widths, strict=True)
    )


def _planted(
    lines: list[F],
    fields: list[F],
    depths: list[F],
    widths: list[float],
    classes: list[str],
    total: F,
    pitch: float,
    points: F,
) -> list[Line]:
    """The truth records: depth along a line is the joint displacement at its points."""
    owner = np.argmax(np.array(fields), axis=0)
    found = []
    for k, line in enumerate(lines):
        at = line[::5]
        own = depths[k][::5]
        others = [
            sweep(at, lines[j], float(depths[j].max()), widths[j])[0]
            for j in range(len(lines))
            if j != k
        ]
        stack = np.array([own, *others])
        joint = np.sum(stack**8, axis=0) ** 0.125
        volume = float(total[owner == k].sum()) * pitch**2 * 1e-9
        found.append(
            Line(
                id=f"s{k + 1}",
                object_class=classes[k],
                line_um=at,
                depth_um=joint,
                width_um=np.full(len(at), widths[k]),
                volume_mm3=volume,
                kind="spline",
                owned=own >= stack[1:].max(axis=0) if others else np.ones(len(at), bool),
            )
        )
    return found
