"""A user's own chart: a TOML file with its layout, and colours inside it or in a CGATS file."""

import math
import tomllib
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from turgor.errors import FormatError, InputError
from turgor.formats.opening import checked_size, read_bytes
from turgor.measure.photo.chart.layout import ILLUMINANT, OBSERVER, Chart
from turgor.physics.colour import lab_from_xyz, white_point, xyz_from_lab

_LONGEST = 1_000_000
_KNOWN = {
    "id", "name", "rows", "cols", "pitch_mm", "patch_share", "illuminant", "observer", "values",
    "patch",
}  # fmt: skip
#: a patch with less chroma than this counts as grey, and one within this difference of the range
#: of skin as skin-like
_NEUTRAL_CHROMA = 5.0
_SKIN_HUE_DEG, _SKIN_CHROMA = (30.0, 85.0), (8.0, 60.0)
#: Bradford's cone responses (Lam 1985), to carry colours stated under another light to D65
_BRADFORD = np.array(
    [[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]]
)


def read_chart(path: Path) -> Chart:
    """A chart described by a TOML file.

    Keys: ``rows``, ``cols``; ``illuminant`` of the colours, for example "D50"; colours as
    ``[[patch]]`` tables with ``name`` and ``lab`` or ``xyz``, or ``values`` naming a CGATS file
    beside it with LAB or XYZ columns in reading order; where known ``pitch_mm`` (a number or
    [across, down]), ``patch_share`` (0.9), ``name``, ``id``. Colours under another illuminant
    than D65 are adapted (Bradford), which is an approximation.

    Errors: FormatError or InputError of one line where the file is malformed or incomplete.
    """
    path = Path(path)
    words = _toml(path)
    unknown = sorted(set(words) - _KNOWN)
    if unknown:
        raise FormatError(f"{path}: unknown keys {unknown}; allowed: {', '.join(sorted(_KNOWN))}")
    observer = str(words.get("observer", OBSERVER))
    illuminant = str(words.get("illuminant", ""))
    if not illuminant:
        raise FormatError(f"{path}: 'illuminant' is missing; state the light of the colours, D50")
    white = white_point(illuminant, observer)
    names, colours = _colours(path, words, white)
    xyz = _under_d65(colours, white)
    lab = lab_from_xyz(xyz, white_point(ILLUMINANT, OBSERVER))
    chroma = np.hypot(lab[:, 1], lab[:, 2])
    hue = np.degrees(np.arctan2(lab[:, 2], lab[:, 1]))
    skin = (
        (_SKIN_HUE_DEG[0] <= hue) & (hue <= _SKIN_HUE_DEG[1])
        & (_SKIN_CHROMA[0] <= chroma) & (chroma <= _SKIN_CHROMA[1])
    )  # fmt: skip
    return Chart(
        id=str(words.get("id", path.stem)),
        name=str(words.get("name", path.stem)),
        rows=_count(path, words, "rows"),
        cols=_count(path, words, "cols"),
        patches=names,
        xyz=xyz,
        pitch_mm=_pitch(path, words.get("pitch_mm")),
        patch_share=_number(path, "patch_share", words.get("patch_share", 0.9)),
        neutral=tuple(int(i) for i in np.flatnonzero(chroma < _NEUTRAL_CHROMA)),
        skin_like=tuple(int(i) for i in np.flatnonzero(skin)),
        reference=f"user file {path.name}",
    )


def values_file(path: Path) -> Path | None:
    """The CGATS file that a chart's description names, relative to it; None where it names none.

    Errors: FormatError where the description can't be read.
    """
    values = _toml(path).get("values")
    return Path(str(values)) if values else None


def _toml(path: Path) -> dict[str, Any]:
    size = checked_size(path)
    if size > _LONGEST:
        raise FormatError(f"{path}: is {size} bytes; a chart's description has a few thousand")
    try:
        return tomllib.loads(read_bytes(path, size).decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError):
        raise FormatError(f"{path}: is no valid TOML; begin with 'rows = 2', 'cols = 4'") from None


def _count(path: Path, words: dict[str, Any], key: str) -> int:
    value = words.get(key)
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= 60:
        raise FormatError(f"{path}: '{key}' is {value!r}; a whole number from 1 to 60 is needed")
    return value


