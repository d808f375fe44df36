"""Spots as findings: area and contrasts of each, under the id that it got at baseline."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from turgor.measure.photo.spot.contrast import RING_FROM, RING_TO
from turgor.measure.photo.spot.follow import SpotTrack
from turgor.measure.photo.spot.options import SpotOptions
from turgor.measure.photo.spot.spot import Spot, SpotSet
from turgor.metrics import Measurand, find_metric
from turgor.metrics.measurand import ConditionValue
from turgor.record.finding import Finding

METHOD = "turgor.photo.spot"

#: Raised whenever a value of any finding of this method may differ from before.
METHOD_VERSION = "1"

_COLOUR = ("illuminant", "observer", "correction", "chart", "device_class")


@dataclass(frozen=True, slots=True)
class SpotStamp:
    """Where the findings of one photograph's spots come from.

    captures : sha256 of the photograph, at a follow-up with the baseline's after it. colour : the
    conditions illuminant, observer, correction, chart and device_class of the colour maps. maps :
    'index' or 'chromophore'.
    """

    captures: tuple[str, ...]
    device: str
    region: str
    replicate: int
    colour: Mapping[str, ConditionValue]
    maps: str = "index"
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Values:
    """What one spot says at one visit; None with ``lost`` saying why."""

    item: str
    kind: str
    area: tuple[float | None, float | None]
    mi: tuple[float | None, float | None]
    ei: tuple[float | None, float | None]
    green: tuple[float | None, float | None]
    flags: tuple[str, ...]
    lost_area: str
    lost_contrast: str


def baseline_findings(
    spots: SpotSet, stamp: SpotStamp, options: SpotOptions | None = None
) -> list[Finding]:
    """Area and contrasts of every spot of the baseline.

    Errors: MetricError where the stamp's conditions don't fit the metrics.
    """
    chosen = options or SpotOptions()
    return [
        finding
        for spot in spots.spots
        for finding in _stated(_of_spot(spot), stamp, spots.mm_per_px, chosen)
    ]


def followed_findings(
    tracks: Sequence[SpotTrack],
    mm_per_px: float | None,
    stamp: SpotStamp,
    options: SpotOptions | None = None,
) -> list[Finding]:
    """Area and contrasts of every followed spot; what is out of view is not identified.

    Errors: MetricError where the stamp's conditions don't fit the metrics.
    """
    chosen = options or SpotOptions()
    return [
        finding
        for track in tracks
        for finding in _stated(_of_track(track), stamp, mm_per_px, chosen)
    ]


def outline_conditions(
    stamp: SpotStamp, kind: str, mm_per_px: float | None, options: SpotOptions
) -> dict[str, ConditionValue]:
    """Conditions of an area in the outline of that visit."""
    drawn: dict[str, ConditionValue] = {
        "spot_kind": kind,
        "maps": stamp.maps,
        "outline": "own-half-contrast",
        "device_class": stamp.colour["device_class"],
    }
    if mm_per_px is not None:
        drawn["least_area_mm2"] = options.least_area_mm2
    return drawn


def contrast_conditions(stamp: SpotStamp, kind: str) -> dict[str, ConditionValue]:
    """Conditions of a contrast in the outline that was drawn at baseline."""
    return {
        "spot_kind": kind,
        "outline": "baseline",
        "ring": f"{RING_FROM:g}-{RING_TO:g}",
        **{name: stamp.colour[name] for name in _COLOUR},
    }


def _of_spot(spot: Spot) -> _Values:
    return _Values(
        spot.id,
        spot.kind,
        (spot.area_px2, spot.u_area_px2),
        (spot.contrast_mi, spot.u_contrast_mi),
        (spot.contrast_ei, spot.u_contrast_ei),
        (spot.contrast_green, spot.u_contrast_green),
        spot.flags,
        "",
        "",
    )


def _of_track(track: SpotTrack) -> _Values:
    hidden = "the follow-up doesn't show the spot and the skin around it"
    faded = {
        "out-of-view": hidden,
        "faded-below-detection": "the spot no longer stands out from the skin: no outline",
    }.get(track.state, "no closed outline at half contrast")
    states = (track.state,) if track.state != "followed" else ()
    return _Values(
        track.id,
        track.kind,
        (track.area_px2, track.u_area_px2),
        (track.contrast_mi, track.u_contrast_mi),
        (track.contrast_ei, track.u_contrast_ei),
        (track.contrast_green, track.u_contrast_green),
        tuple(dict.fromkeys((*track.flags, *states))),
        faded,
        hidden,
    )


def _stated(
    values: _Values, stamp: SpotStamp, mm_per_px: float | None, options: SpotOptions
) -> list[Finding]:
    drawn = outline_conditions(stamp, values.kind, mm_per_px, options)
    against = contrast_conditions(stamp, values.kind)
    area, u_area = values.area
    if mm_per_px is not None:
        square = mm_per_px**2
        area = None if area is None else area * square
        u_area = None if u_area is None else u_area * square
    return [
        _finding(
            "spot.area_px" if mm_per_px is None else "spot.area",
            drawn, (area, u_area), values, stamp, values.lost_area,
        ),
        _finding("spot.contrast_mi_rgb", against, values.mi, values, stamp, values.lost_contrast),
        _finding("spot.contrast_ei_rgb", against, values.ei, values, stamp, values.lost_contrast),
        _finding("spot.contrast_green", against, values.green, values, stamp, values.lost_contrast),
    ]  # fmt: skip


def _finding(
    metric: str,
    conditions: Mapping[str, ConditionValue],
    pair: tuple[float | None, float | None],
    values: _Values,
    stamp: SpotStamp,
    lost: str,
) -> Finding:
    value, u = pair
    known = value is not None and u is not None
    missing = () if value is not None else ("not-identified",)
    return Finding(
        measurand=Measurand.of(metric, conditions),
        value=value,
        unit=find_metric(metric).unit,
        method=METHOD,
        method_version=METHOD_VERSION,
        u=u if known else None,
        u_kind="spatial" if known else None,
        u_reason=None if known else lost,
        device=stamp.device,
        captures=stamp.captures,
        region=stamp.region,
        item=values.item,
        replicate=stamp.replicate,
        flags=tuple(dict.fromkeys((*stamp.flags, *values.flags, *missing))),
    )
