"""The polynomials by which the virtual skin reads suction and waves, from the compact law.

    python benchmarks/virtual_skin_law.py [--write]

Skins are spread over the range of ``skin.observe.mechanics`` (Sobol), each run through the law
as an instrument would (2 mm aperture, 450 mbar, 2 s on, 2 s off); three in four are fitted, the
fourth is held out. Prints rms and largest error of each reading in percent for both, and how far
other suction times change a *change*. ``--write`` stores the coefficients.
"""

import argparse
import itertools
from dataclasses import replace
from pathlib import Path

import numpy as np

from turgor.errors import MeasureError
from turgor.physics.elasticity.compact_law import law_constants, layer_moduli, reference_state
from turgor.physics.elasticity.law_waves import shear_speed_m_s
from turgor.physics.elasticity.pump import PumpCycles
from turgor.physics.elasticity.suction_law import suction_creep, suction_series_mm
from turgor.skin.observe.law_point import LawPoint
from turgor.skin.observe.mechanics import RANGE, TABLE, variables

OUT = Path(__file__).parents[1] / f"src/turgor/evidence/data/tables/{TABLE}.csv"
READINGS = ("r0", "r2", "r5", "r7", "wave_speed")
DEGREE, SKINS, STEP_S, SPLIT_S, RADIUS_MM = 5, 4096, 0.001, 0.1, 1.0


def readings(point: LawPoint, on_s: float = 2.0, off_s: float = 2.0) -> np.ndarray:
    """R0, R2, R5, R7 and the wave's speed of the reference dermis changed by a point (5,)."""
    rest = reference_state()
    layer = layer_moduli(rest, law_constants())
    layer = replace(
        layer,
        ground_kpa=layer.ground_kpa * float(point.ground),
        fibre_kpa=layer.fibre_kpa * float(point.fibre),
        thickness_mm=layer.thickness_mm * float(point.thickness),
        stretch=layer.stretch + float(point.stretch),
    )
    creep = suction_creep(
        replace(rest, thickness_mm=layer.thickness_mm, water=rest.water * float(point.water))
    )
    pump = PumpCycles(450.0, on_s, off_s)
    _, apex = suction_series_mm(pump, layer, creep, RADIUS_MM, STEP_S)
    end, split = round(on_s / STEP_S), round(SPLIT_S / STEP_S)
    final, at_once = apex[end], apex[split]
    back, back_at_once = final - apex[-1], final - apex[end + split]
    return np.array(
        [final, back / final, back_at_once / at_once, back_at_once / final, shear_speed_m_s(layer)]
    )


def skins(count: int, seed: int = 1) -> list[LawPoint]:
    """Points spread over the range, ratios by their logarithm."""
    from scipy.stats import qmc

    low = np.array([pair[0] for pair in RANGE.values()])
    high = np.array([pair[1] for pair in RANGE.values()])
    even = qmc.Sobol(5, seed=seed).random(count)
    spread = np.empty_like(even)
    spread[:, :4] = low[:4] * (high[:4] / low[:4]) ** even[:, :4]
    spread[:, 4] = low[4] + (high[4] - low[4]) * even[:, 4]
    return [LawPoint(*row) for row in spread]


def measured(points: list[LawPoint]) -> tuple[np.ndarray, np.ndarray, int]:
    """Variables (n, 5) and ln readings against rest (n, 5) of the skins the law covers."""
    rest = readings(LawPoint(1.0, 1.0, 1.0, 1.0, 0.0))
    v, y = [], []
    for point in points:
        try:
            y.append(np.log(readings(point) / rest))
        except MeasureError:
            continue  # softer than the suction law reaches
        v.append([float(x) for x in variables(point)])
    return np.array(v), np.array(y), len(points) - len(y)


def main() -> None:
    """Fit, print errors, store."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--write", action="store_true")
    write = parser.parse_args().write
    v, y, left_out = measured(skins(SKINS))
    print(f"{len(y)} skins, {left_out} outside the suction law")
    exponents = [e for e in itertools.product(range(DEGREE + 1), repeat=5) if 0 < sum(e) <= DEGREE]
    terms = np.array([np.prod(v ** np.array(e), axis=1) for e in exponents]).T
    held = np.arange(len(y)) >= 3 * len(y) // 4  # the sequence's later points fill its gaps
    fitted = np.linalg.lstsq(terms[~held], y[~held], rcond=None)[0]
    for name, part in (("fitted", ~held), ("held out", held)):
        off = 100.0 * np.expm1(terms[part] @ fitted - y[part])
        rms, most = np.sqrt((off**2).mean(axis=0)), np.abs(off).max(axis=0)
        for reading, a, b in zip(READINGS, rms, most, strict=True):
            print(f"{name}: {reading:10s} rms {a:.2f} %, largest {b:.2f} %")
    print_other_times()
    if write:
        lines = [
            "# source: virtual-skin-elasticity-2026",
            "# locator: benchmarks/virtual_skin_law.py",
            "# basis: derived",
            "# note: ln of a reading against rest = sum of coefficient times variables to powers",
            ",".join([*RANGE, *READINGS]),
        ]
        for e, row in zip(exponents, fitted, strict=True):
            lines.append(",".join([*(str(n) for n in e), *(f"{c:.9g}" for c in row)]))
        OUT.write_text("\n".join(lines) + "\n", encoding="utf-8")


def print_other_times() -> None:
    """How a change of R values depends on suction and release times."""
    rest = LawPoint(1.0, 1.0, 1.0, 1.0, 0.0)
    skin = LawPoint(1.1, 1.1, 1.1, 1.0, 0.001)
    for on_s, off_s in ((2.0, 2.0), (3.0, 3.0), (5.0, 3.0)):
        change = 100.0 * (readings(skin, on_s, off_s) / readings(rest, on_s, off_s) - 1.0)
        told = ", ".join(f"{n} {c:+.1f} %" for n, c in zip(READINGS, change, strict=True))
        print(f"{on_s:g} s on, {off_s:g} s off: {told}")


if __name__ == "__main__":
    main()
