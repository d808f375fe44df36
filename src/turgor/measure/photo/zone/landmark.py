"""Named points of a face: placed by hand, or by a plug-in whose model is written down beside them.

No finder ships with Turgor. One is added by a package that offers an entry point in the group
``turgor.landmarks``, called without arguments to get a ``LandmarkFinder``. Points serve placing of
zones only, they never tell who somebody is.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import entry_points
from typing import Protocol, cast

import numpy as np
from numpy.typing import NDArray

from turgor.errors import InputError, MeasureError
from turgor.measure.photo.zone.canonical import canonical_face
from turgor.record.photograph import Photograph

GROUP = "turgor.landmarks"
BY_HAND = "hand"


class LandmarkFinder(Protocol):
    """What a plug-in offers."""

    @property
    def name(self) -> str:
        """Short name, as given to ``find_landmarks``."""

    @property
    def version(self) -> str:
        """Version of the plug-in."""

    @property
    def model_sha256(self) -> str:
        """64 hexadecimal digits: the hash of the model's file."""

    def find(self, rgb: NDArray[np.uint8]) -> Mapping[str, tuple[float, float]]:
        """x, y in pixels of the named points of one face in (rows, cols, 3) 8-bit RGB."""


@dataclass(frozen=True, slots=True)
class LandmarkSet:
    """points_px : x, y by name; who placed them, with which version and model (empty by hand)."""

    points_px: Mapping[str, tuple[float, float]]
    placed_by: str = BY_HAND
    version: str = ""
    model_sha256: str = ""

    def to_plain(self) -> dict[str, object]:
        """Numbers, lists and text only, ready for JSON."""
        return {
            "points_px": {name: list(point) for name, point in self.points_px.items()},
            "placed_by": self.placed_by,
            "version": self.version,
            "model_sha256": self.model_sha256,
        }

    @classmethod
    def from_plain(cls, plain: Mapping[str, object]) -> "LandmarkSet":
        """Read what ``to_plain`` wrote.

        Errors: InputError where it is malformed.
        """
        try:
            given = cast("Mapping[str, tuple[float, float]]", plain["points_px"])
            points = {str(name): (float(x), float(y)) for name, (x, y) in given.items()}
            said = [str(plain[key]) for key in ("placed_by", "version", "model_sha256")]
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise InputError(
                f"the stored landmarks are malformed ({type(error).__name__}: {error}); place the "
                "points again"
            ) from error
        return cls(points, *said)


def landmark_finders() -> tuple[str, ...]:
    """Names of the finders that are installed, in order."""
    return tuple(sorted({entry.name for entry in entry_points(group=GROUP)}))


def find_landmarks(photo: Photograph, finder: str) -> LandmarkSet:
    """The points that an installed finder sees, with its version and its model's hash.

    Errors: InputError where no such finder is installed or it says nothing about its model;
    MeasureError where it fails, or places points that are unknown or beside the photograph.
    """
    found = {entry.name: entry for entry in entry_points(group=GROUP)}
    if finder not in found:
        raise InputError(
            f"no landmark finder '{finder}' is installed; installed: "
            f"{', '.join(sorted(found)) or 'none'}; place five or more points by hand"
        )
    made = cast("LandmarkFinder", found[finder].load()())
    digest = made.model_sha256.lower()
    if len(digest) != 64 or set(digest) - set("0123456789abcdef"):
        raise InputError(
            f"landmark finder '{finder}' states no SHA-256 of its model; its points can't be "
            "traced, so place points by hand"
        )
    rgb = photo.rgb if photo.rgb.dtype == np.uint8 else (photo.rgb >> 8).astype(np.uint8)
    try:
        given = made.find(np.asarray(rgb, np.uint8))
    except Exception as error:
        raise MeasureError(
            f"landmark finder '{finder}' failed: {error}; place points by hand"
        ) from error
    points = {str(name): (float(x), float(y)) for name, (x, y) in given.items()}
    require_known(points, photo.shape)
    return LandmarkSet(points, made.name, made.version, digest)


def require_known(
    points_px: Mapping[str, tuple[float, float]], shape: tuple[int, int] | None
) -> None:
    """Hold points against the known names and the photograph's size.

    Errors: MeasureError naming the first that doesn't fit.
    """
    known = canonical_face().points
    for name, (x, y) in points_px.items():
        if name not in known:
            raise MeasureError(f"point '{name}' is unknown; allowed: {', '.join(known)}")
        if not (math.isfinite(x) and math.isfinite(y)):
            raise MeasureError(f"point '{name}' is not finite; give x and y in pixels")
        if shape is None:
            continue
        # A point just outside the frame (a chin cut off) is still of use.
        rows, cols = shape
        if not (-0.2 * cols <= x <= 1.2 * cols and -0.2 * rows <= y <= 1.2 * rows):
            raise MeasureError(
                f"point '{name}' at {x:.0f}, {y:.0f} lies beside the photograph of {cols} x {rows} "
                "px; place it again"
            )
