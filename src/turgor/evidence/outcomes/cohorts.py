"""What rows of one study share: people, by trial number too, and what they were treated for."""

import re
from dataclasses import replace

from turgor.evidence.outcome import Outcome
from turgor.evidence.outcomes.words import meant

_TRIAL = re.compile(r"NCT\d{8}|ISRCTN\d{8}|EudraCT\s?[\d-]+|ChiCTR[-\w]+|IRCT\w+|KCT\d+|UMIN\d+")


def joined_cohorts(outcomes: tuple[Outcome, ...]) -> tuple[Outcome, ...]:
    """The outcomes, those of one trial number or one stated cohort under the same cohort id."""
    parent: dict[str, str] = {}

    def root(name: str) -> str:
        while parent.setdefault(name, name) != name:
            name = parent[name]
        return name

    for outcome in outcomes:
        own = f"study {outcome.study}"
        linked = [f"cohort {outcome.cohort}"]
        linked += [f"trial {number}" for number in _TRIAL.findall(outcome.locator)]
        for name in linked:
            parent[root(name)] = root(own)
    first: dict[str, str] = {}
    for outcome in outcomes:
        first.setdefault(root(f"study {outcome.study}"), outcome.cohort)
    return tuple(replace(o, cohort=first[root(f"study {o.study}")]) for o in outcomes)


def shared_indications(outcomes: tuple[Outcome, ...]) -> tuple[Outcome, ...]:
    """The outcomes, rows of ageing skin taking the one other indication that their study tells."""
    told: dict[str, set[str]] = {}
    for outcome in outcomes:
        if meant("of_study", outcome.indication):
            told.setdefault(outcome.study, set()).add(outcome.indication)
    one = {study: named.copy().pop() for study, named in told.items() if len(named) == 1}
    return tuple(
        replace(o, indication=one[o.study])
        if o.indication == "photoageing" and o.study in one
        else o
        for o in outcomes
    )
