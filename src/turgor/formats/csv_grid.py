"""A matrix of heights as text (.csv, .txt, .asc), pitch and unit in its header or stated.

Understood headers: our own words, Gwyddion's text export, and the ESRI grid (ncols, cellsize).
"""

import io
import re
from pathlib import Path

import numpy as np

from turgor.errors import FormatError
from turgor.formats import xyz
from turgor.formats.base import ReadOptions, SurfaceFormat
from turgor.formats.finishing import (
    finished_map,
    printable,
    reference_remark,
    stated_pitch_um,
    stated_reference,
    unit_factor_um,
)
from turgor.formats.opening import need_points, replace_file
from turgor.formats.text_table import TextTable, looks_like_text, read_table, word_number
from turgor.record.height_map import HeightMap

_SUFFIXES = (".csv", ".txt", ".asc")
_LENGTH = re.compile(r"([+-]?[\d.]+(?:[eE][+-]?\d+)?)\s*([A-Za-zµμ]+)$")


def sniff(head: bytes, path: Path) -> bool:
    """True for plain text with one of the suffixes of a matrix."""
    return path.suffix.lower() in _SUFFIXES and looks_like_text(head)


def read(path: Path, options: ReadOptions) -> HeightMap:
    """Read a matrix; a table of three columns on a regular grid is read as x, y, z.

    Errors: FormatError for text without a rectangular table, UnitError without pitch or unit.
    """
    table = read_table(path, options.max_points)
    matrix_words = table.words.keys() & {"ncols", "pitch_x_um", "width"}
    if table.values.shape[1] == 3 and table.values.shape[0] > 3 and not matrix_words:
        return xyz.map_from(path, table, options, "csv")
    rows, cols = table.values.shape
    need_points(path, rows, cols, options.max_points)
    _check_announced(path, table, rows, cols)
    unit = table.words.get("height_unit") or table.words.get("value units") or options.height_unit
    factor = unit_factor_um(path, unit, "height_unit", "the heights")
    pitch_um = _pitch_um(path, table, rows, cols, options)
    table.values[...] *= factor
    reference = table.words.get("height_reference", "absolute")
    return finished_map(
        path,
        table.values,
        pitch_um,
        "csv",
        height_reference=stated_reference(f"height_reference={reference}"),
        settings=dict(table.words),
    )


def _check_announced(path: Path, table: TextTable, rows: int, cols: int) -> None:
    for name, found in (("ncols", cols), ("nrows", rows)):
        announced = word_number(path, table, name)
        if announced is not None and announced != found:
            raise FormatError(f"{path}: announces {name} {announced:g} and holds {found}")


def _pitch_um(
    path: Path, table: TextTable, rows: int, cols: int, options: ReadOptions
) -> tuple[float, float]:
    """Pitch from our words, from the field's size, from the cell size, or as stated."""
    own = [word_number(path, table, f"pitch_{axis}_um") for axis in "xy"]
    if own[0] is not None and own[1] is not None:
        return own[0], own[1]
    if "width" in table.words and "height" in table.words:
        return (
            _length_um(path, table.words["width"]) / cols,
            _length_um(path, table.words["height"]) / rows,
        )
    cell = word_number(path, table, "cellsize")
    if cell is not None:
        factor = unit_factor_um(path, options.lateral_unit, "lateral_unit", "the cell size")
        return cell * factor, cell * factor
    return stated_pitch_um(path, options)


def _length_um(path: Path, text: str) -> float:
    match = _LENGTH.match(text.strip())
    if match is None:
        raise FormatError(f"{path}: the field's size '{printable(text)}' is no length with a unit")
    try:
        return float(match.group(1)) * unit_factor_um(
            path, match.group(2), "lateral_unit", "the field's size"
        )
    except ValueError:
        raise FormatError(f"{path}: the field's size '{printable(text)}' is no number") from None


def write(height_map: HeightMap, path: Path) -> None:
    """Write heights in µm with twelve digits, commas between, pitch and unit above.

    Errors: InputError where the file can't be written.
    """
    buffer = io.BytesIO()
    header = (
        f"pitch_x_um = {height_map.pitch_x_um!r}\npitch_y_um = {height_map.pitch_y_um!r}\n"
        f"height_unit = µm\nlines = {height_map.shape[0]}" + reference_remark(height_map, "\n")
    )
    np.savetxt(
        buffer, height_map.height_um, fmt="%.12g", delimiter=",", header=header, encoding="utf-8"
    )
    replace_file(path, buffer.getvalue())


FORMAT = SurfaceFormat(
    id="csv",
    name="text matrix of heights",
    suffixes=_SUFFIXES,
    sniff=sniff,
    read=read,
    write=write,
    tried_on_real_file=False,
    source="turgor-text-grids",
)
