"""Waves in tissue: motion estimated, speeds found, an apparent modulus told with its frequency."""

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from turgor.formats.wave import WaveOptions, read_wave
from turgor.measure.elasticity.wave import (
    WaveSettings,
    measure_wave,
    wave_conditions,
)
from turgor.measure.elasticity.wave.whole import METHOD, METHOD_VERSION
from turgor.metrics.measurand import ConditionValue
from turgor.record.wave_field import UNKNOWN, EchoEnsemble, WaveField
from turgor.workflow.measured_capture import Facts
from turgor.workflow.reading.setting import Reading, Stated

Wave = WaveField | EchoEnsemble


class WaveReading(Reading[Wave, WaveOptions, WaveSettings]):
    """Shear and surface waves, as motion or as the echoes before it."""

    kind: ClassVar[str] = "wave"
    method: ClassVar[tuple[str, str]] = (METHOD, METHOD_VERSION)
    options_type: ClassVar[type] = WaveOptions
    settings_type: ClassVar[type] = WaveSettings
    many: ClassVar[str] = "waves"

    def read(self, path: Path, refused: list[str] | None = None) -> Sequence[Wave]:
        """See ``Reading.read``."""
        return read_wave(path, self.options, refused)

    def measure(self, record: Wave, sha256: str, region: str = "", replicate: int = 1) -> Stated:
        """See ``Reading.measure``."""
        found = measure_wave(
            record, self.settings, capture_sha256=sha256, region=region, replicate=replicate
        )
        return Stated(found.findings, found.flags)

    def facts(self, record: Wave) -> Facts:
        """See ``Reading.facts``."""
        echoes = isinstance(record, EchoEnsemble)
        shape = record.samples.shape if isinstance(record, EchoEnsemble) else record.motion.shape
        return {
            "holds": "echoes" if echoes else "motion",
            "wave": record.wave,
            "depths": shape[0],
            "laterals": shape[1],
            "times": shape[2],
            "stretch": record.stretch,
        }

    def conditions(self, metric_id: str) -> dict[str, ConditionValue]:
        """See ``Reading.conditions``."""
        return wave_conditions(
            metric_id,
            self.settings,
            wave=self.options.wave or UNKNOWN,
            density_kg_m3=self.options.density_kg_m3,
            stretch=self.options.stretch,
            device_class=self.options.device_class or UNKNOWN,
            from_echoes=self.options.samples_are in ("iq", "rf"),
        )
