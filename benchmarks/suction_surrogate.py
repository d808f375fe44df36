"""Fit the points that stand for a layer under suction to the table of finite-element runs.

    python benchmarks/suction_surrogate.py [--write]

Four runs in five are fitted, the fifth is held out; prints rms and largest error of the apex in
percent for both, by aperture. ``--write`` stores the points.
"""

import argparse
from pathlib import Path

import numpy as np
from scipy.optimize import least_squares

from turgor.evidence import evidence_table
from turgor.physics.elasticity.compact_law import LayerModuli
from turgor.physics.elasticity.suction_surrogate import (
    HIGHEST,
    TABLE,
    SurrogatePoints,
    elevation_vacuum_kpa,
)

OUT = Path(__file__).parents[1] / f"src/turgor/evidence/data/tables/{TABLE}.csv"
NAMES = ("weight", "radial", "hoop", "bend", "slope")
START = {  # weight, radial, hoop, bend, slope of three points
    1.0: ((1.0, 0.3, 0.3, 0.1, 0.2), (1.0, -0.3, -0.3, 0.1, 1.0), (0.5, 0.3, 0.1, -0.3, 1.0)),
    3.0: ((1.0, 0.3, 0.3, 0.1, 0.2), (1.0, -0.2, -0.2, 0.1, 1.0), (0.5, 0.3, 0.1, -0.3, 1.0)),
}
KPA_PER_MBAR = 0.1


class Rows:
    """Rows of the table for one aperture, all at once: a layer whose constants are columns."""

    def __init__(self, radius_mm: float, part: int | None = None, every: int = 5) -> None:
        c = evidence_table("suction-surrogate").columns
        of = np.abs(c["radius_mm"] - radius_mm) < 1e-6
        of &= (c["apex_mm"] <= HIGHEST * radius_mm) & (c["apex_mm"] > 1e-4 * radius_mm)
        keys = np.column_stack([c[k] for k in ("thickness_mm", "mu_kpa", "fibre_kpa", "slack")])
        run = np.unique(keys, axis=0, return_inverse=True)[1]
        if part is not None:
            of &= (run % every == every - 1) == bool(part)
        self.count = len(set(run[of]))
        col = {name: column[of] for name, column in c.items()}
        names = ("mu_kpa", "fibre_kpa", "k2", "kappa", "slack", "thickness_mm", "stretch")
        self.layer = LayerModuli(*(col[name][:, None] for name in names))
        self.x = col["apex_mm"] / radius_mm
        self.vacuum = KPA_PER_MBAR * col["vacuum_mbar"]
        self.log_t = np.log(col["thickness_mm"] / radius_mm)[:, None]


def points_of(vector: np.ndarray, count: int, log_t: np.ndarray) -> SurrogatePoints:
    """Points (rows, count) at the logarithms of thickness over radius (rows, 1)."""
    table = vector[: 10 * count].reshape(count, 5, 2)
    value = table[:, :, 0].T[:, None, :] * np.exp(log_t * table[:, :, 1].T[:, None, :])
    weight = np.exp(table[:, 0, 0] + log_t * table[:, 0, 1])
    u = vector[10 * count :]
    under = (u[0] * np.exp(u[1] * log_t[:, 0]), u[2] * np.exp(u[3] * log_t[:, 0]))
    return SurrogatePoints(weight, value[1], value[2], value[3], value[4], under)


def errors(vector: np.ndarray, rows: Rows, count: int) -> np.ndarray:
    """Relative error of the apex at each row: that of the vacuum over the curve's log slope."""
    points = points_of(vector, count, rows.log_t)
    with np.errstate(over="ignore", invalid="ignore"):
        made = elevation_vacuum_kpa(rows.x, rows.layer, points)
        near = elevation_vacuum_kpa(1.001 * rows.x, rows.layer, points)
        rate = np.log(np.maximum(near, 1e-9) / np.maximum(made, 1e-9)) / np.log(1.001)
        off = np.log(np.maximum(made, 1e-9) / rows.vacuum) / np.maximum(rate, 0.5)
    return np.clip(np.nan_to_num(off, nan=3.0, posinf=3.0, neginf=-3.0), -3, 3)


