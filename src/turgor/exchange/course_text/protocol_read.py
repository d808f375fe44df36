"""A protocol from text: arms, drawn sides, ranges, values by class, days of looking."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from turgor.errors import StudyError
from turgor.exchange.course_text.clause import Clause, Point
from turgor.exchange.course_text.cursor import Cursor
from turgor.exchange.course_text.parse import read_clause
from turgor.exchange.course_text.protocol_checks import check_protocol
from turgor.exchange.course_text.setting import name_of
from turgor.exchange.course_text.settle import LEAD_IN_DAYS
from turgor.exchange.course_text.timing import MOST_DAYS
from turgor.exchange.course_text.token import Token, split_at, tokens, words_of
from turgor.exchange.course_text.words import Phrase, course_words
from turgor.record.protocol import (
    Protocol,
    ProtocolArm,
    ProtocolSession,
    ProtocolUse,
    SettingRange,
)

#: the arm of a protocol that names none
ONLY_ARM = "treated"
ALLOCATION_WORDS: dict[str, tuple[str, ...]] = {
    "single": ("single arm",),
    "parallel": ("parallel arms", "parallel"),
    "split-side": ("split sides", "split-side", "split side", "split-face", "split face"),
    "alternative": ("either arm", "alternative arms", "alternative"),
    "by-measure": ("by measure", "by-measure"),
}
_ALLOCATIONS: dict[Phrase, str] = {
    words_of(way): name for name, ways in ALLOCATION_WORDS.items() for way in ways
}
_TEXTS = ("title", "population", "source", "locator", "note")


@dataclass(slots=True)
class _Draft:
    """What the clauses have said so far."""

    texts: dict[str, str] = field(default_factory=dict)
    allocation: str | None = None
    people: int | None = None
    readout_days: tuple[float, ...] | None = None
    arms: list[tuple[str, list[Clause]]] = field(default_factory=list)


def read_protocol_text(text: str, *, where: str) -> Protocol:
    """A protocol as it is written; ``docs/science/course-text.md`` has the grammar.

    Errors: StudyError with the column, what is allowed, and the nearest word.
    """
    draft = _Draft()
    for part in split_at(";", tokens(text, where)):
        cursor = Cursor(part, where)
        if not _about(cursor, draft):
            _treatment(cursor, draft)
    arms = tuple(ProtocolArm(name, *_given(clauses, where)) for name, clauses in draft.arms)
    allocation = draft.allocation or ("single" if len(arms) == 1 else "parallel")
    return check_protocol(
        Protocol(
            name=draft.texts.get("protocol", ""),
            arms=arms,
            allocation=allocation,
            readout_days=draft.readout_days or (),
            people=draft.people,
            **{name: draft.texts.get(name, "") for name in _TEXTS},
        ),
        where,
    )


def _about(cursor: Cursor, draft: _Draft) -> bool:
    """A clause that says something of the protocol itself."""
    token = cursor.here
    if cursor.says("protocol", *_TEXTS) and cursor.ahead(1).kind == "string":
        cursor.at += 2
        _once(draft.texts.get(token.text), cursor, token)
        draft.texts[token.text] = cursor.tokens[cursor.at - 1].text
    elif (allocation := cursor.phrase(_ALLOCATIONS)) is not None:
        _once(draft.allocation, cursor, token)
        draft.allocation = allocation
    elif cursor.says("read"):
        _once(draft.readout_days, cursor, token)
        draft.readout_days = _readouts(cursor)
    elif token.kind == "number" and cursor.ahead(1).text in ("people", "persons", "subjects"):
        _once(draft.people, cursor, token)
        number = cursor.number() or 0.0
        if not number.is_integer() or not 1.0 <= number <= 1e9:
            raise cursor.refuse(f"{token.text} people; allowed: whole numbers from 1", token)
        draft.people = int(number)
        cursor.at += 1
    else:
        return False
    if not cursor.done:
        raise cursor.refuse(f"'{cursor.here.text}' is one too many here; end the clause with ';'")
    return True


def _once(held: object, cursor: Cursor, token: Token) -> None:
    if held is not None:
        raise cursor.refuse(f"'{token.text}' is stated twice; state it once", token)


def _readouts(cursor: Cursor) -> tuple[float, ...]:
    """'read at days 30, 60, 90 and 150', 'read at weeks 16, 24, day 200'."""
    word = cursor.here
    cursor.at += 1
    cursor.word("at", "on")
    unit: float | None = None
    days = []
    while not cursor.done:
        if cursor.take(",") or cursor.word("and"):
            continue
        said = cursor.phrase(
            {phrase: days for phrase, days in course_words().duration.items() if len(phrase) == 1}
        )
        unit = unit if said is None else said
        number = cursor.number()
        if number is None or unit is None:
            raise cursor.refuse("'read' needs days, such as 'read at days 30, 60, 90'")
        days.append(number * unit)
    if not days:
        raise cursor.refuse("'read' needs days, such as 'read at days 30, 60, 90'", word)
    return tuple(days)


def _treatment(cursor: Cursor, draft: _Draft) -> None:
    """A clause of an arm; 'arm NAME:' before it begins one."""
    if cursor.says("arm"):
        draft.arms.append((_arm_name(cursor), []))
        if cursor.done:
            raise cursor.refuse("the arm has nothing after ':'; write 'nothing' for none")
    if not draft.arms:
        draft.arms.append((ONLY_ARM, []))
    rest = cursor.tokens[cursor.at :]
    if len(rest) == 1 and rest[0].kind == "word" and rest[0].text == "nothing":
        return
    draft.arms[-1][1].append(read_clause(rest, cursor.where))


def _arm_name(cursor: Cursor) -> str:
    begin = cursor.here
    cursor.at += 1
    quoted = cursor.take("string")
    words = []
    while quoted is None and not cursor.done and cursor.here.kind != ":":
        words.append(cursor.here.raw or cursor.here.text)
        cursor.at += 1
    if not cursor.take(":") or not (quoted or words):
        raise cursor.refuse("an arm is written 'arm NAME: what is done'", begin)
    return quoted.text if quoted else " ".join(words)


def _given(
    clauses: Sequence[Clause], where: str
) -> tuple[tuple[ProtocolSession, ...], tuple[ProtocolUse, ...]]:
    """Sessions and uses of one arm."""
    sessions: list[ProtocolSession] = []
    placed: dict[int, ProtocolSession] = {}
    for clause in clauses:
        if not clause.thing.is_use:
            made = _session(clause, sessions[-1] if sessions else None, where)
            sessions.append(made)
            placed[id(clause)] = made
    uses = []
    for index, clause in enumerate(clauses):
        if clause.thing.is_use:
            before = [placed[id(one)] for one in clauses[:index] if id(one) in placed]
            after = [placed[id(one)] for one in clauses[index:] if id(one) in placed]
            uses.append(_use(clause, before[-1] if before else next(iter(after), None), where))
    return tuple(sessions), tuple(uses)


def _session(clause: Clause, before: ProtocolSession | None, where: str) -> ProtocolSession:
    day = 0.0 if clause.start is None else _day(clause.start, before, clause, where)
    return ProtocolSession(
        day=day,
        modality=clause.thing.kind,
        count=clause.count or 1,
        interval_days=0.0 if clause.interval is None else clause.interval,
        device=clause.device or "",
        settings=clause.settings,
        site=clause.site or "",
        side=clause.side or "both",
    )


def _use(clause: Clause, anchor: ProtocolSession | None, where: str) -> ProtocolUse:
    for name in ("site", "device"):
        if getattr(clause, name) is not None:
            raise _refuse(where, clause.column, f"a use has no {name}; leave it out")
    points = [point for point in (clause.start, clause.stop) if point is not None]
    of_session = any(point.anchor == "each" for point in points)
    days = [
        point.day if of_session and point.anchor == "each" else _day(point, anchor, clause, where)
        for point in points
    ]
    if of_session and len({point.anchor for point in points}) > 1:
        raise _refuse(where, clause.column, "begin and end hang on different sessions")
    if len(points) == 2 and clause.length is not None:
        raise _refuse(
            where, clause.column, "begin, end and length are all stated; leave one of them out"
        )
    start, stop = _span(clause, days)
    return ProtocolUse(
        kind=clause.thing.kind,
        from_day=start,
        to_day=stop,
        per_week=7.0 if clause.per_week is None else clause.per_week,
        settings=clause.settings,
        side=clause.side or "both",
        of_session=of_session,
    )


def _span(clause: Clause, days: Sequence[float]) -> tuple[float, float]:
    """First and last day of a use; without a beginning as in a course."""
    if clause.start is not None and clause.stop is not None:
        return days[0], days[1]
    if clause.stop is not None:
        stop = days[0]
        lead = 0.0 if stop > 0.0 else stop - LEAD_IN_DAYS
        return lead if clause.length is None else stop - clause.length, stop
    start = days[0] if clause.start is not None else 0.0
    return start, MOST_DAYS if clause.length is None else start + clause.length


def _day(point: Point, anchor: ProtocolSession | None, clause: Clause, where: str) -> float:
    """A day of the protocol."""
    if point.date is not None:
        raise _refuse(
            where, point.column, f"a protocol has no dates; write a day in place of {point.date}"
        )
    if not point.anchor:
        return point.day
    if anchor is None:
        raise _refuse(
            where,
            point.column,
            f"{name_of(clause)} hangs on a session, and the arm has none; add the session's "
            "clause, or state a day",
        )
    if point.anchor == "first":
        return anchor.day + point.day
    interval = anchor.interval_days
    if isinstance(interval, SettingRange):
        raise _refuse(
            where,
            point.column,
            f"when the last session is isn't fixed, {interval.low:g} to {interval.high:g} days "
            "lie between them; state a day, or 'each'",
        )
    return anchor.day + (anchor.count - 1) * interval + point.day


def _refuse(where: str, column: int, reason: str) -> StudyError:
    return StudyError(f"{where}, column {column}: {reason}")
