"""The coverage as a table: by site and phototype, how many rules rest on such people."""

from dataclasses import dataclass

from turgor.rules.coverage import NOTHING, PHOTOTYPES, Cell
from turgor.workflow.rule_pages.names import word_name


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """A site with its cells by phototype, or several sites that are all empty alike."""

    site: str
    cells: tuple[tuple[str, ...], ...]

    @property
    def empty(self) -> bool:
        """Whether no rule rests on anybody here."""
        return not any(self.cells)


@dataclass(frozen=True, slots=True)
class CoverageTable:
    """One treatment's rows; each cell lists ids of rules, an empty one is ``NOTHING``."""

    modality: str
    title: str
    rows: tuple[CoverageRow, ...]

    @property
    def empty(self) -> bool:
        """Whether nothing was found for any site or phototype."""
        return all(row.empty for row in self.rows)


def coverage_tables(cells: tuple[Cell, ...]) -> tuple[CoverageTable, ...]:
    """A table for each treatment, in order of the vocabulary; every site has its row."""
    found: dict[str, dict[str, list[tuple[str, ...]]]] = {}
    for cell in cells:
        found.setdefault(cell.modality, {}).setdefault(cell.site, []).append(cell.rules)
    return tuple(
        CoverageTable(
            modality,
            word_name(modality)[0].upper() + word_name(modality)[1:],
            tuple(CoverageRow(word_name(site), tuple(row)) for site, row in sites.items()),
        )
        for modality, sites in found.items()
    )


__all__ = ["NOTHING", "PHOTOTYPES", "CoverageRow", "CoverageTable", "coverage_tables"]
