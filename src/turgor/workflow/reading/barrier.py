"""Barrier and hydration: a reading over the seconds of a placement, told where it was steady."""

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from turgor.formats.barrier import BarrierOptions, read_barrier, write_barrier
from turgor.measure.barrier import (
    BarrierSettings,
    barrier_conditions,
    measure_barrier,
)
from turgor.measure.barrier.whole import METHOD, METHOD_VERSION
from turgor.metrics.measurand import ConditionValue
from turgor.record.barrier import UNKNOWN, BarrierSeries
from turgor.workflow.measured_capture import Facts
from turgor.workflow.reading.setting import Reading, Stated


class BarrierReading(Reading[BarrierSeries, BarrierOptions, BarrierSettings]):
    """Water loss and capacitance."""

    kind: ClassVar[str] = "barrier"
    method: ClassVar[tuple[str, str]] = (METHOD, METHOD_VERSION)
    options_type: ClassVar[type] = BarrierOptions
    settings_type: ClassVar[type] = BarrierSettings
    many: ClassVar[str] = "placements"

    def read(self, path: Path, refused: list[str] | None = None) -> Sequence[BarrierSeries]:
        """See ``Reading.read``."""
        return read_barrier(path, self.options, refused)

    def measure(
        self, record: BarrierSeries, sha256: str, region: str = "", replicate: int = 1
    ) -> Stated:
        """See ``Reading.measure``."""
        found = measure_barrier(
            record, self.settings, capture_sha256=sha256, region=region, replicate=replicate
        )
        return Stated(found.findings, found.flags)

    def facts(self, record: BarrierSeries) -> Facts:
        """See ``Reading.facts``."""
        return {
            "quantity": record.quantity,
            "chamber": record.chamber,
            "points": len(record.time_s),
            "temperature_c": record.temperature_c,
            "relative_humidity_pct": record.relative_humidity_pct,
        }

    writes: ClassVar[bool] = True

    def write(self, record: BarrierSeries, path: Path) -> None:
        """See ``Reading.write``."""
        write_barrier(record, path)

    def setup(self, record: BarrierSeries) -> str:
        """Water loss and capacitance are two captures of one place."""
        return record.quantity

    def conditions(self, metric_id: str) -> dict[str, ConditionValue]:
        """See ``Reading.conditions``."""
        return barrier_conditions(
            metric_id,
            self.settings,
            chamber=self.options.chamber or UNKNOWN,
            device_class=self.options.device_class or UNKNOWN,
            quantity=self.options.quantity or "tewl",
        )
