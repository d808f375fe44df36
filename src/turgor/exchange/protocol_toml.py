"""Protocols as TOML, read and written without loss; the published ones that ship with Turgor."""

import json
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path

from turgor.errors import InputError
from turgor.exchange.course_text.protocol_checks import check_protocol
from turgor.exchange.course_text.written import number_text
from turgor.exchange.place_toml import finite, toml_document
from turgor.exchange.toml_table import TomlTable, read_toml_text
from turgor.record.course import SettingValue
from turgor.record.protocol import (
    Protocol,
    ProtocolArm,
    ProtocolSession,
    ProtocolUse,
    SettingByClass,
    SettingChoice,
    SettingRange,
)

_ROOT = (
    "name", "title", "allocation", "readout_days", "population", "people", "source", "locator",
    "note", "arm",
)  # fmt: skip
_ARM = ("name", "session", "use")
_SESSION = ("day", "modality", "count", "interval_days", "device", "settings", "site", "side")
_USE = ("kind", "from_day", "to_day", "per_week", "settings", "side", "of_session")
_BARE = re.compile(r"[A-Za-z0-9_-]+")


def read_protocol(path: Path) -> Protocol:
    """A protocol from its TOML file.

    Errors: StudyError for a file that can't be read, is no TOML, or states what can't be.
    """
    return parse_protocol(read_toml_text(path), str(path))


def parse_protocol(text: str, where: str) -> Protocol:
    """A protocol from the text of its file; errors as for ``read_protocol``."""
    document = toml_document(text, where)
    root = TomlTable(document, where, _ROOT)
    protocol = Protocol(
        name=root.text("name"),
        title=root.text("title", ""),
        arms=tuple(
            _arm(table, f"{where}: arm {index}")
            for index, table in enumerate(root.tables("arm"), 1)
        ),
        allocation=root.text("allocation", "single"),
        readout_days=root.numbers("readout_days"),
        population=root.text("population", ""),
        people=root.whole("people") if "people" in document else None,
        source=root.text("source", ""),
        locator=root.text("locator", ""),
        note=root.text("note", ""),
    )
    return check_protocol(protocol, where)


def protocol_toml(protocol: Protocol) -> str:
    """The protocol as TOML that reads back as the same protocol.

    Errors: InputError for a number that isn't finite or a text of more than one line.
    """
    lines = [f"name = {_text(protocol.name)}"]
    for name in ("title", "allocation", "population", "source", "locator", "note"):
        if getattr(protocol, name):
            lines.append(f"{name} = {_text(getattr(protocol, name))}")
    if protocol.people is not None:
        lines.append(f"people = {protocol.people}")
    if protocol.readout_days:
        lines.append(f"readout_days = [{', '.join(map(number_text, protocol.readout_days))}]")
    for arm in protocol.arms:
        lines += ["", "[[arm]]", f"name = {_text(arm.name)}"]
        for session in arm.sessions:
            lines += ["", "[[arm.session]]", *_session_lines(session)]
        for use in arm.uses:
            lines += ["", "[[arm.use]]", *_use_lines(use)]
    return "\n".join(lines) + "\n"


@cache
def published_protocols() -> Mapping[str, Protocol]:
    """The protocols that ship with Turgor, by name."""
    folder = files("turgor.exchange") / "data" / "protocols"
    found = {}
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.name.endswith(".toml"):
            protocol = parse_protocol(entry.read_text(encoding="utf-8"), entry.name)
            found[protocol.name] = protocol
    return found


def _arm(table: Mapping[str, object], where: str) -> ProtocolArm:
    read = TomlTable(table, where, _ARM)
    return ProtocolArm(
        read.text("name"),
        tuple(
            _session(TomlTable(inner, f"{where}, session {index}", _SESSION), inner)
            for index, inner in enumerate(read.tables("session"), 1)
        ),
        tuple(
            _use(TomlTable(inner, f"{where}, use {index}", _USE))
            for index, inner in enumerate(read.tables("use"), 1)
        ),
    )


def _session(read: TomlTable, table: Mapping[str, object]) -> ProtocolSession:
    interval: float | SettingRange
    if isinstance(table.get("interval_days"), Mapping):
        interval = _range(read.table("interval_days"), "interval_days", read)
    else:
        interval = read.number("interval_days", 0.0)
    return ProtocolSession(
        day=read.number("day", 0.0),
        modality=read.text("modality"),
        count=read.whole("count", 1),
        interval_days=interval,
        device=read.text("device", ""),
        settings=_settings(read),
        site=read.text("site", ""),
        side=read.text("side", "both"),
    )


