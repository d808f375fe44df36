"""Draws from the spread of literature values: what is not known well is let vary, all at once."""

import hashlib
import math
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from statistics import NormalDist

from turgor.evidence.parameter import Parameter

#: half of a 95 % interval, in standard deviations
_HALF_95 = 1.959963984540054


@dataclass(frozen=True, slots=True)
class _Draw:
    index: int
    count: int
    seed: int


_drawing: ContextVar[_Draw | None] = ContextVar("drawing", default=None)


@contextmanager
def parameter_draw(index: int, count: int, seed: int = 0) -> Iterator[None]:
    """Inside, ``parameter`` yields draw ``index`` of ``count`` from each value's spread.

    Draws are stratified for each value (one in each of ``count`` equally likely slices), and one
    value's draws don't depend on which others are asked for. A value without spread stays.

    Errors: ValueError where the index lies outside 0 to count - 1.
    """
    if not 0 <= index < count:
        raise ValueError(f"draw {index} of {count}")
    token = _drawing.set(_Draw(index, count, seed))
    try:
        yield
    finally:
        _drawing.reset(token)


def is_drawing() -> bool:
    """Whether values are drawn from their spread here."""
    return _drawing.get() is not None


def drawn_share(name: str) -> float | None:
    """Where in its distribution (0 to 1) something named lies in this draw; None outside one."""
    draw = _drawing.get()
    return None if draw is None else _share(name, draw)


@lru_cache(maxsize=65536)
def _share(name: str, draw: _Draw) -> float:
    key = f"{name}|{draw.seed}|{draw.count}"
    return (_slices(key, draw.count)[draw.index] + _hash(f"{key}|{draw.index}|within")) / draw.count


@lru_cache(maxsize=4096)
def _slices(key: str, count: int) -> tuple[int, ...]:
    """The slice that each draw lies in: a shuffle that only the key decides."""
    return tuple(sorted(range(count), key=lambda i: _hash(f"{key}|{i}")))


def drawn_value(record: Parameter) -> float:
    """A value in this draw: its own outside one.

    A value above 0 spreads log-normally about itself as median, any other normally. A range
    spreads evenly on each side of its value, which stays the median; by ratio where its lower end
    lies above 0. Never past what it can be.
    """
    if record.spread is None or record.spread_kind == "none" or not record.spread > 0.0:
        return record.value
    share = drawn_share(record.id)
    if share is None:
        return record.value
    value = _within_range(record, share) if record.spread_kind == "range" else _about(record, share)
    low = record.least if record.least is not None else -math.inf
    high = record.most if record.most is not None else math.inf
    return min(max(value, low), high)


def _within_range(record: Parameter, share: float) -> float:
    """Half of the draws below the value and half above it, even on each side."""
    half = record.spread or 0.0
    low = record.low if record.low is not None else record.value - half
    high = record.high if record.high is not None else record.value + half
    middle = min(max(record.value, low), high)
    if share < 0.5:
        return _even(low, middle, 2.0 * share)
    return _even(middle, high, 2.0 * share - 1.0)


def _even(low: float, high: float, share: float) -> float:
    """A place between two ends: by their ratio where both lie above 0."""
    if low > 0.0:
        return low * math.pow(high / low, share)
    return low + share * (high - low)


def _about(record: Parameter, share: float) -> float:
    deviate = NormalDist().inv_cdf(min(max(share, 1e-9), 1.0 - 1e-9))
    sd = (record.spread or 0.0) / (_HALF_95 if record.spread_kind == "interval95" else 1.0)
    if record.value > 0.0 and (record.least is None or record.least >= 0.0):
        return record.value * math.exp(deviate * math.sqrt(math.log1p((sd / record.value) ** 2)))
    return record.value + deviate * sd


def _hash(text: str) -> float:
    """A number in [0, 1) that only the text decides."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=7).digest(), "big") / 2.0**56
