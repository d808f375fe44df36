"""The frame of pages that show one block a file: title, notice, blocks, flags, sources."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from turgor import __version__
from turgor.evidence import bibliography
from turgor.record.stimulus import StimulusFlag
from turgor.report.stimulus_flags import flag_sentence

_NOTICE = "Turgor supports research and clinicians. It is not a medical device. "

#: text, code and source of a flag
FlagLine = tuple[str, str, str]
B = TypeVar("B")


class Worked(Protocol):
    """What was worked out: the values and sources that it used."""

    @property
    def parameters(self) -> Sequence[str]:
        """Ids of values."""

    @property
    def sources(self) -> Sequence[str]:
        """Ids of sources."""

    @property
    def assumed_share(self) -> float:
        """Of the values."""


@dataclass(frozen=True, slots=True)
class BlockPage(Generic[B]):
    """The whole page. of_what : what its blocks are, for the navigation between several."""

    title: str
    version: str
    notice: str
    of_what: str
    blocks: tuple[B, ...]
    bibliography: tuple[tuple[str, str], ...]
    keys: frozenset[str]


def block_page(
    title: str, said: str, of_what: str, blocks: Iterable[B], found: Iterable[Worked]
) -> BlockPage[B]:
    """The page of some blocks, and of all sources behind them; ``said`` ends the notice."""
    sources = frozenset(source for item in found for source in item.sources)
    return BlockPage(
        title=title,
        version=__version__,
        notice=_NOTICE + said,
        of_what=of_what,
        blocks=tuple(blocks),
        bibliography=bibliography(sources).citations,
        keys=sources,
    )


def flag_lines(flags: Iterable[StimulusFlag]) -> tuple[FlagLine, ...]:
    """Flags as a page lists them."""
    return tuple((flag_sentence(flag), flag.code, flag.source) for flag in flags)


def values_used(item: Worked) -> str:
    """How many literature values were used, and how many of them are assumed."""
    return (
        f"{len(item.parameters)} literature values were used; "
        f"{100.0 * item.assumed_share:.0f} % of them are assumed."
    )
