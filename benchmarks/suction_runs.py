"""Finite-element runs of skin under suction, as a table of the evidence base.

    python benchmarks/suction_runs.py [--write]

A Sobol design over the law's constants, thickness, slack left at the skin's own stretch and that
stretch, for apertures of 1 and 3 mm radius; each run gives the apex's elevation at rising vacuum.
"""

import argparse
import time
from pathlib import Path

import numpy as np
from scipy.stats import qmc

from suction_fe import Model, Skin

TABLE = Path(__file__).parents[1] / "src/turgor/evidence/data/tables/suction-surrogate.csv"
VACUUM = np.array([12.5, 25, 50, 75, 100, 150, 200, 250, 300, 350, 400, 450, 500])
HIGHEST = 0.55
HEAD = "radius_mm,thickness_mm,mu_kpa,fibre_kpa,k2,slack,kappa,stretch,vacuum_mbar,apex_mm"


def rest(kappa: float, stretch: float) -> float:
    """What the pre-stretch alone uses up of the slack."""
    i1 = 2 * stretch**2 + stretch**-4 - 3
    return kappa * i1 + (1 - 3 * kappa) * (stretch**2 - 1)


def design(radius_mm: float, count: int, seed: int) -> list[Skin]:
    """Skins spread over the range that the surrogate is to cover."""
    draws = qmc.Sobol(8, seed=seed).random(count)
    skins = []
    for u in draws:
        kappa, stretch = 0.2 + (1 / 3 - 0.2) * u[5], 1.0 + 0.15 * u[6]
        skins.append(
            Skin(
                mu_kpa=3.0 * (80.0 / 3.0) ** u[0],
                thickness_mm=0.8 + 1.4 * u[1],
                radius_mm=radius_mm,
                fibre_kpa=0.0 if u[7] < 0.2 else 30.0 * (8000.0 / 30.0) ** u[2],
                k2=200.0 ** u[3],
                slack=rest(kappa, stretch) + -0.01 + 0.09 * u[4],
                kappa=kappa,
                stretch=stretch,
            )
        )
    return skins


def near(radius_mm: float, count: int, seed: int) -> list[Skin]:
    """More skins where taut, aligned collagen stiffens them most, as faces need it."""
    draws = qmc.Sobol(7, seed=seed).random(count)
    skins = []
    for u in draws:
        kappa, stretch = 0.18 + 0.08 * u[5], 1.0 + 0.1 * u[6]
        skins.append(
            Skin(
                mu_kpa=3.0 * 5.0 ** u[0],
                thickness_mm=0.8 + 1.4 * u[1],
                radius_mm=radius_mm,
                fibre_kpa=1500.0 * 7.0 ** u[2],
                k2=10.0 ** u[3],
                slack=rest(kappa, stretch) - 0.005 + 0.035 * u[4],
                kappa=kappa,
                stretch=stretch,
            )
        )
    return skins


def run(skin: Skin, fine: int = 2) -> list[tuple[float, ...]]:
    """Rows of one skin, up to where the apex is higher than the range or a step fails."""
    rows, model = [], Model(skin, fine)
    for vacuum, apex in zip(VACUUM, model.curve(VACUUM, HIGHEST * skin.radius_mm), strict=True):
        if np.isfinite(apex) and apex <= HIGHEST * skin.radius_mm:
            s = skin
            rows.append(
                (s.radius_mm, s.thickness_mm, s.mu_kpa, s.fibre_kpa, s.k2, s.slack, s.kappa,
                 s.stretch, float(vacuum), float(apex))
            )  # fmt: skip
    return rows


def main() -> None:
    """Run the design; with --write store the table."""
    ask = argparse.ArgumentParser()
    ask.add_argument("--write", action="store_true")
    ask.add_argument("--count", type=int, default=128)
    ask.add_argument("--radius", type=float, default=0.0, help="one aperture only")
    ask.add_argument("--near", action="store_true", help="without the wide design")
    ask.add_argument("--out", type=Path, default=TABLE)
    asked = ask.parse_args()
    rows, began = [], time.perf_counter()
    for radius, seed in ((1.0, 11), (3.0, 12)):
        if asked.radius and asked.radius != radius:
            continue
        skins = design(radius, asked.count, seed) if not asked.near else []
        for skin in skins + near(radius, asked.count // 2, seed + 10):
            rows += run(skin)
        print(f"radius {radius} mm: {len(rows)} rows, {time.perf_counter() - began:.0f} s")
    text = [
        "# source: suction-fe-2026",
        "# locator: benchmarks/suction_runs.py",
        "# basis: derived",
        "# note: apex elevation by axisymmetric finite elements; hypodermis 3 kPa, 5 mm; ring 5 mm",
        HEAD,
    ]
    text += [",".join(f"{v:.6g}" for v in row) for row in rows]
    if asked.write:
        asked.out.write_text("\n".join(text) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
