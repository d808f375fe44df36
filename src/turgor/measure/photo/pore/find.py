"""Dark round blobs at scale: extrema of the scale-normalised Laplacian in place and size."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.compute import jit, map_strips
from turgor.measure.photo.colour_map import ColourCorrection
from turgor.measure.photo.flat_channel import FlatChannel, flat_channel
from turgor.measure.photo.line.options import NOMINAL_UM_PER_PX
from turgor.measure.photo.pore.options import PoreOptions
from turgor.record.height_map import BoolMap, FloatMap
from turgor.record.photograph import Photograph

DEFAULT = PoreOptions()

#: ratio of neighbouring scales
SCALE_STEP = 1.19

#: the ring that contrast is against, in radii of the disc
RING = (1.5, 2.2)


@dataclass(frozen=True, slots=True)
class Pores:
    """The pores of a zone.

    centre_px : (n, 2) x, y, pixel centres at whole numbers; diameter_px, contrast : (n,).
    area_px : pixels of the zone that were seen. um_per_px : None where the scale is not known.
    least_px : smallest diameter looked for, raised where the cells are too coarse for the options.
    cell_um : the grid they were looked for on.
    """

    centre_px: FloatMap
    diameter_px: FloatMap
    contrast: FloatMap
    area_px: float
    um_per_px: float | None
    least_px: float
    options: PoreOptions
    cell_um: float

    @property
    def pixel_um(self) -> float:
        """Side of a pixel, or the nominal one where the scale is not known."""
        return NOMINAL_UM_PER_PX if self.um_per_px is None else self.um_per_px

    @property
    def too_coarse(self) -> bool:
        """Whether the pixels leave no size to look for."""
        return self.least_px * self.pixel_um >= self.options.most_um

    @property
    def density_px(self) -> float:
        """Count over area, 1/px²; NaN where nothing was seen."""
        return len(self.contrast) / self.area_px if self.area_px > 0 else float("nan")

    @property
    def density(self) -> float | None:
        """Count over area, 1/cm²; None where the scale is not known."""
        return None if self.um_per_px is None else self.density_px / self.um_per_px**2 * 1e8

    @property
    def area_share_pct(self) -> float:
        """Area of the equal discs over the area of the zone, in per cent."""
        if self.area_px <= 0:
            return float("nan")
        return float(100.0 * np.sum(math.pi / 4.0 * self.diameter_px**2) / self.area_px)


def find_pores(
    photo: Photograph,
    correction: ColourCorrection,
    mask: BoolMap | None = None,
    um_per_px: float | None = None,
    options: PoreOptions = DEFAULT,
) -> Pores:
    """Dark round blobs inside a zone, as relative metrics: darkness is not depth.

    mask : (rows, cols) bool; None for the whole picture. um_per_px : where None, a pixel counts as
    NOMINAL_UM_PER_PX and only pixel lengths are true.

    Errors: MeasureError as in ``colour_maps``.
    """
    pixel = NOMINAL_UM_PER_PX if um_per_px is None else um_per_px
    cell = options.cell_for(um_per_px)
    least = options.least_on(cell)
    channel = flat_channel(photo, correction, mask, pixel, cell, options.background_um)
    found = np.empty((0, 4))
    if least < options.most_um and min(channel.flat.shape) >= 8:
        found = _blobs(channel, least, options)
    at = (found[:, :2] + np.array(channel.origin)) / pixel - 0.5
    return Pores(
        centre_px=at,
        diameter_px=2.0 * found[:, 2] / pixel,
        contrast=found[:, 3],
        area_px=channel.area / pixel**2,
        um_per_px=um_per_px,
        least_px=least / pixel,
        options=options,
        cell_um=cell,
    )


def _blobs(channel: FlatChannel, least: float, options: PoreOptions) -> FloatMap:
    """(n, 4) x, y, radius and contrast of the pores inside the zone, strongest first."""
    # A disc of radius r answers most at the scale r / sqrt(2); one scale more at each end tells a
    # blob that is too small or too large from one at the limit.
    first = least / 2.0 / math.sqrt(2.0) / SCALE_STEP
    count = math.ceil(math.log(options.most_um / least) / math.log(SCALE_STEP)) + 3
    sigmas = first * np.power(SCALE_STEP, np.arange(count, dtype=np.float64))
    stack, rounds = _responses(channel, sigmas, options.least_z)
    peaks = _peaks(stack, rounds, channel.inside & channel.known, options.least_round)
    radius = first * SCALE_STEP ** peaks[:, 2] * math.sqrt(2.0)
    x, y = (peaks[:, 0] + 0.5) * channel.cell, (peaks[:, 1] + 0.5) * channel.cell
    sized = (2.0 * radius >= least) & (2.0 * radius <= options.most_um)
    blobs = np.column_stack([x, y, radius, peaks[:, 3]])[sized]
    blobs = blobs[np.argsort(-blobs[:, 3], kind="stable")]
    contrast = _contrast(channel.flat, blobs[:, :3] / channel.cell)
    return _apart(np.column_stack([blobs[:, :3], contrast])[contrast >= options.least_contrast])


def _responses(
    channel: FlatChannel, sigmas: FloatMap, least_z: float
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Scale-normalised Laplacian of darkness, 0 below the noise's limit; and roundness."""
    from scipy.ndimage import gaussian_filter

    shape = (len(sigmas), *channel.flat.shape)
    stack, rounds = np.empty(shape, np.float32), np.empty(shape, np.float32)
    flat = channel.flat.astype(np.float32)
    some = channel.known[::3, ::3]

    def scales(first: int, end: int) -> None:
        for k in range(first, end):
            sigma = sigmas[k] / channel.cell
            # A second difference smooths by itself, by a variance of 1/6 along one direction.
            smooth = gaussian_filter(flat, np.sqrt(sigma**2 - 1.0 / 12.0), mode="reflect")
            _curvature(smooth, sigma**2, stack[k], rounds[k])
            values = stack[k, ::3, ::3][some]
            if values.size:
                spread = 1.4826 * np.median(np.abs(values - np.median(values)))
                stack[k][stack[k] < least_z * spread] = 0.0

    map_strips(scales, len(sigmas), least=1)
    return stack, rounds


