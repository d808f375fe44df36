"""How to read the page, what was asked beforehand, and what to talk over before deciding."""

from turgor.record.case import Case
from turgor.workflow.decision.days import date_text
from turgor.workflow.decision.option import Decision

#: for each person to answer; nobody's answer is taken for granted
TALK = (
    "What bothers me most, and how much better would it have to look for me?",
    "Which counts more for me: a better look, fewer days not presentable, less risk, fewer visits, "
    "or less cost?",
    "What would I regret more: having done it, or not having done it?",
    "What of this have I not understood, and whom do I want to ask?",
    "I decide now / I want to think about it until: ",
)
#: screens that a clinician makes before anything is planned
_SCREENS = (
    ("unrealistic_expectations", "expectations beyond what is told here"),
    ("body_dysmorphia_suspected", "signs of body dysmorphic disorder"),
)


def reading_lines(found: Decision) -> tuple[str, ...]:
    """Of whom, within which time, and what brackets mean: the same for every option."""
    start = found.forecast.case.start
    since = date_text(start) if start else "day 0"
    return (
        f"Every count is of 100 people like this one, within {found.horizon_days:.0f} days of "
        f"{since}, benefit and harm alike. Nobody can tell which of the 100 one will be.",
        "In brackets stands how far the count may lie from it: 8 in 10 groups or settings like "
        "this lie inside, 1 in 10 below and 1 in 10 above.",
        "Better by a grade: one step on a scale of pictures, judged by people who don't know what "
        "was done.",
        *_alike(found),
    )


def _alike(found: Decision) -> tuple[str, ...]:
    """Said where the first look's ranges of all treatments hold a common count."""
    told = [
        one.benefits[0].forecast
        for one in found.options
        if one.benefits and not (one.nothing or one.closed)
    ]
    if len(told) < 2 or max(one.low for one in told) > min(one.high for one in told):
        return ()
    return (
        "The ranges of all open options with a treatment overlap: by this forecast none of them is "
        "surely better than another, so that days, risk, visits and cost may count for more.",
    )


def asked_before(case: Case) -> tuple[tuple[str, str], ...]:
    """What the screens beforehand said; not asked is said too."""
    words = {True: "yes", False: "no"}
    said = []
    for name, text in _SCREENS:
        answer = case.answers.get(name)
        said.append((text, words[answer] if isinstance(answer, bool) else "not asked yet"))
    return tuple(said)
