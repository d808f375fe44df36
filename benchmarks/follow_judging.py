"""Who judges whom, and what counts: verdicts of the product on pairs of phantom captures.

Twelve skins (six persons, two sides) are a laboratory. Its noise comes from its own re-seated
baseline captures; it judges the skins of the next laboratory. follow_truth.py is the command.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from follow_captures import ENDPOINTS, KIND, PROBE, Measured, Treatment
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
