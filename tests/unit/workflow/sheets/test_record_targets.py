"""Adverse events, diaries and consents through an import, held to the same rules as everywhere."""

import datetime as dt
from pathlib import Path

import pytest

from sheet_books import workbook
from turgor.exchange.spreadsheet import parse_mapping
from turgor.record.consent import Consent
from turgor.workflow.import_sheet import ImportReport, import_source, source_of
from turgor.workflow.import_sheet.registry import fields_of
from turgor.workflow.study import Study, init_study

EVENT = (
    *("subject", "reference", "kind", "site", "modality", "session", "onset", "outcome"),
    "sign_pus",
)
MAPPING = """
name = "record"
[[table]]
sheet = "{sheet}"
target = "{target}"
[table.fields]
{fields}
"""


@pytest.fixture
def study(tmp_path: Path):
    with init_study(tmp_path / "study") as made:
        yield made


def take(study: Study, path: Path, target: str, columns: tuple[str, ...]) -> ImportReport:
    fields = "\n".join(f'{name} = "{name}"' for name in columns)
    text = MAPPING.format(sheet="S", target=target, fields=fields)
    mapping = parse_mapping(text, "map.toml", fields_of(study.design))
    return import_source(study, source_of(path, mapping), mapping, True, False)


def test_an_event_with_pus_is_escalated_as_it_is_imported(study: Study, tmp_path: Path) -> None:
    days = dt.date(2026, 2, 1), dt.date(2026, 2, 3)
    row = ("S01", "AE1", "infection", "cheek", "microneedling", *days, "ongoing", "yes")
    book = workbook(tmp_path / "e.xlsx", {"S": [list(EVENT), list(row)]})
    assert take(study, book, "adverse_event", EVENT).imported
    (kept,) = study.store.adverse.all()
    assert kept.record.signs == {"pus": True} and kept.record.reference == "AE1"
    assert {item.record.severity for item in study.store.escalations.all()} >= {"block"}
    again = take(study, book, "adverse_event", EVENT)
    assert not again.bad_cells and len(study.store.adverse.all()) == 1


def test_what_contradicts_itself_is_named_by_its_cell(study: Study, tmp_path: Path) -> None:
    days = dt.date(2026, 2, 5), dt.date(2026, 2, 3)
    rows = [
        ("S01", "AE1", "infection", "cheek", "microneedling", *days, "ongoing", ""),
        ("S02", "AE2", "oedema", "cheek", "", None, days[1], "", "glowing"),
        ("S03", "AE3", "rash", "cheek", "", None, days[1], "", ""),
    ]
    book = workbook(tmp_path / "e.xlsx", {"S": [list(EVENT), *map(list, rows)]})
    report = take(study, book, "adverse_event", EVENT)
    told = {(cell.row, cell.column): cell.reason for cell in report.bad_cells}
    assert {row for row, _ in told} == {2, 3, 4} and not report.imported
    assert any("yes" in reason for (row, _), reason in told.items() if row == 3)
    assert study.store.adverse.all() == ()


def test_diary_and_consent(study: Study, tmp_path: Path) -> None:
    columns = ("subject", "date", "site", "pain", "itch")
    rows = [["S01", dt.date(2026, 2, 3), "cheek", 2, 0]]
    book = workbook(tmp_path / "d.xlsx", {"S": [list(columns), *rows]})
    assert take(study, book, "diary", columns).imported
    assert study.store.diary.all()[0].record.symptoms == {"pain": 2, "itch": 0}
    columns = ("subject", "form", "date", "scope")
    rows = [["S01", "2", dt.date(2026, 1, 3), "photographs"]]
    book = workbook(tmp_path / "c.xlsx", {"S": [list(columns), *rows]})
    assert take(study, book, "consent", columns).imported
    (kept,) = study.store.consents.all()
    assert kept.record == Consent("S01", "2", dt.date(2026, 1, 3), "photographs")
