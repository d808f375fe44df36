"""What a number's format makes of it: a date, a time, a percentage; and serial numbers as dates.

Built-in formats by number: ISO/IEC 29500-1, 18.8.30; serial numbers and the two date systems:
18.17.4.1.
"""

import datetime as dt
import re

_BUILT_IN_DATES = frozenset([*range(14, 18), 22, *range(27, 32), 36, *range(50, 55), 57, 58])
_BUILT_IN_TIMES = frozenset([18, 19, 20, 21, *range(32, 36), 45, 46, 47, 55, 56])
_BUILT_IN_PERCENT = frozenset([9, 10])
_LITERALS = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_AM_PM = re.compile(r"am/pm|a/p", re.IGNORECASE)

PLAIN, AS_DATE, AS_TIME, AS_PERCENT = "plain", "date", "time", "percent"
_LATEST = 2_958_465.999_999_99  # 9999-12-31, where the date system ends


def kind_of_format(number: int, code: str | None) -> str:
    """PLAIN, AS_DATE, AS_TIME or AS_PERCENT, by a format's number and, where it has one, code."""
    if code is None:
        if number in _BUILT_IN_DATES:
            return AS_DATE
        if number in _BUILT_IN_TIMES:
            return AS_TIME
        return AS_PERCENT if number in _BUILT_IN_PERCENT else PLAIN
    first = _LITERALS.sub("", code).split(";")[0].lower()
    if "general" in first:
        return PLAIN
    letters = set(_AM_PM.sub("h", first))
    if letters & set("dy") or (letters & set("m") and not letters & set("hs")):
        return AS_DATE
    if letters & set("hs"):
        return AS_TIME
    return AS_PERCENT if "%" in first else PLAIN


def moment_of_serial(serial: float, since_1904: bool) -> dt.datetime | None:
    """The date and time of a serial number, to the second; None where there is none.

    In the 1900 system day 60 is 29 February 1900, a day that never was.
    """
    if not 0 <= serial <= _LATEST:
        return None
    if since_1904:
        origin = dt.datetime(1904, 1, 1)
    elif serial >= 61:
        origin = dt.datetime(1899, 12, 30)
    elif serial >= 60:
        return None
    else:
        origin = dt.datetime(1899, 12, 31)
    try:
        return origin + dt.timedelta(seconds=round(serial * 86_400))
    except OverflowError:
        return None
