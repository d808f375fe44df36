"""The laxity page in a real browser at desktop and phone width: nothing overflows or is silent."""

import html
import re

import pytest

from turgor.report.laxity_page import laxity_page
from turgor.report.render import laxity_html
from turgor.workflow.follow_study import follow_study
from turgor.workflow.laxity_series import laxity_series

PROBE = """<script>
addEventListener('load', () => {
  document.querySelectorAll('details').forEach(d => { d.open = true; });
  const wide = [...document.querySelectorAll('body *')].filter(e => {
    const r = e.getBoundingClientRect();
    return r.right > innerWidth + 1 && !e.closest('.scroll') && !e.closest('svg');
  }).map(e => e.tagName + '.' + e.className);
  const small = [...document.querySelectorAll('svg text')].filter(
    e => e.getBoundingClientRect().height < 8).length;
  const broken = [...document.images].filter(i => !i.complete || i.naturalWidth === 0).length;
  const silent = [...document.querySelectorAll('svg')].filter(
    e => e.getAttribute('role') !== 'img' || !(e.getAttribute('aria-label') || '').trim()).length
    + [...document.images].filter(i => !i.alt.trim()).length;
  const outside = [...document.querySelectorAll('svg')].flatMap(s => {
    const box = s.getBoundingClientRect();
    return [...s.querySelectorAll('text, polyline, circle')].filter(e => {
      const r = e.getBoundingClientRect();
      return r.left < box.left - 2 || r.right > box.right + 2 || r.bottom > box.bottom + 2;
    });
  }).length;
  const fetched = performance.getEntriesByType('resource').filter(
    e => !e.name.startsWith('data:')).length;
  parent.document.body.dataset.probe = [innerWidth, document.documentElement.scrollWidth,
    wide.length, small, broken, silent, outside, fetched,
    document.querySelectorAll('svg').length].join(' ') + ' ' + wide.slice(0, 3).join(',');
});
</script>"""


@pytest.fixture(scope="module")
def text(laxity_study):
    study = follow_study(laxity_study)
    series = laxity_series(laxity_study, study.facts)
    return laxity_html(laxity_page(study, series, "2025-07-01", "report.html"))


@pytest.mark.parametrize("width", [1280, 390])
def test_layout(text, run_page, width):
    """In a frame, since headless Chromium opens no window narrower than 500 px."""
    inside = html.escape(text.replace("</body>", PROBE + "</body>"))
    frame = (
        f'<!doctype html><body><iframe style="border:0;width:{width}px;height:900px" '
        f'srcdoc="{inside}"></iframe></body>'
    )
    dom = run_page(frame, 1400)
    probe = re.search(r'data-probe="([^"]*)"', dom)
    assert probe is not None
    inner, scroll, wide, small, broken, silent, outside, fetched, charts, *names = probe.group(
        1
    ).split(" ")
    assert int(inner) == width
    assert int(scroll) <= width, names
    assert (wide, small, broken, silent, outside, fetched) == ("0",) * 6, probe.group(1)
    assert int(charts) == 18
