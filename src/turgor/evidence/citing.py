"""What a run rests on: the sources and values that were asked for while it ran."""

from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache, wraps
from typing import ParamSpec, TypeVar

from turgor.errors import EvidenceError
from turgor.evidence.draw import is_drawing

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Bibliography:
    """Citations in order of id, and the share of the values used that were only assumed."""

    citations: tuple[tuple[str, str], ...]
    parameters_used: int
    assumed_share: float


_touched: ContextVar[tuple[set[str], set[str]] | None] = ContextVar("touched", default=None)
_read: ContextVar[set[str] | None] = ContextVar("read", default=None)


@contextmanager
def collect_citations() -> Iterator[tuple[set[str], set[str]]]:
    """Collect source ids and parameter ids that are cited inside the ``with`` block."""
    collected: tuple[set[str], set[str]] = (set(), set())
    token = _touched.set(collected)
    try:
        yield collected
    finally:
        _touched.reset(token)


@contextmanager
def collect_reads() -> Iterator[set[str]]:
    """Collect every value, table and data file that is read inside the ``with`` block.

    Unlike citations, which stop at the innermost run, these reach every block around them. What a
    plain cache holds already is not read again: collect where nothing was read before.
    """
    found: set[str] = set()
    token = _read.set(found)
    try:
        yield found
    finally:
        _read.reset(token)
        for name in found:
            note_read(name)


def note_read(name: str) -> None:
    """Note that a value (its id) or a file (its path in the package) was read."""
    found = _read.get()
    if found is not None:
        found.add(name)


def cite(source_id: str, parameter_id: str = "") -> None:
    """Note that a source, and perhaps one of its values, was used; outside a run it is a no-op."""
    if parameter_id:
        note_read(parameter_id)
    collected = _touched.get()
    if collected is None:
        return
    if source_id:
        collected[0].add(source_id)
    if parameter_id:
        collected[1].add(parameter_id)


def remembered(most: int) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Keep the last ``most`` results of a function; what one rests on is cited at each call.

    A plain cache would cite for the run that came first and leave every later one without, and
    would hand one ``parameter_draw`` another's values: inside a draw nothing is kept or recalled.
    Arguments must be hashable.
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        @lru_cache(maxsize=most)
        def kept(
            *args: P.args, **kwargs: P.kwargs
        ) -> tuple[R, frozenset[str], frozenset[str], frozenset[str]]:
            with collect_citations() as (sources, parameters), collect_reads() as read:
                result = function(*args, **kwargs)
            return result, frozenset(sources), frozenset(parameters), frozenset(read)

        @wraps(function)
        def recalled(*args: P.args, **kwargs: P.kwargs) -> R:
            if is_drawing():
                return function(*args, **kwargs)
            result, sources, parameters, read = kept(*args, **kwargs)  # type: ignore[arg-type]
            for name in read:
                note_read(name)
            collected = _touched.get()
            if collected is not None:
                collected[0].update(sources)
                collected[1].update(parameters)
            return result

        return recalled

    return decorate


def bibliography(
    source_ids: AbstractSet[str], parameter_ids: AbstractSet[str] = frozenset()
) -> Bibliography:
    """The citations of a set of sources or publications, and of values.

    Errors: EvidenceError where an id is unknown.
    """
    from turgor.evidence.library import all_parameters, all_sources
    from turgor.evidence.publications import all_publications

    parameters = all_parameters()
    citations = {
        **{item.id: item.line() for item in all_publications().values()},
        **{item.id: item.citation() for item in all_sources().values()},
    }
    unknown = sorted((source_ids - set(citations)) | (parameter_ids - set(parameters)))
    if unknown:
        raise EvidenceError(f"not in the evidence base: {', '.join(unknown)}")
    assumed = sum(parameters[item].basis == "assumed" for item in parameter_ids)
    return Bibliography(
        citations=tuple((item, citations[item]) for item in sorted(source_ids)),
        parameters_used=len(parameter_ids),
        assumed_share=assumed / len(parameter_ids) if parameter_ids else 0.0,
    )
