"""Where the lights are: given, from a ball of known place, or from the images' own falloff.

Axes: x to the right, y up the image, z towards the camera.
"""

import math
from dataclasses import dataclass

import numpy as np

from turgor.errors import MeasureError
from turgor.record.height_map import BoolMap, FloatMap

#: elevation that stands in where none is known; its error is one factor on all heights
ASSUMED_ELEVATION_DEG = 45.0
#: a reading below this share of the brightest one is taken for shadow
SHADOW_SHARE = 0.05
#: least change of brightness from the middle to the edge that still tells a light's side
LEAST_FALLOFF = 0.02


@dataclass(frozen=True, slots=True)
class Lights:
    """Directions of the lights.

    direction : (n, 3) unit vectors towards each light.
    strength : (n,) relative strengths; ones where a flat field takes their place.
    origin : 'given', 'sphere' or 'falloff'.
    scale_known : False where the elevation was assumed, so heights carry one unknown factor.
    """

    direction: FloatMap
    strength: FloatMap
    origin: str
    scale_known: bool

    def __post_init__(self) -> None:
        n = self.direction.shape[0]
        if self.direction.shape != (n, 3) or n < 3 or self.strength.shape != (n,):
            raise MeasureError(
                f"lights need three or more directions of three numbers and a strength each; got "
                f"{self.direction.shape} and {self.strength.shape}"
            )
        if np.linalg.svd(self.direction, compute_uv=False)[-1] < 1e-3:
            raise MeasureError("the lights lie in one plane with the surface; slopes can't be told")

    @property
    def azimuth_deg(self) -> FloatMap:
        """(n,) degrees anticlockwise on the screen from the row direction."""
        return np.asarray(np.degrees(np.arctan2(self.direction[:, 1], self.direction[:, 0])))


def ring_lights(
    azimuth_deg: FloatMap, elevation_deg: float, *, origin: str = "given", scale_known: bool = True
) -> Lights:
    """Lights of one elevation at the given azimuths, degrees anticlockwise from the row direction.

    Errors: MeasureError for an elevation outside 1 to 89 degrees or fewer than three lights.
    """
    if not 1.0 <= elevation_deg <= 89.0:
        raise MeasureError(f"light elevation is {elevation_deg}°; allowed are 1 to 89 degrees")
    azimuth = np.radians(np.asarray(azimuth_deg, np.float64))
    elevation = math.radians(elevation_deg)
    direction = np.stack(
        [
            math.cos(elevation) * np.cos(azimuth),
            math.cos(elevation) * np.sin(azimuth),
            np.full(azimuth.size, math.sin(elevation)),
        ],
        axis=1,
    )
    return Lights(direction, np.ones(azimuth.size), origin, scale_known)


def lights_from_sphere(
    images: FloatMap, centre_col: float, centre_row: float, radius_px: float,
    mask: BoolMap | None = None,
) -> Lights:  # fmt: skip
    """Directions and strengths from a matt ball (or its cap) seen from far above.

    images : (n, rows, cols) float64. centre, radius : pixels. mask : (rows, cols) bool, where the
    ball is in contact and seen; None = 95 % of the radius. Readings in shadow are left out.

    Errors: MeasureError where fewer than 50 lit points are left for a light.
    """
    rows, cols = images.shape[1:]
    row, col = np.mgrid[0:rows, 0:cols]
    x = (col - centre_col) / radius_px
    y = (centre_row - row) / radius_px
    seen = x**2 + y**2 < 0.95**2
    if mask is not None:
        seen &= mask
    x, y = x[seen], y[seen]
    normal = np.stack([x, y, np.sqrt(1.0 - x**2 - y**2)], axis=1)
    found = np.empty((images.shape[0], 3))
    for k, image in enumerate(images):
        reading = image[seen]
        lit = reading > SHADOW_SHARE * np.percentile(reading, 99)
        for _ in range(3):
            if lit.sum() < 50:
                raise MeasureError(
                    f"light {k + 1}: only {int(lit.sum())} lit points on the ball; 50 are needed"
                )
            found[k] = np.linalg.lstsq(normal[lit], reading[lit], rcond=None)[0]
            # points that the light can't reach, or that shine, don't follow n · l
            fitted = normal @ found[k]
            lit = (fitted > 0.1 * fitted.max()) & (np.abs(reading - fitted) < 0.3 * fitted.max())
    strength = np.linalg.norm(found, axis=1)
    return Lights(found / strength[:, None], strength, "sphere", True)


def lights_from_falloff(
    flat_field: FloatMap, elevation_deg: float | None = None, worst_deg: float = 25.0
) -> Lights:
    """Azimuths of an even ring of lights, switched on one after the other around it.

    Each image of a flat surface is brightest on its light's side. The gradients' azimuths are
    brought to the nearest even ring; the sense of rotation and the first azimuth come out of it.

    flat_field : (n, rows, cols) float64, smooth brightness of each image.
    elevation_deg : where known; None assumes 45° and says that the scale is not known.

    Errors: MeasureError where an image shows no falloff, or one more than ``worst_deg`` off the
    ring.
    """
    n, rows, cols = flat_field.shape
    half = max(rows, cols) / 2.0
    x = (np.arange(cols) - (cols - 1) / 2.0) / half
    y = ((rows - 1) / 2.0 - np.arange(rows)) / half
    logs = np.log(np.maximum(flat_field, 1e-6))
    logs = logs - logs.mean(axis=(1, 2), keepdims=True)
    gradient = np.stack(
        [(logs * x).mean(axis=(1, 2)) / (x**2).mean(),
         (logs * y[:, None]).mean(axis=(1, 2)) / (y**2).mean()],
        axis=1,
    )  # fmt: skip
    # what all images share (vignetting, tilt) says nothing of the lights
    gradient -= gradient.mean(axis=0)
    if float(np.hypot(gradient[:, 0], gradient[:, 1]).min()) < LEAST_FALLOFF:
        raise MeasureError(
            "an image is as bright on all sides, so its light's place can't be told; "
            "give the lights' directions"
        )
    seen = np.arctan2(gradient[:, 1], gradient[:, 0])
    best: tuple[float, FloatMap] | None = None
    for sense in (1.0, -1.0):
        ring = sense * 2.0 * np.pi * np.arange(n) / n
        turn = np.angle(np.exp(1j * (seen - ring)).mean())
        miss = float(np.abs(np.angle(np.exp(1j * (seen - ring - turn)))).max())
        if best is None or miss < best[0]:
            best = (miss, ring + turn)
    if best is None or math.degrees(best[0]) > worst_deg:
        raise MeasureError(
            f"the images' falloff doesn't fit an even ring of {n} lights in order; "
            "give the lights' directions"
        )
    return ring_lights(
        np.degrees(best[1]),
        ASSUMED_ELEVATION_DEG if elevation_deg is None else elevation_deg,
        origin="falloff",
        scale_known=elevation_deg is not None,
    )
