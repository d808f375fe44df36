"""CGATS.17 text: keywords, fields between BEGIN_DATA_FORMAT and END_DATA_FORMAT, rows of data."""

import re
from pathlib import Path

from turgor.errors import FormatError
from turgor.formats.spectrum.cells import Row
from turgor.formats.spectrum.text_grid import text_of

_TOKEN = re.compile(r'"((?:[^"]|"")*)"|(\S+)')


def looks_like_cgats(text: str) -> bool:
    """True where the text has the marks of CGATS.17."""
    return "BEGIN_DATA_FORMAT" in text


def cgats_rows(path: Path, content: bytes) -> tuple[list[Row], dict[str, str]]:
    """The first table with spectral fields as a row of fields and rows of data; and keywords.

    Errors: FormatError where a section is missing or cut off, a row is short, or there are fewer
    rows than NUMBER_OF_SETS says.
    """
    lines = [line.strip() for line in text_of(path, content).split("\n")]
    pairs: dict[str, str] = {}
    fields: Row = []
    rows: list[Row] = []
    section = ""
    for line in lines:
        if not line or line.startswith("#"):
            continue
        word = line.split(None, 1)[0]
        if word in ("BEGIN_DATA_FORMAT", "BEGIN_DATA"):
            if word == "BEGIN_DATA_FORMAT" and rows:
                break  # a second table
            section = word
        elif word in ("END_DATA_FORMAT", "END_DATA"):
            section = ""
        elif section == "BEGIN_DATA_FORMAT":
            fields += _tokens(line)
        elif section == "BEGIN_DATA":
            rows.append(_tokens(line))
        elif word not in ("KEYWORD", "CGATS.17"):
            tokens = _tokens(line)
            said = " ".join(tokens[1:])
            # WEIGHTING_FUNCTION stands twice, for illuminant and observer
            pairs[tokens[0]] = f"{pairs[tokens[0]]}; {said}" if tokens[0] in pairs else said
    if section or not fields or not rows:
        raise FormatError(
            f"{path}: is cut off or no whole CGATS table; fields and data with their END lines "
            "are needed, export it again"
        )
    return _checked(path, [fields, *rows], pairs), pairs


def _tokens(line: str) -> Row:
    return [
        quoted.replace('""', '"') if plain == "" else plain
        for quoted, plain in _TOKEN.findall(line)
    ]


def _checked(path: Path, grid: list[Row], pairs: dict[str, str]) -> list[Row]:
    width = len(grid[0])
    short = next((i for i, row in enumerate(grid[1:], start=1) if len(row) != width), None)
    if short is not None:
        raise FormatError(
            f"{path}: data row {short} has {len(grid[short])} values for {width} fields; export "
            "it again"
        )
    sets = pairs.get("NUMBER_OF_SETS", "")
    if sets.isdigit() and int(sets) != len(grid) - 1:
        raise FormatError(f"{path}: announces {sets} sets and holds {len(grid) - 1}; copy it again")
    return grid
