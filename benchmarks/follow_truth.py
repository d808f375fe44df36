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
import math
import os
import pickle
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from follow_captures import (
    ENDPOINTS,
    KIND,
    PROBE,
    Measured,
    Plan,
    Treatment,
    measure_changed,
    measure_unchanged,
)
from turgor.follow.change import Change, changes_of, settle
from turgor.follow.noise import Noise, noise_of, replicate_groups
from turgor.follow.side_difference import SideDifference, side_differences
from turgor.follow.whole import follow
from turgor.record.design import Allocation, Arm, StudyDesign
from turgor.record.finding import Finding
from turgor.record.observation import Observation
from turgor.record.site import BodySite
from turgor.stats.rates import exact_interval

LABORATORY = 12
TIMES_SDC = 1.5
COUNTS = {"1-1": (1, 1), "3-2": (3, 2)}
CONTRASTS = ("change", "side difference")
SIDES = ("left", "right")
DESIGN = StudyDesign(
    "phantom",
    "phantom",
    "split-face",
    "baseline",
    arms=(Arm("t", "treated"), Arm("c", "control", control=True)),
)
Planted = Mapping[str, Sequence[float]]


def person_side(seed: int) -> tuple[str, str]:
    return f"P{seed // 2:03d}", SIDES[seed % 2]


