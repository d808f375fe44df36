"""One thing that a rule can be asked of, as far as it is known."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from turgor.rules.facts import Facts
from turgor.rules.treatment import Treatment


@dataclass(frozen=True, slots=True)
class View:
    """Known facts of one thing that a rule can be asked of.

    facts : what is known; what is missing is unknown. may_be : for a field that is one of a few
    words, and not known which, these words: a rule fires where it fires for each. parts : the
    sites that one treatment treats together: a rule fires where it fires for any. absent : fields
    that there are none of, such as the interval before a first session: nothing holds of them.
    reasons : why a field is unknown. ask : the field to ask for instead of one.
    sessions : places in ``Views.treatments``. day : of the session, the later of two, or the event.
    """

    scope: str
    label: str
    facts: Facts
    may_be: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    parts: tuple[str, ...] = ()
    absent: frozenset[str] = frozenset()
    reasons: Mapping[str, str] = field(default_factory=dict)
    ask: Mapping[str, str] = field(default_factory=dict)
    sessions: tuple[int, ...] = ()
    day: float = 0.0


def words_of(at: int, treatments: Sequence[Treatment], sessions: Sequence[View]) -> tuple[str, ...]:
    """What a treatment can be, an answer to that question taken in; empty where nothing is known.

    ``sessions`` are the views of the planned treatments, which stand first in ``treatments``.
    """
    if at >= len(sessions):
        return treatments[at].words
    word = sessions[at].facts.get("modality")
    return (word,) if isinstance(word, str) else sessions[at].may_be.get("modality", ())
