"""Values that a case's tables hold beside TOML's own: dates, and answers that may be unknown."""

import datetime as dt

from turgor.exchange.toml_table import TomlTable

Answer = bool | float | str | tuple[str, ...]

#: how an answer is said not to be known; leaving it out says the same
UNKNOWN = "unknown"
_FLAGS = {"yes": True, "no": False}
#: courses and histories lie well within; days counted from here stay in the calendar
_YEARS = (1900, 2200)
_FORM = "write a date as 2027-01-31"


def optional_date(read: TomlTable, key: str) -> dt.date | None:
    """A date, None where the key is not there; errors as for ``date_of``."""
    return None if read.raw(key) is None else date_of(read.raw(key), key, read)


def date_of(value: object, key: str, read: TomlTable) -> dt.date:
    """A date, be it TOML's own or in quotes.

    Errors: StudyError for anything else, and for a day that no calendar has.
    """
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return _in_reach(value, key, read)
    if isinstance(value, str):
        try:
            return _in_reach(dt.date.fromisoformat(value), key, read)
        except ValueError as error:
            raise read.refuse(
                f"'{key}' is '{value}', no day of the calendar; {_FORM}", key
            ) from error
    raise read.refuse(f"'{key}' is {str(value)[:40]!r}; {_FORM}", key)


def _in_reach(day: dt.date, key: str, read: TomlTable) -> dt.date:
    if not _YEARS[0] <= day.year <= _YEARS[1]:
        raise read.refuse(f"'{key}' is {day}; allowed: years {_YEARS[0]} to {_YEARS[1]}", key)
    return day


def answer_of(name: str, value: object, read: TomlTable, key: str) -> Answer | None:
    """An answer as facts have it: flag, number, word or words; None where it is unknown.

    Errors: StudyError for any other value.
    """
    if isinstance(value, str):
        plain = value.strip().lower()
        return None if plain == UNKNOWN else _FLAGS.get(plain, value)
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return read.number(key) if key == name else float(min(max(value, -1e300), 1e300))
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return tuple(str(item) for item in value)
    raise read.refuse(
        f"'{name}' is {str(value)[:40]!r}; give true, false, a number, a word, a list of words, or "
        f"'{UNKNOWN}'",
        key,
    )
