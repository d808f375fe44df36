"""How a flat chart lies before the camera: its tilt and its scale, from its perspective."""

import math
import re
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

#: where nothing tells the focal length: of the picture's longest side, and how sure that is
_USUAL_FOCAL, _USUAL_SPREAD = 1.5, 0.5
_FOCALS = np.geomspace(0.5, 12.0, 80)
#: how far from square and equal the chart's sides may look before it counts against a focal length
_MISFIT = 0.01
_DIAGONAL_35MM = math.hypot(36.0, 24.0)


def plane_pose(
    homography: NDArray[np.float64], middle: NDArray[np.float64], shape: tuple[int, int],
    settings: Mapping[str, str],
) -> tuple[float, float]:  # fmt: skip
    """Tilt in degrees against the sensor, and px per unit of the chart at ``middle``, untilted.

    homography : (3, 3) from the chart's plane, in any unit with equal axes, to pixels.
    settings : the camera's; 'focal_length_35mm' is used where it stands there. Otherwise the
    focal length is the one under which the chart's sides come out square and equal, held near
    what is usual where perspective is too weak to tell.
    """
    rows, cols = shape
    centred = np.array([[1, 0, -(cols - 1) / 2], [0, 1, -(rows - 1) / 2], [0, 0, 1.0]]) @ homography
    stated = _stated_focal(settings, shape)
    focals = [stated] if stated is not None else list(_FOCALS * max(shape))
    costs = [_cost(centred, focal, max(shape), stated is None) for focal in focals]
    focal = focals[int(np.argmin(costs))]
    first, second, place = (np.diag([1 / focal, 1 / focal, 1.0]) @ centred).T
    size = 0.5 * float(np.linalg.norm(first) + np.linalg.norm(second))
    normal = np.cross(first, second)
    tilt = math.degrees(math.acos(min(1.0, abs(float(normal[2])) / float(np.linalg.norm(normal)))))
    depth = abs(float((first * middle[0] + second * middle[1] + place)[2])) / size
    return tilt, float(focal / depth)


def _cost(centred: NDArray[np.float64], focal: float, longest: int, unsure: bool) -> float:
    first, second = (np.diag([1 / focal, 1 / focal, 1.0]) @ centred).T[:2]
    a, b = float(first @ first), float(second @ second)
    misfit = ((a - b) / (a + b)) ** 2 + (2 * float(first @ second) / (a + b)) ** 2
    usual = (math.log(focal / (longest * _USUAL_FOCAL)) / _USUAL_SPREAD) ** 2 if unsure else 0.0
    return misfit / _MISFIT**2 + usual


def _stated_focal(settings: Mapping[str, str], shape: tuple[int, int]) -> float | None:
    """Focal length in px of the camera's 35 mm equivalent."""
    found = re.match(r"([0-9.]+) mm$", settings.get("focal_length_35mm", ""))
    if found is None or not 5 < float(found.group(1)) < 1000:
        return None
    return float(found.group(1)) / _DIAGONAL_35MM * math.hypot(*shape)
