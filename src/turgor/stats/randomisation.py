"""Randomisation lists: permuted blocks of random sizes, simple lists, and where chance comes from.

A block of size b holds each treatment in its ratio, in an order drawn from all orders alike
(Fisher and Yates); its size is drawn anew for each block, so that who knows the past can't count
out the rest of a block.
"""

import hashlib
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from turgor.errors import MeasureError

#: gives a whole number from 0 to below its argument, all alike
Draw = Callable[[int], int]


@dataclass(frozen=True, slots=True)
class Placed:
    """One treatment in its place; ``block`` counts from 1, 0 where there are no blocks."""

    treatment: str
    block: int


def system_draw(below: int) -> int:
    """Chance from the operating system, which nobody can repeat."""
    return secrets.randbelow(below)


def seeded_draw(seed: str) -> Draw:
    """Chance that follows from a seed, the same on every machine.

    The numbers are the bits of SHA-256 over '<seed>:<count>' with count 0, 1, 2 ..., eight bytes
    at a time, big-endian; a number that would favour small remainders is passed over.
    """
    state = {"count": 0}
    pool: list[int] = []

    def draw(below: int) -> int:
        if below < 1:
            raise ValueError("nothing to draw from")
        limit = (1 << 64) - (1 << 64) % below
        while True:
            if not pool:
                block = hashlib.sha256(f"{seed}:{state['count']}".encode()).digest()
                state["count"] += 1
                pool.extend(int.from_bytes(block[i : i + 8], "big") for i in range(0, 32, 8))
            number = pool.pop(0)
            if number < limit:
                return number % below

    return draw


def shuffled(items: Sequence[str], draw: Draw) -> list[str]:
    """The items in an order drawn from all orders alike."""
    order = list(items)
    for last in range(len(order) - 1, 0, -1):
        chosen = draw(last + 1)
        order[last], order[chosen] = order[chosen], order[last]
    return order


def permuted_blocks(
    least: int, ratio: Mapping[str, int], block_sizes: Sequence[int], draw: Draw
) -> list[Placed]:
    """A list of whole blocks with at least ``least`` places.

    Errors: MeasureError where a block can't hold the ratio.
    """
    total = sum(ratio.values())
    if not block_sizes or any(size < 1 or size % total for size in block_sizes):
        raise MeasureError(f"block sizes {list(block_sizes)} are no multiples of {total}")
    found: list[Placed] = []
    block = 0
    while len(found) < least:
        block += 1
        size = block_sizes[draw(len(block_sizes))]
        content = [name for name, weight in ratio.items() for _ in range(weight * size // total)]
        found += [Placed(name, block) for name in shuffled(content, draw)]
    return found


def simple_list(count: int, ratio: Mapping[str, int], draw: Draw) -> list[Placed]:
    """Each place drawn on its own, as a coin or die of the ratio's weights."""
    faces = [name for name, weight in ratio.items() for _ in range(weight)]
    return [Placed(faces[draw(len(faces))], 0) for _ in range(count)]


def imbalance_bound(ratio: Mapping[str, int], block_sizes: Sequence[int], treatment: str) -> float:
    """By how much a treatment's count can lie off its share at any place of such a list.

    Worst where a block of the largest size begins with all its places of this treatment, or with
    none of them: size * share * (1 - share).
    """
    share = ratio[treatment] / sum(ratio.values())
    return max(block_sizes) * share * (1.0 - share)
