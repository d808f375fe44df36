"""A mapping written as TOML, so that it can be read, corrected and used again."""

import json
from collections.abc import Mapping, Sequence

from turgor.exchange.spreadsheet.rule import ColumnRule, ImportMap, TableRule


def mapping_text(mapping: ImportMap, comments: Mapping[int, Sequence[str]] | None = None) -> str:
    """The TOML of a mapping. comments : lines for a table by its number from 0, -1 for the whole.

    What it says is what ``parse_mapping`` reads back.
    """
    told = comments or {}
    lines = [f"# {line}" for line in told.get(-1, ())]
    lines += ["format = 1", f"name = {quoted(mapping.name)}", f"revision = {mapping.revision}"]
    for name, value, default in (
        ("title", mapping.title, ""),
        ("delimiter", mapping.delimiter, "auto"),
        ("encoding", mapping.encoding, "utf-8"),
        ("keep", mapping.keep, ""),
    ):
        if value != default:
            lines.append(f"{name} = {quoted(value)}")
    if mapping.accept_subjects:
        lines.append(f"accept_subjects = {_list(mapping.accept_subjects)}")
    for number, table in enumerate(mapping.tables):
        lines += ["", "[[table]]", *(f"# {line}" for line in told.get(number, ()))]
        lines += _table(table)
    return "\n".join(lines) + "\n"


def _table(table: TableRule) -> list[str]:
    lines = [f"target = {quoted(table.target)}"]
    if table.sheet:
        lines.append(f"sheet = {quoted(table.sheet)}")
    for name, value, default in (
        ("header_row", table.header_row, 0),
        ("header_rows", table.header_rows, 1),
        ("last_row", table.last_row, 0),
    ):
        if value != default:
            lines.append(f"{name} = {value}")
    if table.merged != "key":
        lines.append(f"merged = {quoted(table.merged)}")
    for name, words in table.words.items():
        lines.append(f"words.{name} = {_inline(words)}")
    lines.append("[table.fields]")
    lines += [f"{name} = {_column(rule)}" for name, rule in table.fields.items()]
    if table.constants:
        lines.append("[table.constants]")
        lines += [f"{name} = {quoted(value)}" for name, value in table.constants.items()]
    for column in table.values:
        lines += ["[[table.value]]", *_pairs(column)]
    return lines


def _pairs(rule: ColumnRule) -> list[str]:
    pairs = [f"column = {quoted(rule.header)}"]
    for name, value in (
        ("unit", rule.unit),
        ("dates", rule.dates),
        ("prefix", rule.prefix),
    ):
        if value:
            pairs.append(f"{name} = {quoted(value)}")
    if rule.decimal != ".":
        pairs.append(f"decimal = {quoted(rule.decimal)}")
    if rule.missing:
        pairs.append(f"missing = {_list(rule.missing)}")
    if rule.zeros:
        pairs.append(f"zeros = {rule.zeros}")
    if rule.words:
        pairs.append(f"words = {_inline(rule.words)}")
    return pairs + [f"{name} = {quoted(value)}" for name, value in rule.constants.items()]


def _column(rule: ColumnRule) -> str:
    pairs = _pairs(rule)
    return quoted(rule.header) if len(pairs) == 1 else "{ " + ", ".join(pairs) + " }"


def _inline(words: Mapping[str, str]) -> str:
    inside = ", ".join(f"{quoted(theirs)} = {quoted(ours)}" for theirs, ours in words.items())
    return "{ " + inside + " }"


def _list(words: Sequence[str]) -> str:
    return "[" + ", ".join(quoted(word) for word in words) + "]"


def quoted(text: str) -> str:
    """A text as a basic string of TOML."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
