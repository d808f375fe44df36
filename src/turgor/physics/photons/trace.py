"""Light sent into plane layers, photon by photon: what returns, passes and stays, and where."""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from turgor.compute import map_strips, worker_count
from turgor.errors import InputError
from turgor.physics.photons.fold import fold_cells, mean_and_error
from turgor.physics.photons.grid import CellFinder, Grid, cell_finder
from turgor.physics.photons.kernel import (
    BACK,
    EVENTS,
    FIRST_LAYER,
    FLAT,
    GAUSSIAN,
    MIRRORED,
    OUTSIDE,
    PENCIL,
    STRAIGHT,
    THROUGH,
    UNFINISHED,
    follow,
)  # fmt: skip
from turgor.physics.photons.layers import OpticalStack
from turgor.physics.photons.walk import WEIGHT, fresnel, optical_table

F = NDArray[np.float64]
I = NDArray[np.int64]  # noqa: E741
BeamShape = Literal["flat", "gaussian"]

#: batches with a grid of their own: enough for a cell's error to within an eighth of itself
_BATCHES = 32
#: parts of a batch for the errors of the shares, which cost nothing to keep
_PARTS = 8
#: photons of one batch, so that no integer sum overflows
_MOST_IN_BATCH = 2**21
MOST_PHOTONS = 10**10


@dataclass(frozen=True, slots=True)
class PhotonRun:
    """What became of the light: shares of what was sent, and standard errors (``_se``).

    specular : reflected by boundaries without one scattering, the outer surface's own included.
    diffuse_reflectance, transmittance, absorbed : the rest; transmittance includes
    direct_transmittance, light that was never scattered. unfinished : weight that found no end (a
    guided ray, or 2^26 events), part of the balance. absorbed_by_layer : (layers,).
    absorbed_per_cell : on the grid, in its shape; outside_grid : absorbed beyond it. on_axis :
    (n_z,) the part of the innermost ring that was absorbed before any scattering, where a pencil
    met an RzGrid. events : absorptions and turns for each photon.
    """

    photons: int
    grid: Grid | None
    specular: float
    specular_se: float
    diffuse_reflectance: float
    diffuse_reflectance_se: float
    transmittance: float
    transmittance_se: float
    direct_transmittance: float
    absorbed: float
    absorbed_se: float
    unfinished: float
    absorbed_by_layer: F
    absorbed_by_layer_se: F
    absorbed_per_cell: F | None
    absorbed_per_cell_se: F | None
    outside_grid: float
    on_axis: F | None
    events: float

    @property
    def closure(self) -> float:
        """How far specular + diffuse + transmitted + absorbed + unfinished is from 1."""
        out = self.specular + self.diffuse_reflectance + self.transmittance
        return out + self.absorbed + self.unfinished - 1.0


def trace(
    stack: OpticalStack,
    photons: int,
    *,
    seed: int = 0,
    grid: Grid | None = None,
    beam_radius_um: float = 0.0,
    beam_shape: BeamShape = "flat",
) -> PhotonRun:
    """Follow ``photons`` from a beam at normal incidence through ``stack``.

    beam_radius_um : 0 = a pencil; of a flat disc, or where a Gaussian has fallen to 1/e².
    The same seed gives the same numbers, bit for bit, for any number of threads.
    Errors: InputError for a stack, beam or count that can't be followed.
    """
    _hold(stack, photons, seed, beam_radius_um, beam_shape)
    beam = PENCIL if beam_radius_um == 0.0 else FLAT if beam_shape == "flat" else GAUSSIAN
    job = _Job(
        optical_table(stack),
        cell_finder(grid, on_axis=beam == PENCIL),
        seed,
        beam,
        beam_radius_um * 1e-3,
    )
    return _result(job, grid, photons, _run(job, photons))


def _hold(
    stack: OpticalStack, photons: int, seed: int, beam_radius_um: float, beam_shape: str
) -> None:
    """Refuse what has no answer."""
    if not stack.layers:
        raise InputError("the stack has no layer; give one at least")
    if any(math.isinf(layer.thickness_mm) for layer in stack.layers[:-1]):
        raise InputError("a layer above another is endless; only the lowest may be")
    last = stack.layers[-1]
    if math.isinf(last.thickness_mm) and last.scattering_mm > 0.0 and last.absorption_mm == 0.0:
        raise InputError("an endless layer scatters and doesn't absorb: light in it has no end")
    for index in (stack.index_above, stack.index_below):
        if not 1.0 <= index <= 5.0:
            raise InputError(f"refractive index outside is {index}; allowed: 1 to 5")
    if not 2 <= photons <= MOST_PHOTONS:
        raise InputError(f"{photons} photons; allowed: 2 to {MOST_PHOTONS}")
    if not 0 <= seed < 2**63:
        raise InputError(f"seed {seed}; allowed: 0 to 2^63 - 1")
    if not 0.0 <= beam_radius_um <= 1e5:
        raise InputError(f"a beam of {beam_radius_um} µm radius; allowed: 0 to 100000 µm")
    if beam_shape not in ("flat", "gaussian"):
        raise InputError(f"beam shape {beam_shape!r}; allowed: flat, gaussian")


