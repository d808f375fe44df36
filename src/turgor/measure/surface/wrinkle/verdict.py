"""Whether a measured candidate is reported, and as what."""

import numpy as np
from scipy.ndimage import gaussian_filter1d

from turgor.measure.surface.wrinkle.candidate import Candidate
from turgor.measure.surface.wrinkle.centreline import arc_um
from turgor.measure.surface.wrinkle.options import WrinkleOptions

#: a valley with a hill on one side only, higher than this share of its depth, is a step's foot
MOST_ONE_SIDED = 0.5

#: a branch may end this far off the core of the wrinkle that it springs from, µm
ROOT_GAP_UM = 300.0

#: least share of a line's points that must have been measured
LEAST_KNOWN = 0.35


def is_reported(item: Candidate, others: list[Candidate], options: WrinkleOptions) -> bool:
    """Long, deep and two-sided enough, and measured over enough of its length.

    A branch ends at the flank of the wrinkle that it springs from; whether it is long enough is
    judged from that one's centre line.
    """
    shape = item.shape
    if shape is None or len(item.line_um) < 3:
        return False
    along = float(arc_um(item.line_um)[-1])
    length_um = along * (1.0 + 1.0 / (len(item.line_um) - 1)) + _root_um(item, others)
    if length_um < options.least_length_mm * 1000.0:
        return False
    if float(np.percentile(shape.depth_um, 95)) < options.least_depth_um:
        return False
    if float(np.mean(shape.low > 0.25)) < LEAST_KNOWN:
        return False
    return _one_sided(item) <= MOST_ONE_SIDED


def _root_um(item: Candidate, others: list[Candidate]) -> float:
    """Length from the ends of a line to the centre lines of those wrinkles it springs from."""
    root = 0.0
    for end in (item.line_um[0], item.line_um[-1]):
        best = 0.0
        for other in others:
            if other is item or len(other.line_um) < len(item.line_um) or other.shape is None:
                continue
            away = float(np.hypot(*(other.line_um - end).T).min())
            width = other.shape.core_left_um + other.shape.core_right_um
            if away <= 1.5 * width + ROOT_GAP_UM and (best == 0.0 or away < best):
                best = away
        root += best
    return root


def _one_sided(item: Candidate) -> float:
    """How much higher, in depths, the hill on one side stands than that on the other.

    A step leaves a dale on its low side and a hill as high as that on its high side only, since
    the lid runs through its middle; raised shoulders of a wrinkle stand on both sides.
    """
    shape = item.shape
    if shape is None:
        return 0.0
    width = shape.core_left_um + shape.core_right_um
    away = shape.offset_um - shape.bottom_um
    smooth = gaussian_filter1d(shape.share, 2.0, mode="nearest")
    hills = []
    for side, zone in ((-1.0, shape.zone_left_um), (1.0, shape.zone_right_um)):
        beside = (side * away > 0.0) & (side * away <= zone + width)
        hills.append(max(0.0, -float(smooth[beside].min())) if beside.any() else 0.0)
    return abs(hills[0] - hills[1])


def object_class(depth_p95_um: float, options: WrinkleOptions) -> str:
    """'wrinkle' or 'line' by the P95 depth."""
    return "wrinkle" if depth_p95_um >= options.wrinkle_depth_um else "line"
