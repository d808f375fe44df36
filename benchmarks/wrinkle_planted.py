"""Plant wrinkles of known depth and volume in a synthetic skin and score what is found.

Written apart from the product's phantom: distances come from a search tree over densely sampled
lines, microrelief from the distance to the second nearest minus the nearest Voronoi seed.

    python benchmarks/wrinkle_planted.py --maps 20
"""

import argparse
import time
from dataclasses import dataclass, field

import numpy as np
from scipy.ndimage import gaussian_filter
from scipy.spatial import cKDTree

from turgor.measure.surface.wrinkle import WrinkleMap, WrinkleOptions, find_wrinkles

DEFAULT = WrinkleOptions()


@dataclass
class Planted:
    """Truth of one wrinkle, µm: dense line, its arc, depth and section area at each point."""

    line: np.ndarray
    depth: np.ndarray
    area: np.ndarray
    shape: str
    layout: str
    width: float

    @property
    def arc(self):
        return np.concatenate([[0], np.cumsum(np.hypot(*np.diff(self.line, axis=0).T))])

    @property
    def counted(self):
        """Points deep enough to count, by the product's stated definition of an end."""
        p95 = np.percentile(self.depth[self.depth > 0.02 * self.depth.max()], 95)
        deep = self.depth >= min(20.0, p95 / 3.0)
        at = np.flatnonzero(deep)
        out = np.zeros(len(deep), bool)
        out[at[0] : at[-1] + 1] = True
        return out

    @property
    def mean_depth(self):
        return float(self.depth[self.counted].mean())

    @property
    def length_mm(self):
        return float(np.ptp(self.arc[self.counted]) / 1000)

    @property
    def volume_mm3(self):
        return float(np.trapezoid(self.area, self.arc) / 1e9)


#: unit section against t = distance over half width at half depth, and area / (depth * FWHM)
SECTIONS = {
    "v": (lambda t: np.maximum(0, 1 - np.abs(t) / 2), 1.0),
    "gaussian": (lambda t: np.exp(-np.log(2) * t**2), 0.5 * np.sqrt(np.pi / np.log(2))),
    "flat": (lambda t: 1 / (1 + np.abs(t) ** 6), np.pi / 6 / np.sin(np.pi / 6)),
}


@dataclass
class Skin:
    z: np.ndarray
    pitch: float
    planted: list = field(default_factory=list)


def relief(shape, pitch, rng, depth=45.0, cell=350.0, width=90.0, noise=3.0):
    rows, cols = shape
    h, w = rows * pitch, cols * pitch
    n = int((h + 4 * cell) * (w + 4 * cell) / cell**2)
    seeds = rng.uniform([-2 * cell, -2 * cell], [w + 2 * cell, h + 2 * cell], (n, 2))
    y, x = np.mgrid[0:rows, 0:cols]
    p = np.stack([(x.ravel() + 0.5) * pitch, (y.ravel() + 0.5) * pitch], 1)
    d, _ = cKDTree(seeds).query(p, k=2)
    edge = 0.5 * (d[:, 1] - d[:, 0]).reshape(shape)
    r = -depth * np.exp(-np.log(2) * (edge / (0.5 * width)) ** 2)
    r -= r.mean()
    if noise:
        soft = gaussian_filter(rng.standard_normal(shape), 60 / pitch)
        r += noise * soft / soft.std() + 0.5 * noise * rng.standard_normal(shape)
    return r


