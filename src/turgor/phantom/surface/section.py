"""Cross-sections of a furrow: unit depth, and width stated at half depth.

With t the distance from the centre line over the half width at half depth of that side, a
section is 1 at t = 0 and 1/2 at |t| = 1, so the planted width is the width at half depth for
every shape. The area over depth x width at half depth is a closed form for each.
"""

import math

from turgor.compute import jit
from turgor.errors import InputError

#: the shapes, in the order of their numbers inside the kernels
SECTIONS = ("v", "gaussian", "flat", "cosine")

#: area of a section over (depth x width at half depth)
AREA_FACTOR = {
    "v": 1.0,  # triangle: 2 * 2h * D / 2 = D * 2h
    "gaussian": 0.5 * math.sqrt(math.pi / math.log(2.0)),
    "flat": 1.0,  # bottom h wide, cosine flanks from h/2 to 3h/2 on each side
    "cosine": 1.0,  # one raised cosine, 2h to each side
}

#: |t| beyond which a section is nothing (Gaussian: below 2e-6 of the depth)
REACH = {"v": 2.0, "gaussian": 4.4, "flat": 1.5, "cosine": 2.0}

#: a shoulder stands this far from the centre line, in half widths, and is this wide (1/e)
SHOULDER_PLACE = 2.4
SHOULDER_WIDTH = 0.7
SHOULDER_REACH = 4.9


def section_number(name: str) -> int:
    """The number by which the kernels know a section.

    Errors: InputError where the name is none of SECTIONS.
    """
    if name not in SECTIONS:
        raise InputError(f"cross-section '{name}' is unknown; allowed: {', '.join(SECTIONS)}")
    return SECTIONS.index(name)


@jit
def section_value(number: int, t: float) -> float:
    """Height share of a section at ``t`` half widths from the centre line; 1 at the bottom."""
    a = abs(t)
    if number == 0:
        return max(0.0, 1.0 - 0.5 * a)
    if number == 1:
        return math.exp(-0.6931471805599453 * a * a) if a < 4.4 else 0.0
    if number == 2:
        if a <= 0.5:
            return 1.0
        return 0.5 + 0.5 * math.cos(math.pi * (a - 0.5)) if a < 1.5 else 0.0
    return 0.5 + 0.5 * math.cos(0.5 * math.pi * a) if a < 2.0 else 0.0


@jit
def shoulder_value(t: float) -> float:
    """Height share of a raised shoulder at ``t`` half widths from the centre line."""
    b = (abs(t) - 2.4) / 0.7
    return math.exp(-b * b)
