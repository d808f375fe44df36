"""What a study's page shows, as frozen data: a template may print it and nothing else."""

from dataclasses import dataclass, field

from turgor.report.chart import Forest, Trajectories
from turgor.report.page_parts import Picture, Table, Verdict
from turgor.report.photo_context import PhotoBlock

NOTICE = (
    "Turgor supports research and clinicians. It is not a medical device, and nothing on this "
    "page is a diagnosis or a recommendation of treatment."
)


@dataclass(frozen=True, slots=True)
class Headline:
    """One declared endpoint's answer in a sentence."""

    role: str
    title: str
    sentence: str
    caveat: str


@dataclass(frozen=True, slots=True)
class SubjectRow:
    """One subject's contrast at an endpoint's visit."""

    subject: str
    cells: tuple[str, ...]
    verdict: Verdict
    reason: str


@dataclass(frozen=True, slots=True)
class EndpointBlock:
    """A declared endpoint in full: charts and one row for each subject."""

    headline: Headline
    definition: str
    conditions: str
    noise: str
    trajectories: Trajectories
    forest: Forest | None
    head: tuple[str, ...]
    rows: tuple[SubjectRow, ...]


@dataclass(frozen=True, slots=True)
class PictureRow:
    """One region's pictures in one frame: baseline, follow-up, change."""

    title: str
    note: str
    pictures: tuple[Picture, ...]


@dataclass(frozen=True, slots=True)
class PictureBlock:
    """All pictures of one subject, on one height scale, with its legends."""

    subject: str
    rows: tuple[PictureRow, ...]
    height_legend: str
    change_legend: str


@dataclass(frozen=True, slots=True)
class ConductCell:
    """Captures of one subject at one visit."""

    text: str
    state: str


@dataclass(frozen=True, slots=True)
class Conduct:
    """What was captured: subjects down, visits across; then what was refused and why."""

    visits: tuple[str, ...]
    rows: tuple[tuple[str, tuple[ConductCell, ...]], ...]
    conditions: Table
    refused: tuple[tuple[str, str], ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Exploratory:
    """Undeclared looks: how many were called, and how many chance alone would call."""

    judged: int
    called: int
    expected: str
    table: Table


@dataclass(frozen=True, slots=True)
class StudyPage:
    """The whole page. laxity, record : file names of the pages beside it, empty for none. head :
    the audit chain's newest link when it was written.
    """

    title: str
    study_id: str
    kind: str
    version: str
    made_on: str
    headlines: tuple[Headline, ...]
    design: tuple[Table, ...]
    conduct: Conduct
    repeatability: Table
    repeatability_all: Table
    repeatability_notes: tuple[str, ...]
    endpoints: tuple[EndpointBlock, ...]
    pictures: tuple[PictureBlock, ...]
    exploratory: Exploratory
    device_reported: Table
    methods: tuple[tuple[str, str], ...]
    bibliography: tuple[tuple[str, str], ...]
    assumed: str
    provenance: Table
    notice: str = NOTICE
    warnings: tuple[str, ...] = field(default=())
    device_notes: tuple[str, ...] = field(default=())
    photos: tuple[PhotoBlock, ...] = field(default=())
    colour_differences: Table = field(default=Table("", (), ()))
    laxity: str = ""
    record: str = ""
    head: str = ""
