"""One capture that was read and measured, and what came of a list of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from turgor.record.finding import Finding

#: What a capture's document says beside its identity: numbers, texts, lists of them.
Facts = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class MeasuredCapture:
    """One capture that was read and measured; its arrays are not kept, so that many fit in memory.

    kind : one of CAPTURE_KINDS. facts : what its kind says of it: points and pitch of a height
    map, number and range of spectra, pixels, chart and quality of a photograph. left_out : why
    single readings of its table could not be used.
    """

    path: Path
    sha256: str
    kind: str
    format_id: str
    device: str
    device_class: str
    facts: Facts
    flags: tuple[str, ...]
    findings: tuple[Finding, ...]
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MeasureReport:
    """What came of a list of paths: measured captures, and (path, reason) for the rest.

    kinds : path → what a refused file is or was said to be, where that is known.
    """

    measured: tuple[MeasuredCapture, ...]
    refused: tuple[tuple[str, str], ...] = field(default=())
    kinds: Mapping[str, str] = field(default_factory=dict)
