"""One border of the skin: from a rough course to a row for every column, with its doubt."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.measure.ultrasound.border_kernel import border_evidence, smooth_course
from turgor.measure.ultrasound.speckle import Speckle

Floats = NDArray[np.float64]
#: sigmas of a border's change from one column to the next that are tried, in pixels
STEPS_PX = (0.1, 0.25, 0.6, 1.5)
MOST_CONTRAST_DB = 10.0
FAINTEST = 10.0 ** (-MOST_CONTRAST_DB / 10.0)


@dataclass(frozen=True, slots=True)
class Border:
    """A border, all (cols,) float64.

    row : in pixels, row 0 is the centre of the first. spread_px : of its posterior.
    contrast_db : power beneath over power above, in dB, of the column's neighbourhood.
    """

    row: Floats
    spread_px: Floats
    contrast_db: Floats


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
    strays: tuple[float, float] = (0.05, 0.05),
    even: bool = False,
) -> Border:
    """Place a border within ``reach`` rows of a course.

    power : (rows, cols), NaN = none. above, below : from and to how many rows off the course
    the two sides' power is averaged, both as positive distances. usable : (cols,); elsewhere
    the border is carried over from its neighbours and its spread says so. roughly : power above
    and below for a first search, where the course is too rough to tell; None = both averaged.
    strays : share of pixels above, and below, that look like the other side. even : True for a
    border that is an arc but for small relief, so that what leaves it by more is sought again.

    Neither side counts as more than ``MOST_CONTRAST_DB`` fainter than the other: with the true
    contrast of water and dermis, the faintest haze above the skin would already pass for skin,
    and a strong border's foot, the pulse's tail, for the border.
    """
    state = trend(course)[0]
    for sharp, span in ((True, max(3, reach)), (False, max(4, math.ceil(6.0 * speckle.edge_px)))):
        whole, slope = np.rint(state), trend(state)[1]
        half = span + math.ceil(3.0 * speckle.edge_px) + 1
        over = _side(power, whole, -above[1], -above[0], speckle)
        under = _side(power, whole, below[0], below[1], speckle)
        good = usable & np.isfinite(over) & np.isfinite(under)
        if sharp and roughly is not None:
            over, under = np.full_like(over, roughly[0]), np.full_like(under, roughly[1])
        evidence = border_evidence(
            sheared(power, whole, -half, half),
            np.where(good, np.maximum(over, FAINTEST * under), 0.0),
            np.where(good, np.maximum(under, FAINTEST * over), 0.0),
            span,
            0.0 if sharp else speckle.edge_px,
            strays,
        )
        drift = slope - np.diff(whole, prepend=whole[0])
        mean, spread = _best_course(
            evidence / speckle.grain_px, drift, STEPS_PX[2:3] if sharp else STEPS_PX
        )
        state = whole + mean - span
        if sharp and even:
            state = _recalled(state, usable, max(4.0, 3.0 * speckle.edge_px))
    with np.errstate(invalid="ignore", divide="ignore"):
        contrast = 10.0 * np.log10(np.where(good, under / over, np.nan))
    return Border(state, spread, contrast)


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
    """A course smoothed over a seventh of the image, and its slope in rows per column."""
    from scipy.signal import savgol_filter

    window = min(len(course), max(5, len(course) // 7)) // 2 * 2 - 1
    if window < 5:
        return np.array(course, np.float64), np.gradient(np.asarray(course, np.float64))
    smooth = savgol_filter(course, window, 2, mode="interp")
    return smooth, savgol_filter(course, window, 2, deriv=1, mode="interp")


def _best_course(
    evidence: Floats, drift: Floats, steps_px: tuple[float, ...]
) -> tuple[Floats, Floats]:
    """Mean and spread under the step that makes the evidence likeliest."""
    tried = [smooth_course(evidence, drift, step) for step in steps_px]
    _, mean, spread = max(tried, key=lambda one: one[0])
    return mean, spread


def _side(power: Floats, course: Floats, first: int, last: int, speckle: Speckle) -> Floats:
    """Mean power of a strip beside a course, over neighbouring columns; NaN where there is none.

    The geometric mean, raised by what speckle takes from it: lone reflectors hardly move it.
    """
    strip = np.log(np.maximum(sheared(power, course, first, last), 1e-12))
    seen = np.isfinite(strip)
    count, total = seen.sum(axis=0).astype(np.float64), np.where(seen, strip, 0.0).sum(axis=0)
    wide = 2 * max(2, round(4.0 * speckle.lateral_px)) + 1
    kernel = np.ones(min(wide, 2 * ((len(course) - 1) // 2) + 1))
    count, total = np.convolve(count, kernel, "same"), np.convolve(total, kernel, "same")
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(count > 0, np.exp(total / count + np.euler_gamma), np.nan)