def is_treated(seed: int) -> bool:
    """Left in even persons, right in odd ones."""
    return seed % 2 == (seed // 2) % 2


ARMS = {person_side(seed): "t" if is_treated(seed) else "c" for seed in range(4000)}


def observations(
    skin: Measured, endpoint: str, visit: str, values: Iterable[float | None]
) -> list[Observation]:
    """Values of one visit as a study holds them; the first capture at baseline isn't re-seated."""
    measurand, unit = skin.measurands[endpoint]
    person, side = person_side(skin.seed)
    return [
        Observation(
            person,
            BodySite("cheek", side),
            visit,
            number,
            visit != "baseline" or number > 1,
            Finding(measurand, value, unit, "phantom", "1", u_reason="not estimated"),
        )
        for number, value in enumerate(values, start=1)
        if value is not None
    ]


def replicates(skin: Measured, endpoint: str, visit: str) -> list[float]:
    """Values of the captures whose name starts with b (baseline) or f (follow-up)."""
    found = [v.get(endpoint) for name, v in skin.values.items() if name.startswith(visit)]
    return [value for value in found if value is not None]


def laboratory_noise(skins: Sequence[Measured], endpoint: str) -> Noise:
    rows = [
        o
        for skin in skins
        for o in observations(skin, endpoint, "baseline", replicates(skin, endpoint, "b"))
    ]
    return noise_of(rows[0].finding.measurand, rows)


def judged(
    noise: Noise,
    pairs: Iterable[tuple[Measured, Sequence[float], Sequence[float]]],
    endpoint: str,
    counts: tuple[int, int],
) -> tuple[list[Change], list[SideDifference]]:
    """Verdicts of the product on (skin, baseline values, follow-up values), full pairs only."""
    rows: list[Observation] = []
    for skin, before, after in pairs:
        if (len(before), len(after)) == counts:
            rows += observations(skin, endpoint, "baseline", before)
            rows += observations(skin, endpoint, "later", after)
    changes = changes_of(DESIGN, replicate_groups(rows), noise, ARMS)
    return changes, side_differences(DESIGN, changes, noise)


def unchanged_pairs(
    skins: Sequence[Measured], endpoint: str, counts: tuple[int, int]
) -> list[list[tuple[Measured, list[float], list[float]]]]:
    """Disjoint sets of pairs: with one capture a visit there are two sets, else one."""
    sets = []
    for first in range(2 if counts == (1, 1) else 1):
        pairs = []
        for skin in skins:
            before = replicates(skin, endpoint, "b")[first : first + counts[0]]
            after = replicates(skin, endpoint, "f")[first : first + counts[1]]
            pairs.append((skin, before, after))
        sets.append(pairs)
    return sets


def treatments_of(skin: Measured, noises: Mapping[str, Noise]) -> list[Treatment]:
    """What to plant in a skin so that each endpoint truly changes by 1.5 thresholds.

    A decrease, or an increase where the decrease would take more than half of the relief.
    """
    made: list[Treatment] = []
    for endpoint, noise in noises.items():
        slope = true_slope(skin, endpoint)
        for label, (_, after) in COUNTS.items():
            for contrast in CONTRASTS:
                if contrast != "change" and not is_treated(skin.seed):
                    continue
                threshold = threshold_of(noise, label, contrast)
                if threshold is None or not slope > 0.0:
                    continue
                share = TIMES_SDC * threshold / slope
                factor = 1.0 - share if share <= 0.5 else 1.0 + share
                name = treatment_name(endpoint, label, contrast)
                made.append(Treatment(name, endpoint, factor, after))
    return made


def treatment_name(endpoint: str, counts: str, contrast: str) -> str:
    return f"{endpoint} | {counts} | {contrast}"


def true_slope(skin: Measured, endpoint: str) -> float:
    """Change of the true value for all that is scaled: planted geometry, or noise-free captures."""
    return skin.planted.get(endpoint, seen_slope(skin, endpoint))


def seen_slope(skin: Measured, endpoint: str) -> float:
    """The same, as the metric sees it in noise-free captures at baseline pose."""

    if not skin.seen:
        return math.nan
    whole, less = skin.seen[""].get(endpoint), skin.seen[KIND[endpoint]].get(endpoint)
    return math.nan if whole is None or less is None else (whole - less) / (1.0 - PROBE)


def threshold_of(noise: Noise, counts: str, contrast: str) -> float | None:
    """The product's threshold for these replicate numbers, asked of the product itself."""

    terms = COUNTS[counts] if contrast == "change" else COUNTS[counts] * 2
    return settle(0.0, noise, terms, ())[0]


class Tally:
    """Calls and contrasts by (endpoint, counts, contrast)."""

    def __init__(self) -> None:
        self.called: dict[tuple[str, str, str], int] = defaultdict(int)
        self.judged: dict[tuple[str, str, str], int] = defaultdict(int)

    def add(self, key: tuple[str, str, str], items: Sequence[Change | SideDifference]) -> None:
        self.judged[key] += sum(i.verdict in ("beyond-noise", "within-noise") for i in items)
        self.called[key] += sum(i.verdict == "beyond-noise" for i in items)

    def rate(self, key: tuple[str, str, str]) -> dict[str, float] | None:
        called, judged_ = self.called[key], self.judged[key]
        if not judged_:
            return None
        interval = exact_interval(called, judged_)
        return {
            "called": called,
            "of": judged_,
            "rate": called / judged_,
            "low": interval.low,
            "high": interval.high,
        }


def laboratories(skins: Sequence[Measured]) -> list[tuple[Sequence[Measured], Sequence[Measured]]]:
    """(skins that give the noise, skins that are judged): each laboratory judges the next one's."""
    groups = [skins[i : i + LABORATORY] for i in range(0, len(skins), LABORATORY)]
    return [(groups[i - 1], groups[i]) for i in range(len(groups))]


def false_calls(skins: Sequence[Measured]) -> tuple[Tally, Tally]:
    """Pairs without change: with another laboratory's noise, and with a study's own captures."""
    apart, own = Tally(), Tally()
    for lab, others in laboratories(skins):
        for endpoint in ENDPOINTS:
            noise = laboratory_noise(lab, endpoint)
            for label, counts in COUNTS.items():
                for pairs in unchanged_pairs(others, endpoint, counts):
                    changes, differences = judged(noise, pairs, endpoint, counts)
                    apart.add((endpoint, label, "change"), changes)
                    apart.add((endpoint, label, "side difference"), differences)
            rows: list[Observation] = []
            for skin in others:
                rows += observations(skin, endpoint, "baseline", replicates(skin, endpoint, "b"))
                rows += observations(skin, endpoint, "later", replicates(skin, endpoint, "f"))
            allocation = [Allocation(*reversed_arm(skin.seed)) for skin in others]
            found = follow(DESIGN, allocation, rows)
            own.add((endpoint, "3-2", "change"), found.changes)
            own.add((endpoint, "3-2", "side difference"), found.differences)
    return apart, own


def reversed_arm(seed: int) -> tuple[str, str, str]:
    person, side = person_side(seed)
    return person, ARMS[person, side], side


def power(
    skins: Sequence[Measured],
    after: Mapping[int, Planted],
    noises: Mapping[int, Mapping[str, Noise]],
) -> Tally:
    """Pairs with a planted change of 1.5 thresholds."""
    tally = Tally()
    by_seed = {skin.seed: skin for skin in skins}
    for seed, planted in after.items():
        skin, other = by_seed[seed], by_seed.get(seed ^ 1)
        for endpoint in ENDPOINTS:
            for label, counts in COUNTS.items():
                before = replicates(skin, endpoint, "b")[: counts[0]]
                own = planted.get(treatment_name(endpoint, label, "change"), ())
                noise = noises[seed][endpoint]
                changes, _ = judged(noise, [(skin, before, own)], endpoint, counts)
                tally.add((endpoint, label, "change"), changes)
                more = planted.get(treatment_name(endpoint, label, "side difference"), ())
                if other is None or not more:
                    continue
                held = (
                    other,
                    replicates(other, endpoint, "b")[: counts[0]],
                    replicates(other, endpoint, "f")[: counts[1]],
                )
                _, differences = judged(noise, [(skin, before, more), held], endpoint, counts)
                tally.add((endpoint, label, "side difference"), differences)
    return tally


def noise_table(skins: Sequence[Measured]) -> dict[str, dict[str, float]]:
    """What all skins together say about an endpoint's noise; for reading, never for a verdict."""
    table: dict[str, dict[str, float]] = {}
    for endpoint in ENDPOINTS:
        noise = laboratory_noise(skins, endpoint)
        groups = [replicates(skin, endpoint, "b") for skin in skins]
        spread = np.array([np.std(g, ddof=1) for g in groups if len(g) > 1])
        labs = [laboratory_noise(lab, endpoint) for lab, _ in laboratories(skins)]
        thresholds = {
            f"threshold {label} {contrast}": float(
                np.median([threshold_of(lab, label, contrast) or math.nan for lab in labs])
            )
            for label in COUNTS
            for contrast in CONTRASTS
        }
        sees = [seen_slope(skin, endpoint) / true_slope(skin, endpoint) for skin in skins]
        known = np.array([value for value in sees if math.isfinite(value)])
        table[endpoint] = {
            "mean": noise.own.mean if noise.own else math.nan,
            "sem": noise.sem or math.nan,
            "sem_of_skin_median": float(np.median(spread)),
            "sem_of_skin_p90": float(np.percentile(spread, 90)),
            "share_of_variance_in_noisiest_tenth": float(
                np.sort(spread**2)[-max(1, len(spread) // 10) :].sum() / (spread**2).sum()
            ),
            "icc_1_1": noise.own.icc_1_1 if noise.own else math.nan,
            "sees_median": float(np.median(known)) if known.size else math.nan,
            "sees_p10": float(np.percentile(known, 10)) if known.size else math.nan,
            **thresholds,
        }
    return table


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
    started = time.perf_counter()
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
    times = os.times()
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
        "wall_s": round(time.perf_counter() - started, 1),
        "cpu_s": round(times.user + times.children_user, 1),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--skins", type=int, default=216)
    parser.add_argument("--powered", type=int, default=72)
    parser.add_argument("--farthest", action="store_true", help="every pose at exactly 2 mm and 3°")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--keep", type=Path, help="keep values here and go on from them")
    default = Path(__file__).parent / "results" / "follow_truth.json"
    parser.add_argument("--json", default=str(default), help="'' for none")
    asked = parser.parse_args()
    os.environ["TURGOR_THREADS"] = "1"
    plan = replace(Plan(), farthest=asked.farthest)
    with ProcessPoolExecutor(asked.workers) as pool:
        result = run(plan, asked.skins, asked.powered, pool.map, asked.keep)
    print(told(result))
    if asked.json:
        Path(asked.json).write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
