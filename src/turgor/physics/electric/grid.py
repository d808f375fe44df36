"""Cells about a needle: fine where current crowds, ever wider away from it."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.errors import InputError
from turgor.physics.electric.needle import NeedleShape

FloatArray = NDArray[np.float64]

#: far enough that what is left of the field is that of a point, in lengths of the needle
REACH = 30.0


@dataclass(frozen=True, slots=True)
class RzEdges:
    """Edges of cells, r_um (n_r + 1,) from 0 and z_um (n_z + 1,) from 0, both rising."""

    r_um: FloatArray
    z_um: FloatArray

    def __post_init__(self) -> None:
        """Hold that they rise from 0."""
        for name in ("r_um", "z_um"):
            edges = getattr(self, name)
            if edges.ndim != 1 or len(edges) < 3 or edges[0] != 0.0 or np.diff(edges).min() <= 0.0:
                raise InputError(f"edges {name} must rise from 0")

    @property
    def r_centre_um(self) -> FloatArray:
        """Centres of the columns."""
        return 0.5 * (self.r_um[1:] + self.r_um[:-1])

    @property
    def z_centre_um(self) -> FloatArray:
        """Centres of the rows."""
        return 0.5 * (self.z_um[1:] + self.z_um[:-1])

    @property
    def volume_um3(self) -> FloatArray:
        """Volume of each cell, (n_z, n_r)."""
        return np.outer(np.diff(self.z_um), np.pi * np.diff(self.r_um**2))


def graded_edges(
    marks_um: Sequence[float],
    fine_at_um: Sequence[float],
    finest_um: float,
    growth: float,
    widest_um: float = np.inf,
    widest_until_um: float = 0.0,
) -> FloatArray:
    """Edges through every mark; cells are ``finest_um`` at the fine places and grow from there.

    A cell at distance d from the nearest fine place is at most finest_um + growth * d wide, so
    neighbours differ by a factor of about 1 + growth; before ``widest_until_um`` also at most
    ``widest_um``. Marks: at least two, rising.
    """
    fine = np.asarray(fine_at_um, dtype=np.float64)
    span = float(marks_um[-1] - marks_um[0])
    steps = np.concatenate([[0.0], np.geomspace(finest_um * 1e-2, span, 400)])
    around = (fine[:, None] + np.concatenate([-steps, steps])[None, :]).ravel()
    edges = [np.array([float(marks_um[0])])]
    for low, high in itertools.pairwise(marks_um):
        # cells hold equal shares of the integral of 1 / (wanted width) between two marks
        z = np.unique(np.concatenate([np.clip(around, low, high), np.linspace(low, high, 50)]))
        distance = np.abs(z[:, None] - fine[None, :]).min(axis=1)
        cap = widest_um + growth * np.maximum(z - widest_until_um, 0.0)
        density = 1.0 / np.minimum(finest_um + growth * distance, cap)
        filled = np.concatenate([[0.0], np.cumsum(0.5 * (density[1:] + density[:-1]) * np.diff(z))])
        count = max(1, int(np.ceil(filled[-1] - 1e-6)))
        inner = np.interp(np.linspace(0.0, filled[-1], count + 1), filled, z)
        inner[-1] = high
        edges.append(inner[1:])
    return np.concatenate(edges)


def needle_edges(
    needle: NeedleShape,
    boundaries_um: Sequence[float] = (),
    *,
    finest_um: float = 12.0,
    growth: float = 0.25,
    reach_um: float | None = None,
    near_um: tuple[float, float] | None = None,
    widest_um: float = np.inf,
) -> RzEdges:
    """Edges about one needle in layers.

    boundaries_um : depths at which layers meet. reach_um : how far the cells go, REACH lengths of
    the needle where left out. near_um : radius and depth that must be edges, such as the reach of
    a heat problem; before them cells are at most ``widest_um`` wide.
    """
    reach = REACH * max(needle.depth_um, 8.0 * needle.radius_um) if reach_um is None else reach_um
    bends = [needle.depth_um, needle.insulated_um]
    if needle.tip_um > 0.0 and needle.tip != "flat":
        bends.append(needle.depth_um - needle.tip_um)
    near = (0.0, 0.0) if near_um is None else near_um
    z_marks = _apart([0.0, *bends, *boundaries_um, near[1], reach], reach)
    r_marks = _apart([0.0, needle.radius_um, near[0], reach], reach)
    z_fine = sorted({z for z in bends if z > 0.0})
    return RzEdges(
        graded_edges(r_marks, [needle.radius_um], finest_um, growth, widest_um, near[0]),
        graded_edges(z_marks, z_fine, finest_um, growth, widest_um, near[1]),
    )


def _apart(marks_um: Sequence[float], reach_um: float) -> list[float]:
    """Marks in order, none twice, none beyond the reach."""
    kept: list[float] = []
    for mark in sorted(m for m in marks_um if 0.0 <= m <= reach_um):
        if not kept or mark - kept[-1] > 1e-6:
            kept.append(float(mark))
    return kept
