"""Turgor's own text of one suction series: every fact of the record above its columns."""

import csv
import io
from pathlib import Path

import numpy as np

from turgor.errors import FormatError
from turgor.formats.finishing import printable
from turgor.formats.spectrum.cells import Row, number
from turgor.formats.suction.build import FileFacts, Stated, open_protocol, protocol_of
from turgor.formats.suction.options import SuctionOptions
from turgor.formats.suction.profile import NO_PROFILE
from turgor.record.suction import SuctionRecording

MARK = "# turgor suction series 1"
_NUMBERS = ("aperture_mm", "pressure_mbar", "on_s", "off_s", "cycles", "first_curve",
            "contact_force_n")  # fmt: skip
_TEXTS = ("preconditioning", "regime", "name", "device", "device_class")


def is_own(rows: list[Row]) -> bool:
    """True where the first line is the mark of this text."""
    return bool(rows) and bool(rows[0]) and rows[0][0] == MARK


def own_text(record: SuctionRecording) -> str:
    """The whole record as text; numbers keep every digit."""
    protocol = record.protocol
    facts: list[tuple[str, str]] = []
    for word in (*_NUMBERS, *_TEXTS):
        value = getattr(protocol, word) if hasattr(protocol, word) else getattr(record, word)
        if value:
            facts.append((word, repr(value) if word in _NUMBERS else value))
    facts.append(("samples", repr(len(record.time_s))))
    facts += [("cycle_start_s", repr(float(start))) for start in record.cycle_start_s]
    facts += [(f"stated.{key}", repr(float(value))) for key, value in record.stated.items()]
    facts += [(f"settings.{key}", value) for key, value in record.settings.items()]
    facts += [("flag", flag) for flag in record.flags]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    out.write(MARK + "\n")
    for key, value in facts:
        writer.writerow([f"# {key}", "".join(c if c.isprintable() else " " for c in value)])
    columns = [record.time_s, record.elevation_mm]
    heads = ["time_s", "elevation_mm"]
    if record.pressure_mbar is not None:
        columns.append(record.pressure_mbar)
        heads.append("pressure_mbar")
    writer.writerow(heads)
    writer.writerows([repr(float(cell)) for cell in row] for row in zip(*columns, strict=True))
    return out.getvalue()


def read_own(path: Path, rows: list[Row], options: SuctionOptions) -> SuctionRecording:
    """Read a record back.

    Errors: FormatError where the header or a row is broken, or samples are missing.
    """
    pairs: list[tuple[str, str]] = []
    at = 1
    while at < len(rows) and rows[at] and rows[at][0].startswith("# ") and len(rows[at]) == 2:
        pairs.append((rows[at][0][2:], rows[at][1]))
        at += 1
    if at >= len(rows) or rows[at][:2] != ["time_s", "elevation_mm"]:
        raise FormatError(f"{path}: row {at + 1} must head time_s and elevation_mm; write it again")
    width = len(rows[at])
    body = [row for row in rows[at + 1 :] if row and row != [""]]
    facts = dict(pairs)
    if facts.get("samples") != str(len(body)) or any(len(row) != width for row in body):
        raise FormatError(
            f"{path}: announces {printable(facts.get('samples', 'no number of'))} samples and "
            f"holds {len(body)} rows, or a row is broken; copy it again"
        )
    if len(body) > options.max_samples:
        raise FormatError(f"{path}: holds more than {options.max_samples} samples; split it")
    try:
        values = np.array(body, dtype=np.float64).reshape(len(body), width)
    except ValueError:
        raise FormatError(f"{path}: a row holds what is no number; copy it again") from None
    if len(body) and not (np.all(np.isfinite(values[:, 0])) and np.all(np.diff(values[:, 0]) > 0)):
        raise FormatError(f"{path}: time must rise from row to row; copy it again")
    stated = Stated(FileFacts("suction-csv", facts, facts, NO_PROFILE), options)
    protocol, first_curve = (
        protocol_of(path, stated) if len(body) else (open_protocol(path, stated), 1)
    )
    return SuctionRecording(
        values[:, 0].copy(),
        values[:, 1].copy(),
        protocol,
        cycle_start_s=tuple(_number(path, v) for k, v in pairs if k == "cycle_start_s"),
        pressure_mbar=values[:, 2].copy() if width > 2 else None,
        first_curve=first_curve,
        name=stated.text("name"),
        format_id="suction-csv",
        device=stated.text("device"),
        device_class=stated.text("device_class") or "unknown",
        stated={k[7:]: _number(path, v) for k, v in pairs if k.startswith("stated.")},
        settings={k[9:]: v for k, v in pairs if k.startswith("settings.")},
        flags=tuple(dict.fromkeys((*(v for k, v in pairs if k == "flag"), *stated.flags()))),
    )


def _number(path: Path, text: str) -> float:
    value = number(text)
    if value is None or not np.isfinite(value):
        raise FormatError(f"{path}: '{printable(text)}' in its header must be a number")
    return value
