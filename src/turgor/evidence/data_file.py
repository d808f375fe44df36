"""Data files of the package: their text, noted where somebody asks what a run rests on."""

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from turgor.evidence.citing import note_read


def data_text(file: Traversable | Path) -> str:
    """The text of a file, noted by its path in the package; one from elsewhere is only read."""
    inside = f"{files('turgor')}/"
    if str(file).startswith(inside):
        note_read(str(file).removeprefix(inside))
    return file.read_text(encoding="utf-8")


def packaged(name: str) -> Traversable:
    """The file of a path in the package, as ``data_text`` notes it."""
    return files("turgor").joinpath(*name.split("/"))
