"""From a followed study to its page on disk."""

import datetime as dt
from pathlib import Path

from turgor.record.photo_series import PhotoSeries
from turgor.report.render import study_html, write_page
from turgor.report.study_page import study_page
from turgor.workflow.follow_study import StudyFollowUp
from turgor.workflow.pictures import region_pictures
from turgor.workflow.progress import Progress, silent


def write_study_page(
    folder: Path, study: StudyFollowUp, path: Path, progress: Progress = silent
) -> None:
    """Draw the study's pictures and write its page, whole or not at all.

    Errors: StoreError where the page can't be written.
    """
    pictures = region_pictures(folder, study.facts, progress)
    series: tuple[PhotoSeries, ...] = ()
    if any(item.kind == "photograph" for item in study.facts.captures):
        from turgor.workflow.photo_series import photo_series

        series = photo_series(folder, study.facts, progress)
    page = study_page(study, pictures, dt.date.today().isoformat(), series)
    write_page(study_html(page), path)
