"""The baseline's spots of one kind as one value of the region: count, area, mean contrasts.

All of them are about the same spots at every visit, those of baseline. A spot that a follow-up
doesn't show stands in with its own baseline value and the change of those that are seen, so that
the change of the value is the change of the spots that were seen.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from turgor.measure.photo.spot.findings import (
    METHOD,
    METHOD_VERSION,
    SpotStamp,
    contrast_conditions,
    outline_conditions,
)
from turgor.measure.photo.spot.follow import SpotTrack
from turgor.measure.photo.spot.options import SpotOptions
from turgor.measure.photo.spot.spot import KINDS, Spot, SpotSet
from turgor.metrics import Measurand, find_metric
from turgor.metrics.measurand import ConditionValue
from turgor.record.finding import Finding

#: with fewer of the baseline's spots in view, the rest can't stand in for all
LEAST_SEEN_SHARE = 0.5

_NO_SPOTS = "the baseline shows no spot of this kind"
_NO_U = "a count states no spread; photographs taken anew tell how it repeats"
_CONTRASTS = {
    "contrast_mi": "contrast_mi_rgb",
    "contrast_ei": "contrast_ei_rgb",
    "contrast_green": "contrast_green",
}
_UNCHANGED = ("followed", "merged")


@dataclass(frozen=True, slots=True)
class _Pair:
    """One spot at baseline and at a visit; ``now`` is None where it was not seen."""

    then: float
    now: float | None
    u: float | None


@dataclass(frozen=True, slots=True)
class _Value:
    """A value with its u, how many spots it was read from, and why what is missing is missing."""

    value: float | None
    u: float | None
    seen: int
    reason: str


def baseline_summary(
    spots: SpotSet, stamp: SpotStamp, options: SpotOptions | None = None
) -> list[Finding]:
    """Count, total area and mean contrasts of the baseline's spots, by kind.

    Errors: MetricError where the stamp's conditions don't fit the metrics.
    """
    tracks = [_as_track(spot) for spot in spots.spots]
    return followed_summary(tracks, spots, stamp, options)


def followed_summary(
    tracks: Sequence[SpotTrack],
    spots: SpotSet,
    stamp: SpotStamp,
    options: SpotOptions | None = None,
) -> list[Finding]:
    """The same at a follow-up; ``spots`` are the baseline's, new spots are not counted.

    A spot that faded below detection has no area and leaves the count; its contrast stays in the
    mean. Flag ``spots-seen-K-of-N`` where some were not seen; no value where less than half were.

    Errors: MetricError where the stamp's conditions don't fit the metrics.
    """
    chosen = options or SpotOptions()
    by_id = {track.id: track for track in tracks if track.baseline is not None}
    out: list[Finding] = []
    for kind in KINDS:
        own = [spot for spot in spots.spots if spot.kind == kind]
        followed = [by_id.get(spot.id) for spot in own]
        out.extend(_of_kind(kind, own, followed, spots.mm_per_px, stamp, chosen))
    return out


def _of_kind(
    kind: str,
    own: list[Spot],
    followed: list[SpotTrack | None],
    mm_per_px: float | None,
    stamp: SpotStamp,
    options: SpotOptions,
) -> list[Finding]:
    both = list(zip(own, followed, strict=True))
    drawn = outline_conditions(stamp, kind, mm_per_px, options)
    against = contrast_conditions(stamp, kind)
    least = 0.0 if mm_per_px is None else options.least_area_mm2
    counted = {
        **{name: drawn[name] for name in ("spot_kind", "maps", "device_class")},
        "least_area_mm2": least,
    }
    square = 1.0 if mm_per_px is None else mm_per_px**2
    area = "spot.total_area_px" if mm_per_px is None else "spot.total_area"
    told: list[tuple[str, Mapping[str, ConditionValue], _Value]] = [
        ("spot.count", counted, _count(followed)),
        (area, drawn, _total([_area_pair(s, t, square) for s, t in both], _shared_area(followed))),
        *(
            (f"spot.mean_{metric}", against, _mean([_contrast_pair(s, t, name) for s, t in both]))
            for name, metric in _CONTRASTS.items()
        ),
    ]
    return [_finding(metric, where, value, len(own), stamp) for metric, where, value in told]


def _as_track(spot: Spot) -> SpotTrack:
    return SpotTrack(
        spot.id, spot.kind, "followed", spot, spot.contrast_mi, spot.u_contrast_mi,
        spot.contrast_ei, spot.u_contrast_ei, spot.contrast_green, spot.u_contrast_green,
        spot.area_px2, spot.u_area_px2,
    )  # fmt: skip


def _seen(track: SpotTrack | None, name: str) -> tuple[float | None, float | None]:
    if track is None:
        return None, None
    return getattr(track, name), getattr(track, f"u_{name}")


def _contrast_pair(spot: Spot, track: SpotTrack | None, name: str) -> _Pair:
    return _Pair(getattr(spot, name), *_seen(track, name))


def _area_pair(spot: Spot, track: SpotTrack | None, square: float) -> _Pair:
    """A faded spot has no area; one without an outline is not seen."""
    then = spot.area_px2 * square
    if track is not None and track.state == "faded-below-detection":
        return _Pair(then, 0.0, spot.u_area_px2 * square)
    now, u = _seen(track, "area_px2")
    if now is None or u is None:
        return _Pair(then, None, None)
    return _Pair(then, now * square, u * square)


def _shared_area(followed: list[SpotTrack | None]) -> list[bool]:
    """True for a spot whose merged outline is counted with another's already."""
    taken: set[str] = set()
    shared = []
    for track in followed:
        shared.append(track is not None and track.id in taken)
        if track is not None and track.state == "merged":
            taken.update(track.merged_with)
    return shared


