"""The beginning of a clause: which treatment or use it is about."""

from turgor.exchange.course_text.clause import Clause
from turgor.exchange.course_text.cursor import Cursor, listed, nearest, thing_names
from turgor.exchange.course_text.words import Thing, course_words

#: words of a misspelt name that are compared with the known ones
_COMPARED = 4


def read_head(cursor: Cursor) -> Clause:
    """What the clause is about; it may follow a first setting, as in '35 % TCA'.

    Errors: StudyError for a name that is unknown or can be read in more than one way.
    """
    named = _named(cursor)
    if named is not None:
        return named
    begin = cursor.at
    numbered = cursor.here.kind in ("number", "ratio")
    while numbered and not cursor.done and cursor.here.kind not in (",", "+"):
        if cursor.here.kind == "word":
            column = cursor.here.column
            thing = _thing(cursor)
            if thing is not None:
                # what stood before it is read after it, now that its units are known
                del cursor.tokens[cursor.at - thing[1] : cursor.at]
                cursor.at = begin
                return _clause(thing[0], column)
        cursor.at += 1
    cursor.at = begin
    raise cursor.refuse(_unknown(cursor))


def _named(cursor: Cursor) -> Clause | None:
    column = cursor.here.column
    if cursor.says("session", "use") and cursor.ahead(1).kind == "string":
        is_use = cursor.here.text == "use"
        name = cursor.ahead(1).text
        cursor.at += 2
        return Clause(Thing("", name, is_use), column)
    thing = _thing(cursor)
    return _by_number(cursor) if thing is None else _clause(thing[0], column)


def _by_number(cursor: Cursor) -> Clause | None:
    """'SPF 50': a word before a number that one thing alone has names that thing."""
    if cursor.ahead(1).kind != "number":
        return None
    kinds = [kind for kind, own in course_words().kinds.items() if cursor.phrase_length(own.before)]
    bare = [one for one in course_words().things if one.kind in kinds and not one.settings]
    return _clause(bare[0], cursor.here.column) if len(kinds) == len(bare) == 1 else None


def _clause(thing: Thing, column: int) -> Clause:
    clause = Clause(thing, column)
    for name, value in thing.settings.items():
        clause.put(name, value, column)
    return clause


def _thing(cursor: Cursor) -> tuple[Thing, int] | None:
    """The thing that stands here and how many tokens name it.

    Errors: StudyError for a name that means more than one thing.
    """
    words = course_words()
    length, doubtful = cursor.phrase_length(words.thing), cursor.phrase_length(words.ambiguous)
    if doubtful and doubtful >= length:
        said = " ".join(token.text for token in cursor.tokens[cursor.at : cursor.at + doubtful])
        phrase = tuple(said.split(" "))
        ways = words.ambiguous[phrase]
        raise cursor.refuse(f"'{said}' can mean more than one thing; write {' or '.join(ways)}")
    if not length:
        return None
    found = cursor.phrase(words.thing)
    return None if found is None else (found, length)


def _unknown(cursor: Cursor) -> str:
    rest = cursor.tokens[cursor.at : cursor.at + _COMPARED]
    said = []
    for token in rest:
        if token.kind not in ("word", "number"):
            break
        said.append(token.text)
    for length in range(len(said), 0, -1):
        hint = nearest(" ".join(said[:length]), thing_names())
        if hint:
            return f"'{' '.join(said[:length])}' is no treatment or use that is known{hint}"
    names = listed(thing.name for thing in course_words().things)
    told = f"'{' '.join(said)}' is" if said else "this is"
    return f"{told} no treatment or use that is known; allowed: {names}"
