"""Planted wrinkles against what the detector finds, on fixed seeds 0..N-1 of two generators.

    python benchmarks/wrinkle_truth.py --phantoms 32 --json results/wrinkle_truth.json
    python benchmarks/wrinkle_truth.py --generator second --phantoms 16

The scoring rules stand in wrinkle_scoring.py. Goals: median depth bias 5 %, 90 % of wrinkles
within 15 %, volume within 8 %, 95 % found, at most 1 false wrinkle in 10 cm2, fine lines' depth
within 15 %.
"""

import argparse
import json
import math
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).parent))
from second_phantom import make_second
from turgor.phantom.surface.capture import CaptureSpec, capture
from turgor.phantom.surface.instrument import HairSpec, InstrumentSpec
from turgor.phantom.surface.layout import LayoutPlan, draw_skin
from turgor.phantom.surface.pose import Pose
from turgor.phantom.surface.skin import make_surface
from turgor.record.height_map import HeightMap
from wrinkle_scoring import Line, Score, score_phantom, summary

Detector = Callable[[HeightMap], list[Line]]

#: what is planted, in turn over the seeds
PLANS = {
    "mixed": LayoutPlan(),
    "crossing": LayoutPlan(straight=0, curved=1, crossing=2, branching=1, fine_lines=2),
    "curved": LayoutPlan(straight=0, curved=5, crossing=0, branching=0, fine_lines=4),
    "no-wrinkles": LayoutPlan(straight=0, curved=0, crossing=0, branching=0, fine_lines=0),
    "straight": LayoutPlan(straight=5, curved=0, crossing=0, branching=0, fine_lines=4),
    "branching": LayoutPlan(straight=1, curved=0, crossing=0, branching=3, fine_lines=2),
    "shouldered": LayoutPlan(shoulder=(0.05, 0.15)),
    "fine-lines": LayoutPlan(straight=0, curved=1, crossing=0, branching=0, fine_lines=8),
}

#: goal of each figure: (name, limit, whether more is better)
GOALS = (
    ("found_share", 0.95, True),
    ("depth_median_bias", 0.05, False),
    ("depth_p90_abs_error", 0.15, False),
    ("volume_median_bias", 0.08, False),
    ("volume_median_abs_error", 0.08, False),
    ("false_wrinkles_per_10_cm2", 1.0, False),
    ("fine_depth_median_bias", 0.15, False),
    ("fine_depth_median_abs_error", 0.15, False),
)


def first_phantom(seed: int, pitch_um: float = 20.0) -> tuple[str, HeightMap, list[Line], float]:
    """Name, capture, planted lines and area (cm²) of one phantom of turgor.phantom."""
    name = list(PLANS)[seed % len(PLANS)]
    rng = np.random.default_rng([seed, 2])
    spec = draw_skin(PLANS[name], seed)
    spec = replace(spec, relief_in_wrinkle=float(rng.uniform(0.5, 1.0)))
    faults = InstrumentSpec(
        noise_um=float(rng.uniform(0.5, 3.0)),
        resolution_um=float(rng.choice([0.0, 40.0])),
        dropout_share=float(rng.uniform(0.0, 0.02)),
        lone_share=0.001,
        line_um=0.5,
        hair=HairSpec(per_cm2=float(rng.uniform(0.0, 2.0))),
    )
    pose = Pose(rotation_deg=float(rng.uniform(-3, 3)), tilt_x_deg=float(rng.uniform(-1, 1)))
    heights, truth = capture(
        make_surface(spec, seed), CaptureSpec((20, 20), 20.0, pose, faults, seed)
    )
    planted = [
        Line(
            id=w.id,
            object_class=w.object_class,
            line_um=w.centre_line_um,
            depth_um=w.depth_um,
            width_um=w.width_um,
            volume_mm3=w.volume_mm3,
            kind=f"{w.layout}/{w.section}",
            owned=w.owned,
        )
        for w in truth.wrinkles
    ]
    return f"{seed} {name}", heights, planted, 4.0


def second_phantom(seed: int, pitch_um: float = 20.0) -> tuple[str, HeightMap, list[Line], float]:
    """The same of the other generator."""
    made = make_second(seed, pitch_um=pitch_um)
    heights = HeightMap(made.height_um, made.pitch_um, made.pitch_um)
    return f"second {seed}", heights, made.planted, 4.0


