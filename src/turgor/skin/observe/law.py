"""What a law of observation is: from state, parameters and whose skin it is to a value."""

from collections.abc import Callable

from turgor.record.tissue import TissueStack
from turgor.skin.process import Terms
from turgor.skin.term import Term

#: value of an observable against this skin at rest (a ratio), or in the observable's own unit
Law = Callable[[Terms, Terms, TissueStack], Term]


def state_itself(name: str) -> Law:
    """The law of what is a state: shown as it is."""

    def law(state: Terms, p: Terms, stack: TissueStack) -> Term:
        return state[name]

    return law
