"""Whole imports: what is shown is what is done, and every bad cell is named."""

import datetime as dt
import re
import tomllib
from pathlib import Path

import openpyxl
import pytest

from sheet_books import workbook
from turgor.errors import StudyError
from turgor.exchange.design_toml import parse_study
from turgor.exchange.path_pattern import parse_name_rules
from turgor.exchange.spreadsheet import Field, parse_mapping
from turgor.record.design import Allocation
from turgor.record.session import Session
from turgor.record.site import BodySite
from turgor.record.subject import Subject
from turgor.record.visit import Visit, VisitConditions
from turgor.store.audit import doing
from turgor.workflow.import_sheet import ImportReport, import_source, source_of
from turgor.workflow.import_sheet.choosing import choose_mapping
from turgor.workflow.import_sheet.registry import fields_of
from turgor.workflow.import_sheet.template import study_template
from turgor.workflow.study import Study, init_study, open_study

DESIGN = """
[study]
id = "x"
kind = "split-face"
baseline = "V0"
[[arm]]
id = "active"
name = "a"
[[arm]]
id = "vehicle"
name = "v"
control = true
[[visit]]
label = "V0"
day = 0
[[visit]]
label = "W4"
day = 28
"""

VISITS = """
name = "visits"
[[table]]
sheet = "Visits"
target = "visit"
words.visit = { baseline = "V0" }
[table.fields]
subject = "ID"
visit = "Visit"
date = "Date"
temperature_c = "Room"
acclimatisation_min = "acclimatisation"
"""


@pytest.fixture
def study(tmp_path: Path):
    design = tmp_path / "design.toml"
    design.write_text(DESIGN)
    with init_study(tmp_path / "study", design) as made:
        yield made


def imported(
    study: Study, path: Path, text: str, do_it: bool = True, good: bool = False
) -> ImportReport:
    mapping = parse_mapping(text, "map.toml", fields_of(study.design))
    return import_source(study, source_of(path, mapping), mapping, do_it, good)


def visits(tmp_path: Path, *rows: list[object], name: str = "b.xlsx") -> Path:
    header = ["ID", "Visit", "Date", "Room", "acclimatisation"]
    return workbook(tmp_path / name, {"Visits": [header, *rows]})


def test_every_bad_cell_is_named_and_nothing_is_imported(study: Study, tmp_path: Path) -> None:
    path = visits(
        tmp_path,
        ["S01", "baseline", dt.date(2026, 1, 2), 21.5, 20],
        ["S02", "V9", "03/04/2026", "21,5", "twenty"],
        [None, "W4", 45000, True, dt.date(2026, 1, 2)],
        ["S03", "W4", "#N/A", "=A1", 99999],
    )
    head = study.store.head()
    report = imported(study, path, VISITS)
    assert not report.imported
    assert [cell.cell.partition("!")[2] for cell in report.bad_cells] == [
        "B3", "C3", "D3", "E3", "C4", "D4", "E4", "C5", "D5", "E5",
    ]  # fmt: skip
    lines = [str(cell) for cell in report.bad_cells]
    assert "Visits!E3 'acclimatisation' is 'twenty': give a number" in lines
    assert all(len(line.splitlines()) == 1 for line in lines)
    assert study.store.head() == head
    assert study.store.people.visits() == ()
    good = imported(study, path, VISITS, good=True)
    assert good.imported
    assert [(v.subject, v.label, v.date) for v in study.store.people.visits()] == [
        ("S01", "V0", dt.date(2026, 1, 2))
    ]


def test_an_empty_needed_cell_is_named(study: Study, tmp_path: Path) -> None:
    path = visits(tmp_path, [None, "W4", None, 20, None])
    (cell,) = imported(study, path, VISITS).bad_cells
    assert str(cell) == "Visits!A2 'ID' is empty; it is needed"


