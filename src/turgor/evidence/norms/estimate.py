"""One study's estimates of ageing a year: as printed, or from the means of its age groups."""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from turgor.evidence.library import find_parameter
from turgor.evidence.norm import Norm
from turgor.evidence.norms.meaning import Quantity
from turgor.evidence.norms.random_effects import pool

#: rows from childhood on tell of growth, not of ageing
_DEVELOPMENT = "developmental-ages"


@dataclass(frozen=True, slots=True)
class SlopeEstimate:
    """One study's number: per year in % (or the unit), its error, and the rows that it is from.

    tau : sd of the true slopes between the study's sites and sexes.
    """

    publication: str
    basis: str
    per_year: float
    se: float
    n: float | None
    age_low: float | None
    age_high: float | None
    rows: tuple[str, ...]
    se_assumed: bool = False
    tau: float = 0.0


def study_estimates(norms: Iterable[Norm], meaning: Quantity) -> tuple[SlopeEstimate, ...]:
    """Each study's estimate from rows of one subject and family; verified rows alone count."""
    by_study: dict[str, list[Norm]] = defaultdict(list)
    for norm in norms:
        if norm.seen == "verified" and norm.species == "human" and _DEVELOPMENT not in norm.caveats:
            by_study[norm.publication].append(norm)
    found = []
    for rows in by_study.values():
        parts = _printed(rows, meaning) or _between_decades(rows) or _age_groups(rows, meaning)
        if parts:
            found.append(_one(parts))
    return tuple(found)


def _one(parts: Sequence[SlopeEstimate]) -> SlopeEstimate:
    """A study's parts as one: its sites share people, so their errors don't average out."""
    count = len(parts)
    lows = [part.age_low for part in parts if part.age_low is not None]
    highs = [part.age_high for part in parts if part.age_high is not None]
    counts = [part.n for part in parts if part.n is not None]
    return SlopeEstimate(
        publication=parts[0].publication,
        basis=parts[0].basis,
        per_year=math.fsum(part.per_year for part in parts) / count,
        se=math.fsum(part.se for part in parts) / count,
        n=max(counts, default=None),
        age_low=min(lows, default=None),
        age_high=max(highs, default=None),
        rows=tuple(row for part in parts for row in part.rows),
        se_assumed=any(part.se_assumed for part in parts),
        tau=pool([part.per_year for part in parts], [part.se for part in parts]).tau,
    )


def _printed(rows: Sequence[Norm], meaning: Quantity) -> list[SlopeEstimate]:
    found = []
    for row in rows:
        # of a 'relative' quantity a slope in its unit lacks the value that it is a share of
        if row.slope_per_year is None or row.contrast != "age" or meaning.scale == "relative":
            continue
        slope, error = meaning.sign * row.slope_per_year, row.slope_se
        if error is None:
            share = find_parameter("norm.slope.unprinted_error_share").value
            error = share * abs(slope)
        found.append(
            SlopeEstimate(
                row.publication,
                "slopes",
                slope,
                error,
                row.n,
                row.age_low,
                row.age_high,
                (row.id,),
                row.slope_se is None,
            )
        )
    return found


def _between_decades(rows: Sequence[Norm]) -> list[SlopeEstimate]:
    """A range over sites of the change in % from the first decade of ages to the last one."""
    found = []
    for row in rows:
        if row.versus != "eldest vs youngest decade" or row.low is None or row.high is None:
            continue
        if row.age_low is None or row.age_high is None:
            continue
        years = row.age_high - row.age_low - 10.0  # from the middle of one decade to the other's
        ends = [100.0 * math.log1p(end / 100.0) / years for end in (row.low, row.high)]
        middle, half = 0.5 * (ends[0] + ends[1]), 0.5 * abs(ends[1] - ends[0])
        found.append(
            SlopeEstimate(
                row.publication,
                "age-groups",
                middle,
                half,
                row.n,
                row.age_low,
                row.age_high,
                (row.id,),
                True,
            )
        )
    return found


def _age_groups(rows: Sequence[Norm], meaning: Quantity) -> list[SlopeEstimate]:
    """Regression on the means of age groups, by site and sex."""
    groups: dict[tuple[tuple[str, ...], str], list[Norm]] = defaultdict(list)
    for row in rows:
        if row.statistic == "mean" and _age(row) is not None and _error(row) is not None:
            groups[(row.site, row.sex)].append(row)
    return [
        _regression(members, meaning)
        for members in groups.values()
        if len({_age(member) for member in members}) >= 2
    ]


def _regression(rows: Sequence[Norm], meaning: Quantity) -> SlopeEstimate:
    """Weighted straight line through group means; of their logarithm where changes are in %."""
    ages = [_age(row) or 0.0 for row in rows]
    means = [row.mean or 0.0 for row in rows]
    errors = [_error(row) or 0.0 for row in rows]
    if meaning.scale == "relative":
        errors = [100.0 * error / mean for error, mean in zip(errors, means, strict=True)]
        means = [100.0 * math.log(mean) for mean in means]
    weights = [1.0 / error**2 for error in errors]
    total = math.fsum(weights)
    centre = math.fsum(w * a for w, a in zip(weights, ages, strict=True)) / total
    spread = math.fsum(w * (a - centre) ** 2 for w, a in zip(weights, ages, strict=True))
    slope = (
        math.fsum(w * (a - centre) * m for w, a, m in zip(weights, ages, means, strict=True))
        / spread
    )
    counts = [row.n for row in rows if row.n is not None]
    return SlopeEstimate(
        publication=rows[0].publication,
        basis="age-groups",
        per_year=meaning.sign * slope,
        se=math.sqrt(1.0 / spread),
        n=math.fsum(counts) if len(counts) == len(rows) else None,
        age_low=min(ages),
        age_high=max(ages),
        rows=tuple(row.id for row in rows),
    )


def _age(row: Norm) -> float | None:
    if row.age_mean is not None:
        return row.age_mean
    if row.age_low is None or row.age_high is None:
        return None
    # '20-29' ends the day before a thirtieth birthday
    return 0.5 * (row.age_low + row.age_high + 1.0)


def _error(row: Norm) -> float | None:
    if row.se is not None:
        return row.se
    return row.sd / math.sqrt(row.n) if row.sd and row.n else None
