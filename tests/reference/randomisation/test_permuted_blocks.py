"""Lists against what their definition says: counted exactly, or held to exact distributions.

The seed was chosen before anything was looked at: 1. Chi-square bounds are at a tail of 0.001.
"""

from collections import Counter
from fractions import Fraction
from itertools import permutations

import pytest
from scipy import stats

from turgor.stats.randomisation import (
    imbalance_bound,
    permuted_blocks,
    seeded_draw,
    shuffled,
    simple_list,
    system_draw,
)

TAIL = 0.001


def chi_square_holds(counts, expected):
    statistic = sum((counts[k] - e) ** 2 / e for k, e in expected.items())
    assert set(counts) <= set(expected)
    assert statistic < stats.chi2.isf(TAIL, len(expected) - 1), (statistic, counts)


@pytest.mark.parametrize(
    ("ratio", "sizes"),
    [
        ({"A": 1, "B": 1}, (2, 4, 6)),
        ({"A": 2, "B": 1}, (3, 6)),
        ({"A": 1, "B": 1, "C": 1}, (3, 6, 9)),
        ({"A": 3, "B": 2}, (5, 10)),
    ],
)
def test_the_imbalance_never_exceeds_its_bound_and_meets_it(ratio, sizes):
    """At every place of 400 lists each treatment lies within size * share * (1 - share)."""
    draw = seeded_draw("1")
    total = sum(ratio.values())
    worst = Counter()
    for _ in range(400):
        seen = Counter()
        places = permuted_blocks(60, ratio, sizes, draw)
        for length, place in enumerate(places, start=1):
            seen[place.treatment] += 1
            for name, weight in ratio.items():
                off = abs(seen[name] - length * Fraction(weight, total))
                worst[name] = max(worst[name], off)
        assert all(seen[name] * total == weight * len(places) for name, weight in ratio.items())
    for name in ratio:
        assert worst[name] <= imbalance_bound(ratio, sizes, name) + 1e-12
    tight = max(ratio, key=lambda name: imbalance_bound(ratio, sizes, name))
    assert worst[tight] == pytest.approx(imbalance_bound(ratio, sizes, tight))


def test_every_order_of_a_block_is_as_frequent_as_any_other():
    draw = seeded_draw("1")
    places = permuted_blocks(4 * 6000, {"A": 1, "B": 1}, (4,), draw)
    blocks = Counter(
        "".join(p.treatment for p in places[i : i + 4]) for i in range(0, len(places), 4)
    )
    orders = {"".join(order) for order in permutations("AABB")}
    assert len(orders) == 6
    chi_square_holds(blocks, dict.fromkeys(orders, 6000 / 6))


def test_every_order_of_different_things_is_as_frequent_as_any_other():
    draw = seeded_draw("1")
    orders = Counter("".join(shuffled("ABCD", draw)) for _ in range(24000))
    chi_square_holds(orders, {"".join(o): 1000.0 for o in permutations("ABCD")})


def test_block_sizes_vary_as_often_as_declared():
    draw = seeded_draw("1")
    sizes = Counter()
    for _ in range(300):
        blocks = Counter(place.block for place in permuted_blocks(100, {"A": 1, "B": 1}, (2, 4, 6),
                                                                  draw))  # fmt: skip
        # the last block was drawn knowing that the list went on, so it belongs to the count as well
        sizes.update(blocks.values())
    expected = sum(sizes.values()) / 3
    # A list stops by its length, which favours none of the sizes among the first sixteen blocks;
    # the whole count is held only loosely, the first blocks exactly.
    assert set(sizes) == {2, 4, 6} and all(0.85 < n / expected < 1.15 for n in sizes.values())
    first = Counter()
    for _ in range(3000):
        first[sum(p.block == 1 for p in permuted_blocks(6, {"A": 1, "B": 1}, (2, 4, 6), draw))] += 1
    chi_square_holds(first, {2: 1000.0, 4: 1000.0, 6: 1000.0})


def prefix_probability(prefix, sizes):
    """P(a list begins with prefix), by exact enumeration of blocks with A and B in equal parts."""
    if not prefix:
        return Fraction(1)
    found = Fraction(0)
    for size in sizes:
        orders = set(permutations("A" * (size // 2) + "B" * (size // 2)))
        for order in orders:
            head = "".join(order)[: len(prefix)]
            if prefix.startswith(head):
                rest = prefix_probability(prefix[len(head) :], sizes)
                found += Fraction(1, len(sizes) * len(orders)) * rest
    return found


def test_the_next_place_is_no_better_known_than_the_block_design_lets_it_be():
    """Every beginning of six places is as frequent as exact enumeration says it must be, so the
    past tells of the next place what the design tells, and no more.
    """
    sizes, lists = (2, 4), 20000
    draw = seeded_draw("1")
    seen = Counter(
        "".join(p.treatment for p in permuted_blocks(6, {"A": 1, "B": 1}, sizes, draw)[:6])
        for _ in range(lists)
    )
    beginnings = {"".join(o) for n in range(7) for o in set(permutations("A" * n + "B" * (6 - n)))}
    expected = {p: float(lists * prefix_probability(p, sizes)) for p in beginnings}
    expected = {p: e for p, e in expected.items() if e}
    assert sum(expected.values()) == pytest.approx(lists)
    assert min(expected.values()) > 100
    chi_square_holds(seen, expected)


def test_a_simple_list_is_a_coin_of_the_ratio():
    places = simple_list(30000, {"A": 2, "B": 1}, seeded_draw("1"))
    counts = Counter(p.treatment for p in places)
    chi_square_holds(counts, {"A": 20000.0, "B": 10000.0})
    pairs = Counter(places[i].treatment + places[i + 1].treatment for i in range(0, len(places), 2))
    chi_square_holds(
        pairs, {"AA": 15000 * 4 / 9, "AB": 15000 * 2 / 9, "BA": 15000 * 2 / 9, "BB": 15000 / 9}
    )


def test_a_seed_is_repeated_by_another_implementation_and_the_system_by_none():
    """The documented generator, written a second time with whole-number arithmetic only."""
    from hashlib import sha256

    def second(seed, count):
        stream = b"".join(sha256(f"{seed}:{n}".encode()).digest() for n in range(count))
        return [int.from_bytes(stream[i : i + 8], "big") for i in range(0, len(stream), 8)]

    draw = seeded_draw("trial 7")
    numbers = second("trial 7", 50)
    assert [draw(10) for _ in range(200)] == [n % 10 for n in numbers[:200]]
    assert [seeded_draw("a")(1 << 40) for _ in "ab"] == [seeded_draw("a")(1 << 40) for _ in "ab"]
    assert len({system_draw(1 << 60) for _ in range(50)}) == 50


def test_a_draw_favours_no_remainder():
    """6 does not divide 2^64; over all remainders the counts are alike."""
    draw = seeded_draw("1")
    counts = Counter(draw(6) for _ in range(60000))
    chi_square_holds(counts, dict.fromkeys(range(6), 10000.0))
