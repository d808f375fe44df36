"""Benefit in words and squares: the forecast, beside it what studies reported and nothing done."""

from dataclasses import dataclass

from turgor.report.decision_chart import People, people
from turgor.report.decision_tables import trial_table
from turgor.report.decision_words import LOOK_WORDS, of_people, rest_of_people
from turgor.report.page_parts import Table
from turgor.workflow.decision.benefit import Benefit
from turgor.workflow.decision.option import DecisionOption
from turgor.workflow.decision.trials import parts_of


@dataclass(frozen=True, slots=True)
class BenefitBlock:
    """One look: the forecast with its drawing, beside it what studies reported."""

    said: str
    sentence: str
    people: People
    nothing: People | None
    reported: str
    grade: str
    trials: Table | None


def benefit_block(item: Benefit, option: DecisionOption) -> BenefitBlock:
    """One look of one option."""
    look = look_words(item)
    beside = ""
    if not option.nothing and item.nothing is not None:
        beside = f", beside {of_people(item.nothing)} with nothing done"
    return BenefitBlock(
        said=look[0].upper() + look[1:],
        sentence=(
            f"Of 100 people like you, {of_people(item.forecast)} look better by a grade or more at "
            f"{_at(item, option)}{beside}. The other {rest_of_people(item.forecast)} do not."
        ),
        people=look_people(item),
        nothing=(
            None
            if option.nothing or item.nothing is None
            else people(item.nothing, f"with nothing done: {of_people(item.nothing)} of 100")
        ),
        reported=(
            "No study on record tells this of it, and studies of other treatments are not lent to "
            "it: the virtual skin stands alone."
            if item.reported is None
            else f"{of_people(item.reported)} of 100: what was reported of the nearest kind of "
            f"{'group' if option.nothing else 'treatment'}, look and time that enough studies "
            "tell; 8 in 10 of these reports lie in the brackets. This very look is told by "
            f"{_studies(item.studies)}, after any treatment."
        ),
        grade=item.grade,
        trials=(
            None
            if option.nothing
            else trial_table(item, several=len(parts_of(option.outlook.course)) > 1)
        ),
    )


def look_words(item: Benefit) -> str:
    """A look as a person says it."""
    return LOOK_WORDS.get(item.observable, item.said)


def look_people(item: Benefit) -> People:
    """A hundred squares of the forecast."""
    return people(item.forecast, f"{look_words(item)}: {of_people(item.forecast)} of 100 people")


def _at(item: Benefit, option: DecisionOption) -> str:
    day = f"day {item.day:.0f}"
    return f"{day} ({option.days.when(item.day)})" if option.days.start else day


def _studies(number: int) -> str:
    return "1 study" if number == 1 else f"{number} studies"
