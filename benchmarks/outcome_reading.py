"""How often a table of outcomes, read by its words, gives the fields that were encoded by reading.

Run: python benchmarks/outcome_reading.py [../shared/evidence/outcomes.csv]
Without the table it counts the records alone: by class, mapped or not, and why not.
"""

import sys
from collections import Counter
from pathlib import Path

from turgor.evidence.outcome import CLASSES, Outcome
from turgor.evidence.outcomes.aspect import aspect
from turgor.evidence.outcomes.library import all_outcomes, meaning
from turgor.evidence.outcomes.read import read_outcomes

FIELDS = (
    "species", "indication", "cotreatments", "control_type", "rater", "blinding", "threshold",
    "scale", "n", "age_years", "sex", "phototype", "ancestry", "sessions", "interval_days",
    "time_days", "baseline", "value", "value_sd", "change_pct", "direction", "seen", "cohort",
)  # fmt: skip
#: what a row's judged aspect, class, number and comparator come to
DERIVED = ("contrast", "comparator_modality", "aspect", "outcome_class", "observable", "number")


def derived(outcome: Outcome) -> dict[str, object]:
    what, comparator = meaning(outcome), outcome.comparator
    return {
        "contrast": comparator is not None,
        "comparator_modality": comparator and (comparator.modality or comparator.control_type),
        "aspect": aspect(outcome) if what.outcome_class in ("graded", "responder") else "",
        "outcome_class": what.outcome_class,
        "observable": what.observable,
        "number": what.number,
    }


def agreement(path: Path) -> tuple[dict[str, float], dict[str, float]]:
    """Share of rows, and share of studies with every row alike, for each field."""
    encoded = {outcome.row: outcome for outcome in all_outcomes()}
    read = read_outcomes(path)
    rows, studies = Counter(), Counter()
    names = {outcome.study for outcome in read.outcomes}
    for name in (*FIELDS, *DERIVED):
        wrong = {
            outcome.study
            for outcome in read.outcomes
            if not alike(name, outcome, encoded[outcome.row])
        }
        rows[name] = sum(alike(name, o, encoded[o.row]) for o in read.outcomes)
        studies[name] = len(names - wrong)
    count = len(read.outcomes)
    return (
        {name: number / count for name, number in rows.items()},
        {name: number / len(names) for name, number in studies.items()},
    )


def alike(name: str, read: Outcome, encoded: Outcome) -> bool:
    if name in DERIVED:
        return derived(read)[name] == derived(encoded)[name]
    return bool(getattr(read, name) == getattr(encoded, name))


def counts() -> None:
    """Print the records by class, and the numeric human ones that are mapped."""
    outcomes = all_outcomes()
    numeric = [o for o in outcomes if meaning(o).number != "direction" and o.species == "human"]
    directions = [o for o in outcomes if meaning(o).number == "direction"]
    mapped = [o for o in numeric if meaning(o).observable]
    print(f"{len(outcomes)} rows, {len({o.study for o in outcomes})} studies,", end=" ")
    print(f"{len({o.cohort for o in outcomes})} cohorts,", end=" ")
    print(f"{sum(o.comparator is not None for o in outcomes)} contrasts")
    print(f"numeric human rows {len(numeric)}, mapped {len(mapped)}", end=" ")
    print(f"({100 * len(mapped) / len(numeric):.1f} %); directions {len(directions)},", end=" ")
    print(f"with a direction {sum(bool(o.direction) for o in directions)}")
    heads = ("rows", "numeric", "mapped", "direction", "mapped")
    print(f"{'class':12s}" + "".join(f"{head:>10s}" for head in heads))
    for name in CLASSES:
        row = [sum(meaning(o).outcome_class == name for o in outcomes)]
        for group in (numeric, directions):
            own = [meaning(o) for o in group if meaning(o).outcome_class == name]
            row += [len(own), sum(bool(what.observable) for what in own)]
        print(f"{name:12s}" + "".join(f"{number:10d}" for number in row))
    for reason, number in Counter(meaning(o).reason for o in outcomes).most_common():
        print(f"{number:5d} {reason or 'mapped'}")


if __name__ == "__main__":
    counts()
    if len(sys.argv) > 1:
        by_row, by_study = agreement(Path(sys.argv[1]))
        print(f"{'field':22s} {'rows':>7s} {'studies':>8s}")
        for field in by_row:
            print(f"{field:22s} {100 * by_row[field]:6.1f}% {100 * by_study[field]:7.1f}%")
