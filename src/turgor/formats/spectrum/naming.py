"""What each spectrum of a table is called, and which are readings of one sample."""

from collections import Counter

from turgor.formats.finishing import printable
from turgor.formats.spectrum.cells import is_gap
from turgor.formats.spectrum.facts import meaning_of
from turgor.formats.spectrum.stated import colour_columns
from turgor.formats.spectrum.table import RawTable

_LONGEST_NAME = 120
Named = tuple[str, str, str]


def names_of(table: RawTable) -> list[Named]:
    """(name, sample, reading) of each spectrum; sample and reading are '' where not told.

    Readings of one sample are told by a column that numbers them, by one name given to several
    rows, or by two levels of titles over columns. All other cells beside the readings must then
    agree: one person's arm and leg are two samples.
    """
    titled = _by_title(table)
    named = titled if titled is not None else _by_form(table)
    if len(named) == 1 and not named[0][0]:
        return named
    suffix = f" {table.words.upper()}" if table.words else ""
    counts = Counter(name for name, _, _ in named)
    seen: Counter[str] = Counter()
    result = []
    for (name, sample, reading), place in zip(named, table.places, strict=True):
        seen[name] += 1
        told = f"{name} ({seen[name]})" if name and counts[name] > 1 else name or place
        result.append((printable(told, _LONGEST_NAME) + suffix, sample, reading))
    return result


def _by_title(table: RawTable) -> list[Named] | None:
    """Names, samples and readings from columns whose headings say so; None without a name."""
    meanings = [meaning_of(title) for title in table.titles]
    column = {word: meanings.index(word) for word in ("reading", "name", "id") if word in meanings}
    if "name" not in column and "id" not in column:
        return None
    name_at = column.get("name", column.get("id", 0))
    names = [row[name_at] for row in table.identity]
    counts = Counter(names)
    apart = {*colour_columns(table.titles), *column.values()}
    apart |= {i for i, word in enumerate(meanings) if word not in ("", "sample", "name")}
    if "sample" not in meanings:
        apart -= {column.get("name", -1)}
    seen: Counter[str] = Counter()
    result = []
    for row, name in zip(table.identity, names, strict=True):
        sample = " ".join(c for i, c in enumerate(row) if i not in apart and not is_gap(c))
        seen[sample] += 1
        if "reading" in column:
            result.append((name, sample, row[column["reading"]]))
        elif counts[name] > 1 and name:
            result.append((name, sample, str(seen[sample])))
        else:
            result.append((name, "", ""))
    return result


def _by_form(table: RawTable) -> list[Named]:
    """Names from a column of unique texts, or from the titles over columns, else empty."""
    rows, down = table.identity, table.places[0].startswith("column")
    filled = [i for i in range(len(table.titles)) if all(not is_gap(row[i]) for row in rows)]
    joined = [" ".join(row[index] for index in filled) for row in rows]
    if down and len(filled) >= 2 and len(set(joined)) == len(rows):
        samples = [" ".join(row[index] for index in filled[:-1]) for row in rows]
        last = [row[filled[-1]] for row in rows]
        return list(zip(joined, samples, last, strict=True))
    if down and filled:
        counts, seen = Counter(joined), Counter[str]()
        result = []
        for name in joined:
            seen[name] += 1
            several = counts[name] > 1
            result.append((name, name if several else "", str(seen[name]) if several else ""))
        return result
    unique = (i for i in filled if len({row[i] for row in rows}) == len(rows))
    index = next(unique, None)
    return [("" if index is None else row[index], "", "") for row in rows]
