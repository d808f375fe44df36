"""What a case knows, wishes and records: answers, wishes, events, what was done, overrides."""

import datetime as dt
from collections.abc import Collection, Mapping
from functools import partial

from turgor.exchange.case_toml.typed_value import answer_of, date_of, optional_date
from turgor.exchange.toml_table import TomlTable
from turgor.record.case import CaseDevice, CaseEvent, CaseOverride, PastTreatment, Wishes

_WISHES = ("downtime_days", "visits", "cost", "keep_free", "ready_by")
_OVERRIDE = ("rule", "who", "role", "reason", "text", "date", "pack_sha256")
_DEVICE = ("name", "modality")
_EVENT = ("day", "date", "facts")
#: days from day 0 beyond which nothing is recorded: a life
_MOST_DAYS = 43800.0
_PAST = ("modality", "days_ago", "date", "settings")


def read_answers(root: TomlTable, where: str) -> Mapping[str, object]:
    """[person]: answers by field of the rules' vocabulary, without those that are unknown.

    The words themselves are held against the vocabulary where rules are asked.
    """
    return _facts(root, "person", f"{where}: [person]")


def read_wishes(root: TomlTable, where: str) -> Wishes:
    """[wishes].

    Errors: StudyError for a limit below 0, or a span that ends before it begins.
    """
    read = root.within("wishes", _WISHES, f"{where}: [wishes]")
    stated = read.names()
    visits = read.whole("visits") if "visits" in stated else None
    downtime, cost = (
        read.number(key) if key in stated else None for key in ("downtime_days", "cost")
    )
    for key, value in (("downtime_days", downtime), ("visits", visits), ("cost", cost)):
        if value is not None and value < 0:
            raise read.refuse(f"'{key}' is {value:g}; allowed: 0 or more", key)
    return Wishes(downtime, visits, cost, _spans(read), optional_date(read, "ready_by"))


def _spans(read: TomlTable) -> tuple[tuple[dt.date, dt.date], ...]:
    given = read.raw("keep_free")
    if given is None:
        return ()
    form = "write [[2027-06-01, 2027-06-08]], the first and last day of each span"
    if not isinstance(given, list) or not all(
        isinstance(item, list) and len(item) == 2 for item in given
    ):
        raise read.refuse(f"'keep_free' is no list of spans; {form}", "keep_free")
    spans = []
    for item in given:
        first, last = (date_of(value, "keep_free", read) for value in item)
        if last < first:
            raise read.refuse(f"'keep_free' ends {last}, before it begins, {first}", "keep_free")
        spans.append((first, last))
    return tuple(spans)


def read_events(root: TomlTable, where: str, start: dt.date | None) -> tuple[CaseEvent, ...]:
    """[[event]]: its day, and facts of the vocabulary, in the table itself or under ``facts``."""
    events = []
    for i in range(1, len(root.tables("event")) + 1):
        read, facts = _open_table(root, "event", i, _EVENT, f"{where}: event {i}")
        day = root.attempt(partial(_day, read, "day", start, 1.0), 0.0)
        events.append(CaseEvent(day, facts))
    return tuple(events)


def read_past(root: TomlTable, where: str, start: dt.date | None) -> tuple[PastTreatment, ...]:
    """[[past]]: what was done before day 0, with its facts or ``settings``."""
    past = []
    for i in range(1, len(root.tables("past")) + 1):
        read, facts = _open_table(root, "past", i, _PAST, f"{where}: past {i}", "settings")
        days = root.attempt(partial(_days_ago, read, start), 0.0)
        modality = root.attempt(partial(read.text, "modality"), "other")
        past.append(PastTreatment(modality, days, facts))
    return tuple(past)


def _days_ago(read: TomlTable, start: dt.date | None) -> float:
    days = _day(read, "days_ago", start, -1.0)
    if days < 0.0:
        raise read.refuse(
            "lies after day 0; a treatment to come belongs in a course",
            "days_ago" if read.has("days_ago") else "date",
        )
    return days


def read_overrides(root: TomlTable, where: str) -> tuple[CaseOverride, ...]:
    """[[override]]; role and reason are held against the rules' lists where rules are asked."""
    found = [
        root.attempt(partial(_override, read), None)
        for read in root.each("override", _OVERRIDE, f"{where}: override")
    ]
    kept = tuple(item for item in found if item is not None)
    return kept if len(kept) == len(found) else ()  # else their numbers would be others


def _override(read: TomlTable) -> CaseOverride:
    return CaseOverride(
        rule=read.text("rule"),
        who=read.text("who"),
        role=read.text("role"),
        reason=read.text("reason"),
        when=date_of(read.raw("date"), "date", read),
        text=read.text("text", ""),
        pack_sha256=read.text("pack_sha256", ""),
    )


def read_devices(root: TomlTable, where: str) -> tuple[CaseDevice, ...]:
    """[[device]]: the clinic's own, beside those that are known by name."""
    return tuple(
        CaseDevice(read.text("name"), read.text("modality"))
        for read in root.each("device", _DEVICE, f"{where}: device")
    )


def _day(read: TomlTable, key: str, start: dt.date | None, sign: float) -> float:
    """A number of days from day 0, stated as such or as a date.

    Errors: StudyError where neither or both are stated, or a date without the case's start.
    """
    stated = [name for name in (key, "date") if read.has(name)]
    if len(stated) != 1:
        raise read.refuse(f"state '{key}' or 'date', and not both", stated[-1] if stated else "")
    if stated == [key]:
        days = read.number(key)
        if abs(days) > _MOST_DAYS:
            raise read.refuse(f"'{key}' is {days:g}; allowed: within {_MOST_DAYS:g} days", key)
        return days
    day = date_of(read.raw("date"), "date", read)
    if start is None:
        raise read.refuse(
            "'date' can't be counted from a day 0 without a date; state the case's 'start'", "date"
        )
    return sign * float((day - start).days)


def _open_table(
    root: TomlTable, key: str, index: int, own: Collection[str], where: str, inner: str = "facts"
) -> tuple[TomlTable, Mapping[str, object]]:
    """One table of a list whose other keys are facts, and these facts."""
    names = root.tables(key)[index - 1]
    read = root.within(key, (*own, *names), where, index)
    facts: dict[str, object] = {}
    for name in names:
        if name not in own:
            facts[name] = read.attempt(partial(answer_of, name, read.raw(name), read, name), None)
    facts |= _facts(read, inner, f"{where}, {inner}")
    return read, {name: value for name, value in facts.items() if value is not None}


def _facts(read: TomlTable, key: str, where: str) -> Mapping[str, object]:
    table = read.within(key, tuple(read.table(key)), where)
    told = {
        name: table.attempt(partial(answer_of, name, table.raw(name), table, name), None)
        for name in table.names()
    }
    return {name: value for name, value in told.items() if value is not None}