def _use(read: TomlTable) -> ProtocolUse:
    return ProtocolUse(
        kind=read.text("kind"),
        from_day=read.number("from_day", 0.0),
        to_day=read.number("to_day"),
        per_week=read.number("per_week", 7.0),
        settings=_settings(read),
        side=read.text("side", "both"),
        of_session=read.flag("of_session"),
    )


def _settings(read: TomlTable) -> dict[str, SettingChoice]:
    return {name: _choice(value, name, read) for name, value in read.table("settings").items()}


def _choice(value: object, name: str, read: TomlTable) -> SettingChoice:
    if not isinstance(value, Mapping):
        return _plain(value, name, read)
    if "measured" in value:
        table = TomlTable(value, f"setting '{name}'", ("measured", "values"))
        inner = table.table("values")
        return SettingByClass(
            table.text("measured"), {word: _plain(one, word, read) for word, one in inner.items()}
        )
    return _range(value, name, read)


def _range(value: Mapping[str, object], name: str, read: TomlTable) -> SettingRange:
    if set(value) != {"low", "high"}:
        raise read.refuse(
            f"'{name}' is a table of {', '.join(map(repr, sorted(value))) or 'nothing'}; allowed: "
            '{ low = 10, high = 20 }, or of a setting { measured = "…", values = { … } }'
        )
    ends = [_plain(value[end], f"{name}.{end}", read) for end in ("low", "high")]
    if any(isinstance(end, str | bool) for end in ends):
        raise read.refuse(f"'{name}' is a range; give two numbers")
    return SettingRange(float(ends[0]), float(ends[1]))


def _plain(value: object, name: str, read: TomlTable) -> SettingValue:
    if isinstance(value, bool | str):
        return value
    if not isinstance(value, int | float):
        raise read.refuse(f"'{name}' is {value!r}; give a number, a text or true/false")
    number = finite(name, value, read)
    if not abs(number) < float("inf"):
        raise read.refuse(f"'{name}' is {value}; give a finite number")
    return number


def _session_lines(item: ProtocolSession) -> list[str]:
    lines = [f"day = {number_text(item.day)}", f"modality = {_text(item.modality)}"]
    if item.count != 1:
        lines.append(f"count = {item.count}")
    if item.interval_days != 0.0:
        lines.append(f"interval_days = {_value(item.interval_days)}")
    for name in ("device", "site"):
        if getattr(item, name):
            lines.append(f"{name} = {_text(getattr(item, name))}")
    return [*lines, *_tail(item)]


def _use_lines(item: ProtocolUse) -> list[str]:
    lines = [
        f"kind = {_text(item.kind)}",
        f"from_day = {number_text(item.from_day)}",
        f"to_day = {number_text(item.to_day)}",
        f"per_week = {number_text(item.per_week)}",
    ]
    if item.of_session:
        lines.append("of_session = true")
    return [*lines, *_tail(item)]


def _tail(item: ProtocolSession | ProtocolUse) -> list[str]:
    lines = [] if item.side == "both" else [f"side = {_text(item.side)}"]
    if item.settings:
        inner = [f"{_key(name)} = {_value(value)}" for name, value in item.settings.items()]
        lines.append(f"settings = {{ {', '.join(inner)} }}")
    return lines


def _value(value: SettingChoice) -> str:
    if isinstance(value, SettingRange):
        return f"{{ low = {number_text(value.low)}, high = {number_text(value.high)} }}"
    if isinstance(value, SettingByClass):
        inner = [f"{_key(word)} = {_value(one)}" for word, one in value.values.items()]
        return f"{{ measured = {_text(value.measured)}, values = {{ {', '.join(inner)} }} }}"
    if isinstance(value, bool):
        return "true" if value else "false"
    return _text(value) if isinstance(value, str) else number_text(value)


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _text(name)


def _text(text: str) -> str:
    """A TOML text, which of one printable line is JSON's."""
    if not text.isprintable():
        raise InputError(f"{text!r} holds a line break or control character; write it in one line")
    return json.dumps(text, ensure_ascii=False)
