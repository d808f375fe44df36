"""The canonical face: named points and the outlines of zones, read from data."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import cast

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

_SWAP = {"right": "left", "left": "right"}


@dataclass(frozen=True, slots=True)
class CanonicalFace:
    """points : x, y by name. outlines, holes : (n, 2) by zone. Units: outer eye corners 1 apart."""

    points: Mapping[str, tuple[float, float]]
    outlines: Mapping[str, FloatArray]
    holes: Mapping[str, FloatArray]


@cache
def canonical_face() -> CanonicalFace:
    """The face that ``data/face.toml`` lays out, left zones mirrored from right ones."""
    text = (files("turgor.measure.photo.zone") / "data" / "face.toml").read_text(encoding="utf-8")
    document = tomllib.loads(text)
    points = {name: (float(x), float(y)) for name, (x, y) in document["points"].items()}
    outlines: dict[str, FloatArray] = {}
    holes: dict[str, FloatArray] = {}
    for name, zone in document["zone"].items():
        for part, into in (("outline", outlines), ("hole", holes)):
            if part not in zone:
                continue
            drawn = np.array(cast("Sequence[Sequence[float]]", zone[part]), np.float64)
            into[name] = drawn
            if name.startswith("right_"):
                into[swapped(name)] = (drawn * [-1.0, 1.0])[::-1]
    return CanonicalFace(points, outlines, holes)


def swapped(name: str) -> str:
    """The name of the other side: right_cheek and left_cheek, mouth_right and mouth_left."""
    return "_".join(_SWAP.get(word, word) for word in name.split("_"))
