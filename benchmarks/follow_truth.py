"""False calls and power of follow-up on phantom skins, through everything that a study runs.

    OPENBLAS_NUM_THREADS=1 python benchmarks/follow_truth.py
    python benchmarks/follow_truth.py --skins 24 --powered 24 --json ''

Skins have seeds 0..N-1, fixed in advance. Twelve skins (six persons, two sides) are a laboratory:
its noise comes from three re-seated baseline captures of each. It judges the skins of the next
laboratory, whose captures are in no way part of its noise: pairs without change give false calls,
pairs with a planted change of 1.5 times its own threshold give power. Every capture is displaced
by up to 2 mm, turned by up to 3°, tilted, slightly stretched, and spoilt by noise, hair, dropouts.
"""

import argparse
import json
import os
import pickle
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from follow_captures import (
    ENDPOINTS,
    Measured,
    Plan,
    Treatment,
    measure_changed,
    measure_unchanged,
)
from follow_judging import (
    CONTRASTS,
    COUNTS,
    LABORATORY,
    TIMES_SDC,
    false_calls,
    laboratories,
    laboratory_noise,
    noise_table,
    power,
    treatments_of,
)


def told(result: dict[str, object]) -> str:
    """The result as a table."""
    noise: dict[str, dict[str, float]] = result["noise"]  # type: ignore[assignment]
    lines = ["endpoint                 mean     SEM   (median skin, P90)   ICC    metric sees"]
    for name, row in noise.items():
        lines.append(
            f"{name:22s} {row['mean']:7.4g} {row['sem']:7.3g}   ({row['sem_of_skin_median']:.3g}, "
            f"{row['sem_of_skin_p90']:.3g})  {row['icc_1_1']:.3f}   {row['sees_median']:.3f}"
        )
    rates: dict[str, dict[str, dict[str, float] | None]] = result["rates"]  # type: ignore[assignment]
    lines.append("")
    lines.append(
        f"{'endpoint | captures | contrast':46s} {'false calls':26s} "
        f"{'own study':26s} {'called at 1.5 SDC':26s}"
    )
    for name, row_ in rates.items():
        cells = [_cell(row_[k]) for k in ("false_calls", "false_calls_own_study", "power")]
        lines.append(f"{name:46s} " + " ".join(f"{cell:26s}" for cell in cells))
    for key in ("skins", "powered", "captures", "refused", "wall_s", "cpu_s"):
        lines.append(f"{key}: {result[key]}")
    return "\n".join(lines)


def _cell(rate: Mapping[str, float] | None) -> str:
    if rate is None:
        return "-"
    return (
        f"{100 * rate['rate']:5.1f} % ({100 * rate['low']:.1f}-{100 * rate['high']:.1f}) "
        f"n={rate['of']:.0f}"
    )


def _unchanged(job: tuple[Plan, int, bool]) -> Measured:
    return measure_unchanged(*job)


def _changed(
    job: tuple[Plan, Measured, list[Treatment]],
) -> tuple[int, dict[str, list[float]], tuple[str, ...]]:
    plan, skin, treatments = job
    return skin.seed, *measure_changed(plan, skin.seed, skin.polygon, treatments)


Mapper = Callable[..., Iterable[object]]


def run(plan: Plan, skins: int, powered: int, each: Mapper, keep: Path | None) -> dict[str, object]:
    """Everything; ``each`` maps a function over jobs, ``keep`` holds values between two runs."""
    kept = pickle.loads(keep.read_bytes()) if keep is not None and keep.exists() else {}
    if "unchanged" not in kept:
        jobs = [(plan, seed, seed < powered) for seed in range(skins)]
        kept["unchanged"] = list(each(_unchanged, jobs))
    made: list[Measured] = kept["unchanged"]
    noises = {
        skin.seed: {endpoint: laboratory_noise(lab, endpoint) for endpoint in ENDPOINTS}
        for lab, others in laboratories(made)
        for skin in others
    }
    chosen = [(plan, s, treatments_of(s, noises[s.seed])) for s in made if s.seed < powered]
    if kept.get("treatments") != [job[2] for job in chosen]:
        kept["changed"] = list(each(_changed, chosen))
        kept["treatments"] = [job[2] for job in chosen]
    if keep is not None:
        keep.write_bytes(pickle.dumps(kept))
    after = {seed: values for seed, values, _ in kept["changed"]}
    refused = [r for s in made for r in s.refused] + [r for c in kept["changed"] for r in c[2]]
    apart, own = false_calls(made)
    called = power(made, after, noises)
    keys = [(e, n, c) for e in ENDPOINTS for n in COUNTS for c in CONTRASTS]
    rates = {
        " | ".join(key): {
            "false_calls": apart.rate(key),
            "false_calls_own_study": own.rate(key),
            "power": called.rate(key),
        }
        for key in keys
    }
    captures = sum(len(s.values) for s in made)
    captures += sum(len(v) for values in after.values() for v in values.values())
    return {
        "skins": skins,
        "powered": powered,
        "laboratory": LABORATORY,
        "times_sdc": TIMES_SDC,
        "plan": {"field_mm": plan.field_mm, "pitch_um": plan.pitch_um, "farthest": plan.farthest},
        "captures": captures,
        "refused": refused,
        "noise": noise_table(made),
        "rates": rates,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--skins", type=int, default=144)
    parser.add_argument("--powered", type=int, default=48)
    parser.add_argument("--farthest", action="store_true", help="every pose at exactly 2 mm and 3°")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--keep", type=Path, help="keep values here and go on from them")
    default = Path(__file__).parent / "results" / "follow_truth.json"
    parser.add_argument("--json", default=str(default), help="'' for none")
    asked = parser.parse_args()
    os.environ["TURGOR_THREADS"] = "1"
    plan = replace(Plan(), farthest=asked.farthest)
    started = time.perf_counter()
    with ProcessPoolExecutor(asked.workers) as pool:
        result = run(plan, asked.skins, asked.powered, pool.map, asked.keep)
    times = os.times()
    result["wall_s"] = round(time.perf_counter() - started, 1)
    result["cpu_s"] = round(times.user + times.children_user, 1)
    print(told(result))
    if asked.json:
        Path(asked.json).write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
