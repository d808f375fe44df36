"""The one typed doorway to compiled kernels, and row strips for two or more cores.

Kernels release the interpreter lock, so plain threads over strips of rows use every core
without a parallel runtime; compiled code is kept on disk beside its source.
"""

import itertools
import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import ParamSpec, TypeVar

import numba

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")


def jit(function: Callable[P, R]) -> Callable[P, R]:
    """Compile a kernel to machine code on first call, with IEEE arithmetic and a disk cache.

    Division by zero follows NumPy (inf or NaN), because kernels meet masked points.
    """
    compiled: Callable[P, R] = numba.njit(cache=True, nogil=True, error_model="numpy")(function)
    return compiled


_own = threading.local()


@contextmanager
def one_core() -> Iterator[None]:
    """Let this thread use no others: for work that is already one of several side by side."""
    before = getattr(_own, "single", False)
    _own.single = True
    try:
        yield
    finally:
        _own.single = before


def worker_count() -> int:
    """Threads to use: ``TURGOR_THREADS`` where it is set, else the cores of this process.

    Inside ``one_core`` it is 1.
    """
    if getattr(_own, "single", False):
        return 1
    wanted = os.environ.get("TURGOR_THREADS", "")
    if wanted.isdigit() and int(wanted) > 0:
        return int(wanted)
    return max(1, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1)


def strips(rows: int, least: int = 64) -> list[tuple[int, int]]:
    """Half-open row ranges that cover ``rows``, one for each worker, none thinner than ``least``.

    Errors: none; zero rows give an empty list.
    """
    count = max(1, min(worker_count(), rows // max(1, least)))
    edges = [rows * i // count for i in range(count + 1)]
    return [(a, b) for a, b in itertools.pairwise(edges) if b > a]


def map_strips(work: Callable[[int, int], T], rows: int, least: int = 64) -> list[T]:
    """Call ``work(first_row, end_row)`` for each strip, in threads, results in row order."""
    ranges = strips(rows, least)
    if len(ranges) < 2:
        return [work(a, b) for a, b in ranges]
    with ThreadPoolExecutor(len(ranges)) as pool:
        return list(pool.map(lambda ab: work(*ab), ranges))
