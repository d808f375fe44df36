"""The clauses of a text, each read on its own."""

from collections.abc import Sequence

from turgor.exchange.course_text.clause import Clause
from turgor.exchange.course_text.cursor import Cursor, listed, nearest
from turgor.exchange.course_text.head import read_head
from turgor.exchange.course_text.setting import name_of, take_setting, unit_words
from turgor.exchange.course_text.timing import take_timing
from turgor.exchange.course_text.token import Token
from turgor.exchange.course_text.words import course_words, kind_words

_NAMED = ("device", "site", "side")


def read_clause(found: Sequence[Token], where: str) -> Clause:
    """One clause.

    Errors: StudyError with the column of what is unknown, missing or stated twice, what is
    allowed, and the nearest word.
    """
    cursor = Cursor(found, where)
    clause = read_head(cursor)
    while not cursor.done:
        if cursor.take(","):
            continue
        if not (
            take_timing(cursor, clause)
            or take_setting(cursor, clause)
            or _place(cursor, clause)
            or cursor.word(*kind_words(clause.thing.kind).silent)
        ):
            raise cursor.refuse(_unknown(cursor, clause))
    if clause.second and "second_agent" not in clause.settings:
        raise cursor.refuse("'+' needs the second agent, such as '+ TCA 15 %'")
    return clause


def _place(cursor: Cursor, clause: Clause) -> bool:
    """Site, side and device, by their words or in quotes."""
    token = cursor.here
    if token.text in _NAMED and token.kind == "word" and cursor.ahead(1).kind == "string":
        cursor.at += 2
        return _set(cursor, clause, token.text, cursor.tokens[cursor.at - 1].text, token)
    cursor.word("in", "on", "of", "with")
    side = cursor.phrase(course_words().side)
    if side is not None:
        return _set(cursor, clause, "side", side, token)
    site = cursor.phrase(course_words().site)
    return site is not None and _set(cursor, clause, "site", site, token)


def _set(cursor: Cursor, clause: Clause, name: str, value: str, token: Token) -> bool:
    if getattr(clause, name) is not None:
        raise cursor.refuse(f"the {name} is stated twice; write a clause for each", token)
    setattr(clause, name, value)
    return True


def _unknown(cursor: Cursor, clause: Clause) -> str:
    """What stands here and could not be read, with what could stand here."""
    token = cursor.here
    words, known = course_words(), kind_words(clause.thing.kind)
    tables = (words.site, words.side, known.plain, known.before, known.after)
    near = [" ".join(phrase) for table in tables for phrase in table]
    near += [" ".join(phrase) for phrase in (*words.rhythm, *words.spacing)]
    near += ["sessions", "every", "from", "until", "before", "after"]
    near = [way for way in near if way != token.text]
    units = listed(unit_words(clause.thing.kind)) or "none by unit, name=value"
    plain = listed(item.say for item in known.settings)
    if cursor.phrase_length(words.thing) or cursor.phrase_length(words.ambiguous):
        return (
            f"'{token.text}' begins another treatment beside {name_of(clause)}; write a clause for "
            "each, with ';' between them"
        )
    return (
        f"'{token.text}' is not understood of {name_of(clause)}{nearest(token.text, near)}; "
        f"allowed: settings ({units}{'; ' + plain if plain else ''}), a site or side, how many "
        "and how often ('3 sessions every 4 weeks', 'nightly'), when ('from 2027-01-10', 'until "
        "2 weeks before')"
    )