def _number(path: Path, key: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise FormatError(f"{path}: '{key}' is {value!r}; a number is needed")
    return float(value)


def _pitch(path: Path, value: object) -> tuple[float, float] | None:
    if value is None:
        return None
    both = value if isinstance(value, list) else [value, value]
    if len(both) != 2:
        raise FormatError(f"{path}: 'pitch_mm' is {value!r}; a number or [across, down] is needed")
    across, down = (_number(path, "pitch_mm", item) for item in both)
    if across <= 0 or down <= 0:
        raise FormatError(f"{path}: 'pitch_mm' is {value!r}; it must be above zero")
    return across, down


def _colours(
    path: Path, words: dict[str, Any], white: NDArray[np.float64]
) -> tuple[tuple[str, ...], NDArray[np.float64]]:
    """Names and X, Y, Z (n, 3) under the file's own light."""
    if "values" in words:
        beside = path.parent / Path(str(words["values"])).name
        return _cgats(beside, white)
    names, rows = [], []
    for number, patch in enumerate(words.get("patch", []), 1):
        if not isinstance(patch, dict) or ("lab" in patch) == ("xyz" in patch):
            raise FormatError(f"{path}: patch {number} needs either 'lab' or 'xyz'")
        values = patch.get("lab", patch.get("xyz"))
        if not isinstance(values, list) or len(values) != 3:
            raise FormatError(f"{path}: patch {number} needs three numbers, not {values!r}")
        triple = np.array([_number(path, f"patch {number}", value) for value in values])
        rows.append(xyz_from_lab(triple, white) if "lab" in patch else triple)
        names.append(str(patch.get("name", f"patch {number}")))
    if not rows:
        raise FormatError(f"{path}: no colours; add [[patch]] tables or name a CGATS in 'values'")
    return tuple(names), _plausible(path, np.stack(rows))


def _plausible(path: Path, xyz: NDArray[np.float64]) -> NDArray[np.float64]:
    if xyz.min() < -0.5 or xyz.max() > 150 or xyz[:, 1].max() < 3:
        raise InputError(
            f"{path}: Y runs from {xyz[:, 1].min():g} to {xyz[:, 1].max():g}; XYZ are on a scale "
            "where a perfect white has Y = 100"
        )
    return np.maximum(xyz, 0.0)


def _cgats(path: Path, white: NDArray[np.float64]) -> tuple[tuple[str, ...], NDArray[np.float64]]:
    """LAB_L LAB_A LAB_B or XYZ_X XYZ_Y XYZ_Z of a CGATS table, in its order."""
    size = checked_size(path)
    if size > _LONGEST:
        raise FormatError(f"{path}: is {size} bytes; a chart's table has a few thousand")
    lines = read_bytes(path, size).decode("utf-8", "replace").splitlines()
    heads = _between(path, lines, "BEGIN_DATA_FORMAT", "END_DATA_FORMAT")
    fields = " ".join(heads).split()
    rows = [line.split() for line in _between(path, lines, "BEGIN_DATA", "END_DATA")]
    rows = [row for row in rows if row]
    for wanted in (("LAB_L", "LAB_A", "LAB_B"), ("XYZ_X", "XYZ_Y", "XYZ_Z")):
        if all(name in fields for name in wanted):
            break
    else:
        raise FormatError(f"{path}: has neither LAB nor XYZ columns; export one of them")
    at = [fields.index(name) for name in wanted]
    label = next((fields.index(n) for n in ("SAMPLE_NAME", "SAMPLE_ID") if n in fields), None)
    try:
        values = np.array([[float(row[i].replace(",", ".")) for i in at] for row in rows])
        names = tuple(
            row[label].strip('"') if label is not None else f"patch {i}"
            for i, row in enumerate(rows, 1)
        )
    except (ValueError, IndexError):
        raise FormatError(f"{path}: a line of its data is no row of numbers") from None
    if values.ndim != 2 or not np.isfinite(values).all():
        raise FormatError(f"{path}: holds no rows of three finite numbers")
    xyz = xyz_from_lab(values, white) if wanted[0] == "LAB_L" else values
    return names, _plausible(path, xyz)


def _between(path: Path, lines: list[str], first: str, last: str) -> list[str]:
    stripped = [line.strip() for line in lines]
    try:
        begin = stripped.index(first)
        return stripped[begin + 1 : stripped.index(last, begin)]
    except ValueError:
        raise FormatError(f"{path}: is no CGATS table; '{first}' to '{last}' is missing") from None


def _under_d65(xyz: NDArray[np.float64], white: NDArray[np.float64]) -> NDArray[np.float64]:
    target = white_point(ILLUMINANT, OBSERVER)
    if np.allclose(white, target):
        return xyz
    gain = (_BRADFORD @ target) / (_BRADFORD @ white)
    adapt = np.linalg.inv(_BRADFORD) @ (gain[:, None] * _BRADFORD)
    return np.asarray(xyz @ adapt.T)