def stored(radius_mm: float, count: int) -> np.ndarray | None:
    """The table's points as a start, further ones light; None where there are none or more."""
    if not OUT.exists():
        return None
    c = evidence_table(TABLE).columns
    of = np.flatnonzero(np.abs(c["radius_mm"] - radius_mm) < 1e-6)
    if not 0 < len(of) <= count:
        return None
    first = np.zeros((count, 5, 2))
    for i in range(count):
        for k, name in enumerate(NAMES):
            first[i, k] = c[name][of[i % len(of)]], c[f"{name}_power"][of[i % len(of)]]
        first[i, 0, 0] = np.log(first[i, 0, 0] * (1.0 if i < len(of) else 0.05))
        first[i, 1:, 0] *= 1.0 if i < len(of) else 1.5
    under = [c[n][of[0]] for n in ("under_1", "under_1_power", "under_3", "under_3_power")]
    return np.concatenate([first.ravel(), under])


def fit(radius_mm: float, count: int, seed: int, starts: int) -> np.ndarray:
    """Best of a few starts on four runs in five, the first from the stored points."""
    train, test = Rows(radius_mm, 0), Rows(radius_mm, 1)
    rng, best = np.random.default_rng(seed), None
    for attempt in range(starts):
        first = np.zeros((count, 5, 2))
        for i in range(count):
            first[i, :, 0] = START[radius_mm][i % 3]
        first[:, 0, 0] = np.log(first[:, 0, 0])
        first[:, 0, 1] = 0.5
        first[:, 1:, 0] *= 1 + 0.3 * rng.standard_normal((count, 4)) * (attempt > 0)
        first[:, 1:, 0] += 0.1 * rng.standard_normal((count, 4)) * (attempt > 0)
        begin = np.concatenate([first.ravel(), [3.0, 0.0, 1.0, 0.0]])
        warm = stored(radius_mm, count) if attempt == 0 else None
        begin = begin if warm is None else warm
        got = least_squares(
            errors, begin, args=(train, count), loss="soft_l1", f_scale=0.05,
            x_scale=np.maximum(np.abs(begin), 0.3), max_nfev=300,
        )  # fmt: skip
        off = errors(got.x, train, count)
        print(f"  start {attempt}: cost {got.cost:.4f}, rms {100 * off.std():.2f} %", flush=True)
        if best is None or got.cost < best.cost:
            best = got
    for name, part in (("fitted", train), ("held out", test)):
        off = 100 * errors(best.x, part, count)
        print(
            f"{radius_mm} mm, {name}: {part.count} runs, rms {np.sqrt(np.mean(off**2)):.2f} %; "
            f"95 % within {np.percentile(np.abs(off), 95):.1f} %, worst {np.abs(off).max():.1f} %",
            flush=True,
        )
    return best.x


def rows_of(radius_mm: float, vector: np.ndarray, count: int) -> list[str]:
    """Lines of the table of points."""
    table, under = vector[: 10 * count].reshape(count, 5, 2), vector[10 * count :]
    lines = []
    for i in range(count):
        cells = [radius_mm]
        for k in range(5):
            value = np.exp(table[i, k, 0]) if k == 0 else table[i, k, 0]
            cells += [value, table[i, k, 1]]
        cells += list(under)
        lines.append(",".join(f"{v:.8g}" for v in cells))
    return lines


def main() -> None:
    """Fit both apertures; with --write store the points."""
    ask = argparse.ArgumentParser()
    ask.add_argument("--write", action="store_true")
    ask.add_argument("--points", type=int, default=5)
    ask.add_argument("--starts", type=int, default=6)
    asked = ask.parse_args()
    head = ["radius_mm"]
    for name in (*NAMES, "under_1", "under_3"):
        head += [name, f"{name}_power"]
    lines = [
        "# source: suction-fe-2026",
        "# locator: benchmarks/suction_surrogate.py",
        "# basis: fitted",
        "# note: coefficient times (thickness / radius) ** power",
        ",".join(head),
    ]
    for radius in (1.0, 3.0):
        lines += rows_of(radius, fit(radius, asked.points, 5, asked.starts), asked.points)
    if asked.write:
        OUT.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
