import datetime as dt
import importlib
import re
from pathlib import Path

import pytest

from turgor.errors import InputError, MissingExtraError, StudyError
from turgor.exchange.device_table import load_profile, read_device_table, saved_profiles
from turgor.exchange.device_table.profile import NOT_SEEN, parse_profile
from turgor.metrics import all_metrics

SHA = "0" * 64


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def profile(text: str):
    head = 'name = "mine"\nsite = "cheek"\n' if "site" not in text else 'name = "mine"\n'
    return parse_profile(head + text, "mine.toml")


MEXA = "Subject;Visit;Site;Side;Date;Melanin;Erythema\n"


def test_every_saved_profile_says_that_it_was_never_seen_and_fits_the_catalogue() -> None:
    assert set(saved_profiles()) == {
        "primos", "antera", "visia", "mexameter", "tewameter", "corneometer", "generic-wide",
        "primos-visits", "cutometer", "dermalab", "dermascan",
    }  # fmt: skip
    for name, saved in saved_profiles().items():
        assert load_profile(name) is saved
        assert not saved.seen_in_real_export
        assert saved.flags == (NOT_SEEN,)
        for column in saved.columns:
            assert all_metrics()[column.metric].device_reported
    families = {m.family for m in all_metrics().values() if m.device_reported}
    assert {"primos", "antera", "visia", "mexameter", "tewameter", "corneometer"} <= families
    assert {"cutometer", "dermalab", "dermascan", "elastography"} <= families


def test_a_wide_table_with_decimal_commas(tmp_path: Path) -> None:
    path = write(
        tmp_path / "m.csv",
        "\ufeff" + MEXA + "S01;V0;cheek;L;2026-03-31;231,5;300\nS01;V0;cheek;L;;229;\n",
    )
    readings, refused = read_device_table(path, load_profile("mexameter"), SHA)
    assert refused == ()
    told = [
        (r.line, r.finding.metric, r.finding.value, r.finding.replicate, r.site.side)
        for r in readings
    ]
    assert told == [
        (2, "mexameter.melanin", 231.5, 1, "left"),
        (2, "mexameter.erythema", 300.0, 1, "left"),
        (3, "mexameter.melanin", 229.0, 2, "left"),
    ]
    finding = readings[0].finding
    assert readings[0].date == dt.date(2026, 3, 31)
    assert (finding.u, finding.u_kind) == (None, None)
    assert finding.u_reason == "the instrument states no uncertainty"
    assert finding.flags == (NOT_SEEN,)
    assert finding.captures == (SHA,)
    assert finding.measurand.as_mapping() == {
        "device_model": "unstated", "software_version": "unstated",
    }  # fmt: skip


def test_bad_rows_are_named_by_line_and_the_rest_is_read(tmp_path: Path) -> None:
    path = write(
        tmp_path / "m.csv",
        MEXA + ";V0;cheek;L;;1;2\nS01;V0;cheek;up;;1;2\nS01;V0;cheek;L;31.03.2026;1;2\n"
        "S01;V0;cheek;L;;1.234,5;n/a\nS01;V0;cheek;L;;1;2;3\nS01;V0;cheek;R;;5;6\n",
    )
    readings, refused = read_device_table(path, load_profile("mexameter"), SHA)
    assert [r.line for r in readings] == [7, 7]
    reasons = {f"{item.line} {item.reason}" for item in refused}
    for part in (
        "2 Subject is empty",
        "3 side is 'up'",
        "4 date is '31.03.2026'; the profile says it is written %Y-%m-%d",
        "5 Melanin: '1.234,5' is no number with a decimal ','",
        "5 Erythema: 'n/a' is no number",
        "6 has 8 cells; the header has 7",
    ):
        assert any(reason.startswith(part) for reason in reasons), part
    assert len(reasons) == 6


