"""A file of many series, as a laboratory's software exports them, into a study one by one."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from turgor.errors import TurgorError
from turgor.record.capture import READING_KINDS
from turgor.store import sha256_of
from turgor.workflow.reading.setting import AnyReading, Record
from turgor.workflow.recognise import kind_of_capture
from turgor.workflow.study import Study
from turgor.workflow.take_in.captures import claim_of_name, take_capture
from turgor.workflow.take_in.report import Refused, TakeInReport


def series_of_file(study: Study, path: Path, report: TakeInReport) -> Sequence[Record]:
    """The series of a file that holds several, under their own names; empty for any other file.

    Only where the study declares a pattern of names, which then is that of the series' names;
    series that can't be read are refused alone.

    Errors: FormatError where it is a file of such series that can't be read at all.
    """
    reading = _reading(study, path)
    if reading is None or not study.captures.pattern:
        return ()
    left_out: list[str] = []
    records = reading.read(path, left_out)
    if len(records) < 2:
        return ()
    report.refused += [Refused(str(path), None, reason) for reason in left_out]
    return tuple(records)


def take_series(study: Study, path: Path, records: Sequence[Record], report: TakeInReport) -> None:
    """Take in each series by the identity in its name; what is wrong with one refuses it alone.

    It is kept as a file of its own, written the same way each time, so that the same series is the
    same capture; which file it came from stands in its settings.
    """
    reading = _reading(study, path)
    if reading is None:
        return
    try:
        origin = {"table": path.name, "table_sha256": sha256_of(path)}
    except TurgorError as error:
        report.refused.append(Refused(str(path), None, str(error)))
        return
    with TemporaryDirectory(prefix="turgor-series-") as folder:
        for number, record in enumerate(records, start=1):
            name = str(getattr(record, "name", "")) or str(number)
            own = Path(folder) / f"{number}.csv"
            try:
                named = claim_of_name(study, own.with_name(f"{name}.csv"))
                reading.write(record, own)
            except TurgorError as error:
                report.refused.append(Refused(str(path), None, f"series '{name}': {error}"))
                continue
            row = replace(named.row, path=own, kind=reading.kind)
            before = len(report.refused)
            take_capture(study, replace(named, row=row, table=path, settings=origin), report)
            report.refused[before:] = [
                replace(item, reason=item.reason.replace(own.name, f"series '{name}'"))
                for item in report.refused[before:]
            ]


def _reading(study: Study, path: Path) -> AnyReading | None:
    """The reading whose files may hold several series and can be written one by one."""
    kind = kind_of_capture(path)
    if kind not in READING_KINDS or not study.readings[kind].writes:
        return None
    return study.readings[kind]