@dataclass(frozen=True, slots=True)
class _Job:
    """What every batch shares."""

    table: F
    finder: CellFinder
    seed: int
    beam: int
    radius_mm: float

    @property
    def entering(self) -> int:
        """Weight past the surface."""
        back, _ = fresnel(float(self.table[0, 5]), float(self.table[1, 5]), 1.0)
        return WEIGHT - round(back * WEIGHT)

    def batch(self, edges: I) -> tuple[I, I]:
        """Shares (parts, n) and cells of the photons between consecutive ``edges``."""
        f = self.finder
        shares = np.zeros((edges.size - 1, FIRST_LAYER + self.table.shape[0] - 2), dtype=np.int64)
        cells = np.zeros(f.size, dtype=np.int64)
        for row, first, end in zip(shares, edges[:-1], edges[1:], strict=True):
            follow(
                np.uint64(self.seed), int(first), int(end), self.table, self.entering, self.beam,
                self.radius_mm, f.kind, f.counts, f.per_mm, f.z_edges_mm, f.z_table, f.r_edges_mm,
                f.r_table, f.on_axis > 0, row, cells,
            )  # fmt: skip
        return shares, cells


@dataclass(frozen=True, slots=True)
class _Sums:
    """Shares of every part, its photons, and folded cells."""

    shares: I
    counts: F
    mean: F
    error: F


def _run(job: _Job, photons: int) -> _Sums:
    """All batches, as many at a time as there are workers, folded in order."""
    batches = min(max(_BATCHES, -(-photons // _MOST_IN_BATCH)), photons)
    edges = _split(0, photons, batches)
    total, square, cross = np.zeros((3, job.finder.size))
    shares, counts = [], []
    wave = worker_count()
    for start in range(0, batches, wave):
        parts = [
            _split(edges[i], edges[i + 1], _PARTS) for i in range(start, min(start + wave, batches))
        ]
        for part, (share, cells) in zip(parts, _side_by_side(job, parts), strict=True):
            fold_cells(cells, float(part[-1] - part[0]), total, square, cross)
            shares.append(share)
            counts.append(np.diff(part))
    mean, error = mean_and_error(total, square, cross, np.diff(edges).astype(np.float64))
    return _Sums(np.concatenate(shares), np.concatenate(counts).astype(float), mean, error)


def _split(first: int, end: int, parts: int) -> I:
    """Edges of equal parts, none empty."""
    parts = min(parts, end - first)
    return np.array([first + (end - first) * i // parts for i in range(parts + 1)], dtype=np.int64)


def _side_by_side(job: _Job, parts: list[I]) -> list[tuple[I, I]]:
    done = map_strips(lambda a, b: [job.batch(part) for part in parts[a:b]], len(parts), least=1)
    return [one for strip in done for one in strip]


def _result(job: _Job, grid: Grid | None, photons: int, sums: _Sums) -> PhotonRun:
    layers = job.table.shape[0] - 2
    groups = [
        [MIRRORED],
        [BACK],
        [STRAIGHT, THROUGH],
        list(range(FIRST_LAYER, FIRST_LAYER + layers)),
    ]
    groups += [[k] for k in (STRAIGHT, UNFINISHED, OUTSIDE, EVENTS, *groups[3])]
    value, error = [], []
    for group in groups:
        each = sums.shares[:, group].sum(axis=1).astype(np.float64)
        _, e = mean_and_error(each.sum(), (each**2).sum(), (each * sums.counts).sum(), sums.counts)
        exact = sum(int(v) for v in sums.shares[:, group].ravel())
        value.append(exact / (photons * WEIGHT))
        error.append(float(e) / WEIGHT)
    cells, on_axis = None, None
    cells_se = None
    if grid is not None:
        n = math.prod(grid.shape)
        cells = (sums.mean[:n] / WEIGHT).reshape(grid.shape)
        cells_se = (sums.error[:n] / WEIGHT).reshape(grid.shape)
        if job.finder.on_axis:
            on_axis = sums.mean[n:] / WEIGHT
            cells[:, 0] += on_axis
            cells_se[:, 0] = np.hypot(cells_se[:, 0], sums.error[n:] / WEIGHT)
    return PhotonRun(
        photons=photons, grid=grid,
        specular=(WEIGHT - job.entering) / WEIGHT + value[0], specular_se=error[0],
        diffuse_reflectance=value[1], diffuse_reflectance_se=error[1],
        transmittance=value[2], transmittance_se=error[2], direct_transmittance=value[4],
        absorbed=value[3], absorbed_se=error[3], unfinished=value[5],
        absorbed_by_layer=np.array(value[8:]), absorbed_by_layer_se=np.array(error[8:]),
        absorbed_per_cell=cells, absorbed_per_cell_se=cells_se, outside_grid=value[6],
        on_axis=on_axis, events=value[7] * WEIGHT,
    )  # fmt: skip
