"""Numbers and sentences of the decision page."""

import datetime as dt
import math

from turgor.report.numbers import days_figure, number
from turgor.workflow.decision.counts import OF, NumberNeeded, Share
from turgor.workflow.decision.days import SeriesDays, SessionDays, Spell
from turgor.workflow.decision.option import Clinic, DecisionOption
from turgor.workflow.decision.trials import Trial

#: looks as a person says them
LOOK_WORDS = {
    "look-wrinkles": "wrinkles look better",
    "look-laxity": "laxity looks better",
    "look-texture": "texture looks better",
    "look-pigment": "pigment looks better",
    "look-redness": "redness looks better",
    "look-overall": "the skin looks better as a whole",
}
SEVERITY_WORDS = {
    "block": "blocks",
    "require_override": "needs a recorded override",
    "warn": "warning",
    "info": "information",
}


_OUTCOMES = {
    "clear": "nothing stops it",
    "needs-override": "waits for a recorded override",
    "unanswered": "waits for answers",
    "blocked": "stopped by a rule",
    "declined": "declined, out of scope",
}


def of_people(share: Share) -> str:
    """'60 (23 to 88)' of a hundred; the denominator stands in the sentence around it."""
    low, median, high = (_count(one) for one in share.ends)
    return f"{median} ({low} to {high})"


def _count(share: float) -> str:
    """A count of a hundred: whole from ten on, two digits below, and never nothing."""
    value = OF * share
    if value <= 0.0:
        return "0"
    if value < 0.05:
        return "under 0.1"
    return f"{value:.0f}" if value >= 9.95 else f"{value:.2g}"


def needed_words(needed: NumberNeeded | None, why: str) -> str:
    """A number needed to treat in words, or why there is none."""
    if needed is None:
        return why
    if needed.low is None or needed.high is None:
        return f"about {needed.value:.1f} (shares as printed; no counts of the arms, no interval)"
    return f"about {needed.value:.1f} ({needed.low:.1f} to {needed.high:.1f}, 95 %)"


def counted_words(trial: Trial, control: bool = False) -> str:
    """'62 % (98 of 159)', or the share with the n that is printed."""
    item = trial.control if control else trial.treated
    if item is None:
        return "none"
    share = f"{100.0 * item.share:.0f} %"
    if item.events is not None:
        return f"{share} ({item.events} of {item.n})"
    return f"{share} (n {item.n})" if item.n else f"{share} (n not printed)"


_BEYOND = "longer than was looked at"
_NEXT = "until the next session"


def days_words(low: float, median: float, high: float, beyond: str = _BEYOND) -> str:
    """'5.7 (2 to 13)' days; what outlasts the look is said in the words of ``beyond``."""
    if not math.isfinite(median):
        return beyond
    end = days_figure(high) if math.isfinite(high) else beyond
    return f"{days_figure(median)} ({days_figure(low)} to {end})"


def spell_words(days: SeriesDays, session: SessionDays, spell: Spell) -> str:
    """Days of a sign with the date until which half, and nine in ten of such people, have it."""
    if spell.ever == 0.0 or spell.high == 0.0:
        return "none"
    beyond = _BEYOND if session is days.sessions[-1] else _NEXT
    if not math.isfinite(spell.median):
        return beyond
    most = _until(days, session, spell.high)
    if spell.median == 0.0:
        end = f"to {days_figure(spell.high)} d" if math.isfinite(spell.high) else beyond
        return f"none for half ({end}, {most})"
    half = _until(days, session, spell.median)
    return f"{days_words(spell.low, spell.median, spell.high, beyond)} d: {half} ({most})"


def _until(days: SeriesDays, session: SessionDays, length: float) -> str:
    if not math.isfinite(length):
        return "later"
    day = session.day + math.ceil(length)
    if days.start is None:
        return f"to day {day:.0f}"
    return f"to {days.start + dt.timedelta(days=day):%d %b}"


def cost_words(option: DecisionOption, clinic: Clinic) -> str:
    """The whole series' cost, or that no price is known."""
    if option.nothing:
        return "nothing"
    if option.cost is None:
        return "no price given"
    low, high = option.cost
    both = number(low) if low == high else f"{number(low)} to {number(high)}"
    return f"{both} {clinic.currency}".strip()


def rules_words(option: DecisionOption) -> str:
    """What the rules say of an option, in one line."""
    if option.nothing:
        return "nothing is done"
    if option.checked is None:
        return "not checked against the rules"
    check = option.checked.check
    told = [_OUTCOMES[option.checked.outcome]]
    for severity in ("block", "require_override", "warn"):
        many = [item for item in check.findings if item.severity == severity]
        done = sum(bool(item.overridden) for item in many)
        if many:
            beside = f", {done} overridden" if done else ""
            told.append(f"{len(many)} × {SEVERITY_WORDS[severity]}{beside}")
    if check.questions:
        questions = "question" if len(check.questions) == 1 else "questions"
        told.append(f"{len(check.questions)} {questions} open")
    return "; ".join(told)
