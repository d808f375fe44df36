"""A page in headless Chromium, without a network: what it is once its scripts have run."""

import html as html_text
import re
import shutil
import subprocess

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture
def run_page(tmp_path):
    """``run_page(html, width)``: the page's markup after its scripts ran, console errors refused.

    500 px is the narrowest window that headless Chromium opens.
    """
    if CHROMIUM is None:
        pytest.skip("chromium is not installed")

    def run(html, width):
        target = tmp_path / "page.html"
        target.write_text(html, encoding="utf-8")
        command = [
            CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync",
            f"--user-data-dir={tmp_path / 'profile'}", f"--window-size={width},900",
            "--enable-logging=stderr", "--virtual-time-budget=3000", "--dump-dom",
            target.as_uri(),
        ]  # fmt: skip
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
        except subprocess.TimeoutExpired:
            # now and then Chromium writes the page and then doesn't end; a page that hangs would
            # hang again
            done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
        assert "CONSOLE" not in done.stderr, done.stderr
        return done.stdout

    return run


_PROBE = """<script>
addEventListener('load', () => {
  document.querySelectorAll('details').forEach(d => { d.open = true; });
  const wide = [...document.querySelectorAll('body *')].filter(e => {
    const r = e.getBoundingClientRect();
    return r.right > innerWidth + 1 && !e.closest('.scroll') && !e.closest('svg');
  }).map(e => e.tagName + '.' + e.className);
  const small = [...document.querySelectorAll('svg text')].filter(
    e => e.getBoundingClientRect().height < 8).length;
  const silent = [...document.querySelectorAll('svg')].filter(
    e => e.getAttribute('role') !== 'img' || !(e.getAttribute('aria-label') || '').trim()).length;
  const fetched = performance.getEntriesByType('resource').filter(
    e => !e.name.startsWith('data:')).length;
  const lost = [...document.querySelectorAll('a[href^="#"]')].filter(
    e => !document.getElementById(e.getAttribute('href').slice(1))).length;
  parent.document.body.dataset.probe = [innerWidth, document.documentElement.scrollWidth,
    wide.length, small, silent, fetched, lost].join(' ') + ' ' + wide.slice(0, 3).join(',');
});
</script>"""


@pytest.fixture
def sound_at(run_page):
    """``sound_at(html, width)``: fails where a page of that width overflows, hides or fetches.

    In a frame, since headless Chromium opens no window narrower than 500 px.
    """

    def look(html, width):
        inside = html_text.escape(html.replace("</body>", _PROBE + "</body>"))
        frame = (
            f'<!doctype html><body><iframe style="border:0;width:{width}px;height:900px" '
            f'srcdoc="{inside}"></iframe></body>'
        )
        probe = re.search(r'data-probe="([^"]*)"', run_page(frame, 1400))
        assert probe is not None
        inner, scroll, *counts, names = probe.group(1).split(" ", 7)
        assert int(inner) == width and int(scroll) <= width, names
        wide, small, silent, fetched, lost = map(int, counts)
        assert (wide, small, silent, fetched, lost) == (0, 0, 0, 0, 0), probe.group(1)

    return look
