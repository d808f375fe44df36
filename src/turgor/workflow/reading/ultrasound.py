"""Ultrasound of the skin: borders found, thickness and echo told."""

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from turgor.errors import MeasureError
from turgor.formats.ultrasound import UltrasoundOptions, read_ultrasound
from turgor.measure.ultrasound import (
    UltrasoundSettings,
    measure_ultrasound,
    ultrasound_conditions,
)
from turgor.measure.ultrasound.findings import METHOD, METHOD_VERSION
from turgor.metrics.measurand import ConditionValue
from turgor.record.ultrasound import BModeImage, UltrasoundLines
from turgor.workflow.measured_capture import Facts
from turgor.workflow.reading.setting import Reading, Stated

Ultrasound = BModeImage | UltrasoundLines


class UltrasoundReading(Reading[Ultrasound, UltrasoundOptions, UltrasoundSettings]):
    """B-mode images and raw lines."""

    kind: ClassVar[str] = "ultrasound"
    method: ClassVar[tuple[str, str]] = (METHOD, METHOD_VERSION)
    options_type: ClassVar[type] = UltrasoundOptions
    settings_type: ClassVar[type] = UltrasoundSettings
    many: ClassVar[str] = "images"

    def read(self, path: Path, refused: list[str] | None = None) -> Sequence[Ultrasound]:
        """See ``Reading.read``."""
        return read_ultrasound(path, self.options, refused)

    def measure(
        self, record: Ultrasound, sha256: str, region: str = "", replicate: int = 1
    ) -> Stated:
        """See ``Reading.measure``."""
        found = measure_ultrasound(
            record, self.settings, capture_sha256=sha256, region=region, replicate=replicate
        )
        if record.frequency_mhz is None and all(one.value is None for one in found.findings):
            raise MeasureError(
                "shows no dermis, and nothing says that it is an ultrasound image; if it is one, "
                "state its scanner beside it (NAME.toml) or by options; a photograph needs colour, "
                "a height map 16-bit grey levels"
            )
        return Stated(found.findings, found.flags)

    def facts(self, record: Ultrasound) -> Facts:
        """See ``Reading.facts``."""
        if isinstance(record, UltrasoundLines):
            lines, samples = record.rf.shape
            told: dict[str, object] = {"lines": lines, "samples": samples}
        else:
            rows, cols = record.echo.shape
            told = {"pixels": f"{cols} x {rows}", "axial_um": record.axial_um}
        return {
            **told,
            "frequency_mhz": record.frequency_mhz,
            "gain_db": record.gain_db,
            "time_of_day": record.time_of_day,
        }

    def conditions(self, metric_id: str) -> dict[str, ConditionValue]:
        """See ``Reading.conditions``."""
        return ultrasound_conditions(self.options, self.settings, metric=metric_id)
