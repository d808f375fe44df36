"""What untreated people have: the mean and spread of an observable by site, sex and age."""

import math
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from turgor.errors import InputError
from turgor.evidence.norm import Norm, all_norms
from turgor.evidence.norms.meaning import REGIONS, places, places_of, quantity_of, regions_of

#: 2.5th to 97.5th percentile of a normal distribution, in sd
_PERCENTILES_SD = 2.0 * 1.959963984540054
#: whom a level of theirs doesn't stand apart from the rest of people
_USUAL = ("", "general population", "cadavers")
_UNKNOWN_SD = "sd-misprint-suspected"
_NO_SPREAD = "no spread is printed there; that of other sites, in %, is taken"
#: a number that is no mean, though it stands where one does
_NO_LEVEL = frozenset(("upper-bound", "extrapolated-by-authors"))


@dataclass(frozen=True, slots=True)
class PopulationPrior:
    """A baseline that nobody measured: what such people have.

    mean, sd : in ``unit``, weighted by people; sd is of one person about the mean, the sites' and
    groups' differences included, None where no row prints one. n : people, summed over the rows,
    0 where no row says. family : the one way of measuring that all rows share; families : the
    ways that have rows, since their levels differ. steps : what had to be taken more widely than
    asked for, in words. rows : ids of the norms.
    """

    observable: str
    family: str
    unit: str
    mean: float
    sd: float | None
    n: float
    rows: tuple[str, ...]
    steps: tuple[str, ...] = ()
    families: tuple[str, ...] = ()

    @property
    def cv_pct(self) -> float | None:
        """Sd as % of the mean, None where the sd is not known."""
        return None if self.sd is None or self.mean == 0.0 else 100.0 * self.sd / abs(self.mean)


def population_prior(
    observable: str,
    *,
    site: str = "",
    sex: str = "",
    age_years: float | None = None,
    family: str = "",
) -> PopulationPrior:
    """The population's value of an observable, by rows of one way of measuring.

    site : a site or region as the norms name it. Where no row is of that site, then sex, then
    age, what is wider is taken and said in ``steps``. Without ``family`` the one with most people
    at the site is taken.

    Errors: InputError where no norm has a level of it, or for an unknown family or sex.
    """
    if sex not in ("", "female", "male"):
        raise InputError(f"sex is '{sex}'; allowed: female, male, or leave it out")
    by_family = _levels(observable)
    if not by_family:
        known = sorted({quantity_of(norm).observable for norm in all_norms() if _level(norm)})
        raise InputError(
            f"no norm has a level of '{observable}'; there are levels of {', '.join(known[1:])}"
        )
    if family and family not in by_family:
        raise InputError(
            f"no norm of {observable} is by '{family}'; allowed: {', '.join(by_family)}"
        )
    wanted = {family: by_family[family]} if family else by_family
    made = [
        _prior(observable, name, rows, site, sex, age_years, tuple(by_family))
        for name, rows in wanted.items()
    ]
    return min(made, key=lambda prior: (len([s for s in prior.steps if s != _NO_SPREAD]), -prior.n))


def _level(norm: Norm) -> bool:
    """Whether a row is a level of ordinary people's skin, seen in its source."""
    return (
        norm.statistic == "mean"
        and norm.mean is not None
        and norm.species == "human"
        and norm.seen == "verified"
        and norm.population in _USUAL
        and not _NO_LEVEL.intersection(norm.caveats)
        and bool(quantity_of(norm).observable)
    )


def _levels(observable: str) -> dict[str, list[Norm]]:
    """Rows by way of measuring; of two quantities by one way, the one with more rows."""
    found: dict[str, dict[str, list[Norm]]] = defaultdict(lambda: defaultdict(list))
    for norm in all_norms():
        if _level(norm) and quantity_of(norm).observable == observable:
            found[norm.family][norm.quantity].append(norm)
    return {family: max(kinds.values(), key=len) for family, kinds in sorted(found.items())}