def test_fills_and_contradictions_are_shown_old_to_new(study: Study, tmp_path: Path) -> None:
    study.store.people.add_visit(
        Visit("S01", "V0", dt.date(2026, 1, 2), VisitConditions(temperature_c=20.0))
    )
    study.store.people.add_visit(Visit("S02", "V0", dt.date(2026, 1, 2)))
    path = visits(
        tmp_path,
        ["S01", "V0", dt.date(2026, 1, 3), 20, 15],
        ["S02", "V0", None, 21, None],
        ["S02", "W4", dt.date(2026, 2, 1), None, None],
        ["S02", "W4", dt.date(2026, 2, 2), None, None],
        ["S02", "V0", dt.date(2026, 1, 2), 21, None],
    )
    shown = imported(study, path, VISITS, do_it=False)
    assert [item.outcome for item in shown.rows] == [
        "contradicts", "filled", "added", "contradicts", "same",
    ]  # fmt: skip
    (change,) = shown.rows[0].changes
    assert (change.cell, change.old, change.new) == (
        "Visits!C2", dt.date(2026, 1, 2), dt.date(2026, 1, 3),
    )  # fmt: skip
    assert shown.rows[3].against == "Visits, row 4"
    assert shown.rows[1].changes[0].new == 21.0
    done = imported(study, path, VISITS, good=True)
    assert done.rows == shown.rows
    assert done.imported
    assert [(v.label, v.date, v.conditions.temperature_c) for v in study.store.people.visits()] == [
        ("V0", dt.date(2026, 1, 2), 20.0), ("V0", dt.date(2026, 1, 2), 21.0),
        ("W4", dt.date(2026, 2, 1), None),
    ]  # fmt: skip
    again = imported(study, path, VISITS, good=True)
    assert {item.outcome for item in again.rows} == {"same", "contradicts"}


def test_one_link_names_the_file_and_the_file_is_kept(study: Study, tmp_path: Path) -> None:
    path = visits(tmp_path, ["S01", "V0", dt.date(2026, 1, 2), 21.5, 20], ["S02", "W4"])
    before = study.store.head().seq
    with doing(who="ana", why="season one"):
        report = imported(study, path, VISITS)
    assert study.store.head().seq == before + 1
    assert report.head == str(study.store.head())
    with study.store._database.read() as connection:
        who, act = connection.exec_driver_sql(
            "SELECT who, act FROM audit ORDER BY seq DESC LIMIT 1"
        ).one()
    assert who == "ana"
    assert report.sha256 in act and path.name in act
    (kept,) = study.store.imported.all()
    assert study.store.imported.file(kept).read_bytes() == path.read_bytes()
    assert kept.mapping == VISITS
    assert kept.counts["visit.added"] == 2


def test_a_file_with_names_is_kept_as_its_mapped_cells(study: Study, tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "b.xlsx",
        {"Visits": [["ID", "Name", "Visit", "Date", "Room", "acclimatisation"],
                    ["S01", "Ada Lovelace", "V0", None, 20, 1]]},
    )  # fmt: skip
    report = imported(study, path, VISITS)
    assert report.left_out == {"Visits": ["Name"]}
    (kept,) = study.store.imported.all()
    assert kept.kept_as == "mapped-cells"
    assert kept.sha256 == report.sha256
    for file in (study.folder / "captures").rglob("*"):
        assert file.is_dir() or b"Lovelace" not in file.read_bytes()


def test_probable_typing_errors_of_subjects(study: Study, tmp_path: Path) -> None:
    study.store.people.add_subject(Subject("S01"))
    path = visits(tmp_path, ["S1", "V0"], ["s 01", "W4"], ["S02", "V0"], ["S3", "V0"])
    report = imported(study, path, VISITS)
    assert [cell.cell for cell in report.bad_cells] == ["Visits!A2", "Visits!A3"]
    assert "'S01', which is on record" in report.bad_cells[0].reason
    accepted = 'accept_subjects = ["S1", "s 01"]\n' + VISITS
    assert imported(study, path, accepted, do_it=False).clean
    padded = VISITS.replace(
        'subject = "ID"', 'subject = { column = "ID", prefix = "S", zeros = 2 }'
    )
    numbers = visits(tmp_path, [1, "V0"], [2, "V0"], name="n.xlsx")
    report = imported(study, numbers, padded, do_it=False)
    assert report.clean
    assert [item.record for item in report.rows] == ["S01 V0", "S02 V0"]


