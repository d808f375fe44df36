"""The guard: is this the same skin, in the same expression? If not, say why.

Profilometry's published guard is the distance from wrinkle to wrinkle: it follows the tone of the
muscle beneath, and visits are compared only where it matches (Micron 2004;35:201, abstract; the
tolerance is ours).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from turgor.errors import RegistrationError
from turgor.measure.surface.register.transform import Registration
from turgor.record.height_map import BoolMap, FloatMap


@dataclass(frozen=True, slots=True)
class RegistrationLimits:
    """What is still called the same skin in the same pose; every figure is the project's own.

    largest_rotation_deg : range of the search. least_overlap_fraction : of the baseline's field.
    least_shared_fraction : of the baseline's measured area. least_correlation : of the matched
    relief. least_agreement_fraction : of 2 mm blocks that match where the whole puts them.
    largest_strain_pct : 95th percentile of principal strain. largest_distance_change_pct : of the
    wrinkle-to-wrinkle distances, median. node_um : distance of the displacement field's nodes.
    """

    largest_rotation_deg: float = 15.0
    least_overlap_fraction: float = 0.3
    least_shared_fraction: float = 0.05
    least_correlation: float = 0.45
    least_agreement_fraction: float = 0.5
    largest_strain_pct: float = 4.0
    largest_distance_change_pct: float = 5.0
    node_um: float = 3500.0


@dataclass(frozen=True, slots=True)
class WrinkleDistance:
    """One pair of wrinkles found at both visits and the median distance between them."""

    first: int
    second: int
    baseline_um: float
    followup_um: float

    @property
    def change_pct(self) -> float:
        """Follow-up against baseline."""
        return 100.0 * (self.followup_um / self.baseline_um - 1.0)


def wrinkle_distances(
    registration: Registration,
    baseline_lines_um: Sequence[FloatMap],
    followup_lines_um: Sequence[FloatMap],
    *,
    tolerance_um: float = 700.0,
) -> list[WrinkleDistance]:
    """Distances between neighbouring wrinkles at both visits, taken at the same places.

    baseline_lines_um, followup_lines_um : for each wrinkle (n, 2) points of its centre line, or
        one point (its centroid), µm, each in its own map's frame. Two lines are one wrinkle where
        each is the other's nearest after the transform, within ``tolerance_um`` (median).
    Returns one entry for each pair of which one is the other's nearest matched neighbour;
    ``first`` and ``second`` count the baseline's wrinkles. Fewer than two matches give none.
    """
    lines = [np.asarray(line, dtype=np.float64).reshape(-1, 2) for line in baseline_lines_um]
    later = [np.asarray(line, dtype=np.float64).reshape(-1, 2) for line in followup_lines_um]
    carried = [registration.transform.forward(line) for line in lines]
    partner = _partners(carried, later, tolerance_um)
    trees = {n: cKDTree(lines[n]) for n in partner}
    later_trees = {n: cKDTree(later[m]) for n, m in partner.items()}
    found: dict[tuple[int, int], WrinkleDistance] = {}
    for n in partner:
        others = [other for other in partner if other != n]
        if not others:
            continue
        apart = {other: trees[other].query(lines[n])[0] for other in others}
        nearest = min(others, key=lambda other: float(np.median(apart[other])))
        key = (min(n, nearest), max(n, nearest))
        if key in found:
            continue
        before_um, foot = trees[nearest].query(lines[n])
        # Start from the same places of the first wrinkle, wherever its ends were found this time.
        same = later_trees[n].query(carried[n])[1]
        after_um, later_foot = later_trees[nearest].query(later[partner[n]][same])
        kept = (
            _inside(foot, lines[nearest])
            & _inside(same, later[partner[n]])
            & _inside(later_foot, later[partner[nearest]])
        )
        if kept.any() and float(np.median(before_um[kept])) > 0.0:
            before, after = (float(np.median(d[kept])) for d in (before_um, after_um))
            found[key] = WrinkleDistance(n, nearest, before, after)
    return [found[key] for key in sorted(found)]


def _inside(index: NDArray[np.intp], line: FloatMap) -> BoolMap:
    """Where the nearest point is no end of the line: past an end the distance grows with it."""
    if len(line) < 3:
        return np.ones(index.shape, dtype=np.bool_)
    inside: BoolMap = (index > 0) & (index < len(line) - 1)
    return inside


def _partners(
    carried: Sequence[FloatMap], later: Sequence[FloatMap], tolerance_um: float
) -> dict[int, int]:
    """Baseline wrinkle to follow-up wrinkle where each is the other's nearest."""
    if not carried or not later:
        return {}
    trees = [cKDTree(line) for line in later]
    apart = np.array(
        [[float(np.median(tree.query(line)[0])) for tree in trees] for line in carried]
    )
    return {
        n: int(apart[n].argmin())
        for n in range(len(carried))
        if apart[n].min() <= tolerance_um and int(apart[:, apart[n].argmin()].argmin()) == n
    }


