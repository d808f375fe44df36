"""A protocol as text that reads back as the same protocol."""

from collections.abc import Mapping

from turgor.exchange.course_text.protocol_read import ALLOCATION_WORDS
from turgor.exchange.course_text.timing import MOST_DAYS
from turgor.exchange.course_text.words import course_words
from turgor.exchange.course_text.written import (
    head_text,
    number_text,
    place_text,
    quoted,
    rhythm_text,
    settings_text,
    stretch_text,
    thing_of,
)
from turgor.record.protocol import (
    Protocol,
    ProtocolArm,
    ProtocolSession,
    ProtocolUse,
    SettingRange,
)

_TEXTS = ("title", "population", "source", "locator", "note")
_WEEK = 7.0


def protocol_text(protocol: Protocol) -> str:
    """The protocol in one line, its clauses parted by ';'.

    Errors: InputError for a number that isn't finite.
    """
    parts = [f"protocol {quoted(protocol.name)}"]
    if protocol.title:
        parts.append(f"title {quoted(protocol.title)}")
    parts.append(ALLOCATION_WORDS[protocol.allocation][0])
    for arm in protocol.arms:
        parts += _arm(arm)
    if protocol.readout_days:
        parts.append(f"read at days {', '.join(map(number_text, protocol.readout_days))}")
    if protocol.people is not None:
        parts.append(f"{protocol.people} people")
    parts += [
        f"{name} {quoted(getattr(protocol, name))}"
        for name in _TEXTS[1:]
        if getattr(protocol, name)
    ]
    return "; ".join(parts)


def _arm(arm: ProtocolArm) -> list[str]:
    clauses = [_session(item) for item in arm.sessions] + [_use(item) for item in arm.uses]
    first, *rest = clauses or ["nothing"]
    return [f"arm {quoted(arm.name)}: {first}", *rest]


def _session(item: ProtocolSession) -> str:
    thing = thing_of(item.modality, False, item.settings)
    said = [head_text(thing)]
    parts = settings_text(thing, item.settings)
    # what hangs on a class is a list of its own
    said += [part for part in parts if " if " not in part]
    if item.device:
        said.append(f"device {quoted(item.device)}")
    if item.site:
        said.append(place_text("site", item.site, course_words().site))
    clauses = [" ".join(said), *(part for part in parts if " if " in part)]
    clauses += _side(item.side)
    if item.count > 1:
        clauses.append(f"{item.count} sessions every {_interval(item.interval_days)}")
    if item.day:
        clauses.append(f"day {number_text(item.day)}")
    return ", ".join(clauses)


def _use(item: ProtocolUse) -> str:
    thing = thing_of(item.kind, True, item.settings)
    clauses = [" ".join([head_text(thing), *settings_text(thing, item.settings)])]
    clauses += [rhythm_text(item.kind, item.per_week), *_side(item.side)]
    if item.of_session:
        if item.from_day >= 0.0:
            span = f"{number_text(item.from_day)}-{number_text(item.to_day)}"
            clauses.append(f"days {span} after each")
        else:
            clauses.append(f"from {_offset(item.from_day)} until {_offset(item.to_day)}")
    else:
        until = "" if item.to_day == MOST_DAYS else f" until day {number_text(item.to_day)}"
        clauses.append(f"from day {number_text(item.from_day)}{until}")
    return ", ".join(clauses)


def _offset(days: float) -> str:
    side = "before" if days < 0.0 else "after"
    return f"{number_text(abs(days))} days {side} each"


def _side(side: str) -> list[str]:
    words: Mapping[str, str] = {"left": "left side", "right": "right side"}
    return [] if side == "both" else [words.get(side, f"{side} side")]


def _interval(days: float | SettingRange) -> str:
    if not isinstance(days, SettingRange):
        return stretch_text(days)
    weeks = [end / _WEEK for end in (days.low, days.high)]
    if all(one.is_integer() and one >= 1.0 for one in weeks):
        return f"{number_text(weeks[0])}-{number_text(weeks[1])} weeks"
    return f"{number_text(days.low)}-{number_text(days.high)} days"
