"""Fitted colours kept on disk, so that a new process needs no spectra for a skin known before.

A file is named by the skin, by the sources of the optical model and by the spectra it reads; in it
stand the literature values that the fit rests on. Where any of these says another number now, the
file is as good as none, and so it is where it is damaged.
"""

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

import numpy as np
from numpy.typing import NDArray

from turgor.evidence.rests_on import still_holds, written
from turgor.physics.photons.disk import hashed, keep, kept

FloatArray = NDArray[np.float64]

#: what works colours out, and where it reads spectra: every file of these folders counts
_FOLDERS = (
    ("turgor.physics", "colour"), ("turgor.physics", "skin_optics"), ("turgor.physics", "tissue"),
    ("turgor.evidence", "data/tables"),
)  # fmt: skip
_FILES = ("spectrum.py", "colour_fit.py", "colour_kept.py")


def kept_fit(own: tuple[float, float, float]) -> tuple[FloatArray, FloatArray] | None:
    """Coefficients (terms, colours) and largest errors (colours,), what they rest on cited.

    own : melanin depth, blood fraction, oxygenation. None where nothing is kept that holds.
    """
    found = kept(_key(own))
    if found is None or not {"solved", "off", "rests_on"} <= set(found):
        return None
    return (found["solved"], found["off"]) if still_holds(found["rests_on"]) else None


def keep_fit(
    own: tuple[float, float, float],
    solved: FloatArray,
    off: FloatArray,
    rests_on: tuple[set[str], set[str]],
) -> None:
    """Keep a fit. rests_on : ids of the sources and of the values that were asked for."""
    keep(_key(own), {"solved": solved, "off": off, "rests_on": written(*rests_on)})


def _key(own: tuple[float, float, float]) -> str:
    return hashed(b"colours", np.array(own).tobytes(), _model().encode())


@cache
def _model() -> str:
    """Digest of all that colours are worked out by."""
    told: list[bytes] = []
    for package, folder in _FOLDERS:
        for file in _every_file(files(package) / folder):
            told += [file.name.encode(), file.read_bytes()]
    here = files("turgor.skin.observe")
    told += [(here / name).read_bytes() for name in _FILES]
    return hashed(*told)


def _every_file(folder: Traversable) -> Iterator[Traversable]:
    for entry in sorted(folder.iterdir(), key=lambda one: one.name):
        if entry.name.endswith((".py", ".csv", ".toml")):
            yield entry
        elif entry.is_dir() and not entry.name.startswith("_"):
            yield from _every_file(entry)
