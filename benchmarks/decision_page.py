"""How long the shared decision page and the rules' pages take, once forecast and checks are there.

    python benchmarks/decision_page.py [CASE.toml]

CPU seconds: the first time in a process, then the median of ten; the goal is 300 ms.
"""

import datetime as dt
import statistics
import sys
import tempfile
import time
from pathlib import Path

from turgor.report.decision_page import decision_page
from turgor.report.rules_page import coverage_html, sheet_html
from turgor.rules import standard_library
from turgor.workflow.check.work_out import check_case_of
from turgor.workflow.forecast.template import CASE_TEMPLATE
from turgor.workflow.forecast.work_out import forecast_of_file
from turgor.workflow.rule_pages.sheet import rule_book

DAY = dt.date(2026, 12, 1)


def timed(name, work):
    spent = []
    for _ in range(11):
        begun = time.process_time()
        text = work()
        spent.append(1000.0 * (time.process_time() - begun))
    print(
        f"{name:<28} first {spent[0]:6.1f} ms, then {statistics.median(spent[1:]):6.1f} ms, "
        f"{len(text) // 1000} kB"
    )


def main():
    with tempfile.TemporaryDirectory() as folder:
        path = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(folder) / "case.toml"
        if len(sys.argv) < 2:
            path.write_text(CASE_TEMPLATE, encoding="utf-8")
        forecast = forecast_of_file(path, 128)
    document = check_case_of(forecast.case, "case", standard_library(), DAY)
    timed(f"{len(forecast.courses)} options", lambda: decision_page(document, forecast))
    book = rule_book(day=DAY)
    widest = max(book.sheets, key=lambda sheet: len(sheet.lines))
    timed("rules read into words", lambda: repr(rule_book(day=DAY).lines))
    timed(f"page of {widest.modality}", lambda: sheet_html(book, widest))
    timed("coverage", lambda: coverage_html(book))


if __name__ == "__main__":
    main()