GENERATORS = {"first": first_phantom, "second": second_phantom}


def turgor_detector(height_map: HeightMap) -> list[Line]:
    """The adaptor: Turgor's wrinkles in the plain words of the scoring."""
    from turgor_wrinkles import find

    return find(height_map)


def run(
    generator: str, phantoms: int, detector: Detector, pitch_um: float = 20.0, log: bool = True
) -> Score:
    """Score a detector over the seeds 0..phantoms-1."""
    score = Score()
    for seed in range(phantoms):
        name, heights, planted, area_cm2 = GENERATORS[generator](seed, pitch_um)
        begin = time.perf_counter()
        detected = detector(heights)
        spent = time.perf_counter() - begin
        score_phantom(score, name, planted, detected, area_cm2)
        if log:
            print(f"{name}: {len(planted)} planted, {len(detected)} detected, {spent:.2f} s",
                  file=sys.stderr)  # fmt: skip
    return score


def table(figures: dict[str, float | int]) -> str:
    """The figures with their goals, as lines of text."""
    goals = {name: (limit, more) for name, limit, more in GOALS}
    lines = []
    for name, value in figures.items():
        verdict = ""
        if name in goals and not math.isnan(value):
            limit, more = goals[name]
            met = value >= limit if more else abs(value) <= limit
            verdict = f"goal {'≥' if more else '≤'} {limit:g}: {'met' if met else 'MISSED'}"
        lines.append(f"{name:32s} {value:10.4g}   {verdict}")
    return "\n".join(lines)


def worst(rows: list[dict[str, object]], count: int = 8) -> str:
    """The wrinkles with the largest depth error, and those that were missed."""
    measured = [r for r in rows if r["depth_error"] is not None]
    measured.sort(key=lambda r: -abs(float(str(r["depth_error"]))))
    missed = [r for r in rows if float(str(r["covered"])) < 0.5 and r["class"] == "wrinkle"]
    return "\n".join(
        [
            "largest depth errors:",
            *map(str, measured[:count]),
            "missed wrinkles:",
            *map(str, missed),
        ]
    )


def by_kind(score: Score) -> str:
    """Found share and depth error by how the wrinkle lies and its section."""
    groups: dict[str, list[dict[str, object]]] = {}
    for row in score.rows:
        for part in str(row["kind"]).split("/") if row["class"] == "wrinkle" else ["fine-line"]:
            groups.setdefault(part, []).append(row)
    lines = []
    for name, rows in sorted(groups.items()):
        errors: NDArray[np.float64] = np.array(
            [float(str(r["depth_error"])) for r in rows if r["depth_error"] is not None]
        )
        found = np.mean([float(str(r["covered"])) >= 0.5 for r in rows])
        if len(errors):
            bias, spread = np.median(errors), np.quantile(np.abs(errors), 0.9)
            lines.append(f"  {name:12s} n {len(rows):3d}  found {found:.2f}  "
                         f"bias {bias:+.3f}  P90 {spread:.3f}")  # fmt: skip
        else:
            lines.append(f"  {name:12s} n {len(rows):3d}  found {found:.2f}")
    return "\n".join(lines)


def main() -> None:
    """Parse the command line, run, print the table and write the JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--phantoms", type=int, default=32)
    parser.add_argument("--generator", choices=sorted(GENERATORS), default="first")
    parser.add_argument("--pitch", type=float, default=20.0, help="µm between points")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--worst", action="store_true", help="list the worst wrinkles")
    options = parser.parse_args()
    score = run(options.generator, options.phantoms, turgor_detector, options.pitch)
    figures = summary(score)
    last = options.phantoms - 1
    print(f"generator {options.generator}, seeds 0..{last}, pitch {options.pitch:g} µm")
    print(table(figures))
    print("by kind:")
    print(by_kind(score))
    if options.worst:
        print(worst(score.rows))
        print("false:", *score.false_rows, sep="\n")
    if options.json:
        record = {
            "generator": options.generator,
            "phantoms": options.phantoms,
            "figures": figures,
            "wrinkles": score.rows,
            "volumes": score.volumes,
            "false": score.false_rows,
        }
        options.json.parent.mkdir(parents=True, exist_ok=True)
        options.json.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
