"""What is wrong with one file, gathered so that all of it is told at once."""

import re
from collections.abc import Callable
from typing import TypeVar

from turgor.errors import SlipsError, StudyError, lines_of

T = TypeVar("T")

#: more of one file than this is told as a number
MOST = 20
_LINE = re.compile(r"\bline (\d+)")


class Slips:
    """Refusals of one file, each a line, none twice."""

    def __init__(self) -> None:
        self._found: dict[str, None] = {}

    def __bool__(self) -> bool:
        """Whether anything was refused."""
        return bool(self._found)

    def attempt(self, work: Callable[[], T], otherwise: T) -> T:
        """What ``work`` yields; where it is refused that is noted, and ``otherwise`` given."""
        try:
            return work()
        except StudyError as error:
            self.note(error)
            return otherwise

    def note(self, error: StudyError) -> None:
        """Keep a refusal."""
        self._found |= dict.fromkeys(lines_of(error))

    def refuse(self) -> None:
        """Tell what was gathered, in the order of the file's lines.

        Errors: StudyError where there is one, SlipsError where there are several.
        """
        found = sorted(self._found, key=_line)
        if len(found) == 1:
            raise StudyError(found[0])
        if len(found) > MOST:
            rest = f"{found[0].partition(': ')[0]}: and {len(found) - MOST} more; mend these first"
            raise SlipsError([*found[:MOST], rest])
        if found:
            raise SlipsError(found)


def attempted(slips: Slips | None, work: Callable[[], T], otherwise: T) -> T:
    """``work`` with its refusals gathered, or raised at once where nobody gathers."""
    return work() if slips is None else slips.attempt(work, otherwise)


def _line(text: str) -> int:
    found = _LINE.search(text)
    return int(found[1]) if found else 0
