"""Compiling the march once for a size, keeping it on disk, and running chunks on every core."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from typing import TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from turgor.compute import worker_count
from turgor.errors import InputError
from turgor.physics.photons.disk import cache_folder
from turgor.skin.solve.dynamics import Dynamics
from turgor.skin.solve.march import March, march_of

FloatArray = NDArray[np.float64]
T = TypeVar("T")

#: skins in a compiled chunk: a chunk's states and parameters stay in a core's own cache
LANES = (64, 512)
#: relative time of one lane in each: small chunks pay for starting each kernel
_LANE_COST = (1.4, 1.0)
#: events and gaps are padded to these, then to multiples of the last
_EVENTS, _GAPS = (32, 128), (64, 256)


def padded(count: int, sizes: tuple[int, ...]) -> int:
    """The least of ``sizes`` that holds ``count``, or a multiple of the last."""
    for size in sizes:
        if count <= size:
            return size
    return -(-count // sizes[-1]) * sizes[-1]


def padded_events(count: int) -> int:
    """Events that a compiled march holds for so many."""
    return padded(count, _EVENTS)


def padded_gaps(count: int) -> int:
    """Gaps that a compiled march holds for so many."""
    return padded(count, _GAPS)


def chunk_lanes(batch: int) -> int:
    """Skins in a chunk, so that a batch is soonest done on the cores there are."""
    import jax

    if jax.default_backend() != "cpu":  # one device takes all at once
        return padded(batch, LANES)
    workers = worker_count()

    def spent(which: int) -> float:
        chunks = -(-batch // LANES[which])
        return -(-chunks // workers) * LANES[which] * _LANE_COST[which]

    return LANES[min(range(len(LANES)), key=spent)]


def compiled(dynamics: Dynamics) -> March:
    """The march of these dynamics; each size of arguments is compiled on its first call.

    Errors: InputError where JAX isn't installed.
    """
    try:
        import jax
    except ImportError:
        raise InputError(
            "a forecast needs JAX; install it with: pip install 'turgor[forecast]'"
        ) from None
    _keep_on_disk()
    return _compiled(dynamics, jax.default_backend())


def in_threads(work: Callable[[int], T], count: int) -> list[T]:
    """``work(0)`` to ``work(count - 1)`` on as many threads as there are workers, in order."""
    threads = min(worker_count(), count)
    if threads < 2:
        return [_double(work, i) for i in range(count)]
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(lambda i: _double(work, i), range(count)))


def _double(work: Callable[[int], T], i: int) -> T:
    with double_precision():
        return work(i)


@contextmanager
def double_precision() -> Iterator[None]:
    """64-bit numbers in JAX for what is within, in this thread only."""
    import jax

    with jax.enable_x64(True):
        yield


@cache
def _compiled(dynamics: Dynamics, backend: str) -> March:
    import jax

    march: March = jax.jit(march_of(dynamics))
    return march


@cache
def _keep_on_disk() -> None:
    """Have JAX keep what it compiles in Turgor's cache, unless it was told where already."""
    import jax

    settle = cast(Callable[[str, str | float], None], jax.config.update)
    if getattr(jax.config, "jax_compilation_cache_dir", None) is None:
        settle("jax_compilation_cache_dir", str(cache_folder() / "forecast"))
        settle("jax_persistent_cache_min_compile_time_secs", 0.2)
