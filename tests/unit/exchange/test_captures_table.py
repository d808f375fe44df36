"""captures.csv with and without the columns that say what a file is."""

import pytest

from turgor.exchange.study_tables import kind_of, read_captures

PLAIN = "path,subject,visit,site,side,region,replicate,reseated,device,operator"
ROW = "a.png,S1,baseline,cheek,left,R1,1,yes,U20,AB"


def table(folder, header, *rows):
    path = folder / "captures.csv"
    path.write_text("\n".join((header, *rows)) + "\n", encoding="utf-8")
    return path


def test_kind_setup_and_settings_may_follow(tmp_path):
    path = table(
        tmp_path, f"{PLAIN},kind,setup,settings", f"{ROW},ultrasound,20 MHz,gain_db=12;axial_um=5"
    )
    assert kind_of(path) == "captures"
    ((_, row),) = read_captures(path).read
    assert (row.kind, row.setup) == ("ultrasound", "20 MHz")
    assert row.settings == {"gain_db": "12", "axial_um": "5"}


def test_without_them_nothing_is_said(tmp_path):
    ((_, row),) = read_captures(table(tmp_path, PLAIN, ROW)).read
    assert (row.kind, row.setup, dict(row.settings)) == ("", "", {})


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ("sound,,", "kind is 'sound'; allowed: surface, spectrum"),
        ("ultrasound,,12 dB", "settings hold '12 dB'; write key=value"),
    ],
)
def test_a_wrong_row_is_refused_alone(tmp_path, cells, reason):
    path = table(tmp_path, f"{PLAIN},kind,setup,settings", f"{ROW},{cells}", f"{ROW},,,")
    rows = read_captures(path)
    assert len(rows.read) == 1
    ((line, told),) = rows.refused
    assert line == 2
    assert reason in told


def test_other_columns_are_no_captures_table(tmp_path):
    assert kind_of(table(tmp_path, f"{PLAIN},colour,setup,settings", f"{ROW},,,")) is None
