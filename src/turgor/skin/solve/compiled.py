"""Compiling the march once for a size, and running chunks of that size on every core."""

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from turgor.compute import worker_count
from turgor.errors import InputError
from turgor.skin.solve.dynamics import Dynamics
from turgor.skin.solve.kept_code import compiled_once
from turgor.skin.solve.march import March, march_of
from turgor.skin.solve.program import program_of

FloatArray = NDArray[np.float64]
#: a march's arguments: numbers and arrays
Arguments = tuple[np.generic | NDArray[np.generic], ...]
T = TypeVar("T")

#: skins in a compiled chunk. Larger ones are no faster by a fifth, and wait longer for the skin
#: with the most steps; one size is compiled once
LANES = 64
#: events and gaps are padded to these, then to multiples of the last; one size holds what a
#: forecast looks at, so that one compiled march serves all its courses
_EVENTS, _GAPS = (128,), (256,)

_ready: dict[tuple[object, ...], March] = {}
_lock = threading.Lock()


def padded_events(count: int) -> int:
    """Events that a compiled march holds for so many."""
    return _padded(count, _EVENTS)


def padded_gaps(count: int) -> int:
    """Gaps that a compiled march holds for so many."""
    return _padded(count, _GAPS)


def chunk_lanes(batch: int) -> int:
    """Skins in a chunk: few for a processor's cores, all for one device, to a power of two."""
    import jax

    if jax.default_backend() == "cpu":
        return LANES
    return max(LANES, 1 << (batch - 1).bit_length())


def needs_jax() -> None:
    """Refuse in one line where JAX isn't installed."""
    try:
        import jax  # noqa: F401
    except ImportError:
        raise InputError(
            "a forecast needs JAX; install it with: pip install 'turgor[forecast]'"
        ) from None


def ready_march(dynamics: Dynamics, like: Arguments) -> March:
    """The march of these dynamics for arguments of these sizes, compiled once."""
    import jax

    size = tuple((np.shape(item), item.dtype.name) for item in like)
    key = (dynamics, jax.default_backend(), size)
    with _lock:
        if key not in _ready:
            program = program_of(dynamics)
            rests_on = None if program is None else program + repr(size).encode()
            with _double_precision():
                code = compiled_once(lambda: jax.jit(march_of(dynamics)).lower(*like), rests_on)
            _ready[key] = cast(March, code)
        return _ready[key]


def in_threads(work: Callable[[T], None], items: Sequence[T]) -> None:
    """``work`` on each item, in 64-bit numbers, on as many threads as there are workers."""

    def double(item: T) -> None:
        with _double_precision():
            work(item)

    threads = min(worker_count(), len(items))
    if threads < 2:
        for item in items:
            double(item)
        return
    with ThreadPoolExecutor(threads) as pool:
        for _ in pool.map(double, items):
            pass


@contextmanager
def _double_precision() -> Iterator[None]:
    """64-bit numbers in JAX for what is within, in this thread only."""
    import jax

    with jax.enable_x64(True):
        yield


def _padded(count: int, sizes: tuple[int, ...]) -> int:
    for size in sizes:
        if count <= size:
            return size
    return -(-count // sizes[-1]) * sizes[-1]
