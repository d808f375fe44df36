"""One border of the skin: from a rough course to a row for every column, with its doubt."""

import math
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from turgor.measure.ultrasound.border_kernel import border_evidence, smooth_course
from turgor.measure.ultrasound.speckle import Speckle

Floats = NDArray[np.float64]
#: sigmas of a border's change from one column to the next that are tried, in pixels
STEPS_PX = (0.4, 0.8, 1.6)
STEPS_ALONG, FIRST_STEP = (0.1, 0.25, 0.6), (0.6,)
#: offsets tried to one row
SUB = 3
#: how much fainter one side counts at most than the other, at first and near the border
FAINTEST, FAINTEST_NEAR = 10.0**-1.1, 10.0**-2.0


@dataclass(frozen=True, slots=True)
class Border:
    """A border, all (cols,) float64.

    row : in pixels, row 0 is the centre of the first. spread_px : of its posterior.
    contrast_db : power beneath over power above, in dB, of the column's neighbourhood.
    """

    row: Floats
    spread_px: Floats
    contrast_db: Floats

    def lowered(self, rows: int) -> "Border":
        """The same border in an image with so many rows more above."""
        return Border(self.row + rows, self.spread_px, self.contrast_db)


def sheared(image: Floats, course: Floats, first: int, last: int) -> Floats:
    """Rows ``course + first`` to ``course + last``, straightened; NaN beyond the image.

    image : (rows, cols). course : (cols,), rounded to whole rows. Result (last - first + 1, cols).
    """
    rows = np.rint(course).astype(np.int64) + np.arange(first, last + 1)[:, None]
    inside = (rows >= 0) & (rows < image.shape[0])
    taken = np.take_along_axis(image, np.clip(rows, 0, image.shape[0] - 1), axis=0)
    return np.where(inside, taken, np.nan)


def place_border(
    power: Floats,
    course: Floats,
    speckle: Speckle,
    *,
    reach: int,
    above: tuple[int, int],
    below: tuple[int, int],
    usable: NDArray[np.bool_],
    roughly: tuple[float, float] | None = None,
    strays: tuple[float, float] = (0.02, 0.02),
    even: bool = False,
    along: bool = False,
) -> Border:
    """Place a border within ``reach`` rows of a course.

    power : (rows, cols), NaN = none. above, below : from and to how many rows off the course
    the two sides' power is averaged, both as positive distances. usable : (cols,); elsewhere
    the border is carried over from its neighbours and its spread says so. roughly : power above
    and below for a first search, where the course is too rough to tell; None = both averaged.
    strays : share of pixels above, and below, that look like the other side. even : True for a
    border that is an arc but for small relief, so that what leaves it by more is sought again.
    along : True where the border is expected to run beside the course with all its relief.

    Neither side counts as more than ``MOST_CONTRAST_DB`` fainter than the other: with the true
    contrast of water and dermis, the faintest haze above the skin would already pass for skin,
    and a strong border's foot, the pulse's tail, for the border.
    """
    state = np.array(course) if along else trend(course)[0]
    beside = np.gradient(state)
    for sharp, span in ((True, max(3, reach)), (False, max(4, math.ceil(6.0 * speckle.edge_px)))):
        whole, slope = np.rint(state), beside if along else trend(state)[1]
        least = FAINTEST if sharp else FAINTEST_NEAR
        half = span + math.ceil(3.0 * speckle.edge_px) + 1
        over = _side(power, whole, -above[1], -above[0], speckle)
        under = _side(power, whole, below[0], below[1], speckle)
        good = usable & np.isfinite(over) & np.isfinite(under)
        if sharp and roughly is not None:
            over, under = np.full_like(over, roughly[0]), np.full_like(under, roughly[1])
        evidence = border_evidence(
            sheared(power, whole, -half, half),
            np.where(good, np.maximum(over, least * under), 0.0),
            np.where(good, np.maximum(under, least * over), 0.0),
            span,
            0.0 if sharp else speckle.edge_px,
            strays,
        )
        # offsets from the course itself, in fractions of a row: on whole rows a step much smaller
        # than one could not be told from none, and a slope would come and go in jumps
        fine = _finer(evidence / speckle.grain_px, state - whole)
        drift = SUB * (slope - np.diff(state, prepend=state[0]))
        steps = FIRST_STEP if sharp else STEPS_ALONG if along else STEPS_PX
        mean, spread = _best_course(fine, drift, steps)
        state = state + mean / SUB - span
        if sharp and even:
            state = _recalled(state, usable, max(4.0, 3.0 * speckle.edge_px))
    with np.errstate(invalid="ignore", divide="ignore"):
        contrast = 10.0 * np.log10(np.where(good, under / over, np.nan))
    return Border(state, spread / SUB, contrast)


