"""The map from baseline to follow-up: a homography after a smooth displacement."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.measure.photo.register.spline import FloatArray, SplineField

_INVERSE_STEPS = 12


@dataclass(frozen=True, slots=True)
class SkinMap:
    """F(p) = H(p + d(p)).

    Points are x (right), y (down) in pixels; the centre of the top left pixel is (0, 0).
    """

    homography: FloatArray
    field: SplineField

    def forward(self, points_px: FloatArray) -> FloatArray:
        """(n, 2) baseline points in the follow-up."""
        return projected(self.homography, points_px + self.field.at(points_px))

    def backward(self, points_px: FloatArray) -> FloatArray:
        """(n, 2) follow-up points in the baseline, by Newton's method on p + d(p)."""
        aim = projected(np.asarray(np.linalg.inv(self.homography), np.float64), points_px)
        points = aim - self.field.at(aim)
        for _ in range(_INVERSE_STEPS):
            missing = points + self.field.at(points) - aim
            if len(missing) == 0 or float(np.abs(missing).max()) < 1e-6:
                break
            jacobian = np.eye(2) + self.field.gradient_at(points)
            determinant = np.linalg.det(jacobian)
            # Where the field folds there is no inverse: plain steps keep the point in place.
            jacobian[determinant < 0.1] = np.eye(2)
            points = points - np.linalg.solve(jacobian, missing[..., None])[..., 0]
        return points

    def dense(self, xs_px: FloatArray, ys_px: FloatArray) -> tuple[NDArray[np.float32], ...]:
        """x and y in the follow-up, each (len(ys), len(xs)), for a grid of the baseline."""
        moved = self.field.dense(xs_px, ys_px)
        x = moved[..., 0] + xs_px[None, :].astype(np.float32)
        y = moved[..., 1] + ys_px[:, None].astype(np.float32)
        h = (self.homography / self.homography[2, 2]).astype(np.float32)
        depth = h[2, 0] * x + h[2, 1] * y + np.float32(1.0)
        return (
            (h[0, 0] * x + h[0, 1] * y + h[0, 2]) / depth,
            (h[1, 0] * x + h[1, 1] * y + h[1, 2]) / depth,
        )

    def strain_at(self, points_px: FloatArray) -> FloatArray:
        """(n, 2) principal strains, smaller first, of the displacement alone (no pose in it)."""
        jacobian = np.eye(2) + self.field.gradient_at(points_px)
        stretch = np.linalg.svd(jacobian, compute_uv=False)
        return np.asarray(stretch[:, ::-1] - 1.0)

    def area_factor_at(self, points_px: FloatArray) -> FloatArray:
        """(n,) local area of the moved skin over the baseline's; 0 or below is a fold."""
        return np.asarray(np.linalg.det(np.eye(2) + self.field.gradient_at(points_px)))


def projected(homography: FloatArray, points_px: FloatArray) -> FloatArray:
    """(n, 2) points through a homography."""
    full = np.column_stack([points_px, np.ones(len(points_px))]) @ homography.T
    return np.asarray(full[:, :2] / full[:, 2:3])
