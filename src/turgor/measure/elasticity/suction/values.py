"""R, F and Q of a curve and of a whole series, from located elevations and areas."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from turgor.measure.elasticity.suction.curve import Curve, Split
from turgor.record.suction import SuctionRecording

Values = dict[str, float | None]

#: of one curve whatever the split, and of one curve under one split rule
WHOLE = ("r0", "r1", "r2", "r8", "f0", "f1", "q0", "q1")
SPLIT = ("r5", "r6", "r7", "q2", "q3")
PARTS = ("ue", "uv", "ur")
#: of the whole series
SERIES = ("r3", "r4", "r9", "f2", "f3", "f4")


def whole_values(curve: Curve) -> Values:
    """What doesn't depend on the split of one sound curve."""
    on, off = curve.release_s - curve.start_s, curve.end_s - curve.release_s
    uf, ua = curve.uf_mm, curve.ua_mm
    recovered = uf * off - curve.area_off
    return {
        "r0": uf,
        "r1": uf - ua,
        "r2": ua / uf,
        "r8": ua,
        "f0": uf * on - curve.area_on,
        "f1": curve.area_off,
        "q0": uf * off,
        "q1": recovered / (uf * off),
    }


def split_values(curve: Curve, split: Split) -> Values:
    """What depends on where one sound curve is split; None where the rule found no split."""
    uf, off = curve.uf_mm, curve.end_s - curve.release_s
    ue, uv, ur = split.ue_mm, split.uv_mm, split.ur_mm
    rises = ue is not None and ue > 0.0
    return {
        "ue": ue,
        "uv": uv,
        "ur": ur,
        "r5": None if ur is None or ue is None or not rises else ur / ue,
        "r6": None if uv is None or ue is None or not rises else uv / ue,
        "r7": None if ur is None else ur / uf,
        "q2": None if split.qe is None else split.qe / (uf * off),
        "q3": None if split.qr is None else split.qr / (uf * off),
    }


def mean_values(each: Sequence[Values]) -> Values:
    """Mean of every value over the curves that have it; None where any of them lacks it."""
    names = each[0]
    rows = {name: [one[name] for one in each] for name in names}
    return {
        name: None if None in row else sum(v for v in row if v is not None) / len(row)
        for name, row in rows.items()
    }


def series_values(
    recording: SuctionRecording, curves: Sequence[Curve], zero: float
) -> tuple[Values, dict[str, str]]:
    """R3, R4, R9 and F2-F4 from elevations above the level before the series; and why not.

    R3, R4 need the last cycle, R9 also the first, the areas every cycle.
    """
    why: dict[str, str] = {}
    first, last = curves[0], curves[-1]
    broken = [one for one in curves if one.trouble]
    values: Values = dict.fromkeys(SERIES)
    if last.trouble:
        why |= dict.fromkeys(("r3", "r4", "r9"), f"curve {last.number}: {last.trouble}")
    else:
        values["r3"], values["r4"] = last.top_mm - zero, last.end_mm - zero
    if first.number != 1:
        partial = f"the series is recorded from curve {first.number} on"
        why |= dict.fromkeys(("r9", "f2", "f3", "f4"), partial)
    elif first.trouble:
        why.setdefault("r9", f"curve 1: {first.trouble}")
    if broken:
        named = f"curve {broken[0].number}: {broken[0].trouble}"
        for name in ("f2", "f3", "f4"):
            why.setdefault(name, named)
    if len(curves) == 1:
        for name in ("r9", "f2", "f3"):
            why.setdefault(name, "it needs two cycles or more")
    if "r9" not in why and values["r3"] is not None:
        values["r9"] = values["r3"] - first.uf_mm
    if "f2" not in why:
        values["f2"], values["f3"] = _envelopes(curves, zero)
    if "f4" not in why:
        span = last.end_s - first.start_s
        # starts may be a little apart from the protocol's period; what lies between is the skin's
        between = sum(
            (b.start_s - a.end_s) * 0.5 * (a.end_mm + b.level_mm) for a, b in pairwise(curves)
        )
        under = sum(
            one.area_on + one.area_off + one.level_mm * (one.end_s - one.start_s) for one in curves
        )
        values["f4"] = under + between - zero * span
    return values, why


def _envelopes(curves: Sequence[Curve], zero: float) -> tuple[float, float]:
    """Area above the line through the tops up to the last top's height, and between the lines.

    Both run from the first top to the last; the lower line goes through the start of the first
    curve and the end of every curve.
    """
    at = np.array([one.release_s for one in curves])
    top = np.array([one.top_mm for one in curves]) - zero
    low_at = np.array([curves[0].start_s, *(one.end_s for one in curves)])
    low = np.array([curves[0].level_mm, *(one.end_mm for one in curves)]) - zero
    above = float(np.trapezoid(top[-1] - top, at))
    places = np.unique(np.concatenate([at, low_at[(low_at > at[0]) & (low_at < at[-1])]]))
    gap = np.interp(places, at, top) - np.interp(places, low_at, low)
    return above, float(np.trapezoid(gap, places))