@jit
def _curvature(
    smooth: NDArray[np.float32],
    factor: float,
    answer: NDArray[np.float32],
    rounds: NDArray[np.float32],
) -> None:
    """Minus the Laplacian times ``factor``, and smaller over larger curvature of a dark spot."""
    rows, cols = smooth.shape
    answer[:] = 0.0
    rounds[:] = 0.0
    for r in range(1, rows - 1):
        for c in range(1, cols - 1):
            middle = 2.0 * smooth[r, c]
            xx = smooth[r, c - 1] - middle + smooth[r, c + 1]
            yy = smooth[r - 1, c] - middle + smooth[r + 1, c]
            xy = smooth[r - 1, c - 1] + smooth[r + 1, c + 1]
            xy = 0.25 * (xy - smooth[r - 1, c + 1] - smooth[r + 1, c - 1])
            half = 0.5 * (xx + yy)
            answer[r, c] = -factor * 2.0 * half
            if half < 0.0:
                split = math.sqrt(0.25 * (xx - yy) ** 2 + xy * xy)
                rounds[r, c] = (half + split) / (half - split)


@jit
def _peaks(
    stack: NDArray[np.float32],
    rounds: NDArray[np.float32],
    inside: BoolMap,
    least_round: float,
) -> FloatMap:
    """(n, 4) column, row, scale number (refined by parabolas) and response of local maxima."""
    count, rows, cols = stack.shape
    found = []
    for k in range(1, count - 1):
        for r in range(1, rows - 1):
            for c in range(1, cols - 1):
                value = stack[k, r, c]
                if value <= 0.0 or not inside[r, c] or rounds[k, r, c] < least_round:
                    continue
                top = True
                for d in range(-1, 2):
                    for i in range(-1, 2):
                        for j in range(-1, 2):
                            if stack[k + d, r + i, c + j] > value:
                                top = False
                if top:
                    found.append(
                        (
                            c + _offset(stack[k, r, c - 1], value, stack[k, r, c + 1]),
                            r + _offset(stack[k, r - 1, c], value, stack[k, r + 1, c]),
                            k + _offset(stack[k - 1, r, c], value, stack[k + 1, r, c]),
                            value,
                        )
                    )
    out = np.empty((len(found), 4))
    for n in range(len(found)):
        out[n, 0] = found[n][0]
        out[n, 1] = found[n][1]
        out[n, 2] = found[n][2]
        out[n, 3] = found[n][3]
    return out


@jit
def _offset(left: float, middle: float, right: float) -> float:
    """Place of a parabola's top through three values one step apart."""
    bend = left - 2.0 * middle + right
    if bend >= -1e-12:
        return 0.0
    return max(-0.5, min(0.5, 0.5 * (left - right) / bend))


@jit
def _contrast(flat: FloatMap, blobs: FloatMap) -> FloatMap:
    """(n,) mean darkness of each disc over its ring's. blobs : (n, 3) x, y, radius in cells."""
    rows, cols = flat.shape
    out = np.zeros(blobs.shape[0])
    for n in range(blobs.shape[0]):
        x = blobs[n, 0]
        y = blobs[n, 1]
        radius = blobs[n, 2]
        far = RING[1] * radius
        disc = ring = 0.0
        in_disc = in_ring = 0
        for i in range(max(0, int(y - far)), min(rows, int(y + far) + 1)):
            for j in range(max(0, int(x - far)), min(cols, int(x + far) + 1)):
                away = math.hypot(j + 0.5 - x, i + 0.5 - y) / radius
                if away <= 1.0:
                    disc += flat[i, j]
                    in_disc += 1
                elif away >= RING[0] and away <= RING[1]:
                    ring += flat[i, j]
                    in_ring += 1
        if in_disc > 0 and in_ring > 0:
            out[n] = disc / in_disc - ring / in_ring
    return out


def _apart(blobs: FloatMap) -> FloatMap:
    """Blobs without those whose centre lies within a stronger one."""
    from scipy.spatial import cKDTree

    if len(blobs) < 2:
        return blobs
    tree = cKDTree(blobs[:, :2])
    keep = np.ones(len(blobs), dtype=np.bool_)
    for n in range(len(blobs)):
        if keep[n]:
            for m in tree.query_ball_point(blobs[n, :2], 1.1 * blobs[n, 2]):
                if m > n:
                    keep[m] = False
    return blobs[keep]
