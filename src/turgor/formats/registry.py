"""The list of formats, and which of them a file is: by its content first, by its name last."""

from pathlib import Path

from turgor.errors import FormatError
from turgor.formats import al3d, csv_grid, glb, image16, npy, opd, ply, sdf, stl, sur, tmd, x3p, xyz
from turgor.formats.base import SurfaceFormat
from turgor.formats.long_tail import LONG_TAIL
from turgor.formats.opening import HEAD_BYTES, checked_size, read_bytes

#: order matters: formats with magic bytes come before those known by suffix or by trial
FORMATS: tuple[SurfaceFormat, ...] = (
    sur.FORMAT,
    x3p.FORMAT,
    sdf.FORMAT,
    tmd.FORMAT,
    npy.FORMAT,
    al3d.FORMAT,
    opd.FORMAT,
    glb.FORMAT,
    ply.FORMAT,
    *LONG_TAIL,
    image16.PNG_FORMAT,
    image16.TIFF_FORMAT,
    stl.FORMAT,
    xyz.FORMAT,
    csv_grid.FORMAT,
)


def recognise(path: Path) -> SurfaceFormat:
    """The format of a file.

    Errors: FormatError where the path is no readable regular file or its format is unknown.
    """
    checked_size(path)
    head = read_bytes(path, HEAD_BYTES)
    for surface_format in FORMATS:
        if surface_format.sniff(head, path):
            return surface_format
    known = ", ".join(sorted({suffix for entry in FORMATS for suffix in entry.suffixes}))
    raise FormatError(
        f"{path}: is no surface format that can be read; known are {known}; "
        "export the height map in one of them"
    )


def writer_for(path: Path) -> SurfaceFormat:
    """The writable format that a path's suffix names.

    Errors: FormatError where no writable format has that suffix.
    """
    suffix = path.suffix.lower()
    for surface_format in FORMATS:
        if surface_format.write is not None and suffix in surface_format.suffixes:
            return surface_format
    known = sorted({s for entry in FORMATS if entry.write for s in entry.suffixes})
    raise FormatError(
        f"{path}: no format with the suffix '{suffix}' can be written; use one of "
        f"{', '.join(known)}"
    )
