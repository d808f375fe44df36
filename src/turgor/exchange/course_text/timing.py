"""When and how often: points in time, stretches, series of sessions, rhythms of use."""

import datetime as dt

from turgor.exchange.course_text.clause import Clause, Point
from turgor.exchange.course_text.cursor import Cursor, listed
from turgor.exchange.course_text.token import Token
from turgor.exchange.course_text.words import course_words
from turgor.record.protocol import SettingRange

#: no course that was ever studied comes near; more is a slip of the pen
MOST_SESSIONS = 100
MOST_DAYS = 3650.0
_SESSIONS = (
    "session", "sessions", "treatment", "treatments", "visit", "visits", "peel", "peels",
)  # fmt: skip
_COUNTED = ("night", "nights", "time", "times", "day", "days")
_A_WEEK = {"week": 1.0, "day": 7.0}
_DAY_UNITS = ("day", "week", "month", "days", "weeks", "months")


def take_timing(cursor: Cursor, clause: Clause) -> bool:
    """Read one statement of when or how often where there is one.

    Errors: StudyError for an impossible date, a number without its unit of time, or something
    stated twice.
    """
    if clause.thing.is_use and (_rhythm(cursor, clause) or _length(cursor, clause)):
        return True
    if not clause.thing.is_use and _series(cursor, clause):
        return True
    return _when(cursor, clause)


def duration(cursor: Cursor) -> float | None:
    """Days of a stretch such as '8 weeks' or 'a week'; None, nothing taken, where there is none."""
    mark = cursor.at
    number = 1.0 if cursor.word("a", "an") else cursor.number()
    if number is None:
        return None
    unit = cursor.phrase(course_words().duration)
    if unit is None:
        cursor.at = mark
        return None
    return number * unit


def date_of(cursor: Cursor, token: Token) -> dt.date:
    """A date that exists.

    Errors: StudyError.
    """
    try:
        return dt.date(*(int(part) for part in token.text.split("-")))
    except ValueError as error:
        raise cursor.refuse(
            f"'{token.text}' is no date that exists ({error}); write year-month-day, such as "
            "2027-01-10",
            token,
        ) from error


def _rhythm(cursor: Cursor, clause: Clause) -> bool:
    """'nightly', 'twice daily', '3 nights a week'."""
    token, mark = cursor.here, cursor.at
    found = cursor.phrase(course_words().rhythm)
    if found is None and cursor.word("weekly"):
        found = 1.0
    if found is None:
        number = cursor.number()
        if number is None or not cursor.word(*_COUNTED):
            cursor.at = mark
            return False
        if cursor.word("weekly", "daily"):
            found = number * (7.0 if cursor.tokens[cursor.at - 1].text == "daily" else 1.0)
        elif cursor.word("a", "per") and cursor.says(*_A_WEEK):
            found = number * _A_WEEK[cursor.here.text]
            cursor.at += 1
        else:
            cursor.at = mark
            return False
    if clause.per_week is not None:
        raise cursor.refuse("how often it is used is stated twice; state it once", token)
    if not found > 0.0:
        raise cursor.refuse("it is used no times a week; leave the clause out", token)
    clause.per_week = found
    return True


def _length(cursor: Cursor, clause: Clause) -> bool:
    token = cursor.here
    if not cursor.word("for"):
        return False
    length = duration(cursor)
    if length is None or not length > 0.0:
        raise cursor.refuse("'for' needs how long, such as 'for 24 weeks'", token)
    if clause.length is not None:
        raise cursor.refuse("how long it lasts is stated twice; state it once", token)
    clause.length = length
    return True


