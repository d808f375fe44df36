"""A case whose person stands in a study."""

from pathlib import Path

import pytest

from turgor.errors import StudyError
from turgor.workflow.check.work_out import check_case_file
from turgor.workflow.forecast.typed_case import typed_case
from turgor.workflow.study import open_study

CASE = """
site = "cheek"
study = "{folder}"
subject_id = "{subject}"
start = 2027-01-10
[[course]]
text = "glycolic peel 30 % 3 min 1 coat"
"""


def _file(tmp_path: Path, folder: Path, subject: str, more: str = "") -> Path:
    path = tmp_path / "case.toml"
    path.write_text(CASE.format(folder=folder, subject=subject) + more, encoding="utf-8")
    return path


def test_age_sex_and_phototype_are_the_subjects(record_study: Path, tmp_path: Path) -> None:
    with open_study(record_study) as study:
        people = [one for one in study.store.people.subjects() if one.birth_year]
    person = people[0]
    found = check_case_file(_file(tmp_path, record_study, person.id)).case.place
    assert found.age_years == 2027 - person.birth_year
    assert found.phototype == person.phototype.upper()
    # what the file itself states stands
    stated = "[subject]\nage = 33\n"
    path = _file(tmp_path, record_study, person.id, stated)
    assert check_case_file(path).case.place.age_years == 33.0
    assert typed_case(path).case.place.phototype == found.phototype


@pytest.mark.parametrize(
    ("folder", "subject", "said"),
    [("none", "S01", "no such folder"), ("", "nobody", "subject 'nobody' is not in the study")],
)
def test_a_study_or_subject_that_is_not_there_has_its_line(
    folder: str, subject: str, said: str, record_study: Path, tmp_path: Path
) -> None:
    path = _file(tmp_path, Path(folder) if folder else record_study, subject)
    with pytest.raises(StudyError) as caught:
        check_case_file(path)
    assert said in str(caught.value) and ": line 3: " in str(caught.value)
