from pathlib import Path

import pytest
from redcap_files import GOOD, HEADER, project

from turgor.errors import StudyError
from turgor.workflow.import_sheet.use import draft_mapping, import_file
from turgor.workflow.study import init_study

DESIGN = """
[study]
id = "x"
kind = "single-arm"
baseline = "V0"
[[visit]]
label = "V0"
day = 0
[[visit]]
label = "W4"
day = 28
"""


@pytest.fixture
def study(tmp_path: Path):
    design = tmp_path / "design.toml"
    design.write_text(DESIGN)
    with init_study(tmp_path / "study", design) as made:
        yield made


def test_the_draft_imports_without_identities(study, tmp_path: Path) -> None:
    data, dictionary = project(tmp_path)
    mapping = tmp_path / "map.toml"
    mapping.write_text(draft_mapping(study, data, redcap=dictionary))
    report = import_file(study, data, mapping, redcap=dictionary, do_it=True)
    assert report.imported, [str(cell) for cell in report.bad_cells]
    subjects = study.store.people.subjects()
    assert [(s.id, s.sex, s.birth_year) for s in subjects] == [
        ("S01", "female", 1970), ("S02", "male", 1960),
    ]  # fmt: skip
    visits = study.store.people.visits()
    assert [(v.subject, v.label, v.conditions.temperature_c) for v in visits] == [
        ("S01", "V0", 21.5), ("S01", "W4", 22.0), ("S02", "V0", 20.1),
    ]  # fmt: skip
    assert any("never imported" in note and "full_name" in note for note in report.notes)
    assert "vas_pain" in report.left_out["data.csv"]
    everything = b"".join(f.read_bytes() for f in study.folder.rglob("*") if f.is_file())
    for identity in (b"Lovelace", b"Hopper", b"example.org"):
        assert identity not in everything
    assert b"1970" in everything


def test_the_dictionary_names_bad_cells_that_no_mapping_reads(study, tmp_path: Path) -> None:
    rows = [list(row) for row in GOOD]
    rows[1][HEADER.index("vas_pain")] = "much"
    data, dictionary = project(tmp_path, rows)
    mapping = tmp_path / "map.toml"
    mapping.write_text(draft_mapping(study, data, redcap=dictionary))
    report = import_file(study, data, mapping, redcap=dictionary, do_it=True)
    assert not report.imported
    assert [cell.cell for cell in report.bad_cells] == ["data.csv!O3"]
    assert import_file(study, data, mapping, redcap=dictionary, do_it=True, good_rows=True).imported
    assert [v.label for v in study.store.people.visits()] == ["V0", "V0"]


def test_a_mapping_that_names_an_identifier(study, tmp_path: Path) -> None:
    data, dictionary = project(tmp_path)
    mapping = tmp_path / "map.toml"
    mapping.write_text(
        'name = "m"\nkeep = "whole"\n[[table]]\ntarget = "subject"\n'
        'fields = { subject = "record_id", centre = "full_name" }\n'
    )
    with pytest.raises(StudyError, match="marks as an identifier"):
        import_file(study, data, mapping, redcap=dictionary, do_it=True)
