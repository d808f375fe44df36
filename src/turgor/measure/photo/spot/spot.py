"""A spot and the set of spots of one visit, with their plain form for a store."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray

from turgor.errors import InputError
from turgor.measure.photo.spot.background import NoiseCurve

KINDS = ("pigment", "vascular")
PLAIN_VERSION = 2


@dataclass(frozen=True, slots=True)
class Spot:
    """One spot of a photograph, in the baseline's pixels (x right, y down, centres on integers).

    id : stable, given at baseline: 'pigment-01'. source : 0 where the outline was drawn on the MI
    map, 1 on the EI map, whichever shows the spot more clearly. outline_px : (n, 2) at half
    contrast. contrast_* : mean inside less that of a ring, index units, of MI, EI and their sum
    (green). u_* : standard uncertainties. area_mm2, u_area_mm2 : None without a scale.
    """

    id: str
    kind: str
    source: int
    centroid_px: tuple[float, float]
    outline_px: NDArray[np.float64]
    area_px2: float
    u_area_px2: float
    area_mm2: float | None
    u_area_mm2: float | None
    contrast_mi: float
    u_contrast_mi: float
    contrast_ei: float
    u_contrast_ei: float
    contrast_green: float
    u_contrast_green: float
    aspect: float
    flags: tuple[str, ...] = ()

    @property
    def radius_px(self) -> float:
        """Radius of the disc of the same area."""
        return float(np.sqrt(self.area_px2 / np.pi))


@dataclass(frozen=True, slots=True)
class SpotSet:
    """All spots of one photograph.

    shape : rows and columns. mm_per_px : scale or None. searched_px2 : usable skin. rejected :
    candidates left out, by reason. noise_* : of a contrast on bare skin.
    """

    spots: tuple[Spot, ...]
    shape: tuple[int, int]
    mm_per_px: float | None
    searched_px2: float
    rejected: Mapping[str, int]
    noise_mi: NoiseCurve
    noise_ei: NoiseCurve
    noise_green: NoiseCurve

    def to_plain(self) -> dict[str, object]:
        """Numbers, lists and text only, ready for JSON."""
        return {
            "version": PLAIN_VERSION,
            "shape": list(self.shape),
            "mm_per_px": self.mm_per_px,
            "searched_px2": self.searched_px2,
            "rejected": dict(self.rejected),
            "noise": [
                {"side_px": list(curve.side_px), "sd": list(curve.sd)}
                for curve in (self.noise_mi, self.noise_ei, self.noise_green)
            ],
            "spots": [_plain(spot) for spot in self.spots],
        }

    @classmethod
    def from_plain(cls, plain: Mapping[str, object]) -> "SpotSet":
        """Read what ``to_plain`` wrote.

        Errors: InputError where it is malformed or of another version.
        """
        if plain.get("version") != PLAIN_VERSION:
            raise InputError(
                f"the stored spots have version {plain.get('version')!r}; this program reads "
                f"{PLAIN_VERSION}; find the spots again"
            )
        try:
            return _read(plain)
        except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
            raise InputError(
                f"the stored spots are malformed ({type(error).__name__}: {error}); find the spots "
                "again"
            ) from error


_NUMBERS = (
    "area_px2", "u_area_px2", "contrast_mi", "u_contrast_mi", "contrast_ei", "u_contrast_ei",
    "contrast_green", "u_contrast_green", "aspect",
)  # fmt: skip


def _plain(spot: Spot) -> dict[str, object]:
    return {
        "id": spot.id,
        "kind": spot.kind,
        "source": spot.source,
        "centroid_px": list(spot.centroid_px),
        "outline_px": spot.outline_px.tolist(),
        "area_mm2": spot.area_mm2,
        "u_area_mm2": spot.u_area_mm2,
        **{name: getattr(spot, name) for name in _NUMBERS},
        "flags": list(spot.flags),
    }


def _read(plain: Mapping[str, object]) -> SpotSet:
    curves = [
        NoiseCurve(tuple(map(float, item["side_px"])), tuple(map(float, item["sd"])))
        for item in cast("Sequence[Mapping[str, Sequence[float]]]", plain["noise"])
    ]
    rows, cols = cast("Sequence[int]", plain["shape"])
    scale = plain["mm_per_px"]
    return SpotSet(
        tuple(_spot(item) for item in cast("Sequence[Mapping[str, object]]", plain["spots"])),
        (int(rows), int(cols)),
        None if scale is None else float(cast("float", scale)),
        float(cast("float", plain["searched_px2"])),
        {str(k): int(v) for k, v in cast("Mapping[str, int]", plain["rejected"]).items()},
        curves[0],
        curves[1],
        curves[2],
    )


def _spot(item: Mapping[str, object]) -> Spot:
    def number(name: str) -> float:
        return float(cast("float", item[name]))

    def maybe(name: str) -> float | None:
        return None if item[name] is None else number(name)

    outline = np.asarray(item["outline_px"], np.float64)
    if outline.ndim != 2 or outline.shape[1] != 2 or item["kind"] not in KINDS:
        raise ValueError("an outline is (n, 2) and a kind one of " + ", ".join(KINDS))
    x, y = cast("Sequence[float]", item["centroid_px"])
    return Spot(
        id=str(item["id"]),
        kind=str(item["kind"]),
        source=int(number("source")),
        centroid_px=(float(x), float(y)),
        outline_px=outline,
        area_px2=number("area_px2"),
        u_area_px2=number("u_area_px2"),
        area_mm2=maybe("area_mm2"),
        u_area_mm2=maybe("u_area_mm2"),
        contrast_mi=number("contrast_mi"),
        u_contrast_mi=number("u_contrast_mi"),
        contrast_ei=number("contrast_ei"),
        u_contrast_ei=number("u_contrast_ei"),
        contrast_green=number("contrast_green"),
        u_contrast_green=number("u_contrast_green"),
        aspect=number("aspect"),
        flags=tuple(str(flag) for flag in cast("Sequence[str]", item["flags"])),
    )
