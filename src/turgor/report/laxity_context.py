"""What the laxity page shows, as frozen data: a template may print it and nothing else."""

from dataclasses import dataclass, field

from turgor.report.context import NOTICE, Headline
from turgor.report.laxity_chart import Plot
from turgor.report.page_parts import Picture, Table, Verdict


@dataclass(frozen=True, slots=True)
class Cell:
    """A visit's mean of one value; ``change`` against baseline with its verdict, None at baseline.

    title : what stands behind it. mark : number of the note that explains it, 0 = none.
    """

    text: str
    change: str = ""
    verdict: Verdict | None = None
    title: str = ""
    mark: int = 0


@dataclass(frozen=True, slots=True)
class ValueRow:
    """One side, or the difference of sides, over the visits."""

    side: str
    cells: tuple[Cell, ...]
    contrast: bool = False


@dataclass(frozen=True, slots=True)
class ValueGroup:
    """One measurand on every side: its symbol, its name, the rule it depends on.

    declared : direction and visit of the endpoint that it answers, empty where it is exploratory.
    """

    symbol: str
    name: str
    rule: str
    noise: str
    rows: tuple[ValueRow, ...]
    declared: str = ""


@dataclass(frozen=True, slots=True)
class ValueTable:
    """Values of one instrument over the visits.

    regime : device class, how the skin is loaded, and the conditions that all of them share.
    notes : numbered, for the cells' marks. reported : the instrument's own numbers, not Turgor's.
    """

    caption: str
    regime: str
    visits: tuple[str, ...]
    groups: tuple[ValueGroup, ...]
    notes: tuple[str, ...] = ()
    folded: bool = False
    reported: bool = False


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture with the lines beneath it; ``caveat`` says what confounds it."""

    picture: Picture
    lines: tuple[str, ...]
    caveat: str = ""


@dataclass(frozen=True, slots=True)
class Strip:
    """One side's pictures over the visits."""

    title: str
    shots: tuple[Shot, ...]


@dataclass(frozen=True, slots=True)
class Key:
    """One entry of a legend: a class of the style sheet, or a colour, and its meaning."""

    text: str
    style: str = ""
    colour: str = ""


@dataclass(frozen=True, slots=True)
class KindBlock:
    """One instrument at one place: charts and pictures of both sides, then one table for both."""

    title: str
    plots: tuple[Plot, ...]
    strips: tuple[Strip, ...]
    key: tuple[Key, ...]
    tables: tuple[ValueTable, ...]
    notes: tuple[str, ...] = ()
    small_plots: tuple[Plot, ...] = ()
    lost: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PlaceBlock:
    """One patch of one person's skin, both sides."""

    title: str
    key: str
    control: str
    kinds: tuple[KindBlock, ...]


@dataclass(frozen=True, slots=True)
class Scales:
    """Why numbers of stiffness stand on scales of their own, and what the law converts."""

    reasons: Table
    text: str
    converted: Table
    note: str


@dataclass(frozen=True, slots=True)
class LaxityPage:
    """The whole page. home : file name of the study's page beside it."""

    title: str
    study_id: str
    kind: str
    version: str
    made_on: str
    home: str
    headlines: tuple[Headline, ...]
    signs: Table
    places: tuple[PlaceBlock, ...]
    scales: Scales
    uncertainty: Table
    flags: Table
    methods: tuple[tuple[str, str], ...]
    bibliography: tuple[tuple[str, str], ...]
    assumed: str
    head: str = ""
    notice: str = NOTICE
    warnings: tuple[str, ...] = field(default=())
