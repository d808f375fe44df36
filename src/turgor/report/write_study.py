"""From a followed study to its pages on disk."""

import datetime as dt
from pathlib import Path

from turgor.record.capture import LAXITY_KINDS
from turgor.record.photo_series import PhotoSeries
from turgor.report.render import laxity_html, record_html, study_html, write_page
from turgor.report.study_page import study_page
from turgor.workflow.follow_study import StudyFollowUp
from turgor.workflow.pictures import region_pictures
from turgor.workflow.progress import Progress, silent


def write_study_page(
    folder: Path, study: StudyFollowUp, path: Path, progress: Progress = silent
) -> tuple[Path, ...]:
    """Draw the study's pictures and write its page, whole or not at all; the files written.

    A study with suction, ultrasound, barrier, waves, OCT or elastograms gets its laxity page
    beside it; one with diaries, events, sessions, questionnaires or a list its record's page.

    Errors: StoreError where a page can't be written.
    """
    made_on = dt.date.today().isoformat()
    pictures = region_pictures(folder, study.facts, progress)
    series: tuple[PhotoSeries, ...] = ()
    if any(item.kind == "photograph" for item in study.facts.captures):
        from turgor.workflow.photo_series import photo_series

        series = photo_series(folder, study.facts, progress)
    laxity = _write_laxity(folder, study, path, made_on, progress)
    record = _write_record(folder, study, path, made_on)
    beside = {"laxity": laxity, "record": record}
    named = {name: target.name for name, target in beside.items() if target is not None}
    page = study_page(study, pictures, made_on, series, named)
    write_page(study_html(page), path)
    return (path, *(target for target in beside.values() if target is not None))


def laxity_path(path: Path) -> Path:
    """Where the laxity page of a study's page lies: ``laxity.html`` beside ``report.html``."""
    return _beside(path, "laxity")


def record_path(path: Path) -> Path:
    """Where the page of the record lies: ``record.html`` beside ``report.html``."""
    return _beside(path, "record")


def _beside(path: Path, name: str) -> Path:
    if path.stem == "report":
        return path.with_name(f"{name}{path.suffix}")
    return path.with_name(f"{path.stem}-{name}{path.suffix}")


def _write_record(folder: Path, study: StudyFollowUp, path: Path, made_on: str) -> Path | None:
    from turgor.report.record_page import record_page
    from turgor.workflow.record_facts import study_record

    record = study_record(folder, study, dt.date.today())
    if not record.holds_anything:
        return None
    target = record_path(path)
    write_page(record_html(record_page(record, study, made_on, path.name)), target)
    return target


def _write_laxity(
    folder: Path, study: StudyFollowUp, path: Path, made_on: str, progress: Progress
) -> Path | None:
    if not any(item.kind in LAXITY_KINDS for item in study.facts.captures):
        return None
    from turgor.report.laxity_page import laxity_page
    from turgor.workflow.laxity_series import laxity_series

    target = laxity_path(path)
    page = laxity_page(study, laxity_series(folder, study.facts, progress), made_on, path.name)
    write_page(laxity_html(page), target)
    return target