def _prior(
    observable: str, family: str, rows: Sequence[Norm], site: str, sex: str, age: float | None,
    families: tuple[str, ...],
) -> PopulationPrior:  # fmt: skip
    steps: list[str] = []
    chosen = _at(site, rows, steps)
    if sex:
        chosen = _narrowed(chosen, lambda row: row.sex in (sex, "both", ""), steps, f"of {sex}s")
    if age is not None:
        chosen = _narrowed(chosen, lambda row: _covers(row, age), steps, f"at {age:g} years")
    mean, sd, n = _pooled(chosen)
    if sd is None:
        sd = _sd_of_others(mean, rows, steps)
    return PopulationPrior(
        observable=observable,
        family=family,
        unit=quantity_of(chosen[0]).unit,
        mean=mean,
        sd=sd,
        n=n,
        rows=tuple(row.id for row in chosen),
        steps=tuple(steps),
        families=families,
    )


def _at(site: str, rows: Sequence[Norm], steps: list[str]) -> Sequence[Norm]:
    """Rows of the site, else of its region, else of all sites; extremes for themselves alone."""
    named = places().get(site)
    place, region = (named.place, named.region) if named else (site, site)
    here = [row for row in rows if place in places_of(row)]
    if site and here:
        return here
    ordinary = [row for row in rows if not row.selection]
    if not ordinary:
        ordinary = list(rows)
        steps.append("only the sites with the highest or the lowest value are published")
    if not site:
        return ordinary
    if named is None and region not in REGIONS:
        region = next((item.region for item in places().values() if item.place == site), "")
    near = [row for row in ordinary if region in regions_of(row)]
    if near:
        if site != region:
            steps.append(f"no norm is of {site}; all of the {region} are taken")
        return near
    taken = sorted({place for row in ordinary for place in places_of(row)})
    steps.append(f"no norm is of {site}; taken from {', '.join(taken) or 'unstated sites'}")
    return ordinary


def _narrowed(
    rows: Sequence[Norm], fits: Callable[[Norm], bool], steps: list[str], what: str
) -> Sequence[Norm]:
    kept = [row for row in rows if fits(row)]
    if not kept:
        steps.append(f"no norm is {what}; all are taken")
    return kept or rows


def _covers(row: Norm, age: float) -> bool:
    """A row that states no ages speaks for adults; '20-29' ends before the thirtieth birthday."""
    low, high = row.age_low, row.age_high
    if low is None and high is None and row.age_mean is not None:
        low, high = row.age_mean - 10.0, row.age_mean + 10.0
    return (low is None or age >= low) and (high is None or age < high + 1.0)


def _pooled(rows: Sequence[Norm]) -> tuple[float, float | None, float]:
    """Mean, sd and people: one distribution made of the rows' own."""
    counted = [row for row in rows if row.n is not None]
    weights = [row.n or 1.0 for row in (counted or rows)]
    rows = counted or rows
    total = math.fsum(weights)
    means = [row.mean or 0.0 for row in rows]
    mean = math.fsum(w * m for w, m in zip(weights, means, strict=True)) / total
    known = [(w, sd) for w, row in zip(weights, rows, strict=True) if (sd := _sd(row)) is not None]
    if not known:
        return mean, None, total if counted else 0.0
    within = math.fsum(w * sd**2 for w, sd in known) / math.fsum(w for w, _ in known)
    between = math.fsum(w * (m - mean) ** 2 for w, m in zip(weights, means, strict=True)) / total
    return mean, math.sqrt(within + between), total if counted else 0.0


def _sd_of_others(mean: float, rows: Sequence[Norm], steps: list[str]) -> float | None:
    """The sd that other rows' coefficients of variation make of a mean, by people."""
    known = [(row.n or 1.0, sd / row.mean) for row in rows if (sd := _sd(row)) and row.mean]
    if not known:
        return None
    steps.append(_NO_SPREAD)
    total = math.fsum(weight for weight, _ in known)
    return abs(mean) * math.sqrt(math.fsum(w * cv**2 for w, cv in known) / total)


def _sd(row: Norm) -> float | None:
    if _UNKNOWN_SD in row.caveats:
        return None
    if row.sd is not None:
        return row.sd
    if row.interval == "p2.5-p97.5" and row.low is not None and row.high is not None:
        return (row.high - row.low) / _PERCENTILES_SD
    return None
