"""Small studies made from a design's text, with captures that are there in name only."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from turgor.workflow.study import Study, init_study

PARALLEL = """
[study]
id = "trial"
kind = "parallel"
baseline = "V0"
blinding = "{blinding}"
[[arm]]
id = "active"
[[arm]]
id = "vehicle"
control = true
[[visit]]
label = "V0"
day = 0
[[visit]]
label = "V1"
day = 28
early_days = 3
late_days = 5
[randomisation]
method = "permuted-blocks"
block_sizes = [2, 4]
per_stratum = 8
[[randomisation.factor]]
name = "centre"
levels = ["A", "B"]
[[randomisation.factor]]
name = "phototype"
levels = ["I-III", "IV-VI"]
"""

Make = Callable[[str], Study]


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    """``make(text)``: a study with this design."""
    opened: list[Study] = []

    def made(text: str) -> Study:
        file = tmp_path / f"design{len(opened)}.toml"
        file.write_text(text, encoding="utf-8")
        study = init_study(tmp_path / f"study{len(opened)}", file)
        opened.append(study)
        return study

    yield made
    for study in opened:
        study.store.close()


@pytest.fixture
def parallel_text() -> str:
    return PARALLEL.format(blinding="open")


@pytest.fixture
def parallel(make: Make) -> Study:
    return make(PARALLEL.format(blinding="open"))


@pytest.fixture
def blinded(make: Make) -> Study:
    return make(PARALLEL.format(blinding="double"))