def test_units_are_turned_into_the_canonical_one_at_this_door_only(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "subject,visit,site,primos.ra [nm],primos.rz [mm]\nS1,V0,cheek,12500,0.06\n")  # noqa: E501  # fmt: skip
    readings, _ = read_device_table(path, load_profile("generic-wide"), SHA)
    assert [r.finding.value for r in readings] == pytest.approx([12.5, 60.0])
    assert {r.finding.unit for r in readings} == {"µm"}
    path = write(tmp_path / "b.csv", "subject,visit,site,primos.ra [kg]\nS1,V0,cheek,1\n")
    readings, refused = read_device_table(path, load_profile("generic-wide"), SHA)
    assert readings == ()
    assert "unit 'kg' is not a length" in refused[0].reason


def test_our_own_metrics_can_not_be_claimed_by_a_device(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "subject,visit,site,surface.sq\nS1,V0,cheek,1\n")
    _, refused = read_device_table(path, load_profile("generic-wide"), SHA)
    assert "'surface.sq' is measured by Turgor" in refused[0].reason
    with pytest.raises(StudyError, match="is measured by Turgor"):
        profile('[identity]\nsubject = "s"\nvisit = "v"\n[[column]]\nheader = "Sq"\nmetric = "surface.sq"\nunit = "µm"\n')  # noqa: E501  # fmt: skip


def test_a_long_table_with_its_own_units(tmp_path: Path) -> None:
    mine = profile(
        'layout = "long"\n[identity]\nsubject = "ID"\nvisit = "V"\n'
        '[long]\nname = "Parameter"\nvalue = "Wert"\nunit = "Einheit"\n'
        '[conditions]\ncutoff = "0.8 mm"\n'
        '[[column]]\nheader = "Ra"\nmetric = "primos.ra"\nunit = "µm"\n'
        '[[column]]\nheader = "Rz"\nmetric = "primos.rz"\nunit = "µm"\n'
    )
    path = write(
        tmp_path / "l.csv",
        "ID,V,Parameter,Wert,Einheit\n1,V0,Ra,0.02,mm\n1,V0,Rz,90,\n1,V0,Rq,1,\n",
    )
    readings, refused = read_device_table(path, mine, SHA)
    assert [(r.finding.metric, r.finding.value) for r in readings] == [
        ("primos.ra", pytest.approx(20.0)), ("primos.rz", 90.0),
    ]  # fmt: skip
    assert readings[0].finding.measurand.as_mapping()["cutoff"] == "0.8 mm"
    assert [(item.line, item.reason) for item in refused] == [
        (4, "Rq: 'Rq' is not in profile 'mine'")
    ]


def test_a_sheet_with_a_column_for_each_visit_and_side(tmp_path: Path) -> None:
    columns = "".join(
        f'[[column]]\nheader = "Ra {visit} {side}"\nmetric = "primos.ra"\nunit = "µm"\n'
        f'visit = "{visit}"\nside = "{side}"\n'
        for visit in ("V0", "V1")
        for side in ("left", "right")
    )
    mine = profile(f'[identity]\nsubject = "Patient"\n{columns}')
    header = "Patient,Ra V0 left,Ra V0 right,Ra V1 left,Ra V1 right\n"
    readings, _ = read_device_table(write(tmp_path / "w.csv", header + "P1,1,2,3,\n"), mine, SHA)
    assert [(r.visit, r.site.side, r.finding.value) for r in readings] == [
        ("V0", "left", 1.0), ("V0", "right", 2.0), ("V1", "left", 3.0),
    ]  # fmt: skip


def test_headers_that_name_visit_and_side(tmp_path: Path) -> None:
    path = write(
        tmp_path / "v.csv",
        "Patient ID,Site,Ra V0 L [µm],Ra W4 right [µm],Rz V0 L [µm],Rq V0 L [µm]\n"
        "P1,cheek,1,2,3,4\n",
    )
    readings, refused = read_device_table(path, load_profile("primos-visits"), SHA)
    assert refused == ()
    assert [(r.finding.metric, r.visit, r.site.side, r.finding.value) for r in readings] == [
        ("primos.ra", "V0", "left", 1.0),
        ("primos.ra", "W4", "right", 2.0),
        ("primos.rz", "V0", "left", 3.0),
    ]
    path = write(tmp_path / "w.csv", "Patient ID,Site,Ra V0 up [µm]\nP1,cheek,1\n")
    with pytest.raises(StudyError, match="side is 'up'"):
        read_device_table(path, load_profile("primos-visits"), SHA)


