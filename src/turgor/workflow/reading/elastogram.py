"""A scanner's elastogram: what it states of stiffness, as its own numbers."""

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from turgor.formats.elastogram import ElastogramOptions, read_elastogram
from turgor.measure.elasticity.elastogram import (
    ElastogramSettings,
    measure_elastogram,
)
from turgor.measure.elasticity.elastogram.whole import METHOD, METHOD_VERSION
from turgor.metrics.measurand import ConditionValue
from turgor.record.elastogram import Elastogram
from turgor.workflow.measured_capture import Facts
from turgor.workflow.reading.setting import Reading, Stated


class ElastogramReading(Reading[Elastogram, ElastogramOptions, ElastogramSettings]):
    """DICOM reports, parametric maps, and pictures with a colour bar."""

    kind: ClassVar[str] = "elastogram"
    method: ClassVar[tuple[str, str]] = (METHOD, METHOD_VERSION)
    options_type: ClassVar[type] = ElastogramOptions
    settings_type: ClassVar[type] = ElastogramSettings
    many: ClassVar[str] = "elastograms"

    def read(self, path: Path, refused: list[str] | None = None) -> Sequence[Elastogram]:
        """See ``Reading.read``."""
        return read_elastogram(path, self.options, refused)

    def measure(
        self, record: Elastogram, sha256: str, region: str = "", replicate: int = 1
    ) -> Stated:
        """See ``Reading.measure``."""
        found = measure_elastogram(
            record, self.settings, capture_sha256=sha256, region=region, replicate=replicate
        )
        return Stated(found.findings, found.flags)

    def facts(self, record: Elastogram) -> Facts:
        """See ``Reading.facts``."""
        shape = record.values.shape if record.values is not None else None
        return {
            "origin": record.origin,
            "numbers": len(record.stated),
            "map": f"{shape[1]} x {shape[0]} pixels" if shape is not None else "none",
        }

    def conditions(self, metric_id: str) -> dict[str, ConditionValue]:
        """A scanner's own numbers are device-reported; a design states their conditions."""
        return {}
