"""The tutorials run: their Python and their commands, in order, in an empty folder."""

import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from turgor.cli.main import app

ROOT = Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"```(python|console)\n(.*?)```", re.DOTALL)
#: a command whose exit code says something says so behind it
EXITS = re.compile(r" # exits with (\d)$")
LINK = re.compile(r"\]\(([^)#]+?)(?:#[^)]*)?\)")


@pytest.mark.parametrize(
    "page", ["first-study", "pigment", "laxity", "record", "stimulus", "forecast", "check", "plan"]
)
def test_a_tutorial_runs(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    text = (ROOT / "docs" / "tutorials" / f"{page}.md").read_text(encoding="utf-8")
    names: dict[str, object] = {}
    for kind, body in BLOCK.findall(text):
        if kind == "python":
            exec(compile(body, f"{page}.md", "exec"), names)
            continue
        for line in body.strip().splitlines():
            told = EXITS.search(line)
            words = shlex.split(EXITS.sub("", line).removeprefix("$ "))
            assert words.pop(0) == "turgor"
            done = CliRunner().invoke(app, words)
            assert done.exit_code == (int(told[1]) if told else 0), (line, done.stderr)


@pytest.mark.parametrize(
    "page",
    [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))],
    ids=lambda p: p.relative_to(ROOT).as_posix(),
)
def test_links_lead_somewhere(page):
    for target in LINK.findall(page.read_text(encoding="utf-8")):
        if not target.startswith(("http", "mailto")):
            assert (page.parent / target).exists(), target


def test_every_family_has_a_science_page():
    from turgor.metrics import all_metrics

    pages = {
        "surface": "areal-parameters",
        "profile": "profiles",
        "wrinkle": "wrinkles",
        "wrinkle_object": "wrinkles",
        "colour": "colour",
        "chromophore": "chromophores",
        "photo": "photographs",
        "spot": "spots",
        "suction": "suction",
        "ultrasound": "ultrasound",
        "barrier": "barrier",
        "wave": "waves",
        "oct": "oct-strain",
        "scale": "scales",
    }
    for metric in all_metrics().values():
        if not metric.device_reported:
            assert (ROOT / "docs" / "science" / f"{pages[metric.family]}.md").is_file()


def test_every_setting_of_a_session_stands_on_its_page():
    from turgor.record.session import MODALITIES
    from turgor.record.setting_spec import modality_settings

    page = (ROOT / "docs" / "record" / "sessions.md").read_text(encoding="utf-8")
    for modality in MODALITIES:
        for name in modality_settings(modality).specs:
            assert name in page, (modality, name)
