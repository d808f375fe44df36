"""Ageing a year, pooled from the norms by observable and way of measuring, never across ways."""

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from statistics import NormalDist

from turgor.evidence.norm import Norm, all_norms
from turgor.evidence.norms.estimate import SlopeEstimate, study_estimates
from turgor.evidence.norms.meaning import Quantity, quantity_of, regions_of
from turgor.evidence.norms.random_effects import pool
from turgor.evidence.norms.slope import AgeingSlope, Turn

#: two-sided 95 % of a normal deviate
_Z95 = 1.959963984540054
_OPPOSITE = {"up": "down", "down": "up"}
#: what a straight line does not tell
_TURNING = (
    "rise-then-fall", "rise-then-flat", "fall-then-flat", "flat-then-rise", "flat-then-fall",
    "quadratic", "cubic",
)  # fmt: skip


def ageing_slopes() -> Mapping[str, AgeingSlope]:
    """Ageing of each observable by the way of measuring that says most about it.

    Most: a number a year before a correlation before mere directions, then more studies, then
    more people. Other ways are in ``all_ageing_slopes``.
    """
    return _by_subject(observables=True)


def quantity_slopes() -> Mapping[str, AgeingSlope]:
    """Ageing of collected quantities that are no observable (corneum transit …), by quantity."""
    return _by_subject(observables=False)


@cache
def _by_subject(observables: bool) -> Mapping[str, AgeingSlope]:
    found: dict[str, AgeingSlope] = {}
    for (subject, _), slope in sorted(_all().items(), key=lambda item: _rank(item[1])):
        if (subject in _observables()) == observables:
            found.setdefault(subject, slope)
    return dict(sorted(found.items()))


def all_ageing_slopes() -> Mapping[tuple[str, str], AgeingSlope]:
    """Ageing by (observable or quantity, way of measuring)."""
    return _all()


@cache
def _observables() -> frozenset[str]:
    return frozenset(quantity_of(norm).observable for norm in all_norms()) - {""}


@cache
def _all() -> Mapping[tuple[str, str], AgeingSlope]:
    groups: dict[tuple[str, str], list[Norm]] = defaultdict(list)
    for norm in all_norms():
        meaning = quantity_of(norm)
        groups[(meaning.observable or norm.quantity, norm.family)].append(norm)
    made = {key: slope for key, rows in groups.items() if (slope := _slope(*key, rows)) is not None}
    return dict(sorted(made.items()))


def _rank(slope: AgeingSlope) -> tuple[int, int, float]:
    numbers = 0 if slope.per_year is not None else 1 if slope.correlation is not None else 2
    return numbers, -max(slope.studies, sum(slope.votes.values())), -(slope.n or 0.0)


def _slope(subject: str, family: str, rows: Sequence[Norm]) -> AgeingSlope | None:
    about_age = [row for row in rows if _says_of_age(row)]
    estimates, unit = _estimates(rows)
    if not about_age and not estimates:
        return None
    used = {row for estimate in estimates for row in estimate.rows}
    spans = [row for row in about_age if row.age_low is not None and row.age_high is not None]
    base = AgeingSlope(
        subject=subject,
        family=family,
        basis="directions",
        regions=tuple(
            sorted(
                {r for row in rows if row in about_age or row.id in used for r in regions_of(row)}
            )
        ),
        votes=_votes(about_age, estimates),
        turns=tuple(
            Turn(row.id, row.shape, row.knots_years)
            for row in about_age
            if row.shape in _TURNING or row.knots_years
        ),
        age_low=min((row.age_low for row in spans if row.age_low is not None), default=None),
        age_high=max((row.age_high for row in spans if row.age_high is not None), default=None),
    )
    slope = _with_correlation(base, [row for row in about_age if row.correlate == "age"])
    slope = _with_estimates(slope, estimates, unit) if estimates else slope
    return replace(slope, others=tuple(r.id for r in about_age if r.id not in slope.rows))


def _says_of_age(row: Norm) -> bool:
    """Whether a human row tells how the quantity goes with age."""
    if row.species != "human" or row.statistic in ("prevalence", "site-order"):
        return False
    if row.correlate:
        return row.correlate == "age"
    return row.contrast == "age" and bool(row.direction or row.shape or row.knots_years)


def _estimates(rows: Sequence[Norm]) -> tuple[list[SlopeEstimate], str]:
    """Studies' estimates and their unit: of several units the one that most studies give."""
    by_quantity: dict[str, list[Norm]] = defaultdict(list)
    for row in rows:
        by_quantity[row.quantity].append(row)
    by_unit: dict[str, list[SlopeEstimate]] = defaultdict(list)
    for members in by_quantity.values():
        meaning = quantity_of(members[0])
        by_unit[_unit(meaning)].extend(study_estimates(members, meaning))
    unit = max(by_unit, key=lambda name: len(by_unit[name]))
    return by_unit[unit], unit


