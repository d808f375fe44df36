"""A draft of a mapping from the headers and cells of a book; what is not plain is noted."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from turgor.exchange.spreadsheet import cell as kinds
from turgor.exchange.spreadsheet.cell import Cell
from turgor.exchange.spreadsheet.field import CHOICE, DATE, FLAG, NUMBER, WHOLE, Field
from turgor.exchange.spreadsheet.header import Header, header_at
from turgor.exchange.spreadsheet.likely_words import (
    date_writings,
    field_of,
    missing_words,
    plain_words,
    translation,
    visit_of,
)
from turgor.exchange.spreadsheet.mapping import Targets
from turgor.exchange.spreadsheet.mapping_text import mapping_text, quoted
from turgor.exchange.spreadsheet.rule import ColumnRule, ImportMap, TableRule
from turgor.exchange.spreadsheet.sheet import Book, Sheet

_ISO = re.compile(r"\d{4}-\d{2}-\d{2}([T ].*)?")
#: one of these besides what is needed makes a table of the target worth drafting
_SAYS = {
    "subject": ("centre", "birth_year", "sex", "phototype"),
    "visit": (
        "date", "acclimatisation_min", "temperature_c", "relative_humidity_pct",
        "hours_since_product", "days_since_session",
    ),
    "allocation": ("arm",),
    "session": ("modality",),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Hints:
    """What is known beside the sheet itself.

    metrics : ids that a column may name. baseline : of the study. labels : a column's header to
    what it is called elsewhere. codes : a column's header to its codes and what each stands for.
    """

    metrics: frozenset[str] = frozenset()
    baseline: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    codes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(slots=True)
class _Draft:
    tables: list[TableRule] = field(default_factory=list)
    notes: dict[int, list[str]] = field(default_factory=dict)


def guess_mapping(book: Book, targets: Targets, hints: Hints, name: str) -> str:
    """The TOML of a draft; it can be read where at least one table was found.

    Every sheet is looked at; columns that no table takes are listed as comments.
    """
    draft = _Draft()
    top = [
        "A draft from the headers: read every line, and try it without --import first.",
        "What is not named here is not imported.",
    ]
    for sheet in book.sheets:
        if len(sheet.rows) < 2:
            continue
        header = _header(sheet, targets, hints)
        taken = _tables(book, sheet, header, targets, hints, draft)
        left = [text for text in header.names.values() if text not in taken]
        if left:
            top.append(f"sheet {quoted(sheet.name)}, not taken: {', '.join(map(quoted, left))}")
    draft.notes[-1] = top
    if not draft.tables:
        lines = [f"# {line}" for line in top]
        return "\n".join([*lines, "# No column was recognised; declare [[table]]s.", ""])
    mapping = ImportMap(name=name, tables=tuple(draft.tables))
    return mapping_text(mapping, draft.notes)


def _header(sheet: Sheet, targets: Targets, hints: Hints) -> Header:
    """The row with most names that are recognised, the first of equals."""
    fields = {item.name for fields in targets.values() for item in fields}
    best, most = header_at(sheet, next(iter(sheet.rows))), -1.0
    for row in list(sheet.rows)[:20]:
        header = header_at(sheet, row)
        names = header.names.values()
        known = sum(bool(_field(name, fields, hints)) for name in names)
        score = known + 0.01 * len(header.names)
        if score > most:
            best, most = header, score
    return best


def _field(name: str, allowed: set[str], hints: Hints) -> str:
    found = field_of(name, sorted(allowed))
    return found or (field_of(hints.labels[name], sorted(allowed)) if name in hints.labels else "")


def _tables(
    book: Book, sheet: Sheet, header: Header, targets: Targets, hints: Hints, draft: _Draft
) -> set[str]:
    taken: set[str] = set()
    place = sheet.name if book.typed else ""
    row = header.first_row
    for target, says in _SAYS.items():
        if target not in targets:
            continue
        known = {item.name: item for item in targets[target]}
        columns = _columns(header, known, hints, taken_by=says)
        wide = _wide(header, known, hints, says) if "visit" in known else {}
        needed = [name for name, item in known.items() if item.needed]
        here = {**{name: columns[name] for name in columns if name not in wide}, **wide}
        if "visit" in needed and any("{visit}" in text for text in wide.values()):
            here.pop("visit", None)
            needed.remove("visit")
        if not any(name in here for name in says) or any(name not in here for name in needed):
            continue
        number = len(draft.tables)
        rules: dict[str, ColumnRule] = {}
        for name, text in here.items():
            rule, notes = _rule(sheet, header, known[name], text, hints)
            rules[name] = rule
            draft.notes.setdefault(number, []).extend(notes)
            taken |= {text, *(wide_name for wide_name in header.names.values()
                              if ColumnRule(text).fits(wide_name) is not None)}  # fmt: skip
        words = _visit_words(header, list(wide.values()), known, hints)
        draft.tables.append(TableRule(place, target, rules, words=words, header_row=row))
    taken |= _readings(sheet, header, place, targets, hints, draft)
    return taken


def _columns(
    header: Header, known: Mapping[str, Field], hints: Hints, taken_by: Sequence[str]
) -> dict[str, str]:
    found: dict[str, str] = {}
    for text in header.names.values():
        name = _field(text, set(known), hints)
        if name and name not in found:
            found[name] = text
    return found


def _wide(
    header: Header, known: Mapping[str, Field], hints: Hints, says: Sequence[str]
) -> dict[str, str]:
    """field -> header with {visit} in it, where columns of several visits stand side by side."""
    found: dict[str, list[str]] = {}
    for text in header.names.values():
        for pattern, rest in _patterns(text, known["visit"].choices, hints.baseline):
            name = field_of(rest, says)
            if name:
                found.setdefault(name, []).append(pattern)
    return {name: patterns[0] for name, patterns in found.items() if len(patterns) > 1}


def _patterns(text: str, labels: Sequence[str], baseline: str) -> list[tuple[str, str]]:
    """(header with {visit}, the rest of it) for each word of a header that names a visit."""
    found: list[tuple[str, str]] = []
    for match in re.finditer(r"[^\W_]+", text):
        if any(sign in text[: match.start()] for sign in "[("):
            break
        if visit_of(match[0], labels, baseline):
            head, tail = text[: match.start()], text[match.end() :]
            if plain_words(head + " " + tail):
                found.append((f"{head}{{visit}}{tail}", f"{head} {tail}"))
    return found


def _visit_words(
    header: Header, patterns: Sequence[str], known: Mapping[str, Field], hints: Hints
) -> dict[str, Mapping[str, str]]:
    words: dict[str, str] = {}
    for pattern in patterns:
        for text in header.names.values():
            told = ColumnRule(pattern).fits(text) or {}
            theirs = told.get("visit", "")
            ours = visit_of(theirs, known["visit"].choices, hints.baseline) if theirs else ""
            if ours and ours != theirs:
                words[theirs] = ours
    return {"visit": words} if words else {}


def _readings(
    sheet: Sheet, header: Header, place: str, targets: Targets, hints: Hints, draft: _Draft
) -> set[str]:
    """Columns that are named by a metric's id, perhaps with a visit before or after it."""
    if "reading" not in targets:
        return set()
    known = {item.name: item for item in targets["reading"]}
    columns = _columns(header, known, hints, ())
    values: dict[str, ColumnRule] = {}
    for text in header.names.values():
        metric = next((name for name in hints.metrics if name in text), "")
        if not metric:
            continue
        patterns = [
            pattern
            for pattern, _ in _patterns(text, known["visit"].choices, hints.baseline)
            if metric in pattern
        ]
        pattern = patterns[0] if patterns else text
        rule, _notes = _rule(sheet, header, known["value"], text, hints)
        values[pattern] = replace(rule, header=pattern, constants={"metric": metric})
    if "subject" not in columns or not values:
        return set()
    wide = any("{visit}" in text for text in values)
    names = [name for name in columns if name not in ("metric", "value", "unit")]
    rules: dict[str, ColumnRule] = {}
    notes: list[str] = []
    for name in names:
        if not (wide and name == "visit"):
            rules[name], told = _rule(sheet, header, known[name], columns[name], hints)
            notes += told
    constants = {}
    if "site" not in rules:
        constants["site"] = "face"
        notes.append("no column says the site: put the right one for 'face'")
    if not wide and "visit" not in rules:
        return set()
    draft.notes[len(draft.tables)] = notes
    words = _visit_words(header, list(values), known, hints)
    draft.tables.append(
        TableRule(
            place, "reading", rules, constants, tuple(values.values()), words, header.first_row
        )
    )
    taken = {rule.header for rule in rules.values()}
    for pattern in values:
        taken |= {t for t in header.names.values() if ColumnRule(pattern).fits(t) is not None}
    return taken


