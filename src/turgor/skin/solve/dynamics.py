"""What the solver solves: names of states and parameters, rest, rates and the jump at a session."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from turgor.skin.state import STATE_NAMES
from turgor.skin.term import Term

Terms = Mapping[str, Term]


@dataclass(frozen=True)
class Dynamics:
    """Ordinary differential equations with jumps, written in terms.

    states, parameters : names, in the order of arrays' rows. rest(p) : every
    state without treatment. rates(state, level, p) : change of every state per day; time itself
    does not come in. jump(state, load, p) : every state after a session. A function that leaves a
    state out leaves it as it is.
    """

    states: tuple[str, ...]
    parameters: tuple[str, ...]
    rest: Callable[[Terms], Terms]
    rates: Callable[[Terms, Terms, Terms], Terms]
    jump: Callable[[Terms, Terms, Terms], Terms]


@cache
def tissue_dynamics() -> Dynamics:
    """The dynamics of all processes of ``skin.tissue``."""
    from turgor.skin import assemble

    return Dynamics(
        STATE_NAMES,
        assemble.parameter_names(),
        assemble.rest_state,
        assemble.rates,
        assemble.jump,
    )
