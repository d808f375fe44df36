"""Small cells: characteristics are made coarser until each combination is shared by k persons.

Age, sex, phototype and centre are made coarser as whole columns, alike for everybody (full-domain
generalisation); all combinations of levels are tried, and of those that reach k the one that loses
least is taken: the smallest sum, over the four, of the share of its entropy that is lost.
"""

import math
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import product

#: the ages from 90 on are one band (45 CFR 164.514(b)(2)(i)(C))
OLDEST = 90
_PAIRS = {"I": "I-II", "II": "I-II", "III": "III-IV", "IV": "III-IV", "V": "V-VI", "VI": "V-VI"}
_ROMAN = {"1": "I", "2": "II", "3": "III", "4": "IV", "5": "V", "6": "VI"}
UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Characteristics:
    """What is known of one person: age in whole years, the rest as words or codes; '' unknown."""

    age: int | None
    sex: str
    phototype: str
    centre: str


@dataclass(frozen=True, slots=True)
class SmallCells:
    """What may leave of each subject, by column of the table of subjects.

    levels : how coarse each became, in words. smallest : persons in the smallest combination.
    singled_out : persons who stood alone before.
    """

    cells: Mapping[str, Mapping[str, str]]
    levels: Mapping[str, str]
    wanted: int
    smallest: int
    combinations: int
    singled_out: int
    smallest_before: int

    @property
    def met(self) -> bool:
        """Whether every combination is shared by as many as wanted."""
        return self.smallest >= self.wanted


def age_band(age: int | None, years: int) -> str:
    """'40-44' for bands of 5 years; everybody from 90 on is '90+', whatever the width.

    With bands that don't meet 90 the last one below ends at 89.
    """
    if age is None:
        return UNKNOWN
    if age >= OLDEST:
        return f"{OLDEST}+"
    first = age // years * years
    return f"{first}-{min(first + years, OLDEST) - 1}"


_Level = tuple[str, Callable[[Characteristics], str]]
_LEVELS: dict[str, tuple[_Level, ...]] = {
    "birth_year": (
        ("bands of 5 years", lambda one: age_band(one.age, 5)),
        ("bands of 10 years", lambda one: age_band(one.age, 10)),
        ("bands of 30 years", lambda one: age_band(one.age, 30)),
        ("dropped", lambda one: ""),
    ),
    "sex": (("as stated", lambda one: one.sex or UNKNOWN), ("dropped", lambda one: "")),
    "phototype": (
        ("as stated", lambda one: _roman(one.phototype) or UNKNOWN),
        ("pairs", lambda one: _PAIRS.get(_roman(one.phototype), UNKNOWN)),
        ("dropped", lambda one: ""),
    ),
    "centre": (("coded", lambda one: one.centre or UNKNOWN), ("dropped", lambda one: "")),
}


def coarser(persons: Mapping[str, Characteristics], k: int) -> SmallCells:
    """The finest characteristics of which every combination is shared by ``k`` persons.

    Where there are fewer than k persons none leaves, and the smallest combination is all of them.
    """
    columns = {
        name: [[level(one) for one in persons.values()] for _, level in levels]
        for name, levels in _LEVELS.items()
    }
    finest = Counter(zip(*(made[0] for made in columns.values()), strict=True))
    best: tuple[float, tuple[int, ...]] | None = None
    for choice in product(*(range(len(made)) for made in columns.values())):
        chosen = [made[level] for made, level in zip(columns.values(), choice, strict=True)]
        if min(Counter(zip(*chosen, strict=True)).values(), default=k) < k:
            continue
        lost = sum(
            _lost(made[0], values) for made, values in zip(columns.values(), chosen, strict=True)
        )
        if best is None or (lost, choice) < best:
            best = lost, choice
    choice = best[1] if best is not None else tuple(len(made) - 1 for made in columns.values())
    levels = dict(zip(columns, choice, strict=True))
    cells = {
        subject: {name: columns[name][level][at] for name, level in levels.items()}
        for at, subject in enumerate(persons)
    }
    counted = Counter(tuple(cell.values()) for cell in cells.values())
    return SmallCells(
        cells=cells,
        levels={name: _LEVELS[name][level][0] for name, level in levels.items()},
        wanted=k,
        smallest=min(counted.values(), default=0),
        combinations=len(counted),
        singled_out=sum(count == 1 for count in finest.values()),
        smallest_before=min(finest.values(), default=0),
    )


def _lost(before: list[str], after: list[str]) -> float:
    whole = _entropy(before)
    return 0.0 if whole == 0.0 else (whole - _entropy(after)) / whole


def _entropy(values: list[str]) -> float:
    counted, total = Counter(values), len(values)
    return -sum(n / total * math.log(n / total) for n in sorted(counted.values()))


def _roman(text: str) -> str:
    plain = text.strip().upper()
    return _ROMAN.get(plain, plain)
