"""A colour chart as data: rows and columns of patches, their size, and what colour each is."""

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from turgor.errors import InputError
from turgor.evidence import evidence_table, parameter
from turgor.physics.colour import tristimulus

#: under which all reference colours are stated
ILLUMINANT, OBSERVER = "D65", "cie-1931-2deg"
BUILT_IN = ("classic-24", "classic-24-small")


@dataclass(frozen=True, slots=True)
class Chart:
    """One kind of chart.

    patches : names in reading order, rows * cols of them, top left first as the maker prints it.
    xyz : (rows * cols, 3) float64, Y = 100 for a perfect white, under D65 for 2 degrees.
    pitch_mm : between the centres of neighbouring patches, across and down; None = not stated, so
        that the chart tells colour but no scale.
    patch_share : side of a patch over the pitch.
    neutral : indices of the grey patches, skin_like : indices of patches near skin's colours.
    spectra : (n,) nm and (rows * cols, n) reflectance where they are known, else None.
    size_assumed : True where nobody stated or measured the pitch of this very card.
    """

    id: str
    name: str
    rows: int
    cols: int
    patches: tuple[str, ...]
    xyz: NDArray[np.float64]
    pitch_mm: tuple[float, float] | None
    patch_share: float
    neutral: tuple[int, ...] = ()
    skin_like: tuple[int, ...] = ()
    spectra: tuple[NDArray[np.float64], NDArray[np.float64]] | None = None
    size_assumed: bool = False
    reference: str = ""

    def __post_init__(self) -> None:
        count = self.rows * self.cols
        if self.rows < 1 or self.cols < 1 or count < 4:
            raise InputError(
                f"chart '{self.id}' has {self.rows} x {self.cols} patches; four or more are needed"
            )
        if len(self.patches) != count or self.xyz.shape != (count, 3):
            raise InputError(
                f"chart '{self.id}' has {self.rows} x {self.cols} patches but {len(self.patches)} "
                f"names and {len(self.xyz)} colours; give one of each for every patch"
            )
        if not (0.3 <= self.patch_share <= 1.0):
            raise InputError(
                f"chart '{self.id}': a patch takes {self.patch_share:g} of the pitch; "
                "allowed are 0.3 to 1"
            )

    @property
    def centres(self) -> NDArray[np.float64]:
        """(patches, 2) x, y of the patch centres in pitches; the first patch's is (0, 0)."""
        rows, cols = np.divmod(np.arange(self.rows * self.cols), self.cols)
        return np.stack((cols, rows), axis=1).astype(np.float64)

    @property
    def outline(self) -> NDArray[np.float64]:
        """(4, 2) x, y in pitches of the outer corners of the four corner patches, clockwise."""
        half = 0.5 * self.patch_share
        right, bottom = self.cols - 1 + half, self.rows - 1 + half
        return np.array([[-half, -half], [right, -half], [right, bottom], [-half, bottom]])

    def with_pitch(self, pitch_mm: float) -> "Chart":
        """The same chart on a card whose measured pitch is ``pitch_mm`` both ways.

        Errors: InputError for a pitch that is not finite and positive.
        """
        if not (math.isfinite(pitch_mm) and pitch_mm > 0):
            raise InputError(
                f"the chart's pitch is {pitch_mm:g} mm; it must be a finite number above zero"
            )
        return replace(self, pitch_mm=(pitch_mm, pitch_mm), size_assumed=False)


@cache
def built_in_chart(chart_id: str) -> Chart:
    """A chart that comes with Turgor, by its id (one of BUILT_IN).

    Errors: InputError where the id is unknown.
    """
    if chart_id not in BUILT_IN:
        raise InputError(
            f"chart '{chart_id}' is unknown; allowed: {', '.join(BUILT_IN)}, or a file that "
            "describes your own"
        )
    entry = files("turgor.measure.photo.chart") / "data" / f"{chart_id}.toml"
    words = tomllib.loads(entry.read_text(encoding="utf-8"))
    table = evidence_table(str(words["reference_table"]))
    names = tuple(name for name in table.columns if name != "wavelength_nm")
    nm = table.column("wavelength_nm")
    reflectance = np.stack([table.column(name) for name in names])
    pitch = parameter(words["pitch_parameter"]) if "pitch_parameter" in words else None
    return Chart(
        id=chart_id,
        name=str(words["name"]),
        rows=int(words["rows"]),
        cols=int(words["cols"]),
        patches=names,
        xyz=tristimulus(nm, reflectance, ILLUMINANT, OBSERVER),
        pitch_mm=(pitch, pitch) if pitch is not None else None,
        patch_share=parameter(words["patch_share_parameter"]),
        neutral=_indices(words, "neutral", names),
        skin_like=_indices(words, "skin_like", names),
        spectra=(nm, reflectance),
        size_assumed=True,
        reference=table.source,
    )


def _indices(words: Mapping[str, object], key: str, names: tuple[str, ...]) -> tuple[int, ...]:
    wanted = words.get(key, [])
    return tuple(names.index(str(name)) for name in wanted) if isinstance(wanted, list) else ()
