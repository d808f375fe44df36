"""A pair of OCT scans: the strain between them, layer by layer."""

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from turgor.formats.oct import OctOptions, read_oct
from turgor.measure.elasticity.oct import (
    OctSettings,
    measure_oct,
    oct_conditions,
)
from turgor.measure.elasticity.oct.whole import METHOD, METHOD_VERSION
from turgor.metrics.measurand import ConditionValue
from turgor.record.oct_pair import UNKNOWN, OctPair
from turgor.workflow.measured_capture import Facts
from turgor.workflow.reading.setting import Reading, Stated


class OctReading(Reading[OctPair, OctOptions, OctSettings]):
    """Two complex B-scans, before and after a small load."""

    kind: ClassVar[str] = "oct"
    method: ClassVar[tuple[str, str]] = (METHOD, METHOD_VERSION)
    options_type: ClassVar[type] = OctOptions
    settings_type: ClassVar[type] = OctSettings
    many: ClassVar[str] = "pairs of scans"

    def read(self, path: Path, refused: list[str] | None = None) -> Sequence[OctPair]:
        """See ``Reading.read``."""
        return read_oct(path, self.options, refused)

    def measure(self, record: OctPair, sha256: str, region: str = "", replicate: int = 1) -> Stated:
        """See ``Reading.measure``."""
        found = measure_oct(
            record, self.settings, capture_sha256=sha256, region=region, replicate=replicate
        )
        return Stated(found.findings, found.flags)

    def facts(self, record: OctPair) -> Facts:
        """See ``Reading.facts``."""
        rows, cols = record.before.shape
        return {
            "pixels": f"{cols} x {rows}",
            "axial_um": record.axial_um,
            "wavelength_nm": record.wavelength_nm,
            "load": record.load,
        }

    def conditions(self, metric_id: str) -> dict[str, ConditionValue]:
        """See ``Reading.conditions``."""
        return oct_conditions(
            metric_id,
            self.settings,
            load=self.options.load or UNKNOWN,
            layers_stated=bool(self.options.layer_edges_um),
            device_class=self.options.device_class or UNKNOWN,
        )
