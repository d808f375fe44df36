"""From numbers and words to a checked height map: the last gate that every reader passes."""

import math
import re
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from turgor.errors import FormatError, UnitError
from turgor.formats.base import RELATIVE_REMARK, ReadOptions
from turgor.record.height_map import FloatMap, HeightMap
from turgor.units import length_factor_um

#: a unit is a word; anything that could be arithmetic never reaches the unit parser
_UNIT_WORD = re.compile(r"[A-Za-zµμ]{1,20}")


def finished_map(
    path: Path,
    height_um: FloatMap,
    pitch_um: tuple[float, float],
    format_id: str,
    *,
    device: str = "",
    device_class: str = "unknown",
    height_reference: str = "absolute",
    settings: Mapping[str, str] | None = None,
    flags: tuple[str, ...] = (),
) -> HeightMap:
    """A height map whose pitch is real and that holds at least one measured point.

    height_um : (rows, cols) float64, µm; infinities become NaN in place.
    pitch_um : (x, y) µm between centres.

    Errors: FormatError for a pitch that is not finite and positive, or where nothing was measured.
    """
    for axis, pitch in zip("xy", pitch_um, strict=True):
        if not (math.isfinite(pitch) and pitch > 0):
            raise FormatError(
                f"{path}: the pitch in {axis} is {pitch:g} µm; it must be finite and above zero"
            )
    finite = np.isfinite(height_um)
    if not finite.any():
        raise FormatError(f"{path}: holds no measured point, all are missing; measure again")
    if not finite.all():
        height_um[~finite] = np.nan
    return HeightMap(
        height_um=height_um,
        pitch_x_um=float(pitch_um[0]),
        pitch_y_um=float(pitch_um[1]),
        format_id=format_id,
        device=device,
        device_class=device_class,
        height_reference=height_reference,
        settings=dict(settings or {}),
        flags=flags,
    )


def stated_pitch_um(path: Path, options: ReadOptions) -> tuple[float, float]:
    """The pitch that the user stated for a file that holds none.

    Errors: UnitError naming the option where none was stated.
    """
    x_um, y_um = options.pitch_x_um, options.pitch_y_um
    if x_um is None and y_um is None:
        raise UnitError(
            f"{path}: the file holds no pitch; state the distance between points in µm with "
            "pitch_x_um (and pitch_y_um)"
        )
    first = x_um if x_um is not None else y_um
    second = y_um if y_um is not None else x_um
    return float(first or 0.0), float(second or 0.0)


def unit_factor_um(path: Path, unit: str | None, option: str, what: str) -> float:
    """Micrometres per unit, from the file's or the user's word for it.

    Errors: UnitError where there is no word or it is no length; the text names the option.
    """
    if unit is None or not unit.strip():
        raise UnitError(
            f"{path}: the unit of {what} is not stated in the file; state it with {option}, "
            "for example 'mm' or 'µm'"
        )
    if not _UNIT_WORD.fullmatch(unit.strip()):
        raise UnitError(
            f"{path}: {what}: '{printable(unit)}' is no unit of length; state one with {option}, "
            "for example 'mm' or 'µm'"
        )
    try:
        factor = length_factor_um(unit)
    except UnitError as error:
        raise UnitError(f"{path}: {what}: {error}") from None
    if not (math.isfinite(factor) and factor > 0):
        raise UnitError(f"{path}: {what}: unit '{unit}' is no length; give for example 'µm'")
    return factor


def stated_reference(free_text: str) -> str:
    """'relative' where a file's free text says so in our words, else 'absolute'."""
    return "relative" if RELATIVE_REMARK in free_text else "absolute"


def reference_remark(height_map: HeightMap, before: str = "") -> str:
    """The words to leave in a file's free text, after ``before``; '' for absolute heights."""
    return "" if height_map.height_reference == "absolute" else before + RELATIVE_REMARK


def printable(text: str, longest: int = 40) -> str:
    """Text from a file made fit for one line of a message."""
    shown = "".join(letter if letter.isprintable() else "?" for letter in text)
    return shown if len(shown) <= longest else shown[:longest] + "…"


def header_text(raw: bytes) -> str:
    """A fixed-width header field as text: cut at the first NUL, blanks removed, Latin-1.

    Control characters become '?', so that no header can break a line or a page.
    """
    text = raw.split(b"\x00", 1)[0].decode("latin-1").strip()
    return text if text.isprintable() else printable(text, len(text))