def _recalled(course: Floats, usable: NDArray[np.bool_], most: float) -> Floats:
    """A course brought back to its own arc where it leaves it by more than ``most`` rows.

    The arc is a polynomial of fourth degree, fitted again and again with Tukey's weights.
    """
    at = np.linspace(-1.0, 1.0, len(course))
    weight = usable.astype(np.float64)
    arc = np.full_like(course, float(np.median(course)))
    if weight.sum() < 12:
        return course
    for turn in range(8):
        arc = np.polynomial.Polynomial.fit(at, course, 2 if turn < 2 else 4, w=weight)(at)
        off = np.abs(course - arc)
        scale = max(2.0 * most / 3.0, 3.0 * float(np.median(off[usable])))
        near = np.clip(1.0 - (off / (2.0 * scale)) ** 2, 0.0, None)
        weight = np.where(usable, np.sqrt(near**2 + 1e-6), 0.0)
    return np.where(np.abs(course - arc) > most, arc, course)


def trend(course: Floats) -> tuple[Floats, Floats]:
    """A course smoothed over a seventh of the image, and its slope in rows per column.

    Local parabolas (Savitzky and Golay); within half a window of either end, the parabola there.
    """
    values = np.asarray(course, np.float64)
    window = min(len(values), max(5, len(values) // 7)) // 2 * 2 - 1
    if window < 5:
        return values.copy(), np.gradient(values)
    half = window // 2
    fit = _parabola(half)
    smooth = np.convolve(values, fit[0][::-1], "same")
    slope = np.convolve(values, fit[1][::-1], "same")
    at = np.arange(-half, half + 1)
    for end, place in ((slice(0, window), slice(0, half + 1)), (slice(-window, None),
                       slice(-half - 1, None))):  # fmt: skip
        level, first, second = fit @ values[end]
        smooth[place] = (level + first * at + second * at**2)[place]
        slope[place] = (first + 2.0 * second * at)[place]
    return smooth, slope


@cache
def _parabola(half: int) -> Floats:
    """(3, 2 half + 1): weights that fit level, slope and curvature at a window's middle."""
    at = np.arange(-half, half + 1, dtype=np.float64)
    return np.asarray(np.linalg.pinv(np.vander(at, 3, increasing=True)))


def _best_course(
    evidence: Floats, drift: Floats, steps_px: tuple[float, ...]
) -> tuple[Floats, Floats]:
    """Mean offset and its spread, in states, under the step that makes the evidence likeliest."""
    tried = [smooth_course(evidence, drift, SUB * step) for step in steps_px]
    _, mean, spread = max(tried, key=lambda one: one[0])
    return mean, spread


def _finer(evidence: Floats, shift: Floats) -> Floats:
    """Evidence at ``SUB`` offsets a row, counted from the course, not from its nearest row."""
    count = evidence.shape[1]
    at = np.clip(np.arange(SUB * (count - 1) + 1) / SUB + shift[:, None], 0.0, count - 1.0)
    low = np.minimum(at.astype(np.int64), count - 2)
    first = np.take_along_axis(evidence, low, axis=1)
    second = np.take_along_axis(evidence, low + 1, axis=1)
    return np.asarray(first + (at - low) * (second - first))


def _side(power: Floats, course: Floats, first: int, last: int, speckle: Speckle) -> Floats:
    """Mean power of a strip beside a course, over neighbouring columns; NaN where there is none.

    The geometric mean, raised by what speckle takes from it: lone reflectors hardly move it.
    """
    strip = np.log(np.maximum(sheared(power, course, first, last), 1e-12))
    seen = np.isfinite(strip)
    count, total = seen.sum(axis=0).astype(np.float64), np.where(seen, strip, 0.0).sum(axis=0)
    wide = 2 * max(2, round(12.0 * speckle.lateral_px)) + 1
    kernel = np.ones(min(wide, 2 * ((len(course) - 1) // 2) + 1))
    count, total = np.convolve(count, kernel, "same"), np.convolve(total, kernel, "same")
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(count > 0, np.exp(total / count + np.euler_gamma), np.nan)
