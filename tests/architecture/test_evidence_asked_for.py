"""Every literature value that the code asks for by name is in the evidence base, with a source."""

import re
from pathlib import Path

from turgor.evidence import all_parameters

SOURCE = Path(__file__).resolve().parents[2] / "src" / "turgor"
ASKED = re.compile(r"\b(?:find_)?parameter\(\s*\"([^\"{}]+)\"\s*\)")
#: rooms of treatment physics: any record of theirs that is not assumed names its source
ROOMS = ("physics/photons", "physics/heat", "physics/tissue", "physics/electric", "skin")


def asked() -> dict[str, str]:
    found: dict[str, str] = {}
    for path in sorted(SOURCE.rglob("*.py")):
        for name in ASKED.findall(path.read_text(encoding="utf-8")):
            found[name] = path.relative_to(SOURCE).as_posix()
    return found


def test_what_is_asked_for_is_there() -> None:
    names = asked()
    assert len(names) > 200
    missing = {name: where for name, where in names.items() if name not in all_parameters()}
    assert not missing


def test_treatment_physics_names_its_sources() -> None:
    names = [name for name, where in asked().items() if where.startswith(ROOMS)]
    assert len(names) > 100
    for name in names:
        record = all_parameters()[name]
        assert record.basis == "assumed" or (record.source and record.locator), name
