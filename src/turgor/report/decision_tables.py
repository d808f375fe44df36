"""Tables of the decision page."""

from turgor.report.decision_words import (
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
from turgor.workflow.decision.option import DecisionOption

#: published arms shown for one look; more are counted
MOST_TRIALS = 6


def trial_table(item: Benefit) -> Table:
    """Published shares with their denominators, control groups and numbers needed to treat."""
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
    return Table(
        f"Published after such treatments, {what}{more}",
        ("arm", "improved", "comparison group", "treated for one more", "people", "source"),
        rows,
    )


def harm_table(option: DecisionOption, horizon: float) -> Table:
    """Events of the same hundred people over the same time."""
    rows = tuple(
        (item.said, of_people(item.share), item.counted, _who(item), item.grade)
        for item in option.harms
    )
    return Table(
        f"Of 100 people within {horizon:.0f} days: median and 80 % of settings like this",
        ("what", "of 100", "counted", "of whom", "evidence"),
        rows,
        (1,),
    )


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
    whole = ("whole series, summed", *("" for _ in SIGN_WORDS), f"{days_words(*_total(option))} d")
    return Table(
        "Days until it is over: median (80 %), and the date until then (nine in ten)",
        ("session", *names),
        (*rows, whole),
    )


def _total(option: DecisionOption) -> tuple[float, float, float]:
    low, median, high = option.days.total
    return low, median, high


def measured_table(option: DecisionOption) -> Table | None:
    """What instruments would read in this one person."""
    if not option.measured:
        return None
    rows = tuple(
        (
            item.said,
            f"{_change(item.median)} ({_change(item.low)} to {_change(item.high)}) "
            f"{item.unit}".rstrip(),
            f"{item.day:.0f}",
            item.grade,
        )
        for item in option.measured
    )
    return Table(
        "What instruments would read in one person: change, median (80 %)",
        ("quantity", "change", "day", "evidence"),
        rows,
        (2,),
    )


def _change(value: float) -> str:
    """Three digits at most, none beyond the second decimal: less is nothing."""
    if abs(value) < 0.005:
        return "0"
    decimals = 2 if abs(value) < 10.0 else 1 if abs(value) < 100.0 else 0
    return f"{value:+.{decimals}f}".replace("-", "−")
