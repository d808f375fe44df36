"""Where a batch of photons is followed: a processor core, or a graphics card where there is one.

Both compile the same step (``walk.advance``) and add up integers, so they agree up to the last
digit of a device's logarithm. Nothing needs the card; ``numba.cuda`` is imported when it is
asked for.
"""

import importlib
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from turgor.errors import InputError
from turgor.physics.photons.job import PhotonJob
from turgor.physics.photons.kernel import follow

I = NDArray[np.int64]  # noqa: E741
Device = Literal["cpu", "cuda"]


def cuda_present() -> bool:
    """Whether a CUDA card and its driver can be used from here."""
    try:
        return bool(importlib.import_module("numba.cuda").is_available())
    except (ImportError, OSError):
        return False


def follow_batch(job: PhotonJob, edges: I, device: Device, cells: I) -> I:
    """Shares (parts, n) of the photons between consecutive ``edges`` (parts + 1,).

    cells : (job.finder.size,) what is absorbed in each cell is added here.
    Errors: InputError for a card that isn't there.
    """
    if device == "cpu":
        return _on_core(job, edges, cells)
    if device != "cuda":
        raise InputError(f"device {device!r}; allowed: cpu, cuda")
    if not cuda_present():
        raise InputError("no CUDA card can be used here; take the device cpu")
    from turgor.physics.photons.cuda_kernel import follow_on_card

    return follow_on_card(job, edges, cells)


def _on_core(job: PhotonJob, edges: I, cells: I) -> I:
    shares = job.shares(edges.size - 1)
    f = job.finder
    for row, first, end in zip(shares, edges[:-1], edges[1:], strict=True):
        follow(
            np.uint64(job.seed), int(first), int(end), job.table, job.entering, job.beam,
            job.radius_mm, f.kind, f.counts, f.per_mm, f.z_edges_mm, f.z_table, f.r_edges_mm,
            f.r_table, f.on_axis > 0, row, cells,
        )  # fmt: skip
    return shares
