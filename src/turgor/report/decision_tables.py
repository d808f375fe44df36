"""Tables of the decision page."""

from collections.abc import Sequence

from turgor.report.decision_words import (
    change_words,
    counted_words,
    days_words,
    needed_words,
    of_people,
    spell_words,
)
from turgor.report.page_parts import Table
from turgor.workflow.decision.benefit import Benefit
from turgor.workflow.decision.days import OUT, SIGN_WORDS
from turgor.workflow.decision.harm import Harm
from turgor.workflow.decision.left_out import LeftOut
from turgor.workflow.decision.option import DecisionOption
from turgor.workflow.rule_pages.names import listed

#: published arms shown for one look; more are counted
MOST_TRIALS = 6


def trial_table(item: Benefit, several: bool) -> Table:
    """Published shares with their denominators, control groups and numbers needed to treat.

    several : whether the option is of more than one treatment.
    """
    rows = tuple(
        (
            trial.arm,
            f"{counted_words(trial)} {trial.said}{f', day {trial.day:g}' if trial.day else ''}",
            "none"
            if trial.control is None
            else f"{counted_words(trial, control=True)}, {trial.control_type}",
            needed_words(trial.needed, trial.why),
            f"{trial.people}; judged: {trial.judged}",
            trial.citation,
        )
        for trial in item.trials[:MOST_TRIALS]
    )
    left = len(item.trials) - len(rows)
    more = f"; {left} more in the evidence base" if left > 0 else ""
    whole = any(trial.observable != item.observable for trial in item.trials)
    what = "of the look as a whole, since none tells this one" if whole else "of this look"
    after = "parts of it, each by itself" if several else "such treatments"
    return Table(
        f"Trials: people who improved after {after}, {what}{more}",
        (
            "treatment",
            "improved",
            "in the comparison group",
            "treated for one more to improve",
            "who, and who judged",
            "source",
        ),
        rows,
    )


def harm_table(option: DecisionOption, horizon: float) -> Table:
    """Events of the same hundred people over the same time."""
    notes = harm_notes(option)
    rows = tuple(
        (item.said, of_people(item.share), item.counted, _who(item), _known(item, notes))
        for item in option.harms
    )
    return Table(
        f"Of 100 people within {horizon:.0f} days (8 in 10 settings like this lie in the brackets)",
        ("what", "of 100", "counted", "of whom", "evidence"),
        rows,
        (1,),
    )


def harm_notes(option: DecisionOption) -> tuple[str, ...]:
    """What is to be known of several counts, each once; rows name them by their number."""
    return tuple(dict.fromkeys(text for item in option.harms for text in item.notes))


def _known(item: Harm, notes: tuple[str, ...]) -> str:
    numbers = [str(notes.index(text) + 1) for text in item.notes]
    if not numbers:
        return item.grade
    return f"{item.grade}; note{'s' if len(numbers) > 1 else ''} {listed(numbers, 'and')}"


def _who(item: Harm) -> str:
    return f"{item.population}; {item.lasts}" if item.lasts else item.population


def calendar_table(option: DecisionOption) -> Table | None:
    """Days with each sign after each session, with dates."""
    days = option.days
    if not days.sessions:
        return None
    names = [*SIGN_WORDS.values(), OUT]
    rows = tuple(
        (
            f"{session.number}: {days.when(session.day)}",
            *(spell_words(days, session, spell) for spell in session.spells),
        )
        for session in days.sessions
    )
    low, median, high = days.total
    whole = (
        "days in all, over the series",
        *("" for _ in SIGN_WORDS),
        days_words(low, median, high),
    )
    return Table(
        "When it is over after each session: for half of such people, and for nine in ten",
        ("session", *names),
        (*rows, whole),
    )


def measured_table(option: DecisionOption) -> Table | None:
    """What instruments would read in this one person."""
    if not option.measured:
        return None
    rows = tuple(
        (
            item.said,
            f"{change_words(item.median)} ({change_words(item.low)} to {change_words(item.high)}) "
            f"{item.unit}".rstrip(),
            f"{item.day:.0f}",
            item.grade,
        )
        for item in option.measured
    )
    return Table(
        "What instruments would read in one person: change (8 in 10 people lie in the brackets)",
        ("quantity", "change", "day", "evidence"),
        rows,
        (2,),
    )


def left_table(left: Sequence[LeftOut]) -> Table | None:
    """What was looked at and is not offered, a line for each reason."""
    if not left:
        return None
    rows = tuple(
        (
            f"{one.fate}: {one.why}",
            "; ".join(one.treatments),
            one.basis or "the case and the list of treatments",
        )
        for one in left
    )
    many = f"{len(rows)} reasons" if len(rows) > 1 else "1 reason"
    return Table(f"Looked at, and not offered: {many}", ("why", "not offered", "rests on"), rows)
