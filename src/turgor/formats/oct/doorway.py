"""The doorway for pairs of OCT scans: recognise a file by its variables, read the pair in it."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from turgor.errors import FormatError
from turgor.formats.clear_errors import clear_errors
from turgor.formats.finishing import printable
from turgor.formats.named_arrays import NamedArrays, array_names, read_named
from turgor.formats.oct.options import OctOptions
from turgor.record.oct_pair import UNKNOWN, OctPair

DEFAULT_OPTIONS = OctOptions()
_NUMBERS = ("axial_um", "lateral_um", "wavelength_nm", "refractive_index")
EDGES_DIFFER = "stated-layer-edges-differ-from-file"


def is_oct(path: Path) -> bool:
    """True for .npz or .mat that holds the arrays 'before' and 'after'; never raises."""
    return {"before", "after"} <= set(array_names(Path(path)))


def read_oct(
    path: Path, options: OctOptions = DEFAULT_OPTIONS, refused: list[str] | None = None
) -> tuple[OctPair, ...]:
    """The one pair of scans that a .npz or .mat file holds.

    refused : unused, since a file holds one pair; a bad one is always refused.

    Errors: FormatError for another container, missing spacings, wavelength or index (all named in
    one line), scans that are real, differ in shape or hold nothing. Nothing else, whatever the
    bytes.
    """
    path = Path(path)
    with clear_errors(path, "a pair of OCT scans", "save it again", "cut"):
        return (_read(path, options),)


def _read(path: Path, options: OctOptions) -> OctPair:
    names = (options.before_variable or "before", options.after_variable or "after")
    known = {*names, *_NUMBERS, "layer_edges_um"}
    held = read_named(path, known.__contains__, options.max_bytes)
    before, after = (_scan(held, name, options.transposed) for name in names)
    if before.shape != after.shape:
        raise FormatError(
            f"{path}: the scans are {before.shape} and {after.shape}; a pair has one shape"
        )
    if not (np.abs(before).any() and np.abs(after).any()):
        raise FormatError(f"{path}: a scan is empty (all zero or missing); measure again")
    told, flags = _told(held, options)
    edges, own = _edges(held, options)
    held.need_all()
    return OctPair(
        before=before,
        after=after,
        layer_edges_um=edges,
        load=held.text("load") or options.load or UNKNOWN,
        name=held.text("name") or "",
        format_id=f"oct-{held.kind}",
        device=held.text("device") or options.device or "",
        device_class=held.text("device_class") or options.device_class or UNKNOWN,
        settings=held.settings(),
        flags=tuple(dict.fromkeys((*held.flags(), *flags, *own))),
        **told,
    )


def _scan(held: NamedArrays, name: str, transposed: bool) -> NDArray[np.complex64]:
    if name not in held.arrays:
        raise FormatError(f"{held.path}: holds no variable '{printable(name)}'; state its name")
    array = held.arrays[name]
    if array.dtype.kind != "c":
        raise FormatError(
            f"{held.path}: '{printable(name)}' is real ({array.dtype}); strain needs the phase of "
            "complex scans"
        )
    if array.ndim != 2 or min(array.shape) < 2:
        raise FormatError(
            f"{held.path}: '{printable(name)}' has shape {array.shape}; rows and columns are needed"
        )
    scan = np.ascontiguousarray(array.T if transposed else array, np.complex64)
    return np.where(np.isfinite(scan), scan, np.complex64(0))


def _told(held: NamedArrays, options: OctOptions) -> tuple[dict[str, float], list[str]]:
    told: dict[str, float] = {}
    flags: list[str] = []
    for name in _NUMBERS:
        own, stated = held.number(name), getattr(options, name)
        if own is not None and own <= 0:
            raise FormatError(f"{held.path}: '{name}' is {own:g}; it must be above zero")
        if own is not None and stated is not None and abs(own - stated) > 1e-6 * own:
            flags.append(f"stated-{name.replace('_', '-')}-differs-from-file")
        value = own if own is not None else stated
        if value is None:
            held.missing.append(name)
        told[name] = float(value or 1.0)
    return told, flags


def _edges(held: NamedArrays, options: OctOptions) -> tuple[tuple[float, ...], tuple[str, ...]]:
    stated = options.edges()
    if "layer_edges_um" not in held.arrays:
        return stated, ()
    array = held.arrays["layer_edges_um"]
    if array.dtype.kind not in "fiu":
        raise FormatError(f"{held.path}: 'layer_edges_um' holds no numbers")
    own = tuple(float(v) for v in array.reshape(-1))
    if not np.isfinite(own).all() or not (np.diff((0.0, *own)) > 0).all():
        raise FormatError(f"{held.path}: 'layer_edges_um' must rise from above zero")
    return own, (EDGES_DIFFER,) if stated and stated != own else ()