def _series(cursor: Cursor, clause: Clause) -> bool:
    """'2 sessions', 'every 8 weeks', '4 x 30 days', '3 monthly', 'monthly', 'once'."""
    token, mark = cursor.here, cursor.at
    if cursor.word("once"):
        return _count(cursor, clause, 1.0, token)
    if cursor.word("single", "a") and cursor.word(*_SESSIONS):
        return _count(cursor, clause, 1.0, token)
    cursor.at = mark
    if cursor.word("every"):
        return _interval(cursor, clause, _stretch(cursor, "every"), token)
    spacing = cursor.phrase(course_words().spacing)
    if spacing is not None:
        return _interval(cursor, clause, spacing, token)
    if cursor.here.kind == "times" and cursor.ahead(1).kind == "number":
        cursor.at += 1  # 'x 4'
        return _count(cursor, clause, cursor.number() or 0.0, token)
    number = cursor.number()
    if number is None:
        return False
    if cursor.take("times"):
        _count(cursor, clause, number, token)
        return _interval(cursor, clause, _stretch(cursor, "x"), token)
    if cursor.word(*_SESSIONS):
        return _count(cursor, clause, number, token)
    if cursor.phrase_length(course_words().spacing):
        return _count(cursor, clause, number, token)
    cursor.at = mark
    return _apart(cursor, clause)


def _apart(cursor: Cursor, clause: Clause) -> bool:
    """'4 weeks apart', 'at 4 week intervals' without its 'at'."""
    token, mark = cursor.here, cursor.at
    low = duration(cursor)
    if low is not None and cursor.word("apart", "intervals", "interval"):
        return _interval(cursor, clause, low, token)
    cursor.at = mark
    return False


def _stretch(cursor: Cursor, after: str) -> float | SettingRange:
    """'8 weeks', '3-4 weeks', 'week'."""
    token = cursor.here
    low = cursor.number()
    high = None
    if low is not None and (cursor.take("dash") or cursor.word("to")):
        high = cursor.number()
    unit = cursor.phrase(course_words().duration)
    if unit is None:
        units = listed(" ".join(phrase) for phrase in course_words().duration)
        raise cursor.refuse(
            f"'{after}' needs how far apart, such as '{after} 8 weeks'; allowed units: {units}",
            token,
        )
    days = (1.0 if low is None else low) * unit
    if high is None:
        return days
    if not days < high * unit:
        raise cursor.refuse("a range of weeks has its lower number first", token)
    return SettingRange(days, high * unit)


def _count(cursor: Cursor, clause: Clause, number: float, token: Token) -> bool:
    if clause.count is not None:
        raise cursor.refuse("how many sessions is stated twice; state it once", token)
    if number != int(min(number, 1e9)) or not 1.0 <= number <= MOST_SESSIONS:
        raise cursor.refuse(
            f"{token.text} sessions; allowed: whole numbers from 1 to {MOST_SESSIONS}", token
        )
    clause.count = int(number)
    return True


def _interval(cursor: Cursor, clause: Clause, days: float | SettingRange, token: Token) -> bool:
    if clause.interval is not None:
        raise cursor.refuse("how far apart sessions are is stated twice; state it once", token)
    low, high = (days.low, days.high) if isinstance(days, SettingRange) else (days, days)
    if not 0.0 < low <= high <= MOST_DAYS:
        raise cursor.refuse(
            f"sessions {low:g} days apart; allowed: above 0, up to {MOST_DAYS:g}", token
        )
    clause.interval = days
    return True


def _when(cursor: Cursor, clause: Clause) -> bool:
    """'from …', 'until …', 'on …', 'day 0', 'days 0-2 after each', '2 weeks after', a date."""
    token = cursor.here
    if cursor.word("until", "till", "to"):
        return _stop(cursor, clause, _point(cursor, token, "first"), token)
    if cursor.word("from", "on", "at", "starting", "beginning"):
        cursor.word("from", "on", "at")
        return _start(cursor, clause, _point(cursor, token, "last"), token)
    if token.kind == "date":
        return _start(cursor, clause, _point(cursor, token, "last"), token)
    if token.kind == "word" and token.text in _DAY_UNITS:
        return _days(cursor, clause)
    if cursor.says("before", "after"):
        point = _anchored(cursor, 0.0, token)
        put = _stop if token.text == "before" else _start
        return put(cursor, clause, point, token)
    mark = cursor.at
    if duration(cursor) is not None and cursor.says("before", "after"):
        cursor.at = mark
        return _start(cursor, clause, _point(cursor, token, "last"), token)
    cursor.at = mark
    return False


