"""Where a point of the baseline lies in the follow-up: a rigid move and a smooth, stiff stretch."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.ndimage import map_coordinates

from turgor.errors import MeasureError
from turgor.measure.surface.register.region import as_polygon
from turgor.measure.surface.register.wide import linear_weights, on_grid
from turgor.record.height_map import BoolMap, FloatMap

_INVERSE_STEPS = 8
_LATTICE_UM = 250.0
_EDGE_STEP_UM = 500.0


@dataclass(frozen=True, slots=True)
class Grid:
    """Shape (rows, cols) and pitch in µm of a map."""

    shape: tuple[int, int]
    pitch_x_um: float
    pitch_y_um: float

    @property
    def size_um(self) -> tuple[float, float]:
        """Width and height of the field, one cell for each point."""
        return self.shape[1] * self.pitch_x_um, self.shape[0] * self.pitch_y_um

    @property
    def centre_um(self) -> tuple[float, float]:
        """The middle of the field."""
        width, height = self.size_um
        return width / 2.0, height / 2.0


@dataclass(frozen=True, slots=True)
class DisplacementField:
    """Lateral displacement in the baseline's frame as a cubic B-spline on a coarse grid.

    x_um, y_um : (node rows, node cols) coefficients, µm; the first node lies one spacing before
        the field's corner. spacing_x_um, spacing_y_um : distance of the nodes.
    """

    x_um: FloatMap
    y_um: FloatMap
    spacing_x_um: float
    spacing_y_um: float

    def at(self, points_um: FloatMap) -> FloatMap:
        """(n, 2) displacement in µm at (n, 2) points; beyond the field that of its edge."""
        rows, cols = self.x_um.shape
        u = np.clip(points_um[:, 0] / self.spacing_x_um + 1.0, 1.0, cols - 2.0)
        v = np.clip(points_um[:, 1] / self.spacing_y_um + 1.0, 1.0, rows - 2.0)
        where = np.stack([v, u])
        parts = [
            map_coordinates(part, where, order=3, mode="mirror", prefilter=False)
            for part in (self.x_um, self.y_um)
        ]
        return np.stack(parts, axis=1)

    def strain_at(self, points_um: FloatMap) -> FloatMap:
        """(n, 2) principal strains (dimensionless) at (n, 2) points, the greater first."""
        step = 0.01 * min(self.spacing_x_um, self.spacing_y_um)
        along_x = np.array([step, 0.0])
        along_y = np.array([0.0, step])
        by_x = (self.at(points_um + along_x) - self.at(points_um - along_x)) / (2.0 * step)
        by_y = (self.at(points_um + along_y) - self.at(points_um - along_y)) / (2.0 * step)
        mean = 0.5 * (by_x[:, 0] + by_y[:, 1])
        half = np.hypot(0.5 * (by_x[:, 0] - by_y[:, 1]), 0.5 * (by_x[:, 1] + by_y[:, 0]))
        return np.stack([mean + half, mean - half], axis=1)


def still_field(grid: Grid, node_um: float) -> DisplacementField:
    """A field of no displacement with nodes about ``node_um`` apart, at most 16 cells a side."""
    width, height = grid.size_um
    across = int(np.clip(round(width / node_um), 1, 16))
    down = int(np.clip(round(height / node_um), 1, 16))
    zeros = np.zeros((down + 3, across + 3), dtype=np.float64)
    return DisplacementField(zeros, zeros.copy(), width / across, height / down)


@dataclass(frozen=True, slots=True)
class Transform:
    """q = c + R(rotation) (p + d(p) - c) + shift, from baseline point p to follow-up point q.

    Points are x, y in µm from the outer corner of each map's top left cell; c is the centre of
    the baseline's field; scale is 1. A positive rotation turns x towards y (clockwise as drawn).
    """

    rotation_deg: float
    shift_um: tuple[float, float]
    centre_um: tuple[float, float]
    field: DisplacementField

    def matrix(self) -> FloatMap:
        """The (2, 2) rotation."""
        angle = np.deg2rad(self.rotation_deg)
        return np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])

    def forward(self, points_um: FloatMap) -> FloatMap:
        """(n, 2) baseline points to (n, 2) follow-up points."""
        centre = np.asarray(self.centre_um)
        turned = (points_um + self.field.at(points_um) - centre) @ self.matrix().T
        return np.asarray(turned + centre + np.asarray(self.shift_um), dtype=np.float64)

    def backward(self, points_um: FloatMap) -> FloatMap:
        """(n, 2) follow-up points to (n, 2) baseline points, by iteration (strain far below 1)."""
        centre = np.asarray(self.centre_um)
        undone = (points_um - centre - np.asarray(self.shift_um)) @ self.matrix() + centre
        found = undone
        for _ in range(_INVERSE_STEPS):
            found = undone - self.field.at(found)
        return np.asarray(found, dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Registration:
    """How a follow-up lies on its baseline, and how well.

    transform : baseline point to follow-up point. baseline_grid, followup_grid : what was joined.
    overlap_fraction : share of the baseline's field that lies inside the follow-up's field.
    shared_fraction : share of the baseline's measured area that was measured again.
    correlation : of the finer part of the relief (cells and furrows) over the shared area.
    agreement_fraction : share of 2 mm blocks that match on their own where the whole puts them.
    residual_rms_um : rms difference of the band-limited heights; real change and noise included.
    residual_displacement_um : typical (robust) length of the move that a 2 mm block still asks for.
    slope_rms : rms slope of the baseline's band-limited heights along a direction.
    strain_pct : 95th percentile of the greatest principal strain of the smooth displacement.
    band_um : short and long wavelength (50 % transmission) between which the relief was matched.
    """

    transform: Transform
    baseline_grid: Grid
    followup_grid: Grid
    non_rigid: bool
    overlap_fraction: float
    shared_fraction: float
    correlation: float
    agreement_fraction: float
    residual_rms_um: float
    residual_displacement_um: float
    slope_rms: float
    strain_pct: float
    band_um: tuple[float, float]

    @property
    def rotation_deg(self) -> float:
        """Rotation about the centre of the baseline's field."""
        return self.transform.rotation_deg

    @property
    def shift_um(self) -> tuple[float, float]:
        """Where the centre of the baseline's field went, x and y."""
        return self.transform.shift_um


