"""The rules' pages in a real browser: nothing overflows, is fetched, or links to nowhere."""

import datetime as dt

import pytest

from turgor.report.render import page_html
from turgor.report.rules_page import coverage_html, overview_page, sheet_html
from turgor.workflow.rule_pages.sheet import rule_book


@pytest.fixture(scope="module")
def pages():
    book = rule_book(day=dt.date(2026, 12, 1))
    sheets = {sheet.modality: sheet_html(book, sheet) for sheet in book.sheets}
    index = page_html("rules_index", overview_page(book))
    return {**sheets, "coverage": coverage_html(book), "index": index}


@pytest.mark.parametrize("width", [1200, 400])
@pytest.mark.parametrize("name", ["nafl", "peel_deep", "any", "coverage", "index"])
def test_layout(pages, sound_at, name, width):
    sound_at(pages[name], width)
