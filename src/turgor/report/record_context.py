"""What the page of a study's record shows, as frozen data: a template may print it, no more."""

from dataclasses import dataclass, field

from turgor.report.context import NOTICE
from turgor.report.laxity_chart import Plot
from turgor.report.page_parts import Table
from turgor.report.record_strip import Strip


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that calls for somebody. level : 'block', 'require_override', 'warn', 'info'."""

    level: str
    title: str
    text: str
    source: str
    status: str


@dataclass(frozen=True, slots=True)
class RateRow:
    """A share with its exact interval, drawn on an axis from 0 to 100 %.

    low, high, value : percent; None where nobody was exposed, which is not 0 %.
    """

    name: str
    counts: str
    value: float | None
    low: float | None
    high: float | None
    text: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class RateBlock:
    """Rates by one factor, on one axis that ends at ``top`` percent."""

    title: str
    rows: tuple[RateRow, ...]
    top: float


@dataclass(frozen=True, slots=True)
class SubjectRecord:
    """One subject: the strip of days, then tables."""

    key: str
    title: str
    facts: str
    strip: Strip | None
    notices: tuple[Notice, ...]
    tables: tuple[Table, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CohortBlock:
    """Something of everybody: what it is, tables, rates and charts."""

    key: str
    title: str
    notes: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    rates: tuple[RateBlock, ...] = ()
    plots: tuple[Plot, ...] = ()


@dataclass(frozen=True, slots=True)
class RecordPage:
    """The whole page. home : file name of the study's page, empty where there is none."""

    title: str
    study_id: str
    kind: str
    version: str
    made_on: str
    home: str
    head: str
    trust: tuple[str, ...]
    notices: tuple[Notice, ...]
    cohort: tuple[CohortBlock, ...]
    subjects: tuple[SubjectRecord, ...]
    methods: tuple[tuple[str, str], ...]
    bibliography: tuple[tuple[str, str], ...]
    assumed: str
    warnings: tuple[str, ...] = field(default=())
    notice: str = NOTICE