def carry_polygon(registration: Registration, polygon_um: FloatMap) -> FloatMap:
    """A region of the baseline, (n, 2) in µm, in the follow-up's frame.

    Long edges get more vertices where the displacement isn't rigid. An empty polygon (whole
    field) becomes the outline of the baseline's field.

    Errors: MeasureError for a malformed polygon.
    """
    points = as_polygon(polygon_um)
    if len(points) == 0:
        width, height = registration.baseline_grid.size_um
        points = np.array([[0.0, 0.0], [width, 0.0], [width, height], [0.0, height]])
    if registration.non_rigid:
        points = np.concatenate(list(_split_edges(points)))
    return registration.transform.forward(points)


def _split_edges(points: FloatMap) -> Iterator[FloatMap]:
    for start, end in zip(points, np.roll(points, -1, axis=0), strict=True):
        count = max(1, int(np.ceil(np.hypot(*(end - start)) / _EDGE_STEP_UM)))
        share = np.arange(count)[:, np.newaxis] / count
        yield start + share * (end - start)


def carry_mask(
    registration: Registration, mask: BoolMap, followup_shape: tuple[int, int]
) -> BoolMap:
    """A mask on the baseline's points as a mask on the follow-up's points (nearest point).

    Points of the follow-up that fall outside the baseline's field are False.

    Errors: MeasureError where a shape is not that of the registered map.
    """
    base, follow = registration.baseline_grid, registration.followup_grid
    if mask.shape != base.shape or tuple(followup_shape) != follow.shape:
        raise MeasureError(
            f"mask has shape {mask.shape} and the follow-up {tuple(followup_shape)}; registered "
            f"were {base.shape} and {follow.shape}; carry masks of the registered maps"
        )
    x_um, y_um = _back_on_grid(registration)
    col = np.floor(x_um / base.pitch_x_um).astype(np.int32)
    row = np.floor(y_um / base.pitch_y_um).astype(np.int32)
    inside = (col >= 0) & (col < base.shape[1]) & (row >= 0) & (row < base.shape[0])
    carried = np.zeros(follow.shape, dtype=np.bool_)
    carried[inside] = mask[row[inside], col[inside]]
    return carried


def _back_on_grid(registration: Registration) -> tuple[FloatMap, FloatMap]:
    """Baseline x and y in µm of every follow-up point, interpolated from a fine lattice."""
    grid = registration.followup_grid
    width, height = grid.size_um
    x_knots = np.linspace(0.0, width, max(2, int(width / _LATTICE_UM) + 2))
    y_knots = np.linspace(0.0, height, max(2, int(height / _LATTICE_UM) + 2))
    lattice_x, lattice_y = np.meshgrid(x_knots, y_knots)
    points = np.stack([lattice_x.ravel(), lattice_y.ravel()], axis=1)
    back = registration.transform.backward(points).reshape(*lattice_x.shape, 2)
    across = linear_weights((np.arange(grid.shape[1]) + 0.5) * grid.pitch_x_um, x_knots)
    down = linear_weights((np.arange(grid.shape[0]) + 0.5) * grid.pitch_y_um, y_knots)
    return on_grid(down, back[..., 0], across), on_grid(down, back[..., 1], across)
