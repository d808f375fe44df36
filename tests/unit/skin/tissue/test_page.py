"""The page of the virtual skin prints every parameter as the evidence base has it."""

import re
from pathlib import Path

from turgor.evidence import all_parameters
from turgor.skin.assemble import PROCESSES, parameter_names
from turgor.skin.load import TRAITS

PAGE = Path(__file__).resolve().parents[4] / "docs" / "science" / "virtual-skin.md"
ROW = re.compile(r"^\| `([\w.]+)` \| (\S+)[^|]*\| (\S+) \| (free|fixed) \| (\w+)", re.MULTILINE)


def test_every_parameter_stands_on_the_page_as_it_is():
    rows = {name: rest for name, *rest in ROW.findall(PAGE.read_text(encoding="utf-8"))}
    names = [name for name in parameter_names() if name not in TRAITS]
    assert sorted(rows) == sorted(names)
    for name, (median, _, role, basis) in rows.items():
        record = all_parameters()[f"virtual.{name}"]
        assert float(median) == record.value, name
        assert role == dict(record.conditions)["role"], name
        assert basis == record.basis, name


def test_every_process_has_a_section():
    text = PAGE.read_text(encoding="utf-8")
    assert text.count("| parameter | median |") == len(PROCESSES)
