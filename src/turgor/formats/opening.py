"""Opening and replacing files with care: only regular files, sizes checked first, atomic writes."""

import os
import stat
from pathlib import Path
from tempfile import NamedTemporaryFile

from turgor.errors import FormatError, InputError

HEAD_BYTES = 4096
_LONGEST_TEXT = 4_000_000_000


def checked_size(path: Path) -> int:
    """The size in bytes of a regular, readable, non-empty file.

    Errors: FormatError where the path is missing, a folder, a pipe or device, empty or closed to
    this user.
    """
    try:
        status = path.stat()
    except FileNotFoundError:
        raise FormatError(f"{path}: no such file; check the path") from None
    except (OSError, ValueError) as error:
        raise FormatError(f"{path}: can't be reached ({_why(error)}); check the path") from None
    if stat.S_ISDIR(status.st_mode):
        raise FormatError(f"{path}: is a folder; give the capture files inside it")
    if not stat.S_ISREG(status.st_mode):
        raise FormatError(f"{path}: is a pipe or device; only regular files are read")
    if not os.access(path, os.R_OK):
        raise FormatError(f"{path}: may not be read by this user; change its permissions")
    if status.st_size == 0:
        raise FormatError(f"{path}: is empty (0 bytes); copy it again from the instrument")
    return status.st_size


def read_bytes(path: Path, count: int, offset: int = 0) -> bytes:
    """``count`` bytes from ``offset``; fewer at the end of the file.

    Errors: FormatError where the file can't be read.
    """
    try:
        with path.open("rb") as stream:
            stream.seek(offset)
            return stream.read(count)
    except OSError as error:
        raise FormatError(f"{path}: can't be read ({_why(error)}); check the disk") from None


def read_text(path: Path, size: int, offset: int = 0) -> bytes:
    """The rest of a text file from ``offset``, refused where no text of heights is so long.

    Errors: FormatError beyond 4 GB, or where the file can't be read.
    """
    if size > _LONGEST_TEXT:
        raise FormatError(
            f"{path}: is a text of {size} bytes; at most {_LONGEST_TEXT} are read, save it as .npy "
            "or .x3p"
        )
    return read_bytes(path, size, offset)


def need_points(path: Path, rows: int, cols: int, max_points: int) -> None:
    """Refuse a grid that is no surface or larger than allowed, before memory is taken for it.

    Errors: FormatError where a side has fewer than two points or the grid exceeds ``max_points``.
    """
    if rows < 2 or cols < 2:
        raise FormatError(
            f"{path}: announces {cols} x {rows} points; a surface needs at least 2 x 2"
        )
    if rows * cols > max_points:
        raise FormatError(
            f"{path}: announces {cols} x {rows} points; at most {max_points} are read, "
            "raise max_points if that is real"
        )


def need_size(path: Path, size: int, needed: int, what: str) -> None:
    """Refuse a file that is shorter than its own header promises.

    Errors: FormatError naming both sizes.
    """
    if size < needed:
        raise FormatError(
            f"{path}: is truncated or its header is wrong; {what} needs {needed} bytes, the file "
            f"has {size}; copy it again from the instrument"
        )


def replace_file(path: Path, content: bytes) -> None:
    """Write ``content`` so that the path holds either the old file or the whole new one.

    Errors: InputError where the folder is missing, closed, read-only or full.
    """
    temporary: Path | None = None
    try:
        with NamedTemporaryFile(
            dir=path.parent, prefix=f".{path.name}.", suffix=".part", delete=False
        ) as stream:
            temporary = Path(stream.name)
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.chmod(0o644)
        temporary.replace(path)
    except OSError as error:
        if temporary is not None:
            temporary.unlink(missing_ok=True)
        raise InputError(
            f"{path}: can't be written ({_why(error)}); choose a folder with room that you may "
            "write to"
        ) from None


def _why(error: Exception) -> str:
    return (getattr(error, "strerror", None) or str(error) or type(error).__name__).lower()


def plausible_inflation(path: Path, packed: int, unpacked: int) -> None:
    """Refuse packed data that would grow beyond what measured heights ever do.

    Errors: FormatError where more than 64 MB would come from less than a 1/250 of it.
    """
    if unpacked > 64_000_000 and unpacked > 250 * max(packed, 1):
        raise FormatError(
            f"{path}: {packed} packed bytes would grow to {unpacked}; that is a zip bomb, not a "
            "measurement; nothing was unpacked"
        )
