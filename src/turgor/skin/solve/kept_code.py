"""Compiled code kept on disk beside other results, so that a new process needn't compile.

A file is named by a hash of the program and of the machine it was compiled for; it is written
whole or not at all and checked when read. What is damaged or foreign is as good as none. As with
Numba's cache, whoever may write the folder may run code as its user, so it is made for them alone.
"""

import contextlib
import os
import pickle
import platform
import tempfile
import zlib
from collections.abc import Callable
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from turgor.physics.photons.disk import cache_folder, hashed

if TYPE_CHECKING:
    from jax.stages import Compiled, Lowered

#: programs kept, half a megabyte each; what was not used for longest goes
_MOST = 40


def compiled_once(lower: "Callable[[], Lowered]", rests_on: bytes | None = None) -> "Compiled":
    """The machine code of a program: from disk where it is there, else compiled and kept.

    rests_on : all that the program is made of, by which it is found without being traced; None
    where only the traced program tells.
    """
    lowered = lower() if rests_on is None else None
    told = lowered.as_text().encode() if lowered is not None else rests_on or b""
    key = hashed(told, _machine().encode())
    found = _read(key)
    if found is None:
        found = (lowered or lower()).compile()
        _write(key, found)
    return found


def _read(key: str) -> "Compiled | None":
    from jax.experimental.serialize_executable import deserialize_and_load

    path = _folder() / f"{key}.march"
    try:
        data = path.read_bytes()
        if hashed(key.encode(), data[64:]).encode() != data[:64]:
            return None
        code: Compiled = deserialize_and_load(*pickle.loads(zlib.decompress(data[64:])))
        with contextlib.suppress(OSError):
            os.utime(path)  # what is used stays
    except Exception:  # whatever another version's file makes the reader say, we can compile
        return None
    return code


def _write(key: str, code: "Compiled") -> None:
    from jax.experimental.serialize_executable import serialize

    name = ""
    try:
        body = zlib.compress(pickle.dumps(serialize(code)), 1)
        _folder().mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.NamedTemporaryFile(dir=_folder(), suffix=".part", delete=False) as file:
            name = file.name
            file.write(hashed(key.encode(), body).encode() + body)
        Path(name).replace(_folder() / f"{key}.march")
        kept = sorted(_folder().glob("*.march"), key=lambda one: one.stat().st_mtime)
        for old in kept[:-_MOST]:
            old.unlink(missing_ok=True)
    except (OSError, ValueError, NotImplementedError):  # a device may have no code to hand out
        if name:
            Path(name).unlink(missing_ok=True)


def _folder() -> Path:
    return cache_folder() / "forecast"


@cache
def _machine() -> str:
    """What compiled code depends on beside the program."""
    import jax

    processor = platform.processor()
    with contextlib.suppress(OSError):
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        processor = next((line for line in lines if line.startswith(("flags", "Features"))), "")
    device = jax.devices()[0]
    return "|".join(
        (
            jax.__version__, version("jaxlib"), device.platform, device.device_kind,
            platform.machine(), platform.system(), processor, os.environ.get("XLA_FLAGS", ""),
        )
    )  # fmt: skip
