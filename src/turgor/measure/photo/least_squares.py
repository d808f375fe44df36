"""The matrix from camera terms to X, Y, Z: least squares in L*a*b*, exact for one colour."""

import numpy as np
from numpy.typing import NDArray

from turgor.physics.colour import white_point

Matrix = NDArray[np.float64]
_EDGE = 6.0 / 29.0
_MANY = 150


def white_xyz() -> Matrix:
    """(3,) the white of D65 for 2 degrees, Y = 1."""
    return white_point("D65", "cie-1931-2deg") / 100.0


def fitted_matrix(
    terms: Matrix, xyz: Matrix, weight: Matrix | None = None, exact: int | None = None,
    slope: Matrix | None = None,
) -> Matrix:  # fmt: skip
    """(3, k) matrix M that takes terms (n, k) to xyz (n, 3).

    weight : (n,) counts of each patch. slope : (n, 3, 3) what an error in X, Y, Z is measured by,
        for example ``lab_slope(xyz)``; plain X, Y, Z where None.
    exact : index of a patch that M must meet exactly (by elimination), for the white point.
    """
    n, k = terms.shape
    slopes = np.broadcast_to(np.eye(3), (n, 3, 3)) if slope is None else slope
    root = np.ones(n) if weight is None else np.sqrt(weight)
    # unknowns: M row by row; equations: three for each patch
    design = (root[:, None, None, None] * slopes[..., None] * terms[:, None, None, :]).reshape(
        3 * n, 3 * k
    )
    target = (root[:, None] * np.einsum("nij,nj->ni", slopes, xyz)).reshape(3 * n)
    if exact is None:
        return _solved(design, target).reshape(3, k)
    unit = terms[exact] / np.linalg.norm(terms[exact])
    # M = particular + free part whose rows stand at right angles to the exact patch's terms
    particular = np.outer(xyz[exact], unit) / np.linalg.norm(terms[exact])
    across = np.linalg.svd(unit[None])[2][1:]
    free = np.einsum("ejk,lk->ejl", design.reshape(3 * n, 3, k), across).reshape(3 * n, 3 * (k - 1))
    rest = target - design @ particular.ravel()
    solved = _solved(free, rest).reshape(3, k - 1)
    return np.asarray(particular + solved @ across)


def _solved(design: Matrix, target: Matrix) -> Matrix:
    """Least squares; for many equations by the normal ones, which are some hundred times faster.

    Terms of one order of magnitude leave ten digits that way.
    """
    if len(design) > _MANY:
        design, target = design.T @ design, design.T @ target
    return np.asarray(np.linalg.lstsq(design, target, rcond=None)[0])


def gains_matrix(terms: Matrix, xyz: Matrix, standard: Matrix, exact: int) -> Matrix:
    """(3, 3): the encoding's standard matrix after a gain for each channel, exact for one patch."""
    wanted = np.linalg.solve(standard, xyz[exact])
    return np.asarray(standard * (wanted / np.maximum(terms[exact, :3], 1e-9)))


def lab_slope(xyz: Matrix) -> Matrix:
    """(n, 3, 3) derivative of L*, a*, b* by X, Y, Z at xyz (n, 3), Y = 1 for white."""
    white = white_xyz()
    ratio = np.maximum(xyz / white, 0.0)
    bend = np.where(
        ratio > _EDGE**3,
        np.maximum(ratio, _EDGE**3) ** (-2.0 / 3.0) / 3.0,
        1.0 / (3.0 * _EDGE**2),
    )
    fx, fy, fz = (bend / white).T
    zero = np.zeros(len(xyz))
    return np.stack(
        (
            np.stack((zero, 116.0 * fy, zero), axis=1),
            np.stack((500.0 * fx, -500.0 * fy, zero), axis=1),
            np.stack((zero, 200.0 * fy, -200.0 * fz), axis=1),
        ),
        axis=1,
    )