def test_spreadsheets_are_read_where_their_package_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.append(["subject", "visit", "site", "date", "mexameter.melanin"])
    book.active.append(["S1", "V0", "cheek", dt.datetime(2026, 3, 31), 231.5])
    book.active.append([7, "V0", "cheek", None, 230])
    path = tmp_path / "t.xlsx"
    book.save(path)
    readings, refused = read_device_table(path, load_profile("generic-wide"), SHA)
    assert refused == ()
    assert [(r.subject, r.date, r.finding.value) for r in readings] == [
        ("S1", dt.date(2026, 3, 31), 231.5), ("7", None, 230.0),
    ]  # fmt: skip
    path.write_bytes(b"PK\x03\x04 broken")
    with pytest.raises(InputError, match="no spreadsheet that can be read"):
        read_device_table(path, load_profile("generic-wide"), SHA)
    real = importlib.import_module

    def absent(name: str, package: str | None = None):
        if name == "openpyxl":
            raise ImportError
        return real(name, package)

    monkeypatch.setattr(importlib, "import_module", absent)
    with pytest.raises(MissingExtraError, match="pip install openpyxl"):
        read_device_table(path, load_profile("generic-wide"), SHA)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "is empty"),
        ("Subject;Visit\n", "has no column that profile 'mexameter' knows"),
        ("a;b\n1;2\n", "lacks column 'Subject', 'Visit'"),
        ("Subject;Visit;Melanin;Melanin\n", "column 'Melanin' stands twice"),
    ],
)
def test_files_that_are_no_such_table(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(InputError, match=reason):
        read_device_table(write(tmp_path / "x.csv", text), load_profile("mexameter"), SHA)


def test_another_encoding_than_the_profile_says(tmp_path: Path) -> None:
    path = write(tmp_path / "x.csv", MEXA.replace("Site", "Größe"), "cp1252")
    with pytest.raises(InputError, match="is not utf-8 text; state its encoding"):
        read_device_table(path, load_profile("mexameter"), SHA)


COLUMN = '[[column]]\nheader = "Ra"\nmetric = "primos.ra"\nunit = "µm"\n'
IDENTITY = '[identity]\nsubject = "s"\nvisit = "v"\n'


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (COLUMN, "[identity] lacks subject"),
        ('[identity]\nsubject = "s"\n' + COLUMN, "the visit is not known"),
        (IDENTITY, "no [[column]] is declared"),
        ('decimal = "·"\n' + IDENTITY + COLUMN, "allowed: ., ,"),
        ('encoding = "klingon"\n' + IDENTITY + COLUMN, "encoding 'klingon' is unknown"),
        ('colour = "red"\n' + IDENTITY + COLUMN, "unknown key 'colour'"),
        (IDENTITY + COLUMN.replace("µm", "kg"), "unit 'kg' is not a length"),
        (IDENTITY + COLUMN.replace("primos.ra", "primos.rax"), "metric 'primos.rax' is unknown"),
        ('layout = "long"\n' + IDENTITY + COLUMN, "a long table needs [long] name and value"),
        ("= 3", "is no valid TOML"),
    ],
)
def test_profiles_that_are_wrong(text: str, reason: str) -> None:
    with pytest.raises(StudyError, match=re.escape(reason)):
        profile(text)


def test_an_unknown_profile_names_those_that_are_saved() -> None:
    with pytest.raises(InputError, match="saved are antera, corneometer, cutometer, dermalab"):
        load_profile("nothing")


def test_the_profile_in_the_recipe_is_a_profile(tmp_path: Path) -> None:
    recipe = Path(__file__).parents[3] / "docs" / "recipes" / "device-table.md"
    found = re.search(r"```toml\n(.*?)```", recipe.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    mine = parse_profile(found[1], "recipe")
    path = write(tmp_path / "m.csv", "Patient;Visit;Side;Date;Melanin\nP1;V0;li;05.03.2026;231,5\n")
    (reading,), refused = read_device_table(path, mine, SHA)
    assert refused == ()
    assert (reading.site.side, reading.date) == ("left", dt.date(2026, 3, 5))
    assert reading.finding.flags == ()
