"""What a series would show without noise, sampling or fault: read off a curve of 1 kHz.

A routine of the phantom's own, apart from the one that measures: cycle by cycle, elevations at
the exact instants (split 0.1 s after each switching).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

F = NDArray[np.float64]

#: s after switching on and off at which immediate parts end
SPLIT_S = 0.1


@dataclass(frozen=True, slots=True)
class CurveTruth:
    """One cycle, mm: level before it, and rises and falls against that level.

    ue, uv, uf : immediate, delayed and whole deformation. ur, ua : immediate and whole return.
    """

    base_mm: float
    ue_mm: float
    uv_mm: float
    uf_mm: float
    ur_mm: float
    ua_mm: float


@dataclass(frozen=True, slots=True)
class SuctionTruth:
    """What was planted.

    time_s, elevation_mm : the noiseless curve, 1 kHz, without any fault. curves : its cycles.
    r : R0 to R9 by name, split at 0.1 s, levels against the skin before the first cycle; R0 to
    R2 and R5 to R8 of the first cycle, R3 and R4 of the last. fault : what went wrong with the
    recording. fault_s : when it began, NaN where none.
    """

    time_s: F
    elevation_mm: F
    curves: tuple[CurveTruth, ...]
    r: dict[str, float]
    fault: str = ""
    fault_s: float = float("nan")


def curve_truths(
    time_s: F, elevation_mm: F, starts_s: tuple[float, ...], on_s: float, off_s: float
) -> tuple[CurveTruth, ...]:
    """The parts of each cycle of a dense curve."""
    cycles = []
    for start in starts_s:
        instants = start + np.array([0.0, SPLIT_S, on_s, on_s + SPLIT_S, on_s + off_s])
        base, early, top, back, end = np.interp(instants, time_s, elevation_mm)
        cycles.append(
            CurveTruth(base, early - base, top - early, top - base, top - back, top - end)
        )
    return tuple(cycles)


def r_truth(curves: tuple[CurveTruth, ...]) -> dict[str, float]:
    """R0 to R9: lengths in mm, R2 and R5 to R7 ratios."""
    first, last = curves[0], curves[-1]
    top = last.base_mm + last.uf_mm - first.base_mm
    return {
        "R0": first.uf_mm,
        "R1": first.uf_mm - first.ua_mm,
        "R2": first.ua_mm / first.uf_mm,
        "R3": top,
        "R4": top - last.ua_mm,
        "R5": first.ur_mm / first.ue_mm,
        "R6": first.uv_mm / first.ue_mm,
        "R7": first.ur_mm / first.uf_mm,
        "R8": first.ua_mm,
        "R9": top - first.uf_mm,
    }