def require_same_expression(
    registration: Registration,
    distances: Sequence[WrinkleDistance],
    limits: RegistrationLimits | None = None,
) -> None:
    """Refuse a pair of visits whose wrinkles lie nearer or farther from one another than before.

    What is judged is the median over the pairs, so that one short distance, or one wrinkle found
    otherwise this time, refuses nothing alone.

    Errors: RegistrationError that states the pair that moved most, the median and the strain.
    """
    allowed = (limits or RegistrationLimits()).largest_distance_change_pct
    if not distances:
        return
    typical_pct = float(np.median([pair.change_pct for pair in distances]))
    if abs(typical_pct) <= allowed:
        return
    worst = max(distances, key=lambda pair: abs(pair.followup_um - pair.baseline_um))
    raise RegistrationError(
        f"expression differs: wrinkles {worst.first + 1} and {worst.second + 1} lie "
        f"{worst.baseline_um / 1000.0:.2f} mm apart at baseline and "
        f"{worst.followup_um / 1000.0:.2f} mm at follow-up; over {len(distances)} pairs of "
        f"neighbours the median change is {typical_pct:+.1f} % (strain "
        f"{registration.strain_pct:.1f} %); allowed: {allowed:g} %; repeat the capture with the "
        "same pose and expression"
    )


def require_same_skin(registration: Registration, limits: RegistrationLimits) -> None:
    """Refuse a pair that overlaps too little, is not the same skin, or was stretched too far.

    Errors: RegistrationError with the figure that decided and its limit.
    """
    reasons = [
        (
            registration.correlation < limits.least_correlation,
            f"no reliable match: the relief correlates at {registration.correlation:.2f} where "
            f"it fits best; at least {limits.least_correlation:g} is needed; this may be other "
            "skin, or another expression",
        ),
        (
            registration.agreement_fraction < limits.least_agreement_fraction,
            f"no reliable match: {100.0 * registration.agreement_fraction:.0f} % of the 2 mm "
            f"blocks fit where the whole puts them; {100.0 * limits.least_agreement_fraction:.0f} "
            "% is needed; this may be other skin, or another expression",
        ),
        (
            registration.overlap_fraction < limits.least_overlap_fraction,
            f"overlap is too small: {100.0 * registration.overlap_fraction:.0f} % of the "
            f"baseline's field where it fits best; at least "
            f"{100.0 * limits.least_overlap_fraction:.0f} % is needed to tell it from other skin",
        ),
        (
            registration.shared_fraction < limits.least_shared_fraction,
            f"too little was measured twice: {100.0 * registration.shared_fraction:.0f} % of the "
            f"baseline's measured area; {100.0 * limits.least_shared_fraction:.0f} % is needed",
        ),
        (
            registration.strain_pct > limits.largest_strain_pct,
            f"pose or expression differs: the skin is stretched by {registration.strain_pct:.1f} "
            f"% between the visits; allowed: {limits.largest_strain_pct:g} %",
        ),
    ]
    for refused, reason in reasons:
        if refused:
            raise RegistrationError(f"{reason}; check the pair, or capture the follow-up again")
