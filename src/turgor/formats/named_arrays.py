"""Named arrays of a capture, from .npz or .mat alike, with their units in their names.

A name ends in its unit (``depth_mm``, ``time_ms``); a bare name needs the unit stated. Nothing
is guessed: what is neither named nor stated is asked for, all of it in one line.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from turgor.errors import FormatError, TurgorError
from turgor.formats.finishing import printable
from turgor.formats.named_mat import is_mat, mat_names, mat_shape, read_mat, write_mat
from turgor.formats.named_npz import MAGIC, npz_names, npz_shape, read_npz, write_npz
from turgor.formats.opening import checked_size, read_bytes

SUFFIXES = (".npz", ".mat")
#: units as a name ends in them -> factor to the canonical suffix of that stem
LENGTH_UM = {"m": 1e6, "cm": 1e4, "mm": 1e3, "um": 1.0, "nm": 1e-3}
LENGTH_MM = {unit: factor / 1e3 for unit, factor in LENGTH_UM.items()}
TIME_S = {"s": 1.0, "ms": 1e-3, "us": 1e-6}
SPEED_MM_S = {"m_s": 1e3, "mm_s": 1.0, "um_s": 1e-3, "nm_s": 1e-6}


@dataclass(slots=True)
class NamedArrays:
    """The arrays of one file by name, its ``meta`` entry, and what is still missing.

    ``missing`` collects what has to be stated, so that one line can ask for all of it.
    """

    path: Path
    arrays: Mapping[str, NDArray[np.generic]]
    meta: Mapping[str, object]
    kind: str
    missing: list[str] = field(default_factory=list)

    def find(
        self,
        stems: tuple[str, ...],
        units: Mapping[str, float],
        variable: str | None,
        unit: str | None,
    ) -> tuple[NDArray[np.float64] | None, str]:
        """Real numbers in canonical units, and the name that they were found under.

        variable : the name that the user stated; unit : its unit where the name has none.

        Errors: FormatError where a stated name is absent, its unit is unknown or it isn't real.
        """
        name, factor = self._named(stems, units, variable, unit)
        if not name:
            return None, ""
        array = self.arrays[name]
        if array.dtype.kind not in "fiu":
            raise FormatError(f"{self.path}: '{name}' holds no real numbers ({array.dtype})")
        return np.asarray(array, np.float64) * factor, name

    def _named(
        self,
        stems: tuple[str, ...],
        units: Mapping[str, float],
        variable: str | None,
        unit: str | None,
    ) -> tuple[str, float]:
        if variable is not None and variable not in self.arrays:
            raise FormatError(
                f"{self.path}: holds no variable '{variable}'; it holds "
                f"{printable(', '.join(sorted(self.arrays)), 200)}"
            )
        for stem in (variable,) if variable is not None else stems:
            for ending, factor in units.items():
                if variable is None and f"{stem}_{ending}" in self.arrays:
                    return f"{stem}_{ending}", factor
                if variable is not None and stem.endswith(f"_{ending}") and unit is None:
                    return stem, factor
            if stem in self.arrays:
                return stem, self._stated(stem, units, unit)
        return "", 1.0

    def _stated(self, name: str, units: Mapping[str, float], unit: str | None) -> float:
        if unit is None:
            self.missing.append(f"the unit of '{name}' (one of {', '.join(units)})")
            return 1.0
        key = unit.strip().replace("µ", "u").replace("/", "_")
        if key not in units:
            raise FormatError(
                f"{self.path}: unit '{printable(unit)}' of '{name}' is not known; allowed: "
                f"{', '.join(units)}"
            )
        return units[key]

    def number(self, name: str) -> float | None:
        """A single number from an array of one value or from ``meta``; None where absent.

        Errors: FormatError where it is there and no finite number.
        """
        value: object = self.meta.get(name)
        if name in self.arrays:
            array = self.arrays[name]
            if array.size != 1 or array.dtype.kind not in "fiu":
                raise FormatError(f"{self.path}: '{name}' must be one number")
            value = array.reshape(-1)[0].item()
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or not np.isfinite(value):
            raise FormatError(f"{self.path}: '{name}' is {printable(str(value))}, not a number")
        return float(value)

    def text(self, name: str) -> str | None:
        """A word from ``meta``, fit for one line; None where absent or no text."""
        value = self.meta.get(name)
        return printable(value, 200) if isinstance(value, str) else None

    def settings(self) -> dict[str, str]:
        """The ``settings`` of ``meta`` as pairs of text."""
        value = self.meta.get("settings")
        pairs = value if isinstance(value, dict) else {}
        return {printable(str(k), 80): printable(str(v), 200) for k, v in list(pairs.items())[:200]}

    def flags(self) -> tuple[str, ...]:
        """The flags of ``meta``."""
        value = self.meta.get("flags")
        items = value if isinstance(value, list) else []
        return tuple(printable(str(item), 80) for item in items[:50])

    def need_all(self) -> None:
        """Ask for everything that is missing, in one line.

        Errors: FormatError naming each missing part.
        """
        if self.missing:
            raise FormatError(f"{self.path}: state {'; '.join(dict.fromkeys(self.missing))}")


def array_names(path: Path) -> tuple[str, ...]:
    """Names of the arrays of a .npz or .mat file; empty for any other or a broken file."""
    path = Path(path)
    try:
        return named_in(path) if path.is_file() and (_is_npz(path) or is_mat(path)) else ()
    except Exception:
        return ()


def named_in(path: Path) -> tuple[str, ...]:
    """Names of the arrays of a .npz or .mat file.

    Errors: FormatError for another container or a broken one.
    """
    return npz_names(path) if _is_npz(path) else mat_names(path)


def _is_npz(path: Path) -> bool:
    return read_bytes(path, 4) == MAGIC


def axes_of(path: Path, name: str) -> int:
    """How many axes one array of a .npz or .mat file has; 0 where it can't be told."""
    path = Path(path)
    try:
        shape = (npz_shape if _is_npz(path) else mat_shape)(path, name)
    except Exception:
        return 0
    return len(shape or ())


