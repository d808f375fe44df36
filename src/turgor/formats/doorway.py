"""The doorway: read any capture into a checked height map, write one by its suffix."""

import math
from dataclasses import replace
from pathlib import Path

import numpy as np

from turgor.errors import FormatError, TurgorError
from turgor.formats.base import NEVER_TRIED, ReadOptions
from turgor.formats.finishing import printable
from turgor.formats.registry import recognise, writer_for
from turgor.record.height_map import HeightMap

DEFAULT_OPTIONS = ReadOptions()


def read_surface(path: Path, options: ReadOptions = DEFAULT_OPTIONS) -> HeightMap:
    """Read a capture of any listed format, in µm, gaps as NaN.

    Errors: FormatError for a bad file, UnitError where a unit or pitch must be stated,
    MissingExtraError where an optional part is needed. Nothing else, whatever the bytes.
    """
    path = Path(path)
    kind = "a surface"
    try:
        surface_format = recognise(path)
        kind = surface_format.name
        # damaged files hold wild numbers; they are judged at the end, not warned about
        with np.errstate(all="ignore"):
            height_map = surface_format.read(path, options)
    except TurgorError as error:
        if str(error).isprintable():
            raise
        raise type(error)(printable(str(error), 600)) from None
    except MemoryError:
        raise FormatError(f"{path}: needs more memory than there is; crop it first") from None
    except Exception as error:
        raise FormatError(
            f"{path}: is malformed as {kind} ({type(error).__name__}); export it again from the "
            "instrument"
        ) from error
    flags = list(height_map.flags)
    if not surface_format.tried_on_real_file:
        flags.append(NEVER_TRIED)
    if _overruled(height_map, options):
        flags.append("stated-pitch-ignored-the-file-has-its-own")
    return replace(height_map, flags=tuple(dict.fromkeys(flags)))


def write_surface(height_map: HeightMap, path: Path) -> None:
    """Write a height map in the format that the suffix names; the file appears whole or not.

    Errors: FormatError for a suffix that can't be written or a map that the format can't hold,
    InputError where the disk refuses.
    """
    path = Path(path)
    surface_format = writer_for(path)
    rows, cols = height_map.shape
    if rows < 2 or cols < 2 or not height_map.valid.any():
        raise FormatError(
            f"{path}: a map of {cols} x {rows} points without a measured one can't be written; at "
            "least 2 x 2 and one height are needed"
        )
    if height_map.height_reference != "absolute" and not surface_format.keeps_reference:
        raise FormatError(
            f"{path}: {surface_format.name} can't say that heights are relative; write .x3p instead"
        )
    for pitch_um in (height_map.pitch_x_um, height_map.pitch_y_um):
        if not (math.isfinite(pitch_um) and pitch_um > 0):
            raise FormatError(f"{path}: a pitch of {pitch_um:g} µm can't be written; above zero")
    if surface_format.write is not None:
        surface_format.write(height_map, path)


def _overruled(height_map: HeightMap, options: ReadOptions) -> bool:
    """True where the user stated another pitch than the file itself does."""
    stated = (
        (options.pitch_x_um, height_map.pitch_x_um),
        (options.pitch_y_um, height_map.pitch_y_um),
    )
    return any(
        wanted is not None and not math.isclose(wanted, found, rel_tol=1e-6)
        for wanted, found in stated
    )
