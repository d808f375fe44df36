"""What a rule is asked of: the person, one session, two treatments after one another, an event."""

from collections.abc import Iterable

from turgor.rules.refusal import RuleError
from turgor.rules.vocabulary import Vocabulary

#: facts of a session's place in a series; an event follows a session that was given, not a plan
PLANNING = frozenset({"session_number", "sessions_planned", "interval_d", "season", "weeks_of_use"})


def scope_of(fields: Iterable[str], vocabulary: Vocabulary) -> str:
    """The scope of a rule that asks for these fields: person, session, pair or event.

    Beside an event stand the person and the session before it; beside a pair stand the person and,
    for fields of a session, the later of the two treatments.

    Errors: RuleError where no case can hold all of the fields.
    """
    names = tuple(dict.fromkeys(fields))
    parts = {vocabulary.field(name).part: name for name in reversed(names)}
    if "event" in parts:
        if "pair" in parts:
            raise RuleError(
                f"'{parts['event']}' is of an event and '{parts['pair']}' of two treatments; no "
                "case holds both, so make two rules"
            )
        planned = [name for name in names if name in PLANNING]
        if planned:
            raise RuleError(
                f"'{parts['event']}' is of an event and '{planned[0]}' of a plan; an event knows "
                "the session before it, not its place in a series"
            )
        return "event"
    return next((scope for scope in ("pair", "session") if scope in parts), "person")