def holds_mat73(path: Path) -> bool:
    """True for MATLAB's -v7.3, whose names can't be told without HDF5."""
    try:
        return Path(path).is_file() and read_bytes(Path(path), 10) == b"MATLAB 7.3"
    except TurgorError:
        return False


def read_named(path: Path, keep: Callable[[str], bool], max_bytes: int) -> NamedArrays:
    """The arrays whose names ``keep`` accepts, with ``meta`` read as JSON.

    Errors: FormatError for another container, a bomb, objects, or a ``meta`` that is no JSON.
    """
    checked_size(path)
    names = named_in(path)
    read, kind = (read_npz, "npz") if _is_npz(path) else (read_mat, "mat")
    arrays = read(path, tuple(n for n in names if n == "meta" or keep(n)), max_bytes)
    meta = _meta(path, arrays.pop("meta", None))
    return NamedArrays(path, arrays, meta, kind)


def write_named(path: Path, arrays: Mapping[str, object], meta: Mapping[str, object]) -> None:
    """Write .npz or .mat, by the path's suffix.

    Errors: FormatError for another suffix, InputError where the disk refuses.
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise FormatError(f"{path}: is written as {' or '.join(SUFFIXES)}, not as '{suffix}'")
    (write_npz if suffix == ".npz" else write_mat)(path, arrays, meta)


def _meta(path: Path, entry: NDArray[np.generic] | None) -> dict[str, object]:
    if entry is None:
        return {}
    if entry.dtype.kind != "U" or entry.size != 1:
        raise FormatError(f"{path}: its 'meta' is no text; write it as JSON text")
    try:
        value = json.loads(str(entry.reshape(-1)[0]))
    except (ValueError, RecursionError):
        raise FormatError(f"{path}: its 'meta' is no JSON; write it as JSON text") from None
    if not isinstance(value, dict):
        raise FormatError(f"{path}: its 'meta' is no JSON object")
    return {str(key): item for key, item in value.items()}
