"""One clause of a course: what is done or used, with which settings, where, how often and when."""

import datetime as dt
from dataclasses import dataclass, field

from turgor.exchange.course_text.words import Thing
from turgor.record.course import SettingValue
from turgor.record.protocol import SettingByClass, SettingChoice, SettingRange


@dataclass(frozen=True, slots=True)
class Point:
    """A time: a date, a day of the course, or days from a session.

    day : of the course, or from the anchor (negative before it). anchor : '', or which session of
    the clause that it hangs on: first, last, each.
    """

    day: float
    column: int
    date: dt.date | None = None
    anchor: str = ""


@dataclass(slots=True)
class Clause:
    """A clause as it was read; None is what it doesn't state.

    settings : by name. columns : where each was stated. classes : by setting and class of what is
    measured. interval : days between sessions. length : days that a use lasts. per_week : times.
    """

    thing: Thing
    column: int
    settings: dict[str, SettingChoice] = field(default_factory=dict)
    columns: dict[str, int] = field(default_factory=dict)
    device: str | None = None
    site: str | None = None
    side: str | None = None
    count: int | None = None
    interval: float | SettingRange | None = None
    start: Point | None = None
    stop: Point | None = None
    length: float | None = None
    per_week: float | None = None
    #: what comes after '+' in a peel is its second agent
    second: bool = False

    def put(self, name: str, value: SettingChoice, column: int) -> bool:
        """Note a setting; False where another value of it stands already."""
        if name in self.settings and self.settings[name] != value:
            return False
        self.settings[name] = value
        self.columns[name] = column
        return True

    def put_class(
        self, name: str, value: SettingValue, measured: str, word: str, column: int
    ) -> bool:
        """Note a setting's value for one class; False where that class has another."""
        held = self.settings.get(name, SettingByClass(measured, {}))
        if not isinstance(held, SettingByClass) or held.measured != measured:
            return False
        if word in held.values and held.values[word] != value:
            return False
        self.settings[name] = SettingByClass(measured, {**held.values, word: value})
        self.columns.setdefault(name, column)
        return True
