"""How well the follow-up lies on the baseline: error map, agreement, strain, pose, and refusals."""

import numpy as np
from numpy.typing import NDArray

from turgor.errors import RegistrationError
from turgor.measure.photo.register.blocks import Blocks, aligned, compare
from turgor.measure.photo.register.channel import Level, Pyramid
from turgor.measure.photo.register.features import Start
from turgor.measure.photo.register.mapping import SkinMap, projected
from turgor.measure.photo.register.opencv import opencv
from turgor.measure.photo.register.refine import refine, solved
from turgor.measure.photo.register.registration import (
    BlockMaps,
    PhotoLimits,
    PhotoRegistration,
    Pose,
)
from turgor.measure.photo.register.spline import FloatArray, still_field

_JUDGED_BLOCK = 20
_LEAST_BLOCK_CORRELATION = 0.25
_POOLED_BLOCKS = 3
#: a block's own move is held to this many px of the photograph unless its texture says otherwise
_PRIOR_PX = 2.0
_LEAST_SEEN = 0.25
#: there and back read the same two pictures, so they agree better than either is right; the factor
#: is fitted on made-up skin (docs/science/photo-registration.md, "Error map")
_SHARED_FACTOR = 1.5


def judged(pyramids: tuple[Pyramid, Pyramid], skin_map: SkinMap, start: Start) -> PhotoRegistration:
    """State how well the map fits, on the coarse step where noise is least.

    Errors: none; ``require_same_skin`` decides.
    """
    base, follow = (item.levels[-1] for item in pyramids)
    blocks = compare(base, *aligned(base, follow, skin_map), block=_JUDGED_BLOCK)
    centres = blocks.centres_px()
    area = blocks.xs_px[1] - blocks.xs_px[0] if len(blocks.xs_px) > 1 else _JUDGED_BLOCK
    seen = blocks.weight / _JUDGED_BLOCK**2
    usable = _usable(base, seen.shape)
    told = seen > _LEAST_SEEN
    residual = _residual_px(blocks)
    back = _backward_map(follow, base, skin_map, pyramids[1].shape)
    apart = back.forward(skin_map.forward(centres)) - centres
    inconsistency = np.hypot(*apart.T).reshape(seen.shape)
    error = _SHARED_FACTOR * _around(residual**2 + inconsistency**2, told)
    strain = skin_map.strain_at(centres).reshape((*seen.shape, 2))
    folds = (skin_map.area_factor_at(centres) <= 0.0).reshape(seen.shape)
    overlap = float(seen.sum() / max(1e-9, float(usable.sum())))
    alike = blocks.correlation > _LEAST_BLOCK_CORRELATION
    worst = np.abs(strain).max(axis=2)
    return PhotoRegistration(
        skin_map=skin_map,
        baseline_shape=pyramids[0].shape,
        followup_shape=pyramids[1].shape,
        pose=pose_of(skin_map.homography, pyramids[0].shape),
        blocks=BlockMaps(
            float(area),
            np.where(told, error, np.nan).astype(np.float32),
            np.where(told, blocks.correlation, np.nan).astype(np.float32),
            seen.astype(np.float32),
        ),
        matches=start.inliers,
        overlap_fraction=min(1.0, overlap),
        agreement_fraction=float(alike[told].mean()) if told.any() else 0.0,
        inconsistency_px=_median(inconsistency[told]),
        residual_px=_median(residual[told]),
        strain_p95=float(np.percentile(worst[told], 95.0)) if told.any() else 0.0,
        fold_fraction=float(folds[told].mean()) if told.any() else 0.0,
    )


def flags_of(registration: PhotoRegistration, worst_strain: float) -> tuple[str, ...]:
    """What is odd but usable."""
    pose = registration.pose
    said = {
        "folded": registration.fold_fraction > 0.0,
        "implausible-strain": worst_strain > 0.35,
        "small-overlap": registration.overlap_fraction < 0.6,
        "weak-match": registration.agreement_fraction < 0.75,
        "scale-differs": not 0.67 < pose.scale < 1.5,
        "viewpoint-differs": pose.perspective_pct > 20.0 or pose.stretch > 1.2,
    }
    return tuple(flag for flag, holds in said.items() if holds)


def require_same_skin(registration: PhotoRegistration, limits: PhotoLimits) -> None:
    """Raise RegistrationError, with the reason, unless the map is within the limits."""
    if not registration.agreement_fraction >= limits.least_agreement_fraction:
        raise RegistrationError(
            "the photographs don't show the same skin: only "
            f"{100 * registration.agreement_fraction:.0f} % of the blocks look alike after "
            f"registration, {100 * limits.least_agreement_fraction:.0f} % are needed; check that "
            "both are of the same subject, region and side, and sharp"
        )
    if registration.overlap_fraction < limits.least_overlap_fraction:
        raise RegistrationError(
            f"the photographs share {100 * registration.overlap_fraction:.0f} % of the baseline's "
            f"skin, {100 * limits.least_overlap_fraction:.0f} % are needed; photograph the same "
            "region again"
        )
    if registration.fold_fraction > limits.largest_fold_fraction:
        raise RegistrationError(
            f"the map folds over itself on {100 * registration.fold_fraction:.1f} % of the skin; "
            "the expression or the view differs too much; photograph again at rest"
        )
    if registration.strain_p95 > limits.largest_strain:
        raise RegistrationError(
            f"the skin would be stretched by {100 * registration.strain_p95:.0f} %, at most "
            f"{100 * limits.largest_strain:.0f} % are allowed; the expression differs; photograph "
            "again at rest"
        )


