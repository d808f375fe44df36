"""A new study, and records to put into it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from turgor.metrics.measurand import Measurand
from turgor.record.capture import Capture
from turgor.record.finding import Finding
from turgor.record.site import BodySite
from turgor.store import Store, sha256_of


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.create(tmp_path / "study") as made:
        yield made


class Maker:
    """Makes captures as files with other bytes each, and findings of them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def capture(
        self, content: str, visit: str = "V0", side: str = "left", replicate: int = 1
    ) -> tuple[Capture, Path]:
        path = self.folder / f"{content}.npy"
        path.write_text(content)
        capture = Capture(
            sha256=sha256_of(path),
            filename=path.name,
            subject="S01",
            visit=visit,
            site=BodySite("cheek", side),
            replicate=replicate,
            settings={"gain": "2"},
        )
        return capture, path

    def finding(self, sha256: str, value: float = 1.5, metric: str = "surface.sq") -> Finding:
        return Finding(
            measurand=Measurand(metric, (("form", "plane"), ("s_nesting_um", 25.0))),
            value=value,
            unit="µm",
            method="whole",
            method_version="1",
            u_reason="one map",
            captures=(sha256,),
            flags=("a", "b"),
        )


@pytest.fixture
def maker(tmp_path: Path) -> Maker:
    return Maker(tmp_path)
