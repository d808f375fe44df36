"""Dates as options: year-month-day, because 03/04 is two dates."""

import datetime as dt


def day_of(text: str, option: str) -> dt.date:
    """The day that an option names, today where it is left out.

    Errors: InputError.
    """
    return date_option(text, option) or dt.date.today()


def date_option(text: str, option: str) -> dt.date | None:
    """The day that an option names, None where it is left out.

    Errors: InputError.
    """
    from turgor.errors import InputError

    if not text:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise InputError(
            f"{option} is '{text[:40]}'; write year-month-day, such as 2026-03-31"
        ) from None
