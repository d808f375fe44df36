"""What every block of a page is made of: tables, verdicts, pictures."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Table:
    """A plain table; ``numeric`` names the columns that are set flush right."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """A verdict's word for style sheets and its words for people."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG as a data address, with the text for who can't see it."""

    title: str
    alt: str
    data: str
    width: int
    height: int
