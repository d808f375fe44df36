"""Numbers and sentences of the decision page."""

import math
import re
from collections.abc import Iterable

from turgor.report.numbers import days_figure, number
from turgor.workflow.decision.counts import OF, NumberNeeded, Share
from turgor.workflow.decision.days import SeriesDays, SessionDays, Spell, day_text
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
_MANY_WORDS = {
    "block": ("rule against it", "rules against it"),
    "require_override": ("rule to override", "rules to override"),
    "warn": ("warning", "warnings"),
}
_OUTCOMES = {
    "clear": "nothing stops it",
    "needs-override": "waits for a recorded override",
    "unanswered": "waits for answers",
    "blocked": "stopped by a rule",
    "declined": "declined, out of scope",
}


def whole(share: float) -> int:
    """Whole people of a hundred, halves upward."""
    return math.floor(OF * share + 0.5)


def of_people(share: Share) -> str:
    """'60 (23 to 88)' whole people of a hundred; the denominator stands in the sentence."""
    low, median, high = (_count(one) for one in share.ends)
    if low == median == high:
        return median
    if low == median == _FEW:
        return f"{median} (up to {high})"
    return f"{median} ({low} to {high})"


_FEW = "under 1"


def _count(share: float) -> str:
    """Whole people of a hundred; what is less than one is neither one nor nobody."""
    if share <= 0.0:
        return "0"
    return _FEW if OF * share < 1.0 else f"{whole(share)}"


def rest_of_people(share: Share) -> str:
    """The others of the hundred, so that both always make up a hundred."""
    low, median, high = (_rest(one) for one in (share.high, share.median, share.low))
    return median if low == median == high else f"{median} ({low} to {high})"


def _rest(share: float) -> str:
    return f"over {OF - 1}" if 0.0 < OF * share < 1.0 else f"{OF - whole(share)}"


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


def days_words(low: float, median: float, high: float) -> str:
    """'6 (2 to 13)' whole days."""
    if not math.isfinite(median):
        return _BEYOND
    if high <= 0.0:
        return "none"
    return f"{_whole_days(median)} ({_whole_days(low)} to {_whole_days(high)})"


def _whole_days(days: float) -> str:
    if not math.isfinite(days):
        return _BEYOND
    return _FEW if 0.0 < days < 1.0 else days_figure(math.floor(days + 0.5))


def spell_words(days: SeriesDays, session: SessionDays, spell: Spell) -> str:
    """By when a sign is over for half of such people, and for nine in ten of them."""
    if spell.ever == 0.0 or spell.high == 0.0:
        return "none"
    beyond = _BEYOND if session is days.sessions[-1] else _NEXT
    if not math.isfinite(spell.median):
        return beyond
    half = "none for half" if spell.median == 0.0 else f"by {_over(days, session, spell.median)}"
    if not math.isfinite(spell.high):
        return f"{half}; for 1 in 10 {beyond}"
    return f"{half}; 9 in 10 by {_over(days, session, spell.high)}"


def _over(days: SeriesDays, session: SessionDays, length: float) -> str:
    """The date, with its year where that is not the session's."""
    text = day_text(days.start, session.day + math.ceil(length))
    year = day_text(days.start, session.day)[-5:]
    return text.removesuffix(year) if days.start is not None else text


def cost_words(option: DecisionOption, clinic: Clinic) -> str:
    """The whole series' cost, what of it has no price, or that no price is known."""
    if option.nothing:
        return "nothing"
    cost = option.cost
    if cost is None:
        return "no price given"
    low, high = money(cost.low), money(cost.high)
    both = f"up to {high}" if cost.ceiling else low if low == high else f"{low} to {high}"
    more = f", and what no price was given for: {', '.join(cost.unpriced)}" if cost.unpriced else ""
    return f"{both} {clinic.currency}".strip() + more


def money(value: float) -> str:
    """Whole units, with a hundredth where it is not whole."""
    return f"{value:.0f}" if value == round(value) else f"{value:.2f}"


def rules_words(option: DecisionOption) -> str:
    """What the rules say of an option, in one line."""
    if option.nothing:
        return "nothing is done"
    if option.checked is None:
        return "not checked against the rules"
    check = option.checked.check
    told = [_OUTCOMES[option.checked.outcome]]
    for severity, (one, several) in _MANY_WORDS.items():
        many = [item for item in check.findings if item.severity == severity]
        done = sum(bool(item.overridden) for item in many)
        if many:
            beside = f" ({done} overridden)" if done else ""
            told.append(f"{len(many)} {one if len(many) == 1 else several}{beside}")
    if check.questions:
        questions = "question" if len(check.questions) == 1 else "questions"
        told.append(f"{len(check.questions)} {questions} open")
    return "; ".join(told)


def change_words(value: float) -> str:
    """A change to two digits; one that rounds to nothing is none."""
    if abs(value) < 0.05:
        return "0"
    size = abs(value)
    digits = 1 if size < 0.95 else 2 if size < 99.5 else 3
    return f"{'+' if value > 0.0 else '−'}{number(size, digits)}"


_STUDIED = "outside studied population: "
_ROMAN = {"1": "I", "2": "II", "3": "III", "4": "IV", "5": "V", "6": "VI"}


def others_words(outside: Iterable[str]) -> tuple[str, ...]:
    """How the person differs from who was studied, phototypes as people know them."""
    return tuple(
        re.sub(
            r"\b[1-6]\b",
            lambda found: _ROMAN[found[0]],
            one.replace(_STUDIED, "Others than this person were studied: "),
        )
        for one in outside
    )
