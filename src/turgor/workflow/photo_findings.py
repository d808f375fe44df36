"""What a prepared photograph says of each zone, and of each spot that baseline showed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.errors import InputError, MeasureError
from turgor.measure.photo.colour_map import ILLUMINANT, OBSERVER, chosen_maps
from turgor.measure.photo.register import PhotoRegistration
from turgor.measure.photo.spot import SpotOptions, SpotSet, SpotTrack, find_spots, follow_spots
from turgor.measure.photo.spot.findings import (
    SpotStamp,
    baseline_findings,
    followed_findings,
)
from turgor.measure.photo.spot.summary import baseline_summary, followed_summary
from turgor.measure.photo.stamp import photo_stamp
from turgor.measure.photo.whole import DEFAULT, measure_photograph
from turgor.measure.photo.zone import Zone, carry_zones, zone_masks
from turgor.record.finding import Finding
from turgor.record.height_map import BoolMap
from turgor.workflow.photo_prepared import PreparedPhoto

Map = NDArray[np.float32]

#: a zone of which less than this is seen and not clipped in a photograph is not measured there
LEAST_SEEN = 0.5


@dataclass(frozen=True, slots=True)
class Identity:
    """Which capture findings belong to."""

    sha256: str
    region: str = ""
    replicate: int = 1
    device_class: str = "unknown"


def zone_findings(
    made: PreparedPhoto,
    identity: Identity,
    masks: Mapping[str, BoolMap],
    baseline_um_per_px: float | None = None,
) -> list[Finding]:
    """Colour, pigment, lines and pores of every zone; ``masks`` by region name.

    baseline_um_per_px : of the baseline that a follow-up is held against, so that lines and pores
    are looked for on the same cells.

    Errors: MeasureError where no zone can be measured.
    """
    found: list[Finding] = []
    reasons: list[str] = []
    for region, mask in masks.items():
        try:
            measured = measure_photograph(
                made.photo,
                made.correction,
                capture_sha256=identity.sha256,
                mask=mask,
                um_per_px=made.um_per_px,
                region=region,
                replicate=identity.replicate,
                flags=made.quality_flags,
                chart=made.chart_id,
                device_class=identity.device_class,
                options=DEFAULT.kept_from(baseline_um_per_px),
            )
        except MeasureError as error:
            reasons.append(f"{region or 'whole field'}: {error}")
            continue
        found += measured.findings
    if not found:
        raise MeasureError("; ".join(reasons) or "no zone was given")
    return found


def masks_of(
    made: PreparedPhoto,
    zones: Sequence[Zone],
    registration: PhotoRegistration | None,
    region: str,
) -> dict[str, BoolMap]:
    """(rows, cols) bool by region: the zones carried to this photograph, else all its skin.

    Without zones a follow-up is measured only where its baseline shows skin too.
    """
    if not zones:
        return {region: made.skin if registration is None else made.skin & _shared(registration)}
    here = zones if registration is None else carry_zones(zones, registration)
    outside = zone_masks(here, made.photo.shape)
    kept = _not_chart(made)
    return {_joined(region, name): mask & kept for name, mask in outside.items()}


def index_maps(made: PreparedPhoto) -> tuple[Map, Map]:
    """mi_rgb and ei_rgb of the whole photograph, (rows, cols) float32."""
    maps = chosen_maps(made.photo, made.correction, ("mi_rgb", "ei_rgb"))
    return maps["mi_rgb"], maps["ei_rgb"]


def baseline_spots(made: PreparedPhoto, masks: Mapping[str, BoolMap]) -> SpotSet:
    """The spots of a baseline photograph inside its zones.

    Where pixels are too coarse for the least area in mm², spots are sought and told in pixels.
    """
    mi_rgb, ei_rgb = index_maps(made)
    scale = None if made.um_per_px is None else made.um_per_px / 1000.0
    if scale is not None:
        try:
            SpotOptions().radii_px(made.photo.shape, scale)
        except InputError:
            scale = None
    return find_spots(mi_rgb, ei_rgb, exclude=~_any(masks), mm_per_px=scale)


def spot_tracks(
    made: PreparedPhoto,
    baseline: SpotSet,
    registration: PhotoRegistration,
    before: tuple[Map, Map] | None = None,
) -> list[SpotTrack]:
    """The baseline's spots in a follow-up, then what is new.

    before : maps of the baseline, NaN where it was not searched: only what was seen there, and
    clearly fainter, is new.
    """
    mi_rgb, ei_rgb = index_maps(made)
    return follow_spots(
        baseline,
        mi_rgb,
        ei_rgb,
        registration=registration,
        exclude=~made.skin,
        baseline_maps=before,
    )


def spot_findings(
    made: PreparedPhoto,
    identity: Identity,
    spots: SpotSet,
    tracks: Sequence[SpotTrack] | None = None,
    baseline_sha256: str = "",
) -> list[Finding]:
    """Area and contrast of each spot, and of all of a kind together.

    Of the baseline where ``tracks`` is None, else followed.
    """
    captures = (identity.sha256, baseline_sha256) if baseline_sha256 else (identity.sha256,)
    stamp = SpotStamp(
        captures=captures,
        device=made.photo.device,
        region=identity.region,
        replicate=identity.replicate,
        colour={
            "illuminant": ILLUMINANT,
            "observer": OBSERVER,
            "correction": made.correction.kind,
            "chart": made.chart_id,
            "device_class": identity.device_class,
        },
        flags=tuple(
            dict.fromkeys((*made.photo.flags, *made.correction.flags, *made.quality_flags))
        ),
    )
    if tracks is None:
        return baseline_findings(spots, stamp) + baseline_summary(spots, stamp)
    single = followed_findings(tracks, spots.mm_per_px, stamp)
    return single + followed_summary(tracks, spots, stamp)


def _joined(region: str, zone: str) -> str:
    return f"{region}/{zone}" if region else zone


def _any(masks: Mapping[str, BoolMap]) -> BoolMap:
    whole = np.zeros(next(iter(masks.values())).shape, dtype=np.bool_)
    for mask in masks.values():
        whole |= mask
    return whole


def _not_chart(made: PreparedPhoto) -> BoolMap:
    from turgor.measure.photo.quality.surroundings import outside_chart

    return outside_chart(made.photo, made.found)


def _shared(registration: PhotoRegistration) -> BoolMap:
    """(rows, cols) of the follow-up: where the baseline's frame lies, on a coarse grid."""
    rows, cols = registration.followup_shape
    step = max(1, max(rows, cols) // 200)
    x, y = np.meshgrid(np.arange(0, cols, step), np.arange(0, rows, step))
    back = registration.backward(np.stack([x.ravel(), y.ravel()], axis=1).astype(np.float64))
    high = np.array(registration.baseline_shape[::-1]) - 1
    inside = ((back >= 0) & (back <= high)).all(axis=1).reshape(x.shape)
    full = np.repeat(np.repeat(inside, step, axis=0), step, axis=1)
    return np.asarray(full[:rows, :cols], dtype=np.bool_)


def chart_findings(made: PreparedPhoto, identity: Identity) -> list[Finding]:
    """What the correction leaves on the chart; nothing where the picture has none."""
    if made.found is None:
        return []
    stamp = photo_stamp(
        identity.sha256, made.photo.device, identity.region, identity.replicate, made.flags
    )
    told = {
        "illuminant": ILLUMINANT,
        "observer": OBSERVER,
        "correction": made.correction.kind,
        "chart": made.chart_id,
        "device_class": identity.device_class,
    }
    values = {
        "photo.chart_delta_e_mean": made.correction.delta_e_mean,
        "photo.chart_delta_e_max": made.correction.delta_e_max,
    }
    return [
        stamp.finding(metric, told, value, reason="a residual of this one photograph's chart")
        for metric, value in values.items()
    ]