def _unit(meaning: Quantity) -> str:
    return f"{meaning.unit}/yr" if meaning.scale == "absolute" else "%/yr"


def _with_estimates(
    slope: AgeingSlope, estimates: Sequence[SlopeEstimate], unit: str
) -> AgeingSlope:
    """The slope with the studies' numbers pooled."""
    pooled = pool([item.per_year for item in estimates], [item.se for item in estimates])
    counts = [item.n for item in estimates if item.n is not None]
    lows = [item.age_low for item in estimates if item.age_low is not None]
    highs = [item.age_high for item in estimates if item.age_high is not None]
    bases = {item.basis for item in estimates}
    return replace(
        slope,
        basis="both" if len(bases) > 1 else bases.pop(),
        unit=unit,
        per_year=pooled.mean,
        se=pooled.se,
        tau=math.hypot(pooled.tau, _within(estimates)),
        i_squared=pooled.i_squared,
        studies=len(estimates),
        n=math.fsum(counts) if counts else None,
        age_low=min(lows, default=None),
        age_high=max(highs, default=None),
        rows=tuple(sorted(row for item in estimates for row in item.rows)),
        se_assumed=any(item.se_assumed for item in estimates),
    )


def _within(estimates: Sequence[SlopeEstimate]) -> float:
    """Sd of the true slopes between the sites and sexes of one study, over all studies."""
    return math.sqrt(math.fsum(item.tau**2 for item in estimates) / len(estimates))


def _with_correlation(slope: AgeingSlope, rows: Sequence[Norm]) -> AgeingSlope:
    """The slope with the correlation pooled over studies on Fisher's scale.

    A study's sites share people: their mean stands for it, with the error of one.
    """
    by_study: dict[str, list[Norm]] = defaultdict(list)
    for row in rows:
        if row.seen == "verified" and _people(row) > 3.0:
            by_study[row.publication].append(row)
    if not by_study:
        return slope
    z: list[float] = []
    errors: list[float] = []
    ages: list[float] = []
    counts: list[float] = []
    for members in by_study.values():
        signed = [quantity_of(row).sign * (row.correlation or 0.0) for row in members]
        z.append(math.fsum(math.atanh(value) for value in signed) / len(signed))
        people = math.fsum(_people(row) for row in members) / len(members)
        errors.append(1.0 / math.sqrt(people - 3.0))
        counts.append(people)
        ages.extend(age for row in members if (age := _age_sd(row)) is not None)
    pooled = pool(z, errors)
    half = _Z95 * pooled.se
    return replace(
        slope,
        basis="correlation",
        studies=len(z),
        n=math.fsum(counts),
        correlation=math.tanh(pooled.mean),
        correlation_low=math.tanh(pooled.mean - half),
        correlation_high=math.tanh(pooled.mean + half),
        age_sd=math.fsum(ages) / len(ages) if ages else None,
        rows=tuple(sorted(row.id for members in by_study.values() for row in members)),
    )


def _people(row: Norm) -> float:
    """People behind a correlation: as printed, else those that make its p value what it is."""
    if row.n is not None or row.p_value is None or not row.correlation:
        return row.n or 0.0
    deviate = NormalDist().inv_cdf(1.0 - 0.5 * row.p_value)
    return 3.0 + (deviate / math.atanh(row.correlation)) ** 2


def _age_sd(row: Norm) -> float | None:
    """Spread of ages: as printed, else that of ages even over the range."""
    if row.age_sd is not None:
        return row.age_sd
    if row.age_low is None or row.age_high is None:
        return None
    return (row.age_high - row.age_low) / math.sqrt(12.0)


def _votes(rows: Sequence[Norm], estimates: Sequence[SlopeEstimate]) -> Mapping[str, int]:
    """Studies by what they say; one with several voices has the one that it says most often."""
    said: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        said[row.publication][_voice(row)] += 1
    for item in estimates:
        if item.publication not in said:
            lasting = abs(item.per_year) > _Z95 * item.se
            voice = ("up" if item.per_year > 0.0 else "down") if lasting else "none"
            said[item.publication][voice] += 1
    votes = Counter(counts.most_common(1)[0][0] for counts in said.values())
    votes.pop("", None)
    return dict(sorted(votes.items()))


def _voice(row: Norm) -> str:
    if row.p_value is not None and row.p_value >= 0.05:
        return "none"
    if row.shape in _TURNING and not (row.direction and row.shape in ("quadratic", "cubic")):
        return "turns"
    word = row.direction or ("up" if row.shape == "rise" else "")
    return _OPPOSITE.get(word, word) if quantity_of(row).sign < 0 else word
