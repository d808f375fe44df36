"""Write barrier readings as a table that says its units, for phantoms and for export."""

import csv
import importlib
import io
import math
from collections.abc import Sequence
from pathlib import Path

from turgor.errors import InputError, MissingExtraError
from turgor.formats.opening import replace_file
from turgor.record.barrier import UNKNOWN, BarrierSeries

_SEPARATORS = {".csv": ",", ".tsv": "\t", ".txt": "\t"}
_HEAD = {"tewl": "TEWL [g/(m²·h)]", "capacitance": "Capacitance [a.u.]"}


def write_barrier(record: BarrierSeries | Sequence[BarrierSeries], path: Path) -> None:
    """One placement, or several of one quantity, chamber, device and room, as .csv/.tsv/.txt/.xlsx.

    Errors: InputError for another suffix, nothing to write, or placements that differ in what
    stands above the table; MissingExtraError where a spreadsheet needs openpyxl.
    """
    path = Path(path)
    series = (record,) if isinstance(record, BarrierSeries) else tuple(record)
    if not series:
        raise InputError(f"{path}: there is no placement to write")
    if len({_above(one) for one in series}) > 1:
        raise InputError(
            f"{path}: placements of one file must agree in quantity, chamber, device, room and "
            "probe columns; write one file each"
        )
    if len(series) > 1 and len({one.name for one in series}) < len(series):
        raise InputError(f"{path}: placements of one file need names that differ")
    suffix = path.suffix.lower()
    rows = _rows(series)
    if suffix == ".xlsx":
        replace_file(path, _book(path, rows))
        return
    if suffix not in _SEPARATORS:
        allowed = ", ".join((*_SEPARATORS, ".xlsx"))
        raise InputError(f"{path}: barrier readings are written as {allowed}")
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=_SEPARATORS[suffix], lineterminator="\n").writerows(rows)
    replace_file(path, text.getvalue().encode("utf-8"))


def _above(one: BarrierSeries) -> tuple[str, ...]:
    """What stands above the table, and which columns there are."""
    pairs = [f"quantity = {one.quantity}", f"chamber = {one.chamber}"]
    if one.device:
        pairs.append(f"device = {one.device}")
    if one.device_class != UNKNOWN:
        pairs.append(f"device_class = {one.device_class}")
    if one.temperature_c is not None:
        pairs.append(f"room temperature = {one.temperature_c!r} °C")
    if one.relative_humidity_pct is not None:
        pairs.append(f"room humidity = {one.relative_humidity_pct!r} %")
    if "chamber_depth_mm" in one.stated:
        pairs.append(f"chamber depth = {one.stated['chamber_depth_mm']!r} mm")
    if one.probe_temperature_c is not None:
        pairs.append("Probe temperature [°C]")
    if one.probe_humidity_pct is not None:
        pairs.append("Probe humidity [%]")
    return tuple(pairs)


def _rows(series: tuple[BarrierSeries, ...]) -> list[list[str]]:
    above = _above(series[0])
    named = any(one.name for one in series)
    probes = [text for text in above if " = " not in text]
    rows = [[f"# {text}"] for text in above if " = " in text]
    rows.append([*(["Name"] if named else []), "Time [s]", _HEAD[series[0].quantity], *probes])
    for one in series:
        columns = [one.time_s, one.value]
        columns += [c for c in (one.probe_temperature_c, one.probe_humidity_pct) if c is not None]
        for point in zip(*columns, strict=True):
            cells = ["" if math.isnan(v) else repr(float(v)) for v in point]
            rows.append([*([one.name] if named else []), *cells])
    return rows


def _book(path: Path, rows: list[list[str]]) -> bytes:
    try:
        openpyxl = importlib.import_module("openpyxl")
    except ImportError:
        raise MissingExtraError(
            f"{path}: writing spreadsheets needs openpyxl; `pip install 'turgor[exchange]'`, or "
            "write .csv"
        ) from None
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append([_number_or_text(cell) for cell in row])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _number_or_text(cell: str) -> float | str | None:
    if not cell:
        return None
    try:
        return float(cell)
    except ValueError:
        return cell