def test_units_words_dates_and_decimals_as_declared(study: Study, tmp_path: Path) -> None:
    text = """
name = "m"
decimal = ","
missing = ["n.d."]
[[table]]
target = "visit"
header_row = 3
fields.subject = "Pat."
fields.visit = { column = "Zeitpunkt", words = { "Woche 4" = "W4" } }
fields.date = { column = "Datum", dates = "%d.%m.%Y" }
fields.temperature_c = "Raum [°F]"
fields.acclimatisation_min = { column = "Ruhe", unit = "h" }
fields.relative_humidity_pct = "rF"
"""
    path = tmp_path / "b.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Klinik"])
    sheet.append([])
    sheet.append(["Pat.", "Zeitpunkt", "Datum", "Raum [°F]", "Ruhe", "rF"])
    sheet.append(["S01", "Woche 4", "03.04.2026", "77,0", "0,5", 0.45])
    sheet["F4"].number_format = "0%"
    sheet.append([])
    sheet.append(["S02", "V0", "n.d.", "N.D.", None, "45 %"])
    book.save(path)
    report = imported(study, path, text)
    assert report.bad_cells == []
    first, second = study.store.people.visits()
    assert first.date == dt.date(2026, 4, 3)
    assert first.conditions.temperature_c == pytest.approx(25.0)
    assert first.conditions.acclimatisation_min == pytest.approx(30.0)
    assert first.conditions.relative_humidity_pct == 45.0
    assert (second.date, second.conditions.relative_humidity_pct) == (None, 45.0)


def test_wide_readings_with_visit_and_side_in_the_header(study: Study, tmp_path: Path) -> None:
    text = """
name = "primos"
[[table]]
target = "reading"
fields.subject = "ID"
constants = { site = "cheek", device_model = "Lite" }
words.side = { Lt = "left", Rt = "right" }
words.visit = { BL = "V0" }
[[table.value]]
column = "{visit}_{side}_Ra [nm]"
metric = "primos.ra"
"""
    path = workbook(
        tmp_path / "b.xlsx",
        {"x": [["ID", "BL_Lt_Ra [nm]", "BL_Rt_Ra [nm]", "W4_Lt_Ra [nm]", "note"],
               ["S01", 10_000, 11_000, None, "n"], ["S02", 12_000, "bad", 13_000, None]]},
    )  # fmt: skip
    report = imported(study, path, text, good=True)
    assert [cell.cell for cell in report.bad_cells] == ["x!C3"]
    readings = study.store.readings.all()
    assert [(r.subject, r.visit, r.site.side, r.finding.value) for r in readings] == [
        ("S01", "V0", "left", pytest.approx(10.0)), ("S01", "V0", "right", pytest.approx(11.0)),
    ]  # fmt: skip
    assert readings[0].finding.measurand.as_mapping()["device_model"] == "Lite"
    assert readings[0].row == 2
    assert report.counts()["reading"]["left-out"] == 2


def test_a_merged_subject_speaks_for_its_rows_a_merged_number_does_not(
    study: Study, tmp_path: Path
) -> None:
    path = tmp_path / "b.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Visits"
    for row in (
        ["ID", "Visit", "Date", "Room", "acclimatisation"],
        ["S01", "V0", None, 20, 5],
        [None, "W4", None, None, None],
    ):
        sheet.append(row)
    sheet.merge_cells("A2:A3")
    sheet.merge_cells("D2:D3")
    book.save(path)
    report = imported(study, path, VISITS)
    assert [str(cell.cell) for cell in report.bad_cells] == ["Visits!D3"]
    filled = imported(study, path, VISITS.replace("target", 'merged = "fill"\ntarget'))
    assert filled.imported
    assert [v.conditions.temperature_c for v in study.store.people.visits()] == [20.0, 20.0]