def pose_of(homography: FloatArray, shape: tuple[int, int]) -> Pose:
    """The camera's pose that a homography tells, at the centre of a photograph of ``shape``."""
    centre = np.array([(shape[1] - 1) / 2.0, (shape[0] - 1) / 2.0, 1.0])
    x, y, depth = homography @ centre
    jacobian = np.array(
        [
            [
                (homography[i, j] - image * homography[2, j]) / depth
                for j in (0, 1)
            ]
            for i, image in ((0, x / depth), (1, y / depth))
        ]
    )  # fmt: skip
    values = np.linalg.svd(jacobian, compute_uv=False)
    turn = np.arctan2(jacobian[1, 0] - jacobian[0, 1], jacobian[0, 0] + jacobian[1, 1])
    corners = np.array([[sx * centre[0], sy * centre[1]] for sx in (-1, 1) for sy in (-1, 1)])
    slope = np.abs(corners @ homography[2, :2] / depth).max()
    return Pose(
        float(np.degrees(turn)),
        float(np.sqrt(values[0] * values[1])),
        float(values[0] / max(values[1], 1e-12)),
        100.0 * float(slope),
        (float(x / depth - centre[0]), float(y / depth - centre[1])),
    )


def _usable(level: Level, shape: tuple[int, int]) -> FloatArray:
    cut = level.weight[: shape[0] * _JUDGED_BLOCK, : shape[1] * _JUDGED_BLOCK]
    cv2 = opencv()
    return np.asarray(
        cv2.resize(cut, (shape[1], shape[0]), interpolation=cv2.INTER_AREA), np.float64
    )


def _residual_px(blocks: Blocks) -> FloatArray:
    """Length of the move that each neighbourhood of blocks still asks for."""
    cv2 = opencv()

    def pooled(part: NDArray[np.float64]) -> FloatArray:
        return np.asarray(
            cv2.boxFilter(part, -1, (_POOLED_BLOCKS, _POOLED_BLOCKS), normalize=False)
        )

    matrix, vector = np.empty_like(blocks.matrix), np.empty_like(blocks.vector)
    for i in (0, 1):
        vector[..., i] = pooled(np.ascontiguousarray(blocks.vector[..., i]))
        for j in (0, 1):
            matrix[..., i, j] = pooled(np.ascontiguousarray(blocks.matrix[..., i, j]))
    matrix = matrix + np.eye(2) / _PRIOR_PX**2
    moves = np.linalg.solve(matrix, vector[..., None])[..., 0]
    return np.asarray(np.hypot(moves[..., 0], moves[..., 1]))


def _around(squares: FloatArray, told: NDArray[np.bool_]) -> FloatArray:
    """Root mean square over each block's neighbourhood: one block alone may agree by chance."""
    cv2 = opencv()
    size = (_POOLED_BLOCKS, _POOLED_BLOCKS)
    total = cv2.boxFilter(np.where(told, squares, 0.0), -1, size, normalize=False)
    count = cv2.boxFilter(told.astype(np.float64), -1, size, normalize=False)
    return np.asarray(np.sqrt(np.maximum(total, 0.0) / np.maximum(count, 1.0)))


def _backward_map(follow: Level, base: Level, skin_map: SkinMap, shape: tuple[int, int]) -> SkinMap:
    """The map from follow-up to baseline found in its own right, from the inverse as a start."""
    inverse = np.asarray(np.linalg.inv(skin_map.homography), np.float64)
    spacing = skin_map.field.spacing_px
    rows, cols = shape
    count = 3 * max(2, int(max(rows, cols) / spacing))
    xs, ys = np.linspace(0.0, cols - 1.0, count), np.linspace(0.0, rows - 1.0, count)
    x, y = np.meshgrid(xs, ys)
    points = np.stack([x.ravel(), y.ravel()], axis=1)
    moved = projected(skin_map.homography, skin_map.backward(points)) - points
    field = still_field(shape, spacing)
    information = np.full((count, count), 1e4)
    blocks = Blocks(
        xs, ys, information[..., None, None] * np.eye(2),
        (moved * 1e4).reshape(count, count, 2),
        np.ones((count, count)), information,
    )  # fmt: skip
    start = SkinMap(inverse, solved(blocks, field))
    return refine(follow, base, start, 2)


def _median(values: NDArray[np.float64]) -> float:
    finite = values[np.isfinite(values)]
    return float(np.median(finite)) if len(finite) else float("nan")
