"""The study page in a real browser, at desktop and phone width, without a network."""

import re

import pytest

from turgor.report.render import study_html
from turgor.report.study_page import study_page

PROBE = """<script>
const wide = [...document.querySelectorAll('body *')].filter(e => {
  const r = e.getBoundingClientRect();
  return r.right > window.innerWidth + 1 && !e.closest('.scroll') && !e.closest('svg');
}).map(e => e.tagName + '.' + e.className);
const small = [...document.querySelectorAll('svg text')].filter(
  e => e.getBoundingClientRect().height < 8).length;
const broken = [...document.images].filter(i => !i.complete || i.naturalWidth === 0).length;
document.body.dataset.probe = [window.innerWidth, document.documentElement.scrollWidth,
  wide.length, small, broken, performance.getEntriesByType('resource').filter(
  e => !e.name.startsWith('data:')).length].join(' ') + ' ' + wide.slice(0, 3).join(',');
</script>"""


@pytest.mark.parametrize("width", [1280, 500])
def test_layout(sample_study, run_page, width):
    page = study_page(
        sample_study.make(), sample_study.pictures(), "2025-07-01", sample_study.series()
    )
    dom = run_page(study_html(page).replace("</body>", PROBE + "</body>"), width)
    probe = re.search(r'data-probe="([^"]*)"', dom)
    assert probe is not None
    inner, scroll, overflowing, small, broken, fetched, *names = probe.group(1).split(" ")
    assert int(scroll) <= int(inner), names
    assert (overflowing, small, broken, fetched) == ("0", "0", "0", "0"), names
