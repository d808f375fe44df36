"""Results kept on disk: named by a hash of all that made them, checked when read.

A file that is damaged, foreign or unwritable is as good as none: the caller computes anew.
"""

import contextlib
import hashlib
import io
import os
import sys
import tempfile
import zipfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

F = NDArray[np.float64]

#: megabytes kept; ``TURGOR_CACHE_MB`` sets another. A person's skin at one wavelength takes 1.5
MOST_MB = 500.0
#: one write in so many looks whether there is too much; it then goes down to this share
_LOOKS, _DOWN_TO = 32, 0.8


def cache_folder() -> Path:
    """``TURGOR_CACHE`` where it is set, else ``turgor`` in the user's cache folder."""
    own = os.environ.get("TURGOR_CACHE", "")
    if own:
        return Path(own)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", "") or Path.home() / "AppData/Local") / "turgor"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "turgor"
    return Path(os.environ.get("XDG_CACHE_HOME", "") or Path.home() / ".cache") / "turgor"


def hashed(*parts: bytes) -> str:
    """Hex digest of parts, each with its length."""
    total = hashlib.sha256()
    for part in parts:
        total.update(len(part).to_bytes(8, "little"))
        total.update(part)
    return total.hexdigest()


def kept(key: str) -> dict[str, F] | None:
    """Arrays kept under ``key``, or None where there are none that can be trusted."""
    try:
        data = _file(key).read_bytes()
        digest, body = data[:64], data[64:]
        if hashed(key.encode(), body).encode() != digest:
            return None
        with np.load(io.BytesIO(body), allow_pickle=False) as arrays:
            found = {name: arrays[name] for name in arrays.files}
        with contextlib.suppress(OSError):
            os.utime(_file(key))  # what is used stays
        return found
    except (OSError, ValueError, EOFError, KeyError, zipfile.BadZipFile):
        return None


def keep(key: str, arrays: dict[str, F]) -> None:
    """Keep arrays under ``key``, whole or not at all; a folder that refuses is left alone."""
    body = io.BytesIO()
    np.savez(body, **arrays)  # type: ignore[arg-type]
    digest = hashed(key.encode(), body.getvalue()).encode()
    name = ""
    try:
        _file(key).parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=_file(key).parent, suffix=".part", delete=False) as f:
            name = f.name
            f.write(digest + body.getvalue())
        Path(name).replace(_file(key))
        if int(hashed(key.encode())[:8], 16) % _LOOKS == 0:
            make_room()
    except OSError:
        if name:
            Path(name).unlink(missing_ok=True)


def make_room() -> None:
    """Let go of what was not used for longest, where more is kept than there may be."""
    most = _most_bytes()
    try:
        files = [(path, path.stat()) for path in (cache_folder() / "photons").glob("*.photons")]
    except OSError:
        return
    total = sum(stat.st_size for _, stat in files)
    if total <= most:
        return
    for path, stat in sorted(files, key=lambda item: item[1].st_mtime):
        if total <= _DOWN_TO * most:
            return
        with contextlib.suppress(OSError):
            path.unlink()
            total -= stat.st_size


def _most_bytes() -> float:
    stated = os.environ.get("TURGOR_CACHE_MB", "")
    try:
        return 1e6 * (float(stated) if stated and float(stated) >= 0.0 else MOST_MB)
    except ValueError:
        return 1e6 * MOST_MB


def _file(key: str) -> Path:
    return cache_folder() / "photons" / f"{key}.photons"
