"""The rules' pages in a real browser: nothing overflows, is fetched, or links to nowhere."""

import datetime as dt
import re

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


@pytest.mark.parametrize("name", ["nafl", "coverage", "index"])
def test_tables_have_headers_for_rows_and_columns_and_the_way_back(pages, name):
    html = pages[name]
    tables = re.findall(r"<table.*?</table>", html, re.DOTALL)
    assert tables
    for table in tables:
        body = table.split("</thead>")[1]
        assert re.search(r"<caption>[^<]+</caption>", table) and 'scope="col"' in table
        assert body.count("<tr") == body.count('scope="row"')
        # what a narrow screen prints before a cell, since it hides the head
        assert all("data-head" in cell for cell in re.findall(r"<td[^>]*>", body))
    if name != "index":
        assert html.count('href="index.html"') == 1


def test_phototypes_are_written_as_clinicians_do(pages):
    assert ">phototype IV<" in pages["coverage"] and "phototype 4<" not in pages["coverage"]
