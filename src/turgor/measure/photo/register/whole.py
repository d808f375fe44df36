"""The whole job: two photographs of one region become one frame, or a reason why not."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np

from turgor.compute import worker_count
from turgor.errors import InputError, RegistrationError
from turgor.measure.photo.register.channel import BoolMask, Picture, Pyramid, pyramid
from turgor.measure.photo.register.features import Features, Start, features_of, find_start
from turgor.measure.photo.register.judge import flags_of, judged, require_same_skin
from turgor.measure.photo.register.mapping import SkinMap
from turgor.measure.photo.register.refine import refine, start_from_flow
from turgor.measure.photo.register.registration import PhotoLimits, PhotoRegistration
from turgor.measure.photo.register.spline import still_field
from turgor.record.photograph import Photograph

_DEFAULT_LIMITS = PhotoLimits()
_FINE_SIDE_PX, _COARSE_SIDE_PX = 2400, 1200
_LEAST_SIDE_PX = 160
_LEAST_FEATURES = 80
_LEAST_NOISE_RATIO = 2.0


def register_photographs(
    baseline: Picture,
    followup: Picture,
    *,
    exclude_baseline: BoolMask | None = None,
    exclude_followup: BoolMask | None = None,
    limits: PhotoLimits = _DEFAULT_LIMITS,
) -> PhotoRegistration:
    """Find the baseline's skin in the follow-up.

    baseline, followup : photographs, or linear RGB (rows, cols, 3) with 1 = white; sizes may
        differ. exclude_* : True where there is no skin to look at (the chart, clothes, hair).

    Errors: RegistrationError with the reason where the photographs show other skin, are mirrored,
    too blurred or overlap too little; InputError for a malformed picture or mask.
    """
    factors = [_factors(_shape(picture)) for picture in (baseline, followup)]
    pyramids = _both(baseline, followup, exclude_baseline, exclude_followup, factors)
    start = _start(pyramids, limits)
    shape = pyramids[0].shape
    skin_map = SkinMap(start.homography, still_field(shape, max(shape) / limits.nodes_along))
    coarse = (pyramids[0].levels[-1], pyramids[1].levels[-1])
    skin_map = start_from_flow(*coarse, skin_map)
    skin_map = refine(*coarse, skin_map, 3)
    if pyramids[0].levels[0].factor < coarse[0].factor:
        skin_map = refine(pyramids[0].levels[0], pyramids[1].levels[0], skin_map, 2)
    found = judged(pyramids, skin_map, start)
    require_same_skin(found, limits)
    strain = np.abs(found.strain_map())[found.blocks.seen > 0.25]
    flags = flags_of(found, float(strain.max()) if strain.size else 0.0)
    return replace(found, flags=flags + _encoding_flags(baseline, followup))


def _shape(picture: Picture) -> tuple[int, int]:
    shape = picture.shape[:2]
    if len(shape) < 2 or min(shape) < _LEAST_SIDE_PX:
        raise InputError(
            f"the picture is {shape[::-1]} px; at least {_LEAST_SIDE_PX} px along each side are "
            "needed to register it"
        )
    return int(shape[0]), int(shape[1])


def _factors(shape: tuple[int, int]) -> tuple[int, ...]:
    fine = max(1, -(-max(shape) // _FINE_SIDE_PX))
    coarse = max(1, -(-max(shape) // (fine * _COARSE_SIDE_PX)))
    return (fine, fine * coarse) if coarse > 1 else (fine,)


def _both(
    baseline: Picture,
    followup: Picture,
    exclude_baseline: BoolMask | None,
    exclude_followup: BoolMask | None,
    factors: list[tuple[int, ...]],
) -> tuple[Pyramid, Pyramid]:
    return (
        pyramid(baseline, exclude_baseline, factors[0]),
        pyramid(followup, exclude_followup, factors[1]),
    )


def _start(pyramids: tuple[Pyramid, Pyramid], limits: PhotoLimits) -> Start:
    """The homography, from the coarse step or, where that tells too little, from the fine one."""
    long_side = max(*pyramids[0].shape, *pyramids[1].shape)
    depth = min(len(item.levels) for item in pyramids)
    found: Start | None = None
    for step in range(1, depth + 1):
        first, second = _features(pyramids, -step)
        found = find_start(first, second, long_side)
        if (
            found is not None
            and found.inliers >= limits.least_matches
            and _upright(found, pyramids)
        ):
            return found
    raise RegistrationError(_reason(pyramids, (first, second), found, long_side, limits))


def _features(pyramids: tuple[Pyramid, Pyramid], step: int) -> tuple[Features, Features]:
    levels = [item.levels[step] for item in pyramids]
    if worker_count() < 2:
        return features_of(levels[0]), features_of(levels[1])
    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(features_of, levels)
        return first, second


def _upright(start: Start, pyramids: tuple[Pyramid, Pyramid]) -> bool:
    """Whether the homography keeps handedness and a sane scale over the whole baseline."""
    rows, cols = pyramids[0].shape
    corners = np.array([[0, 0, 1], [cols, 0, 1], [cols, rows, 1], [0, rows, 1]], np.float64)
    image = corners @ start.homography.T
    if (image[:, 2] * image[0, 2] <= 0).any():
        return False
    x, y = image[:, 0] / image[:, 2], image[:, 1] / image[:, 2]
    area = 0.5 * float(np.sum(x * np.roll(y, -1) - y * np.roll(x, -1)))
    return 1.0 / 16.0 < area / (rows * cols) < 16.0


def _reason(
    pyramids: tuple[Pyramid, Pyramid],
    features: tuple[Features, Features],
    found: Start | None,
    long_side: int,
    limits: PhotoLimits,
) -> str:
    for name, item, seen in zip(("baseline", "follow-up"), pyramids, features, strict=True):
        if len(seen.points_px) < _LEAST_FEATURES or item.noise_ratio < _LEAST_NOISE_RATIO:
            return (
                f"the {name} is too blurred, too noisy or shows too little skin texture "
                f"({len(seen.points_px)} features, structure {item.noise_ratio:.1f} times the "
                "noise); photograph it again in focus"
            )
    mirrored = find_start(features[0], features_of(pyramids[1].levels[-1], True), long_side)
    if mirrored is not None and mirrored.inliers >= limits.least_matches:
        return (
            "the follow-up is mirrored against the baseline; switch off the mirror (selfie) "
            "setting of the camera or flip the file"
        )
    count = 0 if found is None else found.inliers
    return (
        f"the photographs don't show the same skin, or share too little of it: {count} features "
        f"agree, {limits.least_matches} are needed; check subject, region and side"
    )


def _encoding_flags(*pictures: Picture) -> tuple[str, ...]:
    unknown = any(isinstance(item, Photograph) and item.encoding == "unknown" for item in pictures)
    return ("encoding-unknown",) if unknown else ()