def _days(cursor: Cursor, clause: Clause) -> bool:
    """'day 0', 'week 4', 'days 0-2', 'days 0-2 after each'."""
    token = cursor.here
    unit = course_words().duration[(token.text,)]
    cursor.at += 1
    low = _day_number(cursor, token)
    high = None
    if cursor.take("dash") or cursor.word("to"):
        high = cursor.number()
        if high is None:
            raise cursor.refuse(f"'{token.text} {low:g}-' needs its second number")
        if not high > low:
            raise cursor.refuse(f"days {low:g} to {high:g} are no stretch", token)
    sign, anchor = 1.0, ""
    if cursor.says("before", "after"):
        sign = -1.0 if cursor.here.text == "before" else 1.0
        anchor = _anchored(cursor, 0.0, token).anchor
    first = Point(sign * low * unit, token.column, anchor=anchor)
    if high is None:
        return _start(cursor, clause, first, token)
    second = Point(sign * high * unit, token.column, anchor=anchor)
    early, late = (first, second) if sign > 0 else (second, first)
    return _start(cursor, clause, early, token) and _stop(cursor, clause, late, token)


def _point(cursor: Cursor, word: Token, anchor: str) -> Point:
    """A date, a day, or so long before or after a session; ``anchor`` where none is named."""
    token = cursor.here
    if token.kind == "date":
        cursor.at += 1
        return Point(0.0, token.column, date=date_of(cursor, token))
    if token.kind == "word" and token.text in _DAY_UNITS:
        unit = course_words().duration[(token.text,)]
        cursor.at += 1
        number = _day_number(cursor, token)
        if cursor.says("before", "after"):
            sign = -1.0 if cursor.here.text == "before" else 1.0
            return _anchored(cursor, sign * number * unit, token)
        return Point(number * unit, token.column)
    if cursor.says("the", "first", "last", "each"):
        return Point(0.0, token.column, anchor=_which(cursor) or anchor)
    days = duration(cursor)
    if days is None or not cursor.says("before", "after"):
        raise cursor.refuse(
            f"'{word.text}' needs a date, a day, or a time from a session, such as "
            f"'{word.text} 2027-01-10', '{word.text} day 0' or '{word.text} 2 weeks before'",
            token,
        )
    return _anchored(cursor, -days if cursor.here.text == "before" else days, token)


def _day_number(cursor: Cursor, word: Token) -> float:
    """The number after 'day'; days before day 0 are negative."""
    sign = -1.0 if cursor.take("dash") else 1.0
    number = cursor.number()
    if number is None:
        raise cursor.refuse(f"'{word.text}' needs a number, such as '{word.text} 0'")
    return sign * number


def _anchored(cursor: Cursor, days: float, token: Token) -> Point:
    """'before', 'after each', 'after the last', … with the days already read."""
    side = cursor.here.text
    cursor.at += 1
    return Point(days, token.column, anchor=_which(cursor) or _DEFAULTS[side])


_DEFAULTS = {"before": "first", "after": "last"}


def _which(cursor: Cursor) -> str:
    cursor.word("the")
    found = cursor.word("first", "last", "each", "every")
    cursor.word(*_SESSIONS)
    if found is None:
        return ""
    return "each" if found.text == "every" else found.text


def _start(cursor: Cursor, clause: Clause, point: Point, token: Token) -> bool:
    if clause.start is not None:
        raise cursor.refuse("when it begins is stated twice; state it once", token)
    clause.start = point
    return True


def _stop(cursor: Cursor, clause: Clause, point: Point, token: Token) -> bool:
    if not clause.thing.is_use:
        raise cursor.refuse(
            "sessions have no end; write how many and how far apart, such as '3 sessions every 4 "
            "weeks'",
            token,
        )
    if clause.stop is not None:
        raise cursor.refuse("when it ends is stated twice; state it once", token)
    clause.stop = point
    return True
