"""Light sent into plane layers, photon by photon, in batches that any number of threads share."""

import itertools
import math
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from turgor.compute import map_strips, worker_count
from turgor.errors import InputError
from turgor.physics.photons.backend import Device, follow_batch
from turgor.physics.photons.fold import cells_mean_and_error, fold_cells
from turgor.physics.photons.grid import Grid, cell_finder
from turgor.physics.photons.job import PhotonJob
from turgor.physics.photons.kernel import FLAT, GAUSSIAN, PENCIL
from turgor.physics.photons.layers import OpticalStack
from turgor.physics.photons.result import PhotonRun, Sums, photon_run
from turgor.physics.photons.walk import optical_table

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


def trace(
    stack: OpticalStack,
    photons: int,
    *,
    seed: int = 0,
    grid: Grid | None = None,
    beam_radius_um: float = 0.0,
    beam_shape: BeamShape = "flat",
    device: Device = "cpu",
) -> PhotonRun:
    """Follow ``photons`` from a beam at normal incidence through ``stack``.

    grid : where absorbed light is booked, see ``grid``. beam_radius_um : 0 = a pencil; of a flat
    disc, or where a Gaussian has fallen to 1/e². device : see ``backend``. The same seed gives
    the same numbers, bit for bit, for any number of threads.
    Errors: InputError for a stack, beam or count that can't be followed.
    """
    _hold(stack, photons, seed, beam_radius_um, beam_shape)
    beam = PENCIL if beam_radius_um == 0.0 else FLAT if beam_shape == "flat" else GAUSSIAN
    finder = cell_finder(grid, on_axis=beam == PENCIL)
    job = PhotonJob(optical_table(stack), finder, seed, beam, beam_radius_um * 1e-3)
    return photon_run(job, grid, photons, _sums(job, photons, device))


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


def _sums(job: PhotonJob, photons: int, device: Device) -> Sums:
    """All batches, as many at a time as there are workers, folded in order."""
    batches = min(max(_BATCHES, -(-photons // _MOST_IN_BATCH)), photons)
    edges = _split(0, photons, batches)
    parts = [_split(a, b, _PARTS) for a, b in itertools.pairwise(edges.tolist())]
    total, square = np.zeros((2, job.finder.size))
    at_once = min(worker_count(), batches) if device == "cpu" else 1
    tallies = np.zeros((at_once, job.finder.size), dtype=np.int64)
    shares: list[I] = []
    for start in range(0, batches, at_once):
        wave = parts[start : start + at_once]
        shares += _side_by_side(job, wave, device, tallies)
        for part, tally in zip(wave, tallies, strict=False):
            fold_cells(tally, float(part[-1] - part[0]), total, square)
    counts = np.concatenate([np.diff(part) for part in parts]).astype(np.float64)
    mean, error = cells_mean_and_error(total, square, photons, batches)
    return Sums(np.concatenate(shares), counts, mean, error)


def _split(first: int, end: int, parts: int) -> I:
    """Edges of equal parts, none empty."""
    parts = min(parts, end - first)
    return np.array([first + (end - first) * i // parts for i in range(parts + 1)], dtype=np.int64)


def _side_by_side(job: PhotonJob, wave: list[I], device: Device, tallies: I) -> list[I]:
    """One batch for each worker, each with a tally of its own."""

    def some(first: int, end: int) -> list[I]:
        return [follow_batch(job, wave[i], device, tallies[i]) for i in range(first, end)]

    return [one for strip in map_strips(some, len(wave), least=1) for one in strip]
