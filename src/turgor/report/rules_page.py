"""Pages of the rules for clinicians: one for each treatment, an overview, and the coverage."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from turgor.report.page_frame import BlockPage, block_page
from turgor.report.page_parts import Table
from turgor.report.render import page_html, write_page
from turgor.rules.coverage import NOTHING, PHOTOTYPES
from turgor.rules.rule import SEVERITIES
from turgor.workflow.rule_pages.line import RuleLine
from turgor.workflow.rule_pages.names import KIND_TITLES, SHORT
from turgor.workflow.rule_pages.sheet import ANY, RuleBook, RuleSheet
from turgor.workflow.rule_pages.table import CoverageTable, coverage_tables

_SAID = (
    "These rules are statements of the sources named, put in words for a clinician to judge. "
    "What no clinician has reviewed is marked as a draft."
)
#: phototypes as clinicians write them
_ROMAN = dict(zip(PHOTOTYPES, ("I", "II", "III", "IV", "V", "VI"), strict=True))


@dataclass(frozen=True, slots=True)
class KindBlock:
    """The rules of one kind."""

    key: str
    title: str
    link: str
    whose: str
    path: str
    lines: tuple[RuleLine, ...]
    shared: Table | None
    foot: str


@dataclass(frozen=True, slots=True)
class OverviewRow:
    """A treatment's page in the overview: counts by what happens."""

    title: str
    page: str
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class OverviewBlock:
    """The list of pages."""

    key: str
    title: str
    link: str
    whose: str
    path: str
    caption: str
    head: tuple[str, ...]
    rows: tuple[OverviewRow, ...]
    foot: str


@dataclass(frozen=True, slots=True)
class CoverageBlock:
    """One treatment's coverage; blank : sites for which nothing was found at all."""

    key: str
    title: str
    link: str
    whose: str
    path: str
    page: str
    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, tuple[tuple[str, ...], ...]], ...]
    blank: str
    nothing: str
    foot: str


@dataclass(frozen=True, slots=True)
class _Cited:
    """Sources alone: rules rest on no value of a model."""

    sources: Sequence[str]
    parameters: Sequence[str] = ()
    assumed_share: float = 0.0


def write_rules_pages(book: RuleBook, folder: Path) -> tuple[Path, ...]:
    """Write the pages of the book's treatments, ``index.html`` and ``coverage.html``.

    Errors: StoreError where the folder can't be written to.
    """
    pages = {f"{page_name(sheet)}.html": sheet_html(book, sheet) for sheet in book.sheets}
    pages["coverage.html"] = coverage_html(book)
    pages["index.html"] = page_html("rules_index", overview_page(book))
    for name, text in pages.items():
        write_page(text, folder / name)
    return tuple(folder / name for name in pages)


def page_name(sheet: RuleSheet) -> str:
    """The name of a treatment's page, without its ending."""
    return "any-treatment" if sheet.modality == ANY else sheet.modality.replace("_", "-")


def sheet_html(book: RuleBook, sheet: RuleSheet) -> str:
    """One treatment's page."""
    return page_html("rules", sheet_page(book, sheet))


def coverage_html(book: RuleBook) -> str:
    """The page of what was studied where, and where nothing was found."""
    return page_html("rules_coverage", coverage_page(book))


def sheet_page(book: RuleBook, sheet: RuleSheet) -> BlockPage[KindBlock]:
    """The context of one treatment's page."""
    when = f"in force on {book.day}, library {book.library_sha256[:12]}"
    blocks = [
        KindBlock(
            key=kind,
            title=KIND_TITLES[kind],
            link=f"{KIND_TITLES[kind]} ({len(lines)})",
            whose=_counted(lines),
            path=when,
            lines=lines,
            shared=None,
            foot="",
        )
        for kind, lines in sheet.groups()
    ]
    if sheet.shared:
        blocks.append(_shared(sheet))
    return block_page(f"Rules: {sheet.title}", _SAID, "Kinds of rules", blocks, [_cited(sheet)])


def _shared(sheet: RuleSheet) -> KindBlock:
    rows = tuple((line.id, line.says, line.does, line.level) for line in sheet.shared)
    return KindBlock(
        key="any",
        title="Rules for any treatment",
        link=f"Any treatment ({len(rows)})",
        whose=_counted(sheet.shared),
        path="in full on the page of any treatment",
        lines=(),
        shared=Table("Rules for any treatment", ("rule", "says", "what happens", "evidence"), rows),
        foot="",
    )


def _cited(sheet: RuleSheet) -> _Cited:
    shown = (*sheet.lines, *sheet.shared)
    return _Cited(tuple(dict.fromkeys(line.source for line in shown if line.source)))


def _counted(lines: Sequence[RuleLine]) -> str:
    counts = [(SHORT[one], sum(o.severity == one for o in lines)) for one in reversed(SEVERITIES)]
    told = ", ".join(f"{many} × {does}" for does, many in counts if many)
    reviewed = sum(line.status == "reviewed" for line in lines)
    many = f"{len(lines)} rules" if len(lines) > 1 else "1 rule"
    return f"{many}: {told}; {reviewed} reviewed by a clinician"


def overview_page(book: RuleBook) -> BlockPage[OverviewBlock]:
    """The context of the list of pages."""
    rows = tuple(
        OverviewRow(
            sheet.title,
            page_name(sheet),
            (
                len(sheet.lines),
                *(sum(o.severity == one for o in sheet.lines) for one in reversed(SEVERITIES)),
                sum(line.status == "reviewed" for line in sheet.lines),
            ),
        )
        for sheet in book.sheets
    )
    packs = ", ".join(name for name, _ in book.packs)
    block = OverviewBlock(
        key="treatments",
        title="Treatments",
        link="Treatments",
        whose=f"{len(book.lines)} rules in force on {book.day}",
        path=f"packs: {packs}",
        caption="Rules by treatment, and what happens where one fires",
        head=("treatment", "rules", *(SHORT[one] for one in reversed(SEVERITIES)), "reviewed"),
        rows=rows,
        foot=f"Library {book.library_sha256[:12]}. A rule of several treatments counts for each.",
    )
    return block_page("Rules", _SAID, "Rules", [block], [_Cited(())])


def coverage_page(book: RuleBook) -> BlockPage[CoverageBlock]:
    """The context of the coverage."""
    pages = {sheet.modality: f"{page_name(sheet)}.html" for sheet in book.sheets}
    blocks = [
        _coverage(table, pages.get(table.modality, "")) for table in coverage_tables(book.cells)
    ]
    said = (
        "A rule counts for a phototype where its source states that such people were studied, and "
        f"for a site where the rule names it. '{NOTHING}' is printed where there is no such rule."
    )
    return block_page("Rules: who was studied", said, "Treatments", blocks, [_Cited(())])


def _coverage(table: CoverageTable, page: str) -> CoverageBlock:
    held = [row for row in table.rows if not row.empty]
    blank = [row.site for row in table.rows if row.empty]
    studied = sum(bool(cell) for row in table.rows for cell in row.cells)
    cells = len(table.rows) * len(PHOTOTYPES)
    return CoverageBlock(
        key=f"c-{table.modality}",
        title=table.title,
        link=table.title,
        whose=f"{studied} of {cells} cells with evidence" if studied else NOTHING,
        path="by site and phototype",
        page=page,
        caption=f"{table.title}: rules whose source studied such people",
        head=("site", *(f"phototype {_ROMAN[one]}" for one in PHOTOTYPES)),
        rows=tuple((row.site, row.cells) for row in held),
        blank=", ".join(blank) if held else "every site",
        nothing=NOTHING,
        foot="",
    )
