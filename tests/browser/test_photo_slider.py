"""The slider over two photographs in a real browser: it moves, and the page keeps its width."""

import re

import pytest

from turgor.report.render import study_html
from turgor.report.study_page import study_page

PROBE = """<script>
addEventListener('load', () => {
  const told = [];
  document.querySelectorAll('figure.slider').forEach(figure => {
    const input = figure.querySelector('input[type=range]');
    const stack = figure.querySelector('.stack');
    const over = figure.querySelector('.over');
    const seen = () => getComputedStyle(over).clipPath + '|' + getComputedStyle(over).width;
    for (const value of ['20', '85']) {
      const before = seen();
      input.value = value;
      input.dispatchEvent(new Event('input', {bubbles: true}));
      told.push(stack.style.getPropertyValue('--at').trim(), seen() !== before);
    }
    const box = figure.getBoundingClientRect();
    const [under, upper] = stack.querySelectorAll('img');
    const a = under.getBoundingClientRect(), b = upper.getBoundingClientRect();
    told.push(Math.abs(a.left - b.left) < 1 && Math.abs(a.width - b.width) < 1);
    told.push(box.left >= -1 && box.right <= innerWidth + 1);
  });
  told.push(document.documentElement.scrollWidth <= innerWidth);
  document.body.dataset.slider = told.join(' ');
});
</script>"""


@pytest.mark.parametrize("width", [1280, 500])
def test_the_slider_moves(sample_study, run_page, width):
    """At its new place more of one photograph is seen, and both lie exactly on each other."""
    page = study_page(
        sample_study.make(), sample_study.pictures(), "2025-07-01", sample_study.series()
    )
    dom = run_page(study_html(page).replace("</body>", PROBE + "</body>"), width)
    told = re.search(r'data-slider="([^"]*)"', dom)
    assert told is not None
    sliders = len(sample_study.series())
    one = ["20%", "true", "85%", "true", "true", "true"]
    assert told.group(1).split(" ") == [*(one * sliders), "true"]
