"""A page in headless Chromium, without a network: what it is once its scripts have run."""

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
