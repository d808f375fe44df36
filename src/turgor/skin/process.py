"""A process: one part of the virtual skin's dynamics, behind a closed list of hooks."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from turgor.skin.term import Term

Terms = Mapping[str, Term]
#: a process that does nothing at a session
NOTHING: Terms = {}


def no_impulse(state: Terms, load: Terms, p: Terms) -> Terms:
    """A session leaves this process alone."""
    return NOTHING


@dataclass(frozen=True, slots=True)
class Process:
    """One part of the dynamics. Contributions of all processes to a state add up.

    name : as its file and its page. owns : the states whose rest it sets; each state has one
    owner. parameters : names of ``p`` it reads, each an evidence record ``virtual.<name>``.
    rest(p) : where the owned states lie without treatment, if not at the state's own rest.
    rates(state, level, p) : change per day, by state. impulse(state, load, p) : what is added to
    states at the instant of a session; ``state`` is before it.
    """

    name: str
    owns: tuple[str, ...]
    parameters: tuple[str, ...]
    rates: Callable[[Terms, Terms, Terms], Terms]
    impulse: Callable[[Terms, Terms, Terms], Terms] = no_impulse
    rest: Callable[[Terms], Terms] | None = None