def _rule(
    sheet: Sheet, header: Header, item: Field, text: str, hints: Hints
) -> tuple[ColumnRule, list[str]]:
    """How a column is read, by what stands in it, and what could not be told."""
    rule, notes = ColumnRule(text), list[str]()
    columns = [c for c, name in header.names.items() if rule.fits(name) is not None]
    cells = [
        cells[column]
        for number, cells in sheet.rows.items()
        if number > header.last_row
        for column in columns
        if column in cells
    ]
    texts = list(dict.fromkeys(c.shown for c in cells if c.kind == kinds.TEXT))
    codes = hints.codes.get(text, {})
    if item.kind in (NUMBER, WHOLE, DATE):
        missing = missing_words(texts)
        rule = replace(rule, missing=missing)
        texts = [word for word in texts if word not in missing]
    if item.kind == DATE:
        other = [word for word in texts if not _ISO.fullmatch(word)]
        forms = date_writings(other)
        if len(forms) == 1:
            rule = replace(rule, dates=forms[0])
        elif other:
            which = " or ".join(quoted(form) for form in forms) or "no way that is known"
            notes.append(
                f"{quoted(text)}: dates such as {quoted(other[0])} are written {which}; "
                f"declare {item.name} = {{ column = {quoted(text)}, dates = … }}"
            )
    elif item.kind in (NUMBER, WHOLE):
        commas = sum("," in word for word in texts)
        if commas and not any("." in word for word in texts):
            rule = replace(rule, decimal=",")
    elif item.kind in (CHOICE, FLAG) or item.name == "sex":
        words, open_words = _words(item, cells, codes, hints.baseline)
        rule = replace(rule, words=words)
        if open_words:
            told = ", ".join(map(quoted, open_words[:10]))
            notes.append(f"{quoted(text)}: say in words what these mean: {told}")
    elif codes:
        rule = replace(rule, words=dict(codes))
    return rule, notes


def _words(
    item: Field, cells: Sequence[Cell], codes: Mapping[str, str], baseline: str
) -> tuple[dict[str, str], list[str]]:
    words: dict[str, str] = {}
    left: list[str] = []
    known = {choice.casefold(): choice for choice in item.choices}
    for shown in dict.fromkeys([cell.shown for cell in cells] + list(codes)):
        meaning = codes.get(shown, shown)
        if meaning.casefold() in known:
            ours = known[meaning.casefold()]
        else:
            ours = translation(item.name, meaning, item.choices, baseline)
        if ours and ours.casefold() != shown.casefold():
            words[shown] = ours
        elif not ours and item.name == "sex" and meaning != shown:
            words[shown] = meaning
        elif not ours and item.kind == CHOICE:
            left.append(shown)
    return words, left
