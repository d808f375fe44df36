"""Turn a page's context into one self-contained HTML file."""

import os
import tempfile
from functools import cache
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from turgor.errors import StoreError
from turgor.report.context import StudyPage
from turgor.report.laxity_context import LaxityPage
from turgor.report.record_context import RecordPage


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("turgor.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def study_html(page: StudyPage) -> str:
    """The page as HTML, with style and pictures inside and no address to fetch."""
    return page_html("study", page)


def laxity_html(page: LaxityPage) -> str:
    """The laxity page as HTML, self-contained like the study's."""
    return page_html("laxity", page)


def record_html(page: RecordPage) -> str:
    """The page of the study's record as HTML, self-contained like the study's."""
    return page_html("record", page)


def page_html(template: str, page: object) -> str:
    """Any other page as HTML by the name of its template, self-contained like the study's."""
    return _environment().get_template(f"{template}.html.j2").render(page=page)


def write_page(text: str, path: Path) -> None:
    """Write a page whole or not at all.

    Errors: StoreError where the folder can't be written to or the disk is full.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, suffix=".part")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as stream:
                stream.write(text)
            Path(temporary).chmod(0o644)
            Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise StoreError(
            f"{path}: the report can't be written ({error.strerror}); "
            "choose a folder with room that you may write to"
        ) from error
