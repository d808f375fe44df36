"""Tables of closed instruments into a study, each number as its own device-reported finding."""

from pathlib import Path

from turgor.errors import TurgorError
from turgor.exchange.device_table import (
    Profile,
    TableReading,
    load_profile,
    read_device_table,
    saved_profiles,
)
from turgor.exchange.device_table.grid import SUFFIXES, header_of
from turgor.metrics import all_metrics
from turgor.store import DeviceReading, sha256_of
from turgor.workflow.study import Study
from turgor.workflow.take_in.report import Entry, Refused, TakeInReport
from turgor.workflow.take_in.tables import need_visit


class DeviceMaps:
    """Which profile reads which table: the one that the user named, else by the columns."""

    def __init__(self, named: str | Path | None) -> None:
        """Errors: InputError or StudyError where the named profile can't be used."""
        self._named = load_profile(named) if named is not None else None

    def takes(self, path: Path) -> bool:
        """True where this file is read as a device's table."""
        return path.suffix.lower() in SUFFIXES and self.profile(path) is not None

    def profile(self, path: Path) -> Profile | None:
        """The profile for a table; without a named one, the only saved one that it fits."""
        if self._named is not None:
            return self._named
        fitting = [profile for profile in saved_profiles().values() if _fits(profile, path)]
        return fitting[0] if len(fitting) == 1 else None


def take_device_table(study: Study, path: Path, maps: DeviceMaps, report: TakeInReport) -> None:
    """Take in one table; each row stands alone, the table's bytes are kept beside the numbers."""
    profile = maps.profile(path)
    if profile is None:
        return
    try:
        sha256 = sha256_of(path)
        readings, refused = read_device_table(path, profile, sha256)
        if readings:
            study.store.readings.keep_table(path, sha256, profile.name)
    except TurgorError as error:
        report.refused.append(Refused(str(path), None, str(error)))
        return
    if not profile.seen_in_real_export:
        report.notes.append(
            f"{path}: profile '{profile.name}' was never seen against a real export; check the "
            "numbers against the instrument's own screen"
        )
    report.refused.extend(Refused(str(path), item.line, item.reason) for item in refused)
    for reading in readings:
        _take(study, path, profile, sha256, reading, report)


def _take(
    study: Study,
    path: Path,
    profile: Profile,
    sha256: str,
    reading: TableReading,
    report: TakeInReport,
) -> None:
    finding = reading.finding
    text = (
        f"{reading.subject} {reading.visit} {reading.site.name} {reading.site.side} "
        f"replicate {finding.replicate}: {finding.metric} = {finding.value:g} {finding.unit}"
    )
    try:
        need_visit(study, reading.visit)
        outcome = study.store.readings.add(
            DeviceReading(
                subject=reading.subject,
                visit=reading.visit,
                site=reading.site,
                finding=finding,
                table_sha256=sha256,
                row=reading.line,
                profile=profile.name,
                date=reading.date,
            )
        )
    except TurgorError as error:
        report.refused.append(Refused(str(path), reading.line, str(error)))
    else:
        report.entries.append(Entry(str(path), reading.line, "reading", outcome, text))


def _fits(profile: Profile, path: Path) -> bool:
    """True where the header holds every column that the profile names."""
    header = set(header_of(path, profile.encoding, profile.delimiter))
    if not set(profile.needed_headers()) <= header:
        return False
    if profile.columns_are_metric_ids:
        reported = {item.id for item in all_metrics().values() if item.device_reported}
        return any(name.split("[")[0].strip() in reported for name in header)
    return all(any(column.fits(name) is not None for name in header) for column in profile.columns)
