"""The channel that registration looks at: relief and pores, with little of the pigment.

It is ln of linear red, in the band of pores and furrows, normalised locally. Of the three colours
red shows shading as well as any, and pigment and blood least; projections that cancel both pigments
cost more noise than they spare (docs/science/photo-registration.md, "Channel", has the figures).
What is left of spots can't pull: the band takes their inside away and the spline is stiff.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.compute import jit, map_strips
from turgor.errors import InputError
from turgor.measure.photo.encoding import linear_table
from turgor.measure.photo.register.opencv import opencv
from turgor.record.photograph import Photograph

FloatImage = NDArray[np.float32]
BoolMask = NDArray[np.bool_]
#: a photograph, or linear RGB, (rows, cols, 3), 1 = white
Picture = Photograph | NDArray[np.float32] | NDArray[np.float64]

#: red
_COLOUR = 0
_DARKEST, _BRIGHTEST = 0.004, 0.985
_NARROW_PX, _WIDE_PX, _CLIP = 0.8, 8.0, 3.0


@dataclass(frozen=True, slots=True)
class Level:
    """One step of the pyramid.

    value : (rows, cols) float32, locally normalised to mean 0 and standard deviation 1, clipped at
        3. weight : the share of each point that was neither clipped, black nor excluded.
    factor : pixels of the photograph along one side of a point.
    """

    value: FloatImage
    weight: FloatImage
    factor: int


@dataclass(frozen=True, slots=True)
class Pyramid:
    """All steps of one photograph, finest first.

    shape : rows and columns of the photograph. noise_ratio : standard deviation of the coarsest
        step's band over what the finest pixels' noise alone would leave there.
    """

    levels: tuple[Level, ...]
    shape: tuple[int, int]
    noise_ratio: float


def pyramid(picture: Picture, exclude: BoolMask | None, factors: tuple[int, ...]) -> Pyramid:
    """The channel of one picture, at each of ``factors`` (finest first, each a multiple).

    Errors: InputError where the array is no RGB picture or the mask has another shape.
    """
    rgb, tables = _tables(picture)
    rows, cols = rgb.shape[:2]
    if exclude is not None and exclude.shape != (rows, cols):
        raise InputError(
            f"the mask of what to exclude is {exclude.shape[1]} x {exclude.shape[0]} px, the "
            f"photograph {cols} x {rows}; give a mask of the photograph's size"
        )
    masked = np.zeros((1, 1), np.bool_) if exclude is None else np.ascontiguousarray(exclude)
    raw, weight = _reduced(rgb, tables, masked, factors[0])
    steps = [(raw, weight, factors[0])]
    for factor in factors[1:]:
        steps.append((*_smaller(raw, weight, factor // factors[0]), factor))
    ratio = _noise_ratio(raw, steps[-1][0], steps[-1][1], factors[-1] // factors[0])
    return Pyramid(tuple(_normalised(*step) for step in steps), (rows, cols), ratio)


def _tables(picture: Picture) -> tuple[NDArray[np.generic], NDArray[np.float32]]:
    """The array and ln of linear light for each code value; an empty table for linear floats."""
    if isinstance(picture, Photograph):
        linear = linear_table(picture.encoding, picture.levels)
        return picture.rgb, np.log(np.maximum(linear, np.float32(1e-6))).astype(np.float32)
    if picture.ndim != 3 or picture.shape[2] != 3 or picture.dtype.kind != "f":
        raise InputError(
            f"linear RGB has shape {picture.shape} and type {picture.dtype}; allowed: rows x cols "
            "x 3 of floats, 1 = white"
        )
    return picture, np.zeros(0, np.float32)


def _reduced(
    rgb: NDArray[np.generic], table: NDArray[np.float32], masked: BoolMask, factor: int
) -> tuple[FloatImage, FloatImage]:
    rows, cols = rgb.shape[0] // factor, rgb.shape[1] // factor
    value = np.zeros((rows, cols), np.float32)
    weight = np.zeros((rows, cols), np.float32)
    limits = np.log(np.array([_DARKEST, _BRIGHTEST])).astype(np.float32)
    kernel = _average_codes if len(table) else _average_linear

    def work(first: int, end: int) -> None:
        kernel(rgb[..., _COLOUR], table, limits, masked, factor, first, end, value, weight)  # type: ignore[arg-type]

    map_strips(work, rows)
    return value, weight


@jit
def _average_codes(
    red: NDArray[np.uint8],
    table: NDArray[np.float32],
    limits: NDArray[np.float32],
    masked: BoolMask,
    factor: int,
    first: int,
    end: int,
    value: FloatImage,
    weight: FloatImage,
) -> None:
    any_mask = masked.size > 1
    for row in range(first, end):
        for col in range(value.shape[1]):
            total = np.float32(0.0)
            used = 0
            for y in range(row * factor, (row + 1) * factor):
                for x in range(col * factor, (col + 1) * factor):
                    seen = table[red[y, x]]
                    if seen < limits[0] or seen > limits[1] or (any_mask and masked[y, x]):
                        continue
                    total += seen
                    used += 1
            if used > 0:
                value[row, col] = total / used
            weight[row, col] = used / (factor * factor)


@jit
def _average_linear(
    red: NDArray[np.float32],
    table: NDArray[np.float32],
    limits: NDArray[np.float32],
    masked: BoolMask,
    factor: int,
    first: int,
    end: int,
    value: FloatImage,
    weight: FloatImage,
) -> None:
    any_mask = masked.size > 1
    least, most = np.exp(limits[0]), np.exp(limits[1])
    for row in range(first, end):
        for col in range(value.shape[1]):
            total = 0.0
            used = 0
            for y in range(row * factor, (row + 1) * factor):
                for x in range(col * factor, (col + 1) * factor):
                    seen = red[y, x]
                    # A NaN fails every comparison, so it is passed over here.
                    if not (seen >= least and seen <= most):
                        continue
                    if any_mask and masked[y, x]:
                        continue
                    total += np.log(seen)
                    used += 1
            if used > 0:
                value[row, col] = total / used
            weight[row, col] = used / (factor * factor)


def _smaller(value: FloatImage, weight: FloatImage, times: int) -> tuple[FloatImage, FloatImage]:
    rows, cols = value.shape[0] // times, value.shape[1] // times
    cv2 = opencv()
    cut = (slice(0, rows * times), slice(0, cols * times))

    def less(image: FloatImage) -> FloatImage:
        small: FloatImage = cv2.resize(image, (cols, rows), interpolation=cv2.INTER_AREA)
        return small

    total = less(weight[cut])
    held = less(value[cut] * weight[cut])
    return (held / np.maximum(total, np.float32(1e-6))).astype(np.float32), total


def _normalised(value: FloatImage, weight: FloatImage, factor: int) -> Level:
    """Local mean 0 and standard deviation 1 over the weighted points."""
    cv2 = opencv()
    floor = np.float32(1e-3)

    def soft(image: FloatImage, sigma: float) -> FloatImage:
        blurred: FloatImage = cv2.GaussianBlur(image, (0, 0), sigma)
        return blurred

    near, far = soft(weight, _NARROW_PX) + floor, soft(weight, _WIDE_PX) + floor
    held = value * weight
    detail = soft(held, _NARROW_PX) / near - soft(held, _WIDE_PX) / far
    detail *= weight
    spread = np.sqrt(soft(detail * detail, 2.0 * _WIDE_PX) / (soft(weight, 2.0 * _WIDE_PX) + floor))
    typical = np.float32(np.median(spread[weight > 0.5])) if (weight > 0.5).any() else floor
    scaled = detail / (spread + np.float32(0.3) * typical + np.float32(1e-6))
    # Beside a gap the wide mean leans to one side, so those points count less.
    trust = weight * np.clip(2.0 * far - 0.8, 0.0, 1.0)
    # A wall or a sheet behind the skin has no texture to agree on.
    trust = trust * np.clip(5.0 * spread / (typical + np.float32(1e-9)) - 1.0, 0.0, 1.0)
    return Level(
        np.clip(scaled, -_CLIP, _CLIP).astype(np.float32), trust.astype(np.float32), factor
    )


def _noise_ratio(fine: FloatImage, coarse: FloatImage, weight: FloatImage, times: int) -> float:
    """Structure over noise at the coarse step: about 1 where only noise is left.

    The noise is that of second differences along rows and columns of the finest step (Immerkaer's
    mask, robustly scaled), less by the averaging over ``times`` squared points.
    """
    cv2 = opencv()
    mask = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], np.float32)
    usable = weight > 0.9
    if usable.sum() < 100:
        return 0.0
    rough = cv2.filter2D(fine, cv2.CV_32F, mask)[1:-1:3, 1:-1:3]
    noise = float(np.median(np.abs(rough))) / 0.6745 / 6.0 / times
    band = cv2.GaussianBlur(coarse, (0, 0), 1.0) - cv2.GaussianBlur(coarse, (0, 0), 4.0)
    structure = float(np.median(np.abs(band[usable]))) / 0.6745
    # The band from 1 to 4 points keeps 0.26 of the standard deviation of white noise.
    return structure / max(0.26 * noise, 1e-9)
