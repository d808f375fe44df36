"""The page of the record in a real browser at desktop and phone width."""

import datetime as dt
import html
import re

import pytest

from turgor.report.record_page import record_page
from turgor.report.render import record_html
from turgor.workflow.follow_study import follow_study
from turgor.workflow.record_facts import study_record

PROBE = """<script>
addEventListener('load', () => {
  const wide = [...document.querySelectorAll('body *')].filter(e => {
    const r = e.getBoundingClientRect();
    return r.right > innerWidth + 1 && !e.closest('.scroll') && !e.closest('svg');
  }).map(e => e.tagName + '.' + e.className);
  const outside = [...document.querySelectorAll('svg')].flatMap(s => {
    const box = s.getBoundingClientRect();
    return [...s.querySelectorAll('text, path, rect, polyline')].filter(e => {
      const r = e.getBoundingClientRect();
      return r.left < box.left - 2 || r.right > box.right + 2 || r.bottom > box.bottom + 2;
    });
  }).map(e => e.textContent.slice(0, 20));
  const silent = [...document.querySelectorAll('svg')].filter(
    e => e.getAttribute('role') !== 'img' || !(e.getAttribute('aria-label') || '').trim()).length;
  const dead = [...document.querySelectorAll('nav a')].filter(
    a => a.hash && !document.querySelector(a.hash)).length;
  const fetched = performance.getEntriesByType('resource').length;
  parent.document.body.dataset.probe = [innerWidth, document.documentElement.scrollWidth,
    wide.length, outside.length, silent, dead, fetched,
    document.querySelectorAll('svg').length].join(' ') + ' ' + wide.concat(outside).join(',');
});
</script>"""


@pytest.fixture(scope="module")
def text(record_study):
    found = follow_study(record_study)
    record = study_record(record_study, found, dt.date(2026, 3, 1))
    return record_html(record_page(record, found, "2026-03-01", "report.html"))


@pytest.mark.parametrize("width", [1280, 390])
def test_layout(text, run_page, width):
    """In a frame, since headless Chromium opens no window narrower than 500 px."""
    inside = html.escape(text.replace("</body>", PROBE + "</body>"))
    frame = (
        f'<!doctype html><body><iframe style="border:0;width:{width}px;height:900px" '
        f'srcdoc="{inside}"></iframe></body>'
    )
    probe = re.search(r'data-probe="([^"]*)"', run_page(frame, 1400))
    assert probe is not None
    told = probe.group(1).split(" ")
    inner, scroll, wide, outside, silent, dead, fetched, charts = map(int, told[:8])
    assert inner == width and scroll <= width, told
    assert (wide, outside, silent, dead, fetched) == (0, 0, 0, 0, 0), told
    assert charts == 5
