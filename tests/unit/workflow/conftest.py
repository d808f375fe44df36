"""A small phantom study on disk, and a measurement that is quick and tells what it was given."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pytest

from turgor.metrics.measurand import Measurand
from turgor.phantom.study import make_study
from turgor.phantom.study_spec import PlannedVisit, StudySpec
from turgor.record.capture import Capture
from turgor.record.finding import Finding
from turgor.record.height_map import BoolMap, HeightMap
from turgor.workflow.method import Method
from turgor.workflow.study import Study, init_study
from turgor.workflow.take_in import add_paths


@pytest.fixture(scope="session")
def phantom_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One subject, two sides, two visits of two replicates, 8 by 6 mm; read-only for tests."""
    whole = StudySpec()
    layout = replace(
        whole.layout, field_mm=(8.0, 6.0), straight=1, curved=1, branching=0, fine_lines=1,
        length_mm=(3.0, 5.0),
    )  # fmt: skip
    spec = StudySpec(
        subjects=1,
        visits=(PlannedVisit("V0", 0, 2), PlannedVisit("V1", 28, 1, 0.8, 3, 3)),
        endpoints=(),
        field_mm=(8.0, 6.0),
        layout=layout,
        reseat_mm=0.7,
    )
    folder = tmp_path_factory.mktemp("phantom") / "visit data"
    make_study(folder, spec)
    shutil.rmtree(folder / "truth")
    (folder / "device_table.csv").unlink()
    return folder


@pytest.fixture
def study(tmp_path: Path, phantom_folder: Path) -> Iterator[Study]:
    """An empty study with the phantom's design."""
    with init_study(tmp_path / "study", phantom_folder / "study.toml") as made:
        yield made


@pytest.fixture
def filled(study: Study, phantom_folder: Path) -> Study:
    report = add_paths(study, [phantom_folder])
    assert not report.refused
    return study


@dataclass
class Double:
    """A measurement of mean height and evaluated area, which notes what it measured."""

    calls: list[str] = field(default_factory=list)
    before: Callable[[Capture], None] = lambda capture: None

    def method(self, version: str = "1") -> Method:
        return Method("double", version, {}, self.measure)

    def measure(
        self, height_map: HeightMap, capture: Capture, mask: BoolMap | None, region: str
    ) -> tuple[Finding, ...]:
        self.before(capture)
        self.calls.append(capture.sha256)
        assert mask is not None
        inside = mask & height_map.valid
        area = float(mask.sum()) * height_map.pitch_x_um * height_map.pitch_y_um * 1e-6
        return tuple(
            Finding(
                measurand=Measurand(f"double.{name}", ()),
                value=value,
                unit=unit,
                method="double",
                method_version="1",
                u_reason="a double",
                captures=(capture.sha256,),
                region=region,
                replicate=capture.replicate,
            )
            for name, value, unit in (
                ("mean", float(np.mean(height_map.height_um[inside])), "µm"),
                ("area", area, "mm²"),
            )
        )


@pytest.fixture
def double() -> Double:
    return Double()
