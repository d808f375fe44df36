"""A study that lost pixels on purpose goes on: measured, followed, exported, reported."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from turgor.errors import AdmissionError, ErasedError
from turgor.store.audit import doing
from turgor.workflow.custody.erasing import erase_captures
from turgor.workflow.custody.signing import lock_study
from turgor.workflow.export import finding_rows
from turgor.workflow.follow_study import follow_study
from turgor.workflow.measure_study import measure_study
from turgor.workflow.region import write_blind
from turgor.workflow.status import study_status
from turgor.workflow.study import Study, open_study
from turgor.workflow.take_in import add_paths

WHY = "consent was withdrawn"


def values(study: Study) -> list[tuple[object, ...]]:
    names = ("subject", "visit", "side", "replicate", "metric", "value")
    return [tuple(row[name] for name in names) for row in finding_rows(study)]


def test_findings_stay_and_measuring_refuses_nothing(filled: Study, double, tmp_path) -> None:
    method = double.method()
    measure_study(filled, method)
    before, calls = values(filled), len(double.calls)
    erase_captures(filled.store, "S01", WHY)
    report = measure_study(filled, method)
    assert (report.measured, report.refused) == ([], [])
    newer = measure_study(filled, double.method("2"))
    assert (newer.measured, newer.refused, len(double.calls)) == ([], [], calls)
    assert values(filled) == before and before
    told = study_status(filled, double.method("2"))
    assert told.unmeasured == () and told.refused == ()
    blind = write_blind(filled, tmp_path / "blind")
    assert blind.previews == () and all("was erased on" in why for _, why in blind.refused)


def test_a_later_visit_of_an_erased_place_says_why_it_can_not_be_laid(
    study: Study, phantom_folder: Path, double, tmp_path: Path
) -> None:
    rows = (phantom_folder / "captures.csv").read_text().splitlines()
    later = [row for row in rows if ",V1," in row]
    first = tmp_path / "first"
    shutil.copytree(phantom_folder / "captures", first / "captures")
    (first / "captures.csv").write_text("\n".join(row for row in rows if row not in later))
    for path in (first / "captures").glob("*_V1_*"):
        path.unlink()
    assert later and not add_paths(study, [first]).refused
    measure_study(study, double.method())
    erase_captures(study.store, "S01", WHY)
    add_paths(study, [phantom_folder])
    report = measure_study(study, double.method())
    assert {reason for _, reason in report.refused if "was erased on" not in reason} == set()
    assert len(report.refused) == len(later)


def test_what_was_never_measured_is_skipped(filled: Study, double) -> None:
    erase_captures(filled.store, "S01", WHY)
    report = measure_study(filled, double.method())
    assert (report.measured, report.refused) == ([], [])
    assert study_status(filled, double.method()).unmeasured == ()


@pytest.fixture
def colour(colour_study: Path, tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "colour"
    shutil.copytree(colour_study, folder)
    yield folder


def test_a_study_of_photographs_is_followed_and_reported_without_them(
    colour: Path, tmp_path: Path
) -> None:
    from turgor.report.write_study import write_study_page
    from turgor.workflow.photo_series import photo_series

    with open_study(colour) as study:
        before = values(study)
        subjects = [item.id for item in study.store.people.subjects()]
    changes = follow_study(colour).followup.changes
    with open_study(colour) as study:
        for subject in subjects:
            erase_captures(study.store, subject, WHY, ("photograph",))
        assert values(study) == before
        photo = next(c for c in study.store.captures.all() if c.kind == "photograph")
        with pytest.raises(ErasedError):
            study.store.captures.file(photo.sha256)
        spectra = [c for c in study.store.captures.all() if c.kind == "spectrum"]
        for capture in spectra:
            study.store.captures.file(capture.sha256)
    after = follow_study(colour)
    assert after.followup.changes == changes and changes
    assert photo_series(colour, after.facts) == ()
    (page, *_) = write_study_page(colour, after, tmp_path / "report.html")
    assert page.stat().st_size > 10_000


def test_who_measures_is_known_in_every_thread(filled: Study, double) -> None:
    """Registrations are kept by threads of their own."""
    filled.store.users.add("AB", "admin")
    with doing(who="AB"):
        report = measure_study(filled, double.method())
    assert report.measured and not report.refused
    with pytest.raises(AdmissionError, match="is no user of this study"):
        measure_study(filled, replace(double.method(), version="2"))


def test_a_locked_study_is_not_measured_for_nothing(filled: Study, double) -> None:
    lock_study(filled.store, "final")
    with pytest.raises(AdmissionError, match="is locked"):
        measure_study(filled, double.method())
    with pytest.raises(AdmissionError, match="is locked"):
        add_paths(filled, [filled.folder])
    assert double.calls == []