def test_a_filled_template_needs_no_mapping(study: Study, tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    titles = study_template(study, path)
    assert {"Subjects", "Visits", "Allocation", "Sessions", "Readings"} <= set(titles)
    empty = choose_mapping(study, path)
    assert import_source(study, source_of(path, empty), empty, True).clean
    rows: dict[str, list[dict[str, object]]] = {
        "Subjects": [{"subject": "S01", "birth_year": 1970, "sex": "female", "phototype": "II"}],
        "Visits": [{"subject": "S01", "visit": "V0", "date": dt.date(2026, 1, 2),
                    "temperature_c": 21.5, "hours_since_product": 12}],
        "Allocation": [{"subject": "S01", "side": "left", "arm": "active"}],
        "Sessions": [{"subject": "S01", "date": dt.date(2026, 1, 2), "site": "cheek",
                      "side": "left", "modality": "microneedling", "delivered": "yes",
                      "settings": "depth=1 mm", "lots": "tips=A7"}],
        "Readings": [{"subject": "S01", "visit": "V0", "site": "cheek", "metric": "primos.ra",
                      "value": 12.5, "unit": "µm"}],
    }  # fmt: skip
    book = openpyxl.load_workbook(path)
    for title, filled in rows.items():
        header = [cell.value for cell in book[title][1]]
        for number, values in enumerate(filled, start=2):
            for name, value in values.items():
                book[title].cell(row=number, column=header.index(name) + 1, value=value)
    book.save(path)
    mapping = choose_mapping(study, path)
    report = import_source(study, source_of(path, mapping), mapping, True)
    assert report.imported, [str(cell) for cell in report.bad_cells]
    people = study.store.people
    assert people.subjects() == (Subject("S01", "", 1970, "female", "II"),)
    assert people.visits()[0].conditions.hours_since_product == 12.0
    assert people.allocations() == (Allocation("S01", "active", "left"),)
    assert people.sessions() == (
        Session("S01", dt.date(2026, 1, 2), BodySite("cheek", "left"), "microneedling",
                settings={"needle_depth_um": "1000"}, lots={"tips": "A7"}),
    )  # fmt: skip
    assert study.store.readings.all()[0].finding.value == 12.5
    again = import_source(study, source_of(path, mapping), mapping, True)
    assert {item.outcome for item in again.rows} == {"same"}
    assert len(study.store.imported.all()) == 1
    offered = book["Visits"].data_validations.dataValidation
    assert any(rule.type == "list" for rule in offered)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (('target = "visit"', 'target = "visits"'), "allowed: subject, visit"),
        (('visit = "Visit"', 'visits = "Visit"'), "'visits' is no field of 'visit'"),
        (('visit = "Visit"\n', ""), "lacks visit"),
        (('subject = "ID"', 'subject = "Ident"'), "lacks column 'Ident'"),
        (('date = "Date"', 'date = { column = "Date", dates = "dd.mm.yyyy" }'), "strptime"),
        (('temperature_c = "Room"', 'temperature_c = { column = "Room", unit = "kg" }'), "kg"),
        (('sheet = "Visits"', 'sheet = "Visit"'), "has no sheet 'Visit'"),
        (('sheet = "Visits"', 'shet = "Visits"'), "unknown key"),
    ],
)
def test_a_mapping_that_does_not_fit(
    study: Study, tmp_path: Path, change: tuple[str, str], reason: str
) -> None:
    path = visits(tmp_path, ["S01", "V0"])
    with pytest.raises(StudyError, match=reason) as error:
        imported(study, path, VISITS.replace(*change))
    assert "\n" not in str(error.value)


