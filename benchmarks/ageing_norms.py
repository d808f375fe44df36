"""Ageing a year as the norms have it: by quantity and way of measuring, as a table for the page.

python benchmarks/ageing_norms.py
"""

from turgor.errors import InputError
from turgor.evidence.norms import all_ageing_slopes, noisy_observables, population_prior
from turgor.evidence.norms.noise import measurement_noise
from turgor.evidence.norms.slope import AgeingSlope


def main() -> None:
    print("| quantity | by | a year | between places | years | studies say | rows |")
    print("|---|---|---|---|---|---|---|")
    for slope in all_ageing_slopes().values():
        print(f"| {slope.subject} | {slope.family} | {number(slope)} | {tau(slope)} | "
              f"{span(slope)} | {votes(slope)} | {rows(slope)} |")  # fmt: skip
    print("\n| observable | by | noise | from | rows |\n|---|---|---|---|---|")
    for name in noisy_observables():
        try:
            noise = measurement_noise(name)
        except InputError as refusal:
            print(f"| {name} | | none | {str(refusal).split(' (')[0]} | |")
            continue
        value = (
            f"{noise.cv_pct:g} %" if noise.cv_pct is not None else f"{noise.sem:.3g} {noise.unit}"
        )
        print(f"| {name} | {noise.family} | {value} | {noise.basis}, {noise.design} | "
              f"{noise.rows[0]} |")  # fmt: skip
    print("\n| site | by | epidermis | n |\n|---|---|---|---|")
    for family in population_prior("epidermal-thickness").families:
        prior = population_prior("epidermal-thickness", family=family)
        print(f"| all | {family} | {prior.mean:.0f} µm | {prior.n:g} |")


def number(slope: AgeingSlope) -> str:
    if slope.per_year is not None and slope.se is not None:
        assumed = " (error assumed)" if slope.se_assumed else ""
        return f"{slope.per_year:+.3g} ± {slope.se:.2g} {slope.unit}{assumed}"
    if slope.correlation is not None:
        ends = f"{slope.correlation_low:+.2f} to {slope.correlation_high:+.2f}"
        return f"r {slope.correlation:+.2f} ({ends})"
    return "–"


def tau(slope: AgeingSlope) -> str:
    return f"{slope.tau:.2g}" if slope.tau > 0.0 else "–"


def span(slope: AgeingSlope) -> str:
    if slope.age_low is None or slope.age_high is None:
        return "adults"
    return f"{slope.age_low:g} to {slope.age_high:g}"


def votes(slope: AgeingSlope) -> str:
    return ", ".join(f"{count} {name}" for name, count in slope.votes.items()) or "–"


def rows(slope: AgeingSlope) -> str:
    every = sorted((*slope.rows, *slope.others))
    return every[0] if len(every) == 1 else f"{every[0]} … ({len(every)})"


if __name__ == "__main__":
    main()
