"""From a followed study to its pages on disk."""

import datetime as dt
from pathlib import Path

from turgor.record.capture import LAXITY_KINDS
from turgor.record.photo_series import PhotoSeries
from turgor.report.render import laxity_html, study_html, write_page
from turgor.report.study_page import study_page
from turgor.workflow.follow_study import StudyFollowUp
from turgor.workflow.pictures import region_pictures
from turgor.workflow.progress import Progress, silent


def write_study_page(
    folder: Path, study: StudyFollowUp, path: Path, progress: Progress = silent
) -> tuple[Path, ...]:
    """Draw the study's pictures and write its page, whole or not at all; the files written.

    A study with suction, ultrasound, barrier, waves, OCT or elastograms gets its laxity page
    beside it.

    Errors: StoreError where a page can't be written.
    """
    made_on = dt.date.today().isoformat()
    pictures = region_pictures(folder, study.facts, progress)
    series: tuple[PhotoSeries, ...] = ()
    if any(item.kind == "photograph" for item in study.facts.captures):
        from turgor.workflow.photo_series import photo_series

        series = photo_series(folder, study.facts, progress)
    laxity = _write_laxity(folder, study, path, made_on, progress)
    page = study_page(study, pictures, made_on, series, laxity.name if laxity else "")
    write_page(study_html(page), path)
    return (path,) if laxity is None else (path, laxity)


def laxity_path(path: Path) -> Path:
    """Where the laxity page of a study's page lies: ``laxity.html`` beside ``report.html``."""
    if path.stem == "report":
        return path.with_name(f"laxity{path.suffix}")
    return path.with_name(f"{path.stem}-laxity{path.suffix}")


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