def test_a_doubled_header_is_refused_unless_named_by_its_letter(
    study: Study, tmp_path: Path
) -> None:
    header = ["ID", "Visit", "Date", "Room", "acclimatisation", "Date"]
    path = workbook(tmp_path / "b.xlsx", {"Visits": [header, ["S01", "V0", None, 1, 2, None]]})
    with pytest.raises(StudyError, match=r"stands twice \(C and F\)"):
        imported(study, path, VISITS)
    assert imported(study, path, VISITS.replace('"Date"', '"#F"')).imported


def test_what_people_report_is_entered_as_everywhere(study: Study, tmp_path: Path) -> None:
    book = {
        "Diary": [["subject", "date", "site", "side", "erythema", "sign_pus"],
                  ["S01", dt.date(2026, 1, 3), "cheek", "left", 3, "yes"],
                  ["S01", dt.date(2026, 1, 4), "cheek", "left", 9, None],
                  ["S01", dt.date(2026, 1, 5), "cheek", "left", None, None]],
        "Adverse events": [["subject", "kind", "onset", "site", "side", "peak_grade", "outcome",
                            "outcome_date"],
                           ["S01", "erythema", dt.date(2026, 1, 3), "cheek", "left", 2, "resolved",
                            dt.date(2026, 1, 6)],
                           ["S01", "oedema", dt.date(2026, 1, 3), "cheek", "left", 1, "resolved",
                            dt.date(2026, 1, 2)]],
        "Consents": [["subject", "form", "scope", "date"], ["S01", "2.0", "study", "2025-12-01"],
                     ["S01", "2.0", "everything", "2025-12-01"]],
    }  # fmt: skip
    path = workbook(tmp_path / "b.xlsx", book)
    mapping = choose_mapping(study, path)
    report = import_source(study, source_of(path, mapping), mapping, True, True)
    rows = {(cell.sheet, cell.row) for cell in report.bad_cells}
    assert rows == {("Diary", 3), ("Diary", 4), ("Adverse events", 3), ("Consents", 3)}
    store = study.store
    assert [kept.record.symptoms for kept in store.diary.all()] == [{"erythema": 3}]
    assert [kept.record.kind for kept in store.adverse.all()] == ["erythema"]
    assert [kept.record.scope for kept in store.consents.all()] == ["study"]
    assert store.escalations.all(), "what a rule says of pus is said of an imported entry too"
    again = import_source(study, source_of(path, mapping), mapping, True, True)
    counts = again.counts()
    assert [counts[name]["same"] for name in ("diary", "adverse_event", "consent")] == [1, 1, 1]


def test_a_blinded_study_takes_no_allocation(study: Study, tmp_path: Path) -> None:
    text = (study.folder / "study.toml").read_text()
    sealed = text.replace("[study]", '[study]\nblinding = "double"', 1)
    (study.folder / "study.toml").write_text(sealed)
    with open_study(study.folder) as blinded:
        rows = [["subject", "side", "arm"], ["S01", "left", "active"]]
        path = workbook(tmp_path / "b.xlsx", {"Allocation": rows})
        mapping = choose_mapping(blinded, path)
        with pytest.raises(StudyError, match="blinded"):
            import_source(blinded, source_of(path, mapping), mapping, True)
        assert "Allocation" not in study_template(blinded, tmp_path / "t.xlsx")


def test_every_target_says_its_fields(study: Study) -> None:
    for fields in fields_of(study.design).values():
        assert all(isinstance(item, Field) for item in fields)
        assert any(item.name == "subject" and item.needed for item in fields)
        assert len({item.name for item in fields}) == len(fields)


def test_the_examples_of_the_page_can_be_read() -> None:
    page = Path(__file__).parents[4] / "docs" / "record" / "import.md"
    blocks = re.findall(r"```toml\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    mapping, names = blocks
    design = parse_study(DESIGN, "x", lambda metric: {}).design
    assert len(parse_mapping(mapping, "page", fields_of(design)).tables) == 2
    rules = parse_name_rules(tomllib.loads(names)["captures"]["names"], "page")
    assert rules.words["visit"]["W04"] == "W4"
