"""The shared decision page in a real browser: several plans, both widths, read without colour."""

import json
import re
from dataclasses import replace

import pytest

from turgor.record.case import CaseEvent
from turgor.report.decision_page import decision_page
from turgor.workflow.check.work_out import check_case_of
from turgor.workflow.decision.left_out import LeftOut
from turgor.workflow.decision.option import Clinic

LEFT = (LeftOut(("microneedling", "1927 nm"), "waits for an answer", "Pregnant?", "ANY-001@1"),)

#: what a person who can't see colours, or who listens, depends on
_READS = """<script>
addEventListener('load', () => {
  document.querySelectorAll('details').forEach(d => { d.open = true; });
  const all = q => [...document.querySelectorAll(q)];
  const light = c => { const [r, g, b] = c.map(v => { v /= 255;
    return v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4; });
    return .2126 * r + .7152 * g + .0722 * b; };
  const colour = s => s.match(/[\\d.]+/g).map(Number);
  const ground = e => { for (; e; e = e.parentElement) {
    const c = colour(getComputedStyle(e).backgroundColor);
    if (c.length < 4 || c[3] > .99) return c.slice(0, 3); } return [255, 255, 255]; };
  const ratio = e => { const style = getComputedStyle(e);
    const ink = e.closest('svg') ? style.fill : style.color;
    const [a, b] = [light(colour(ink).slice(0, 3)), light(ground(e))].sort((x, y) => y - x);
    return (a + .05) / (b + .05); };
  const texts = all('body *').filter(e => !['SCRIPT', 'STYLE'].includes(e.tagName)
    && [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()));
  const levels = all('h1,h2,h3,h4,h5,h6').map(h => Number(h.tagName[1]));
  document.body.dataset.reads = JSON.stringify({
    pale: texts.filter(e => ratio(e) < 4.5).map(e => e.tagName + ': ' + e.textContent.slice(0, 40)),
    jumps: levels.filter((l, i) => i && l > levels[i - 1] + 1).length,
    firsts: levels.filter(l => l === 1).length,
    tables: all('table').length,
    headless: all('table').filter(t => !t.querySelector('thead th[scope=col]')
      || [...t.querySelectorAll('tbody tr')].some(r => !r.querySelector('th[scope=row]'))
      || t.getAttribute('role') !== 'table').length,
    unnamed: all('table').filter(t => !t.caption || !t.caption.textContent.trim()).length,
    unreached: all('.scroll').filter(e => e.tabIndex < 0).length,
    fills: ['low', 'median', 'high', 'rest'].map(p => {
      const s = getComputedStyle(document.querySelector('svg .p-' + p));
      return light((s.fill === 'none' ? [255, 255, 255] : colour(s.fill).slice(0, 3))); }),
    hidden: all('svg').filter(e => !e.closest('figure, .option')).length,
    double: all('[id]').length - new Set(all('[id]').map(e => e.id)).size,
  });
});
</script>"""


@pytest.fixture(scope="module")
def pages(decision_forecast, decision_plans):
    forecast, document = decision_forecast
    whole, plans = decision_plans
    prices = {"peel-tca-35": (90.0, 120.0)}
    clinic = Clinic("the practice", "0123 456", "EUR", prices)
    weeping = CaseEvent(3.0, {"event": "infection", "grade": 2, "pus": True})
    long = replace(document.case, events=(weeping,), title="x" * 60)
    stopped = check_case_of(long, "case", document.library, document.day)
    bare = replace(forecast, case=replace(forecast.case, start=None, concerns=(), title=""))
    return {
        "case": decision_page(document, forecast),
        "plans": decision_page(document, whole, plans, clinic, LEFT),
        "one": decision_page(None, whole, plans[:1]),
        "undated": decision_page(None, bare),
        "stopped": decision_page(stopped, replace(forecast, case=long), left=LEFT),
    }


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("name", ["case", "plans", "one", "undated", "stopped"])
def test_layout(pages, sound_at, name, width):
    sound_at(pages[name], width)


def _reads(html, run_page, width=1280):
    dom = run_page(html.replace("</body>", _READS + "</body>"), width)
    found = re.search(r"data-reads=\"([^\"]*)\"", dom)
    assert found is not None
    return json.loads(found.group(1).replace("&quot;", '"').replace("&amp;", "&"))


@pytest.mark.parametrize("name", ["case", "plans", "undated", "stopped"])
def test_it_can_be_read_without_colour_and_by_ear(pages, run_page, name):
    """Contrast of 4.5 and more (WCAG AA), headings in order, headers for rows and columns."""
    read = _reads(pages[name], run_page)
    assert read["pale"] == [] and read["firsts"] == 1
    assert read["jumps"] == read["headless"] == read["unnamed"] == read["double"] == 0
    assert read["unreached"] == read["hidden"] == 0 and read["tables"] > 2
    low, median, high, rest = read["fills"]
    # told apart in grey: each three times as light as the one before it, or with a frame
    assert (median + 0.05) / (low + 0.05) > 3.0 and (high + 0.05) / (median + 0.05) > 2.0
    assert high == rest == 1.0 or high < rest


def test_every_link_of_a_card_leads_to_its_option(pages):
    html = pages["plans"]
    links = re.findall(r'<h3><a href="#(o\d)">', html)
    assert links == ["o0", "o1", "o2", "o3", "o4"]
    for one in links:
        assert html.count(f'id="{one}"') == 1
