"""Whole numbers as the few runs that they form, however many they are."""

from bisect import bisect_right
from collections.abc import Iterator


class Intervals:
    """A set of whole numbers, kept as sorted runs that don't touch one another."""

    def __init__(self) -> None:
        self._firsts: list[int] = []
        self._lasts: list[int] = []

    def add(self, number: int) -> None:
        """Take a number in; one that follows the last is the quick case."""
        if self._lasts and number == self._lasts[-1] + 1:
            self._lasts[-1] = number
            return
        at = bisect_right(self._firsts, number)
        if at and number <= self._lasts[at - 1]:
            return
        joins_left = at > 0 and self._lasts[at - 1] == number - 1
        joins_right = at < len(self._firsts) and self._firsts[at] == number + 1
        if joins_left and joins_right:
            self._lasts[at - 1] = self._lasts.pop(at)
            self._firsts.pop(at)
        elif joins_left:
            self._lasts[at - 1] = number
        elif joins_right:
            self._firsts[at] = number
        else:
            self._firsts.insert(at, number)
            self._lasts.insert(at, number)

    def discard(self, number: int) -> None:
        """Take a number out, where it is in."""
        at = bisect_right(self._firsts, number) - 1
        if at < 0 or number > self._lasts[at]:
            return
        first, last = self._firsts.pop(at), self._lasts.pop(at)
        for begin, end in ((number + 1, last), (first, number - 1)):
            if begin <= end:
                self._firsts.insert(at, begin)
                self._lasts.insert(at, end)

    def __contains__(self, number: int) -> bool:
        """Whether a number is in."""
        at = bisect_right(self._firsts, number) - 1
        return at >= 0 and number <= self._lasts[at]

    def within(self, first: int, last: int) -> Iterator[tuple[int, int]]:
        """The parts of the runs that lie from ``first`` to ``last``."""
        at = max(bisect_right(self._firsts, first) - 1, 0)
        while at < len(self._firsts) and self._firsts[at] <= last:
            begin, end = max(first, self._firsts[at]), min(last, self._lasts[at])
            if begin <= end:
                yield begin, end
            at += 1

    def __iter__(self) -> Iterator[tuple[int, int]]:
        """The runs, as (first, last), in order."""
        return iter(list(zip(self._firsts, self._lasts, strict=True)))