def line_points(kind, start, angle, length, radius=8000.0):
    s = np.arange(0, length + 1, 5.0)
    turn = np.zeros_like(s) + angle
    if kind == "curved":
        turn = angle + (s - length / 2) / radius
    if kind == "wavy":
        turn = angle + 0.35 * np.sin(2 * np.pi * s / 7000.0)
    p = np.stack([np.cumsum(np.cos(turn)), np.cumsum(np.sin(turn))], 1) * 5.0
    return p - p[len(p) // 2] + np.asarray(start)


def plant(z, pitch, line, depth, width, shape, layout, asym=0.5, taper=0.15, combine="max"):
    """Lower ``z`` (a displacement map) along a line and return the truth."""
    n = len(line)
    u = np.linspace(0, 1, n)
    d = np.full(n, float(depth))
    if taper > 0:
        d *= np.clip(u / taper, 0, 1) ** 1 * np.clip((1 - u) / taper, 0, 1)
        d = depth * 0.5 * (1 - np.cos(np.pi * d / depth))
    section, factor = SECTIONS[shape]
    rows, cols = z.shape
    y, x = np.mgrid[0:rows, 0:cols]
    p = np.stack([(x.ravel() + 0.5) * pitch, (y.ravel() + 0.5) * pitch], 1)
    dist, at = cKDTree(line).query(p, distance_upper_bound=4 * width)
    ok = np.isfinite(dist)
    k = at[ok]
    t = np.gradient(line, axis=0)
    t /= np.hypot(*t.T)[:, None]
    rel = p[ok] - line[k]
    along = (rel * t[k]).sum(1)
    side = rel[:, 1] * t[k, 0] - rel[:, 0] * t[k, 1]
    half = np.where(side < 0, width * asym, width * (1 - asym))
    fall = d[k] * section(side / half)
    fall[(np.abs(along) > 6.0)] = 0.0  # beyond the ends
    new = np.zeros(rows * cols)
    new[ok] = fall
    new = new.reshape(z.shape)
    z[:] = np.maximum(z, new) if combine == "max" else z + new
    return Planted(line, d, factor * d * width, shape, layout, width)


def gaps(z, pitch, rng, hairs=3, spots=12):
    rows, cols = z.shape
    y, x = np.mgrid[0:rows, 0:cols] * pitch
    for _ in range(hairs):
        a = rng.uniform(0, np.pi)
        c = rng.uniform([0, 0], [cols * pitch, rows * pitch])
        bend = rng.uniform(-1, 1) / 30000.0
        s = (x - c[0]) * np.cos(a) + (y - c[1]) * np.sin(a)
        t = (y - c[1]) * np.cos(a) - (x - c[0]) * np.sin(a) + bend * s**2
        z[np.abs(t) < rng.uniform(40, 80)] = np.nan
    for _ in range(spots):
        c = rng.uniform([0, 0], [cols * pitch, rows * pitch])
        z[(x - c[0]) ** 2 + (y - c[1]) ** 2 < rng.uniform(50, 250) ** 2] = np.nan


def make(seed, kind="wrinkles", side_mm=18.0, pitch=20.0, combine="max", form=True, gap=True):
    rng = np.random.default_rng(seed)
    n = round(side_mm * 1000 / pitch)
    z = relief((n, n), pitch, rng)
    fall = np.zeros_like(z)
    planted = []
    side = side_mm * 1000
    low, high = (80.0, 400.0) if kind == "wrinkles" else (40.0, 80.0)

    def one(centre, angle, length, layout, **more):
        depth = np.exp(rng.uniform(np.log(low), np.log(high)))
        width = rng.uniform(250, 900) if kind == "wrinkles" else rng.uniform(150, 350)
        shape = rng.choice(list(SECTIONS))
        asym = rng.choice([0.5, 0.35, 0.65])
        curve = "wavy" if layout == "wavy" else ("curved" if layout == "curved" else "straight")
        line = line_points(
            curve, centre, angle, length, rng.choice([-1, 1]) * rng.uniform(6e3, 2e4)
        )
        planted.append(
            plant(fall, pitch, line, depth, width, shape, layout, asym,
                  rng.choice([0.0, 0.15, 0.3]), combine, **more)
        )  # fmt: skip
        return line

    if kind != "empty":
        a = rng.uniform(-0.3, 0.3)
        if seed % 3 == 0:  # parallel set
            for k, layout in enumerate(["straight", "curved", "wavy", "straight"]):
                middle = (side * rng.uniform(0.4, 0.6), side * (0.15 + 0.23 * k))
                one(middle, a * rng.uniform(0.5, 1), side * rng.uniform(0.4, 0.7), layout)
        elif seed % 3 == 1:  # a crossing and another
            b = rng.uniform(0.7, 1.5)
            one((side * 0.45, side * 0.45), a, side * 0.7, "crossing")
            one((side * 0.45, side * 0.45), a + b, side * 0.6, "crossing")
            one((side * 0.5, side * 0.88), a * 0.5, side * 0.5, "straight")
        else:  # a branch
            line = one((side * 0.5, side * 0.3), a, side * 0.75, "branching")
            length = side * 0.4
            foot = line[int(len(line) * rng.uniform(0.4, 0.6))]
            b = a + rng.uniform(0.6, 1.1)
            one(foot + 0.5 * length * np.array([np.cos(b), np.sin(b)]), b, length, "branching")
            one((side * 0.35, side * 0.75), a, side * 0.4, "curved")
    z -= fall
    if form:
        y, x = (np.mgrid[0:n, 0:n] + 0.5) * pitch - side / 2
        z += -(x**2 + y**2) / (2 * 60000.0) + 0.08 * x - 0.05 * y
    if gap:
        gaps(z, pitch, rng)
    return Skin(z, pitch, planted)


def match(skin, found: WrinkleMap):
    """Planted index -> object covering most of its counted line; and objects matched to none."""
    pairs = {}
    used = set()
    for n, p in enumerate(skin.planted):
        line = p.line[p.counted][::10]
        best, share = None, 0.0
        for w in found.wrinkles:
            d, _ = cKDTree(w.centre_line_um).query(line)
            s = float((d < 300 + 0.25 * p.width).mean())
            back, _ = cKDTree(p.line[::10]).query(w.centre_line_um)
            if (back < 300 + 0.25 * p.width).mean() > 0.5:
                used.add(w.id)
            if s > share:
                best, share = w, s
        if best is not None and share >= 0.5:
            pairs[n] = (best, share)
    return pairs, [w for w in found.wrinkles if w.id not in used]


def score(kind, seeds, options=DEFAULT, verbose=False, **more):
    rows = []
    false = total = 0
    area = cpu = 0.0
    for seed in seeds:
        skin = make(seed, kind, **more)
        t = time.process_time()
        found = find_wrinkles(skin.z, skin.pitch, skin.pitch, options=options)
        cpu += time.process_time() - t
        pairs, others = match(skin, found)
        false += len(others)
        area += skin.z.size * skin.pitch**2 / 1e8
        total += len(skin.planted)
        for n, p in enumerate(skin.planted):
            if n not in pairs:
                if verbose:
                    print(f"  missed {seed} {p.layout} {p.depth.max():.0f} {p.width:.0f}")
                continue
            w, share = pairs[n]
            row = (
                w.depth_mean_um / p.mean_depth - 1,
                w.volume_mm3 / p.volume_mm3 - 1,
                w.length_mm / p.length_mm - 1,
                w.width_half_depth_um / p.width - 1,
                w.depth_p95_um / np.percentile(p.depth[p.counted], 95) - 1,
                w.depth_max_um / p.depth.max() - 1,
            )
            rows.append(row)
            if verbose:
                print(
                    f"  {seed:3d} {p.layout:9s} {p.shape:8s} {p.depth.max():4.0f} {p.width:4.0f} "
                    + " ".join(f"{100 * v:+6.1f}" for v in row)
                    + f" cover {share:.2f} {w.object_class}"
                )
        if verbose:
            for w in others:
                print(f"  false seed {seed} depth {w.depth_p95_um:.0f} length {w.length_mm:.1f}")
    print(f"{kind}: found {len(rows)}/{total}, false {false} in {area:.0f} cm2, CPU {cpu:.2f} s")
    if rows:
        r = 100 * np.array(rows)
        names = ("depth mean", "volume", "length", "width", "P95", "max")
        for name, col in zip(names, r.T, strict=True):
            print(
                f"  {name:10s} median {np.median(col):+6.1f} %"
                f"  median |e| {np.median(abs(col)):5.1f} %"
                f"  P90 |e| {np.percentile(abs(col), 90):5.1f} %"
            )
    return rows, total, false, area


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--maps", type=int, default=12)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--kind", default="wrinkles,lines,empty")
    parser.add_argument("--combine", default="max")
    parser.add_argument("--verbose", action="store_true")
    told = parser.parse_args()
    for kind in told.kind.split(","):
        score(kind, range(told.first, told.first + told.maps), verbose=told.verbose,
              combine=told.combine)  # fmt: skip


if __name__ == "__main__":
    main()