def _count(followed: list[SpotTrack | None]) -> _Value:
    seen = [t for t in followed if t is not None and t.state != "out-of-view"]
    if followed and len(seen) < LEAST_SEEN_SHARE * len(followed):
        return _Value(None, None, len(seen), "")
    faded = sum(track.state not in _UNCHANGED for track in seen)
    return _Value(float(len(followed) - faded), None, len(seen), _NO_U)


def _total(pairs: list[_Pair], shared: list[bool]) -> _Value:
    """Sum over all, by the ratio of those seen."""
    if not pairs:
        return _Value(0.0, None, 0, _NO_SPOTS)
    seen = [pair for pair in pairs if pair.now is not None]
    if len(seen) < LEAST_SEEN_SHARE * len(pairs):
        return _Value(None, None, len(seen), "")
    whole = sum(pair.then for pair in pairs) / sum(pair.then for pair in seen)
    own = [pair for pair, again in zip(pairs, shared, strict=True) if not again]
    kept = [pair for pair in own if pair.now is not None]
    now = sum(pair.now or 0.0 for pair in kept)
    u = float(np.sqrt(sum((pair.u or 0.0) ** 2 for pair in kept)))
    return _Value(whole * now, whole * u, len(seen), "")


def _mean(pairs: list[_Pair]) -> _Value:
    """Baseline's mean over all, and the mean change of those seen."""
    if not pairs:
        return _Value(None, None, 0, _NO_SPOTS)
    seen = [pair for pair in pairs if pair.now is not None]
    if len(seen) < LEAST_SEEN_SHARE * len(pairs):
        return _Value(None, None, len(seen), "")
    then = sum(pair.then for pair in pairs) / len(pairs)
    change = sum((pair.now or 0.0) - pair.then for pair in seen) / len(seen)
    u = float(np.sqrt(sum((pair.u or 0.0) ** 2 for pair in seen))) / len(seen)
    return _Value(then + change, u, len(seen), "")


def _finding(
    metric: str,
    conditions: Mapping[str, ConditionValue],
    told: _Value,
    count: int,
    stamp: SpotStamp,
) -> Finding:
    flags = list(stamp.flags)
    if told.seen < count:
        flags.append(f"spots-seen-{told.seen}-of-{count}")
    if told.value is None:
        flags.append("not-identified")
    reason = told.reason or f"only {told.seen} of the baseline's {count} spots were seen"
    return Finding(
        measurand=Measurand.of(metric, conditions),
        value=told.value,
        unit=find_metric(metric).unit,
        method=METHOD,
        method_version=METHOD_VERSION,
        u=told.u,
        u_kind="spatial" if told.u is not None else None,
        u_reason=None if told.u is not None else reason,
        device=stamp.device,
        captures=stamp.captures,
        region=stamp.region,
        replicate=stamp.replicate,
        flags=tuple(dict.fromkeys(flags)),
    )
