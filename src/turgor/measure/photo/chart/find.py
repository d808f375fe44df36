"""Find a chart anywhere in a photograph, or take it where the user points."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from turgor.errors import MeasureError
from turgor.measure.photo.chart.agreement import agreement
from turgor.measure.photo.chart.candidate import flat_spots, steepest_step
from turgor.measure.photo.chart.consistent import showing_themselves
from turgor.measure.photo.chart.found import HIDDEN, FoundChart, jacobian_at, to_pixels
from turgor.measure.photo.chart.grid import grids
from turgor.measure.photo.chart.layout import Chart
from turgor.measure.photo.chart.place import Placed, place
from turgor.measure.photo.chart.pose import plane_pose
from turgor.measure.photo.chart.pyramid import Level, code_image, levels, without_grain
from turgor.measure.photo.chart.refine import refined
from turgor.measure.photo.chart.sample import sampled
from turgor.measure.photo.opencv import opencv
from turgor.record.photograph import Photograph

SIZE_ASSUMED, NO_SIZE = "chart-size-assumed", "chart-size-not-stated"
DROPPED, SMALL, TILTED = "chart-patches-dropped", "chart-small-in-picture", "chart-tilted"
REFERENCE_OFF, ONE_ROW = "chart-colours-far-from-reference", "chart-of-one-row-tilt-unknown"
#: steps between neighbours, in 8-bit code values, below which a spot counts as flat
_EDGES = (14, 28, 7)
_MOST_GRIDS = 300
_LARGE_PIXELS = 6_000_000
_SMALL_PITCH_PX = 14.0
_TILTED_DEG = 20.0
#: of the patches at least this share must be left, and four of them
_LEAST_LEFT = 0.5
_ASK = (
    "give the four outer corners of its corner patches as chart_corners_px, from the chart's own "
    "top left clockwise, or photograph it again"
)


def find_chart(photo: Photograph, chart: Chart) -> FoundChart:
    """The chart in a photograph, whatever way up and however tilted.

    Spots of one colour are grown into rows and columns; every turn and shift of the chart on
    them is tried, and the patches' colours must agree with the reference before anything is
    taken for a chart. Nothing in this depends on the skin.

    Errors: MeasureError of one line where no chart is found, it is mirrored, or too few of its
    patches can be used, which asks for its corners; MissingExtraError without OpenCV.
    """
    sizes = levels(photo)
    for level in [*sizes, *map(without_grain, filter(_is_small, sizes))]:
        best = _best_in(level, chart)
        if best is None:
            continue
        if best.mirrored:
            raise MeasureError(
                f"the {chart.name} is mirrored in this photograph, so it was flipped after it was "
                "taken; use the picture as the camera saved it"
            )
        homography = level.to_full @ best.homography
        return _taken(photo, homography / homography[2, 2], chart, "search")
    raise MeasureError(
        f"no {chart.name} was found in this photograph; {_ASK}; one without a chart is measured "
        "uncalibrated with chart = 'none'"
    )


def _is_small(level: Level) -> bool:
    """Where grain is worth a second search; larger pictures have smaller sizes without it."""
    return bool(level.image.shape[0] * level.image.shape[1] <= _LARGE_PIXELS)


def chart_from_corners(photo: Photograph, corners_px: ArrayLike, chart: Chart) -> FoundChart:
    """The chart where the user points.

    corners_px : (4, 2) x, y of the outer corners of its four corner patches, from the chart's
    own top left clockwise as the maker prints it; a few pixels off do no harm.

    Errors: MeasureError where the corners are no convex quadrangle in the picture, run the other
    way round, or the colours inside disagree with the reference.
    """
    cv2 = opencv("reading a chart")
    corners = np.asarray(corners_px, dtype=np.float64)
    rows, cols = photo.shape
    if corners.shape != (4, 2) or not np.isfinite(corners).all():
        raise MeasureError(
            f"chart_corners_px has shape {corners.shape}; give four corners of x and y"
        )
    if (corners < -0.5).any() or (corners > (cols - 0.5, rows - 0.5)).any():
        raise MeasureError(
            f"chart_corners_px lies outside the picture of {cols} x {rows} pixels; give x, then y"
        )
    sides = np.roll(corners, -1, axis=0) - corners
    turns = sides[:, 0] * np.roll(sides[:, 1], -1) - sides[:, 1] * np.roll(sides[:, 0], -1)
    if (turns <= 0).any():
        raise MeasureError(
            "chart_corners_px must run clockwise round the chart without crossing, from the "
            "chart's own top left; a mirrored picture can't be used"
        )
    homography = cv2.getPerspectiveTransform(
        chart.outline.astype(np.float32), corners.astype(np.float32)
    ).astype(np.float64)
    return _taken(photo, homography, chart, "corners")


def _best_in(level: Level, chart: Chart) -> Placed | None:
    """The most convincing place at one size of the picture."""
    least = max(4, int(0.3 * chart.rows * chart.cols))
    step = steepest_step(level.image)
    # in a large picture this takes longest and noise is strongest: the faintest edge is left out
    for edge in _EDGES[:2] if step.size > _LARGE_PIXELS else _EDGES:
        spots = flat_spots(step, edge)
        found: list[Placed] = []
        for grid in grids(spots, least, (chart.rows, chart.cols))[:_MOST_GRIDS]:
            found.extend(place(grid, spots, chart, level)[:1])
        if found:
            return max(found, key=lambda p: p.agreement.score)
    return None


def _taken(
    photo: Photograph, homography: NDArray[np.float64], chart: Chart, found_by: str
) -> FoundChart:
    """Refine, sample and judge a chart whose place is about known."""
    image, _ = code_image(photo)
    rgb, noise, spread, faults = sampled(photo, homography, chart)
    start = agreement(rgb, chart)
    better = refined(image, homography, chart)
    if better is not None:
        again = sampled(photo, better, chart)
        if agreement(again[0], chart).score >= start.score - 0.02:
            homography = better
            rgb, noise, spread, faults = again
    agreed = agreement(rgb, chart)
    flags = []
    if not agreed.convinces:
        if found_by == "search" or not _may_pass(agreed.colour, agreed.light):
            raise MeasureError(
                f"the colours there don't agree with the {chart.name}: it is upside down, of "
                f"another kind, or lies in coloured or broken light; {_ASK}"
            )
        flags.append(REFERENCE_OFF)
    for index, fits in enumerate(showing_themselves(rgb, chart, agreed.inlier)):
        if not fits and faults[index] == "":
            faults[index] = HIDDEN
    left = sum(fault == "" for fault in faults)
    if left < max(4, _LEAST_LEFT * len(faults)):
        named = ", ".join(sorted({fault for fault in faults if fault}))
        raise MeasureError(
            f"only {left} of the {len(faults)} patches of the {chart.name} can be used ({named}); "
            "uncover it, expose for its white patch, and photograph it again"
        )
    return _finished(
        photo, homography, chart, rgb, noise, spread, faults, agreed.colour, found_by, flags
    )


def _may_pass(colour: float, light: float) -> bool:
    """Corners given by hand need less to be believed than a search."""
    return colour > 0.6 and light > 0.6


def _finished(
    photo: Photograph, homography: NDArray[np.float64], chart: Chart, rgb: NDArray[np.float64],
    noise: NDArray[np.float64], spread: NDArray[np.float64], faults: list[str],
    correlation: float, found_by: str, flags: list[str],
) -> FoundChart:  # fmt: skip
    middle = (chart.centres[0] + chart.centres[-1]) / 2
    jacobian = jacobian_at(homography, middle)
    pitch_px = float(np.sqrt(abs(np.linalg.det(jacobian))))
    scale = np.array(chart.pitch_mm) if chart.pitch_mm is not None else np.ones(2)
    in_mm = homography @ np.diag([1 / scale[0], 1 / scale[1], 1.0])
    tilt_deg, px_per_mm = plane_pose(in_mm, middle * scale, photo.shape, photo.settings)
    if min(chart.rows, chart.cols) == 1:  # one row tells its length, and not how far it leans
        along = 0 if chart.rows == 1 else 1
        tilt_deg = float("nan")
        px_per_mm = float(np.hypot(*jacobian[:, along])) / scale[along]
        flags.append(ONE_ROW)
    um_per_px = 1000.0 / px_per_mm if chart.pitch_mm is not None else None
    if chart.pitch_mm is None:
        flags.append(NO_SIZE)
    if chart.size_assumed and chart.pitch_mm is not None:
        flags.append(SIZE_ASSUMED)
    if any(faults):
        flags.append(DROPPED)
    if pitch_px < _SMALL_PITCH_PX:
        flags.append(SMALL)
    if tilt_deg > _TILTED_DEG:
        flags.append(TILTED)
    return FoundChart(
        chart=chart,
        corners_px=to_pixels(homography, chart.outline),
        homography=homography,
        rgb=rgb,
        noise=noise,
        code_spread=spread,
        faults=tuple(faults),
        um_per_px=um_per_px,
        tilt_deg=tilt_deg,
        pitch_px=pitch_px,
        correlation=correlation,
        found_by=found_by,
        flags=tuple(flags),
    )
