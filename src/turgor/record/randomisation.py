"""Randomisation as data: the plan that a design declares, and one entry of the list made by it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

METHODS = ("permuted-blocks", "simple")
_ROMAN = ("I", "II", "III", "IV", "V", "VI")


@dataclass(frozen=True, slots=True)
class Factor:
    """What subjects are stratified by, and its levels.

    ``centre``, ``sex`` and ``phototype`` are read from the subject; a level of phototype may be a
    band such as 'I-III'. Any other factor is stated when a subject is randomised.
    """

    name: str
    levels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RandomisationPlan:
    """How a list is made.

    block_sizes : of permuted blocks, drawn anew for each block; empty for the simple method.
    ratio : weights by arm (or sequence); an arm that is not named weighs 1. per_stratum : at least
    so many entries in each stratum.
    """

    method: str
    per_stratum: int
    block_sizes: tuple[int, ...] = ()
    ratio: Mapping[str, int] | None = None
    factors: tuple[Factor, ...] = ()


@dataclass(frozen=True, slots=True)
class ListEntry:
    """One place in the list of a stratum.

    number : from 1 within the stratum. treatment : an arm, a sequence, or 'left=a;right=b'.
    kit : the code that is handed out while arms are sealed. block : number of the block within
    the stratum, 0 for the simple method. salt : 32 hex digits that make the commitment hold.
    """

    stratum: str
    number: int
    treatment: str
    kit: str
    block: int
    salt: str


@dataclass(frozen=True, slots=True)
class ListHead:
    """What a study says openly of its list.

    kind, blinding : of the design when it was made. treatments : what is drawn from. plan : how.
    seed_given : whether chance followed from a seed that somebody knew. sha256 : of the whole list,
    see ``stats.commitment``. design_sha256 : of study.toml as it stood.
    """

    kind: str
    blinding: str
    treatments: tuple[str, ...]
    plan: RandomisationPlan
    seed_given: bool
    sha256: str
    design_sha256: str


@dataclass(frozen=True, slots=True)
class Assignment:
    """An entry as the study knows it.

    subject : empty while it is free. treatment, block, salt : empty (0) until it is opened.
    """

    id: int
    stratum: str
    number: int
    kit: str
    commitment: str
    subject: str = ""
    treatment: str = ""
    block: int = 0
    salt: str = ""


@dataclass(frozen=True, slots=True)
class Unblinding:
    """That somebody was told: ``entry`` is the id of one entry, None for the whole study."""

    entry: int | None
    reason: str


def level_of(factor: Factor, value: str) -> str:
    """The level of a factor that a subject's value belongs to, empty where it fits none.

    A phototype belongs to a band that holds it.
    """
    if value in factor.levels:
        return value
    if factor.name != "phototype" or value.upper() not in _ROMAN:
        return ""
    rank = _ROMAN.index(value.upper())
    for level in factor.levels:
        low, dash, high = (part.strip().upper() for part in level.partition("-"))
        banded = dash and low in _ROMAN and high in _ROMAN
        if banded and _ROMAN.index(low) <= rank <= _ROMAN.index(high):
            return level
    return ""


def stratum_name(factors: Sequence[Factor], levels: Mapping[str, str]) -> str:
    """A stratum as it is written: 'centre=A;phototype=I-III', 'all' without factors."""
    return ";".join(f"{item.name}={levels[item.name]}" for item in factors) or "all"


def sides_of(treatment: str) -> Mapping[str, str]:
    """side -> arm of a split-face treatment; empty for any other."""
    parts = [part.partition("=") for part in treatment.split(";")]
    if not all(equals for _, equals, _ in parts):
        return {}
    return {side: arm for side, _, arm in parts}
