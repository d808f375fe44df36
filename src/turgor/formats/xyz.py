"""Three columns x, y, z on a regular grid, in any order, with points left out where missing.

The row index grows with y. Units come from the line of titles ('x [mm]') or from the options.
"""

import io
import re
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from turgor.errors import FormatError
from turgor.formats.base import ReadOptions, SurfaceFormat
from turgor.formats.finishing import (
    finished_map,
    reference_remark,
    stated_reference,
    unit_factor_um,
)
from turgor.formats.opening import need_points, replace_file
from turgor.formats.text_table import TextTable, looks_like_text, read_table
from turgor.record.height_map import FloatMap, HeightMap

_TITLE = re.compile(r"\b([xyz])\s*[\[(/]\s*([A-Za-zµμ]+)", re.IGNORECASE)
_OFF_GRID = 0.02
_SPARSEST = 50


def sniff(head: bytes, path: Path) -> bool:
    """True for plain text named .xyz."""
    return path.suffix.lower() == ".xyz" and looks_like_text(head)


def read(path: Path, options: ReadOptions) -> HeightMap:
    """Read points and place them on the grid that they span.

    Errors: FormatError for scattered or doubled points, UnitError where units are not stated.
    """
    table = read_table(path, options.max_points)
    if table.values.shape[1] != 3:
        raise FormatError(
            f"{path}: has {table.values.shape[1]} columns; three are needed, x, y and z"
        )
    return map_from(path, table, options, "xyz")


def map_from(path: Path, table: TextTable, options: ReadOptions, format_id: str) -> HeightMap:
    """The height map of a table with columns x, y, z.

    Errors: as for ``read``.
    """
    units = {axis.lower(): unit for axis, unit in _TITLE.findall(table.titles)}
    lateral = table.words.get("lateral_unit") or options.lateral_unit
    height = units.get("z") or table.words.get("height_unit") or options.height_unit
    factors = [
        unit_factor_um(path, units.get("x") or lateral, "lateral_unit", "x"),
        unit_factor_um(path, units.get("y") or units.get("x") or lateral, "lateral_unit", "y"),
        unit_factor_um(path, height, "height_unit", "the heights"),
    ]
    if not np.isfinite(table.values[:, :2]).all():
        raise FormatError(f"{path}: some points lack x or y; leave such lines out")
    column, cols, pitch_x = _grid_steps(path, table.values[:, 0], "x")
    row, rows, pitch_y = _grid_steps(path, table.values[:, 1], "y")
    need_points(path, rows, cols, options.max_points)
    if rows * cols > _SPARSEST * len(column):
        raise FormatError(
            f"{path}: {len(column)} points would fill a grid of {cols} x {rows} too thinly; "
            "resample them to a regular grid"
        )
    flat = row * cols + column
    if len(np.unique(flat)) != len(flat):
        raise FormatError(f"{path}: two points stand at the same place; keep one height each")
    reference = table.words.get("height_reference", "absolute")
    height_um = np.full(rows * cols, np.nan)
    height_um[flat] = table.values[:, 2] * factors[2]
    return finished_map(
        path,
        height_um.reshape(rows, cols),
        (pitch_x * factors[0], pitch_y * factors[1]),
        format_id,
        height_reference=stated_reference(f"height_reference={reference}"),
        settings={**table.words, "titles": table.titles},
    )


def _grid_steps(path: Path, values: FloatMap, axis: str) -> tuple[NDArray[np.int64], int, float]:
    """Grid index of each point, number of grid lines and their distance."""
    places, index = np.unique(values, return_inverse=True)
    gaps = np.diff(places)
    if len(gaps) == 0:
        raise FormatError(f"{path}: all points share one {axis}; a surface needs at least two")
    real = gaps > 0.1 * gaps.max()
    pitch = float(np.median(gaps[real]))
    smallest = float(gaps[real].min())
    pitch = smallest if smallest < 0.75 * pitch else pitch
    with np.errstate(over="ignore", invalid="ignore"):
        steps = np.concatenate(([0.0], np.cumsum(np.rint(gaps / pitch))))
        spread = steps - steps.mean()
        pitch = float(np.dot(spread, places - places.mean()) / np.dot(spread, spread))
        off = np.abs((places - places.mean()) - spread * pitch).max()
    if not (np.isfinite(off) and off <= _OFF_GRID * pitch and steps[-1] < 2**31):
        raise FormatError(
            f"{path}: points lie up to {off / pitch if pitch else np.inf:.2g} steps off a regular "
            f"grid in {axis}; resample them to a regular grid"
        )
    lines = steps.astype(np.int64)
    return lines[index.reshape(-1)], int(lines[-1]) + 1, pitch


def write(height_map: HeightMap, path: Path) -> None:
    """Write every point with its place in µm, missing heights as 'nan'.

    Errors: InputError where the file can't be written.
    """
    rows, cols = height_map.shape
    x_um = np.tile(np.arange(cols) * height_map.pitch_x_um, rows)
    y_um = np.repeat(np.arange(rows) * height_map.pitch_y_um, cols)
    buffer = io.BytesIO()
    remark = reference_remark(height_map, "\n")
    np.savetxt(
        buffer,
        np.column_stack((x_um, y_um, height_map.height_um.reshape(-1))),
        fmt="%.12g",
        header=f"lines = {rows * cols}{remark}\nx [µm] y [µm] z [µm]",
        encoding="utf-8",
    )
    replace_file(path, buffer.getvalue())


FORMAT = SurfaceFormat(
    id="xyz",
    name="text points on a grid",
    suffixes=(".xyz",),
    sniff=sniff,
    read=read,
    write=write,
    tried_on_real_file=False,
    source="turgor-text-grids",
)
