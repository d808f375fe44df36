"""The maps of one photograph as spots are looked for and read on."""

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from turgor.compute import map_strips
from turgor.errors import InputError
from turgor.measure.photo.spot.background import (
    BoolMask,
    FloatImage,
    NoiseCurve,
    flattened,
    noise_curve,
)
from turgor.measure.photo.spot.contrast import Reading, read_contrasts
from turgor.measure.photo.spot.kind import dividing_angle_deg
from turgor.measure.photo.spot.options import SpotOptions

T = TypeVar("T")
Three = tuple[T, T, T]
AnyFloatImage = NDArray[np.float32] | NDArray[np.float64]

#: contrasts of MI, of EI, and of their sum, the darkness of green
Readings = Three[Reading]


@dataclass(frozen=True, slots=True)
class Scene:
    """The index maps of one photograph, ready to be searched and measured.

    values : (mi, ei, green), green their sum, 100 log10(1 / G); flats : less their background;
    usable : finite and not excluded; noises : of a contrast on bare skin; dividing_deg : between
    pigment and blood; tone : median MI of the skin, None for maps of chromophores.
    """

    values: Three[FloatImage]
    flats: Three[FloatImage]
    usable: BoolMask
    noises: Three[NoiseCurve]
    radii_px: tuple[float, float]
    dividing_deg: float
    tone: float | None


def make_scene(
    mi_rgb: AnyFloatImage,
    ei_rgb: AnyFloatImage,
    exclude: BoolMask | None,
    mm_per_px: float | None,
    options: SpotOptions,
) -> Scene:
    """Check the maps and take their background away.

    Errors: InputError as of ``find_spots``.
    """
    if mi_rgb.ndim != 2 or mi_rgb.shape != ei_rgb.shape:
        raise InputError(
            f"the index maps are {mi_rgb.shape} and {ei_rgb.shape}; give two maps of one photograph"
        )
    if exclude is not None and exclude.shape != mi_rgb.shape:
        raise InputError(
            f"the mask is {exclude.shape}, the maps are {mi_rgb.shape}; they must agree"
        )
    usable = np.isfinite(mi_rgb) & np.isfinite(ei_rgb)
    if exclude is not None:
        usable &= ~exclude
    radii = options.radii_px((mi_rgb.shape[0], mi_rgb.shape[1]), mm_per_px)
    zero = np.float32(0.0)
    mi, ei = (np.where(usable, one, zero).astype(np.float32) for one in (mi_rgb, ei_rgb))
    values = (mi, ei, np.asarray(mi + ei))

    def prepared(first: int, end: int) -> list[tuple[FloatImage, NoiseCurve]]:
        flat = [flattened(one, usable, radii[1]) for one in values[first:end]]
        return [(one, noise_curve(one, usable, radii)) for one in flat]

    first, second, third = [pair for part in map_strips(prepared, 3, least=1) for pair in part]
    tone = float(np.median(values[0][usable])) if usable.any() else 0.0
    return Scene(
        values,
        (first[0], second[0], third[0]),
        usable,
        (first[1], second[1], third[1]),
        radii,
        dividing_angle_deg(tone) if options.dividing_deg is None else options.dividing_deg,
        tone if options.dividing_deg is None else None,
    )


def read_all(
    scene: Scene, outline_px: NDArray[np.float64], area_px2: float, others: BoolMask
) -> Readings:
    """Contrast on every map in one outline."""
    mi, ei, green = read_contrasts(scene.values, scene.usable, outline_px, area_px2, others)
    return mi, ei, green
