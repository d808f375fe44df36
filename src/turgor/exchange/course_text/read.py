"""A course from text that people write."""

import datetime as dt
from collections.abc import Sequence

from turgor.errors import StudyError
from turgor.exchange.course_text.cursor import Cursor
from turgor.exchange.course_text.parse import read_clause
from turgor.exchange.course_text.settle import settle
from turgor.exchange.course_text.timing import date_of
from turgor.exchange.course_text.token import Token, split_at, tokens
from turgor.record.course import Course

#: what a course is called that has no name in its text
UNNAMED = "course"


def read_course_text(text: str, *, where: str, case_start: dt.date | None = None) -> Course:
    """A course as it is written in one line; ``docs/science/course-text.md`` has the grammar.

    where : what the text is, for refusals. case_start : the date of day 0 of the case that the
    course is of; clauses without a date hang on it where others have one.

    Errors: StudyError with the column, what is allowed, and the nearest word.
    """
    found = tokens(text, where)
    if not found:
        raise StudyError(f"{where}: the course is empty; write 'nothing' for doing nothing")
    name: str | None = None
    start: dt.date | None = None
    nothing = False
    clauses = []
    for part in split_at(";", found):
        told = _name_or_start(part, where)
        if isinstance(told, dt.date):
            _refuse_twice(start, part, where)
            start = told
        elif isinstance(told, str):
            _refuse_twice(name, part, where)
            name = told
        elif len(part) == 1 and part[0].text == "nothing" and part[0].kind == "word":
            nothing = True
        else:
            clauses.append(read_clause(part, where))
    if nothing and clauses:
        raise StudyError(f"{where}: 'nothing' stands beside something that is done; leave one out")
    if nothing:
        return Course(start=start) if name is None else Course(name, start=start)
    if not clauses:
        raise StudyError(f"{where}: no treatment or use is stated; write 'nothing' for none")
    return settle(clauses, UNNAMED if name is None else name, start, where, case_start)


def _name_or_start(part: Sequence[Token], where: str) -> str | dt.date | None:
    """What a clause such as 'course "spring"' or 'start 2027-01-10' states."""
    cursor = Cursor(part, where)
    if len(part) == 2 and cursor.says("course") and part[1].kind == "string":
        return part[1].text
    if cursor.word("start"):
        token = cursor.take("date")
        if token is None or not cursor.done:
            raise cursor.refuse("'start' needs the date of day 0 alone, such as 'start 2027-01-10'")
        return date_of(cursor, token)
    return None


def _refuse_twice(held: object, part: Sequence[Token], where: str) -> None:
    if held is not None:
        raise StudyError(f"{where}, column {part[0].column}: stated twice; state it once")
