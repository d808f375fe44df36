"""Suction curves: read, turned into R, F and Q under both split rules, told."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from turgor.formats.suction import SuctionOptions, read_suction, write_suction
from turgor.measure.elasticity.suction import measure_suction, suction_conditions
from turgor.measure.elasticity.suction.method import METHOD, METHOD_VERSION
from turgor.metrics.measurand import ConditionValue
from turgor.record.suction import UNKNOWN, SuctionProtocol, SuctionRecording
from turgor.workflow.measured_capture import Facts
from turgor.workflow.reading.setting import Reading, Stated


@dataclass(frozen=True, slots=True)
class SuctionSettings:
    """Nothing to choose: both split rules and every curve are always stated."""


class SuctionReading(Reading[SuctionRecording, SuctionOptions, SuctionSettings]):
    """Series of suction cycles."""

    kind: ClassVar[str] = "suction"
    method: ClassVar[tuple[str, str]] = (METHOD, METHOD_VERSION)
    options_type: ClassVar[type] = SuctionOptions
    settings_type: ClassVar[type] = SuctionSettings
    many: ClassVar[str] = "series of suction"

    def read(self, path: Path, refused: list[str] | None = None) -> Sequence[SuctionRecording]:
        """See ``Reading.read``."""
        return read_suction(path, self.options, refused)

    def measure(
        self, record: SuctionRecording, sha256: str, region: str = "", replicate: int = 1
    ) -> Stated:
        """See ``Reading.measure``."""
        found = measure_suction(record, capture_sha256=sha256, region=region, replicate=replicate)
        return Stated(found.findings, found.flags)

    def facts(self, record: SuctionRecording) -> Facts:
        """See ``Reading.facts``."""
        protocol = record.protocol
        return {
            "samples": len(record.time_s),
            # 0 where an export of a vendor's numbers alone does not say
            "aperture_mm": protocol.aperture_mm or None,
            "pressure_mbar": protocol.pressure_mbar or None,
            "on_s": protocol.on_s or None,
            "off_s": protocol.off_s or None,
            "cycles": protocol.cycles or None,
            "regime": protocol.regime,
        }

    writes: ClassVar[bool] = True

    def write(self, record: SuctionRecording, path: Path) -> None:
        """See ``Reading.write``."""
        write_suction(record, path)

    def setup(self, record: SuctionRecording) -> str:
        """A small and a wide probe are two captures of one place."""
        return f"{record.protocol.aperture_mm:g} mm"

    def conditions(self, metric_id: str) -> dict[str, ConditionValue]:
        """Under the fixed split; nothing where the study does not state the protocol."""
        told = self.options
        if None in (told.aperture_mm, told.pressure_mbar, told.on_s, told.off_s, told.cycles):
            return {}
        protocol = SuctionProtocol(
            aperture_mm=told.aperture_mm or 0.0,
            pressure_mbar=told.pressure_mbar or 0.0,
            on_s=told.on_s or 0.0,
            off_s=told.off_s or 0.0,
            cycles=told.cycles or 0,
            preconditioning=told.preconditioning or UNKNOWN,
            contact_force_n=told.contact_force_n,
            regime=told.regime or "constant-vacuum",
        )
        return suction_conditions(
            protocol, device_class=told.device_class or UNKNOWN, metric=metric_id
        )
