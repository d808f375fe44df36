"""The rigid refinement: Gauss-Newton on the matched relief, from coarse levels to fine ones."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from turgor.measure.surface.register.prepare import Relief
from turgor.measure.surface.register.transform import Transform
from turgor.measure.surface.register.warp import block_sums
from turgor.record.height_map import FloatMap

Vector = NDArray[np.float64]
_STEPS = 12
_SETTLED_UM = 0.02


@dataclass(frozen=True, slots=True)
class BlockFit:
    """What each block of the baseline says about the move that is still missing.

    centres_um : (blocks, 2). weight : (blocks,) measured share in points. correlation : (blocks,).
    normal : (blocks, 2, 2) and right : (blocks, 2), the block's normal equations for its move in
    the baseline's frame, µm. whole_correlation : over all blocks.
    """

    centres_um: FloatMap
    weight: Vector
    correlation: Vector
    normal: NDArray[np.float64]
    right: FloatMap
    whole_correlation: float

    def moves_um(self) -> FloatMap:
        """(blocks, 2) move that each block asks for on its own; NaN where it can't tell."""
        found = np.full(self.right.shape, np.nan)
        determinant = np.linalg.det(self.normal)
        trace = np.trace(self.normal, axis1=1, axis2=2)
        able = determinant > 0.01 * trace**2
        found[able] = np.linalg.solve(self.normal[able], self.right[able][..., np.newaxis])[..., 0]
        return found


def fit_blocks(
    baseline: Relief, followup: Relief, transform: Transform, block_um: float
) -> BlockFit:
    """Sum the match over blocks and set up each block's normal equations."""
    sums, centres = block_sums(baseline, followup, transform, block_um)
    weight = sums[:, 0]
    gain, whole = _gain(sums.sum(axis=0))
    # Each place has its own offset: what the filters leave near edges and gaps is no shift.
    offset = (sums[:, 1] - gain * sums[:, 2]) / np.maximum(weight, 1e-9)
    residual_x = sums[:, 8] - gain * sums[:, 10] - offset * sums[:, 6]
    residual_y = sums[:, 9] - gain * sums[:, 11] - offset * sums[:, 7]
    normal = np.empty((len(sums), 2, 2))
    normal[:, 0, 0] = sums[:, 12]
    normal[:, 0, 1] = normal[:, 1, 0] = sums[:, 13]
    normal[:, 1, 1] = sums[:, 14]
    return BlockFit(
        centres_um=centres,
        weight=weight,
        correlation=_correlations(sums),
        normal=normal * gain**2,
        right=np.stack([residual_x, residual_y], axis=1) * gain,
        whole_correlation=whole,
    )


def _gain(total: Vector) -> tuple[float, float]:
    """Regression of the baseline's relief on the follow-up's, and their correlation."""
    w, b, f, bb, ff, bf = total[:6]
    if w <= 0.0:
        return 1.0, 0.0
    covariance = bf / w - b * f / w**2
    variance_f = ff / w - (f / w) ** 2
    variance_b = bb / w - (b / w) ** 2
    if variance_f <= 0.0 or variance_b <= 0.0:
        return 1.0, 0.0
    # A start without agreement has no gain to speak of; the floor keeps its first steps sane.
    gain = max(0.3, covariance / variance_f)
    return gain, covariance / float(np.sqrt(variance_f * variance_b))


def _correlations(sums: FloatMap) -> Vector:
    """(blocks,) correlation of each block; zero where it holds too little."""
    w = np.maximum(sums[:, 0], 1e-9)
    covariance = sums[:, 5] / w - sums[:, 1] * sums[:, 2] / w**2
    energy = (sums[:, 3] / w - (sums[:, 1] / w) ** 2) * (sums[:, 4] / w - (sums[:, 2] / w) ** 2)
    enough = (energy > 1e-12) & (sums[:, 0] > 4.0)
    return np.where(enough, covariance / np.sqrt(np.where(enough, energy, 1.0)), 0.0)


def trust(fit: BlockFit) -> Vector:
    """(blocks,) how much a block counts: skin that no longer looks alike counts less."""
    return np.clip(fit.correlation, 0.05, 1.0) ** 2


def refine_rigid(
    baseline: Relief, followup: Relief, transform: Transform, block_um: float, steps: int = _STEPS
) -> tuple[Transform, float]:
    """The rigid part refined on one level.

    Returns the transform and the correlation that it reached before its last step.
    """
    correlation = 0.0
    for _ in range(steps):
        fit = fit_blocks(baseline, followup, transform, block_um)
        correlation = fit.whole_correlation
        step = rigid_step(fit, transform, trust(fit))
        if step is None:
            break
        transform = moved(transform, step)
        reach = 0.5 * float(np.hypot(*np.ptp(fit.centres_um, axis=0)))
        if abs(step[0]) * reach + np.hypot(step[1], step[2]) < _SETTLED_UM:
            break
    return transform, correlation


def rigid_step(fit: BlockFit, transform: Transform, count: Vector) -> Vector | None:
    """(angle in rad, x, y in µm) that the blocks ask for together; None where they can't tell."""
    arm = fit.centres_um + transform.field.at(fit.centres_um) - np.asarray(transform.centre_um)
    basis = np.zeros((len(arm), 2, 3))
    basis[:, 0, 0], basis[:, 1, 0] = -arm[:, 1], arm[:, 0]
    basis[:, 0, 1] = basis[:, 1, 2] = 1.0
    normal = np.einsum("b,bki,bkl,blj->ij", count, basis, fit.normal, basis)
    right = np.einsum("b,bki,bk->i", count, basis, fit.right)
    scale = np.sqrt(np.diag(normal))
    if not np.all(scale > 0.0):
        return None
    scaled = normal / np.outer(scale, scale) + 1e-9 * np.eye(3)
    return np.asarray(np.linalg.solve(scaled, right / scale) / scale, dtype=np.float64)


def moved(transform: Transform, step: Vector) -> Transform:
    """The transform after a further turn (rad) and move (µm) of the baseline's points."""
    shift = np.asarray(transform.shift_um) + transform.matrix() @ step[1:]
    return replace(
        transform,
        rotation_deg=transform.rotation_deg + float(np.rad2deg(step[0])),
        shift_um=(float(shift[0]), float(shift[1])),
    )
