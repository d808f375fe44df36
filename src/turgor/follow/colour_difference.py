"""The whole colour's distance from baseline, beside how far replicates lie from one another."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from turgor.follow.noise import Target
from turgor.metrics.measurand import Measurand
from turgor.physics.colour.difference import delta_e_2000
from turgor.record.observation import Observation

_COORDINATES = ("l_star", "a_star", "b_star")

#: with fewer pairs of replicates their 95th percentile says nothing
LEAST_PAIRS = 20

Lab = tuple[float, float, float]
_Capture = tuple[int, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class ColourDifference:
    """ΔE2000 between the mean colours of a follow-up and of baseline.

    of : the measurand of L*, whose conditions hold for all three coordinates.
    replicates_p95 : 95th percentile of ΔE2000 between two re-seated captures of one visit, None
        where there are fewer than LEAST_PAIRS such pairs. A difference below it can be noise; a
        verdict stands with L*, a* and b* themselves.
    """

    target: Target
    of: Measurand
    delta_e_2000: float
    replicates_p95: float | None


def colour_differences(
    observations: Sequence[Observation], baseline_visit: str
) -> list[ColourDifference]:
    """Every follow-up's colour difference, for each family and conditions that state L*a*b*."""
    by_lightness: dict[Measurand, dict[Target, dict[_Capture, dict[str, float]]]] = defaultdict(
        lambda: defaultdict(lambda: defaultdict(dict))
    )
    placed: dict[tuple[Measurand, Target, _Capture], bool] = {}
    for item in observations:
        family, _, name = item.finding.metric.rpartition(".")
        if name not in _COORDINATES or item.finding.value is None or item.finding.item:
            continue
        lightness = Measurand(f"{family}.l_star", item.finding.measurand.conditions)
        target = Target(
            item.subject, item.site.name, item.site.side, item.finding.region, "", item.visit
        )
        capture = (item.replicate, item.finding.captures)
        by_lightness[lightness][target][capture][name] = item.finding.value
        placed[lightness, target, capture] = item.reseated
    found: list[ColourDifference] = []
    for lightness, targets in sorted(by_lightness.items(), key=lambda kv: str(kv[0])):
        colours = {target: _colours(captures) for target, captures in targets.items()}
        pairs = [
            float(delta_e_2000(np.array(a), np.array(b)))
            for target, own in colours.items()
            for (one, a), (two, b) in combinations(own.items(), 2)
            if placed[lightness, target, one] or placed[lightness, target, two]
        ]
        limit = float(np.percentile(pairs, 95)) if len(pairs) >= LEAST_PAIRS else None
        for target, own in sorted(colours.items()):
            before = colours.get(target.at(baseline_visit), {})
            if target.visit == baseline_visit or not before or not own:
                continue
            value = float(delta_e_2000(_mean(before), _mean(own)))
            found.append(ColourDifference(target, lightness, value, limit))
    return found


def _colours(captures: dict[_Capture, dict[str, float]]) -> dict[_Capture, Lab]:
    """Captures that state all three coordinates."""
    return {
        capture: (values["l_star"], values["a_star"], values["b_star"])
        for capture, values in captures.items()
        if len(values) == len(_COORDINATES)
    }


def _mean(colours: dict[_Capture, Lab]) -> NDArray[np.float64]:
    return np.asarray(np.mean(np.array(list(colours.values())), axis=0), dtype=np.float64)
