"""Colour and pigment of a zone as findings: means over it, each with what it can't say."""

import math

from turgor.measure.photo.pigment import MOST_RED_DENSITY
from turgor.measure.photo.zone_mean import ZoneMeans
from turgor.measure.stamp import Stamp
from turgor.metrics.measurand import ConditionValue
from turgor.physics.colour import ita_class
from turgor.physics.colour.ita import SMALL_B_STAR
from turgor.record.finding import Finding

Told = dict[str, ConditionValue]

#: clipped share of a zone from which it is flagged, and above which its colour is not stated; our
#: own choice, no source: a clipped pixel's colour is not known, and leaving it out darkens the mean
SOME_CLIPPED, MOST_CLIPPED = 0.005, 0.10

#: metric by the name of its mean
COLOURS = {
    "photo.l_star": "l_star",
    "photo.a_star": "a_star",
    "photo.b_star": "b_star",
    "photo.ita": "ita_deg",
    "photo.mi_rgb": "mi_rgb",
    "photo.ei_rgb": "ei_rgb",
}
PIGMENTS = {"photo.melanin_map_mean": "melanin", "photo.haemoglobin_map_mean": "haemoglobin"}

_VARIES = "its tiles go together over distances as large as the zone, so no u can be told from one"


def colour_findings(
    stamp: Stamp, told: Told, pigment_told: Told, means: ZoneMeans
) -> list[Finding]:
    """Six findings of colour and two of pigment.

    told : the conditions of the colour metrics; pigment_told : those of the pigment maps.
    """
    lost = _lost(means)
    flags = ("clipped-pixels",) if means.clipped_share > SOME_CLIPPED else ()
    found = [
        _stated(stamp, metric, told, means, name, lost, (*flags, *_own_flags(metric, means)))
        for metric, name in COLOURS.items()
    ]
    dark = means.mean["mi_rgb"] > MOST_RED_DENSITY
    if dark and not lost:
        lost = (
            f"mean MI_rgb is {means.mean['mi_rgb']:.0f}: above {MOST_RED_DENSITY:.0f} blue is too "
            "weak to tell melanin from shading"
        )
        flags = (*flags, "pigment-not-separable")
    found += [
        _stated(stamp, metric, pigment_told, means, name, lost, flags)
        for metric, name in PIGMENTS.items()
    ]
    return found


def _lost(means: ZoneMeans) -> str:
    if means.clipped_share > MOST_CLIPPED:
        return (
            f"{means.clipped_share:.0%} of the zone is clipped, at most {MOST_CLIPPED:.0%} may be: "
            "expose less, or keep glare out with crossed polarisers"
        )
    if means.used_share < 1.0 - MOST_CLIPPED:
        return f"{1.0 - means.used_share:.0%} of the zone is clipped or dark"
    return ""


def _own_flags(metric: str, means: ZoneMeans) -> tuple[str, ...]:
    if metric != "photo.ita":
        return ()
    named = ita_class(means.mean["ita_deg"])
    small = ("ita-uncertain-small-b",) if abs(means.mean["b_star"]) < SMALL_B_STAR else ()
    return (*((f"ita-class-{named}",) if named else ()), *small)


def _stated(
    stamp: Stamp,
    metric: str,
    told: Told,
    means: ZoneMeans,
    name: str,
    lost: str,
    flags: tuple[str, ...],
) -> Finding:
    value = means.mean[name]
    if lost or not math.isfinite(value):
        return stamp.finding(metric, told, None, reason=lost or "no pixel counts", flags=flags)
    u = means.spatial_u.get(name)
    kind = None if u is None else "spatial"
    return stamp.finding(metric, told, value, u=u, u_kind=kind, reason=_VARIES, flags=flags)
