"""What a target of an import takes: its fields, each with its kind, unit and allowed words."""

from dataclasses import dataclass

from turgor.errors import StudyError

#: words, a word of a list, a number, a whole number, yes or no, a date, 'key=value;key=value'
TEXT, CHOICE, NUMBER, WHOLE, FLAG, DATE, PAIRS = (
    "text", "choice", "number", "whole number", "yes or no", "date", "pairs",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a target.

    unit : of a number, as pint reads it ('degC', 'hour', 'percent'); empty where none applies or
    the mapping states it. choices : allowed words, an empty tuple for any. key : one of those that
    tell records apart, so that a merged cell may speak for all of its rows. note : for templates.
    carries : a record that lacks it says nothing, and is none.
    """

    name: str
    kind: str = TEXT
    needed: bool = False
    unit: str = ""
    choices: tuple[str, ...] = ()
    key: bool = False
    least: float | None = None
    most: float | None = None
    note: str = ""
    carries: bool = False


class FieldError(StudyError):
    """What a row says in one field can't be taken; the import finds the cell that it stands in."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field, self.reason = field, reason
