"""A mapping in TOML: which column of which sheet is which field, and how its cells are read."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from turgor.errors import StudyError, TurgorError
from turgor.exchange.spreadsheet.cell import tidy
from turgor.exchange.spreadsheet.field import DATE, NUMBER, Field
from turgor.exchange.spreadsheet.rule import SERIAL, ColumnRule, ImportMap, TableRule
from turgor.exchange.spreadsheet.units import to_unit
from turgor.exchange.toml_table import TomlTable, read_toml_text

FORMAT = 1
_ROOT = (
    "format", "name", "revision", "title", "delimiter", "encoding", "decimal", "dates", "missing",
    "keep", "accept_subjects", "table",
)  # fmt: skip
_TABLE = (
    "sheet", "target", "header_row", "header_rows", "last_row", "merged", "fields", "constants",
    "value", "words",
)  # fmt: skip
_COLUMN = ("column", "words", "unit", "dates", "decimal", "missing", "prefix", "zeros")

#: the fields of each target that an import knows
Targets = Mapping[str, Sequence[Field]]


def load_mapping(path: Path, targets: Targets) -> ImportMap:
    """Read a mapping from its file.

    Errors: StudyError as for ``parse_mapping``, or where the file can't be read.
    """
    return parse_mapping(read_toml_text(path), str(path), targets)


def parse_mapping(text: str, where: str, targets: Targets) -> ImportMap:
    """Read a mapping and hold each target, field, unit and date's writing against what is known.

    Errors: StudyError with where and what is allowed.
    """
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise StudyError(f"{where}: is no valid TOML ({error})") from error
    root = TomlTable(document, where, _ROOT)
    if root.whole("format", FORMAT) != FORMAT:
        raise root.refuse(f"'format' is {document['format']}; this version reads {FORMAT}")
    common = ColumnRule(
        header="",
        dates=_dates(root, ""),
        decimal=root.text("decimal", ".", (".", ",")),
        missing=_texts(root, "missing", document.get("missing", [])),
    )
    tables = tuple(
        _table(table, f"{where} [[table]] {number}", common, targets)
        for number, table in enumerate(root.tables("table"), start=1)
    )
    if not tables:
        raise root.refuse("no [[table]] is declared; name at least one target")
    return ImportMap(
        name=root.text("name"),
        tables=tables,
        revision=root.whole("revision", 1),
        title=root.text("title", ""),
        delimiter=root.text("delimiter", "auto", (",", ";", "tab", "auto")),
        encoding=root.text("encoding", "utf-8"),
        keep=root.text("keep", "", ("", "whole", "mapped-cells")),
        accept_subjects=_texts(root, "accept_subjects", document.get("accept_subjects", [])),
        text=text,
    )


def _table(
    table: Mapping[str, object], where: str, common: ColumnRule, targets: Targets
) -> TableRule:
    entry = TomlTable(table, where, _TABLE)
    target = entry.text("target", allowed=tuple(targets))
    known = {item.name: item for item in targets[target]}
    where = f"{where} ({target})"
    named = entry.table("fields")
    words = _words_by_field(entry, where, known)
    fields: dict[str, ColumnRule] = {}
    for name, stated in named.items():
        if name not in known:
            raise StudyError(
                f"{where} [table.fields]: '{name}' is no field of '{target}'; allowed: "
                f"{', '.join(known)}"
            )
        own = replace(common, words=words.get(name, {}))
        fields[name] = _column(stated, f"{where} {name}", own, known, known[name])
    constants_table = entry.table("constants")
    constants = _constants(constants_table, f"{where} [table.constants]", known)
    values: list[ColumnRule] = []
    if entry.tables("value") and "value" not in known:
        raise entry.refuse(f"'{target}' takes no [[table.value]]; name its columns in fields")
    for stated in entry.tables("value"):
        values.append(_column(stated, f"{where} value", common, known, known["value"], True))
    rule = TableRule(
        sheet=entry.text("sheet", ""),
        target=target,
        fields=fields,
        constants=constants,
        values=tuple(values),
        words=words,
        header_row=entry.whole("header_row", 0),
        header_rows=entry.whole("header_rows", 1),
        last_row=entry.whole("last_row", 0),
        merged=entry.text("merged", "key", ("key", "fill")),
    )
    if rule.header_row < 0 or not 1 <= rule.header_rows <= 5 or rule.last_row < 0:
        raise entry.refuse("header_row, header_rows (1 to 5) and last_row count from 1")
    _complete(rule, known, where)
    return rule


def _complete(rule: TableRule, known: Mapping[str, Field], where: str) -> None:
    """Every field that is needed comes from somewhere, for each value where there are values."""
    said = {*rule.fields, *rule.constants}
    for column in rule.fields.values():
        said.update(column.places)
    for value in rule.values or (None,):
        here = said | ({"value", *value.constants, *value.places} if value else set())
        lacking = [name for name, item in known.items() if item.needed and name not in here]
        if lacking:
            raise StudyError(
                f"{where}: lacks {', '.join(lacking)}; name a column in [table.fields], or a "
                "constant"
            )
    doubled = sorted(set(rule.fields) & set(rule.constants))
    if doubled:
        raise StudyError(f"{where}: '{doubled[0]}' is both a column and a constant; keep one")


def _column(
    stated: object,
    where: str,
    common: ColumnRule,
    known: Mapping[str, Field],
    field: Field,
    is_value: bool = False,
) -> ColumnRule:
    if isinstance(stated, str):
        stated = {"column": stated}
    if not isinstance(stated, Mapping):
        raise StudyError(f"{where}: is {stated!r}; give a column's header in quotes, or a table")
    # A value column says more than its number: its metric, its unit, its conditions.
    more = tuple(name for name in known if is_value and name != "value")
    entry = TomlTable(stated, where, (*_COLUMN, *more))
    own_unit = not (is_value and "unit" in known)
    constants = {name: stated[name] for name in more if name in stated}
    rule = ColumnRule(
        header=tidy(entry.text("column")),
        words={**common.words, **_words(entry, where)},
        unit=entry.text("unit", "") if own_unit else "",
        dates=_dates(entry, common.dates),
        decimal=entry.text("decimal", common.decimal, (".", ",")),
        missing=_texts(entry, "missing", stated.get("missing", list(common.missing))),
        prefix=entry.text("prefix", ""),
        zeros=entry.whole("zeros", 0),
        constants=_constants(constants, where, known),
    )
    unknown = [place for place in rule.places if place not in known]
    if unknown:
        raise entry.refuse(f"'{{{unknown[0]}}}' is no field; allowed: {', '.join(known)}")
    if len(set(rule.places)) < len(rule.places):
        raise entry.refuse(f"column '{rule.header}' holds a field twice")
    if rule.unit:
        if field.kind != NUMBER or not field.unit:
            raise entry.refuse(f"'{field.name}' has no unit that could be converted")
        try:
            to_unit(rule.unit, field.unit)
        except TurgorError as error:
            raise entry.refuse(str(error)) from error
    if "dates" in stated and field.kind != DATE:
        raise entry.refuse(f"'{field.name}' is no date; leave 'dates' out")
    return rule


def _words(entry: TomlTable, where: str) -> dict[str, str]:
    table = entry.table("words")
    inner = TomlTable(table, f"{where} words", tuple(table))
    return {tidy(name): inner.text(name, "") for name in table}


def _words_by_field(
    entry: TomlTable, where: str, known: Mapping[str, Field]
) -> dict[str, Mapping[str, str]]:
    table = entry.table("words")
    inner = TomlTable(table, f"{where} [table.words]", tuple(known))
    found: dict[str, Mapping[str, str]] = {}
    for name in table:
        words = inner.table(name)
        one = TomlTable(words, f"{where} [table.words.{name}]", tuple(words))
        found[name] = {tidy(theirs): one.text(theirs, "") for theirs in words}
    return found


def _constants(
    table: Mapping[str, object], where: str, known: Mapping[str, Field]
) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in table.items():
        if name not in known:
            raise StudyError(f"{where}: '{name}' is no field; allowed: {', '.join(known)}")
        if isinstance(value, bool):
            found[name] = "yes" if value else "no"
        elif isinstance(value, str | int | float):
            found[name] = str(value)
        elif hasattr(value, "isoformat"):
            found[name] = str(value.isoformat())
        else:
            raise StudyError(f"{where}: '{name}' is {value!r}; give a text, a number or a date")
    return found


def _texts(entry: TomlTable, key: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str | int) for item in value):
        raise entry.refuse(f"'{key}' is {value!r}; give a list of words in quotes")
    return tuple(tidy(str(item)) for item in value)


def _dates(entry: TomlTable, default: str) -> str:
    written = entry.text("dates", default)
    if written in ("", SERIAL):
        return written
    if "%" not in written or not any(sign in written for sign in ("%y", "%Y")):
        raise entry.refuse(
            f"'dates' is '{written}'; write it as strptime does, such as '%d/%m/%Y', or '{SERIAL}'"
        )
    return written
