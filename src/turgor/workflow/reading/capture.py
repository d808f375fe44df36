"""A file of readings as it lies: read, measured, told."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from turgor.record.finding import Finding
from turgor.workflow.measured_capture import MeasuredCapture
from turgor.workflow.reading.setting import O, R, Reading, S

if TYPE_CHECKING:
    from collections.abc import Sequence

#: flag of a file of which some records can't be used
LEFT_OUT = "records-left-out"


def measured_reading(path: Path, sha256: str, reading: Reading[R, O, S]) -> MeasuredCapture:
    """Read and measure every record of a file; one that can't be measured is left out and named.

    Errors: FormatError and its kin; MeasureError where not one record can be measured.
    """
    from turgor.errors import MeasureError

    left_out: list[str] = []
    records = reading.read(path, left_out)
    findings: list[Finding] = []
    flags: dict[str, None] = {}
    measured: list[R] = []
    for number, record in enumerate(records, start=1):
        try:
            stated = reading.measure(record, sha256)
        except MeasureError as error:
            if len(records) == 1:
                raise
            left_out.append(f"{_name(record, number)}: {error}")
            continue
        measured.append(record)
        findings += _named(stated.findings, _name(record, number) if len(records) > 1 else "")
        flags |= dict.fromkeys(stated.flags)
    if not measured:
        raise MeasureError("; ".join(left_out) or f"{path}: holds nothing to measure")
    first = measured[0]
    return MeasuredCapture(
        path=path,
        sha256=sha256,
        kind=reading.kind,
        format_id=first.format_id,
        device=first.device,
        device_class=first.device_class,
        facts={"records": len(measured), "about": reading.facts(first)},
        flags=(*flags, LEFT_OUT) if left_out else tuple(flags),
        findings=tuple(findings),
        left_out=tuple(left_out),
    )


def _name(record: R, number: int) -> str:
    return str(getattr(record, "name", "")) or str(number)


def _named(findings: "Sequence[Finding]", name: str) -> list[Finding]:
    """Findings of one record among several carry its name before their own object's."""
    if not name:
        return list(findings)
    return [replace(item, item=f"{name} {item.item}".strip()) for item in findings]
