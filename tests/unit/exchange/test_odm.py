"""ODM out and back: every value, every column, and nothing read that is not well defined."""

import random

import pytest

from turgor.errors import FormatError, TurgorError
from turgor.exchange.odm import read_odm
from turgor.exchange.tidy import same_rows


@pytest.fixture
def written(odm_tables, tmp_path):
    path = tmp_path / "study.xml"
    path.write_text(odm_tables.document(), encoding="utf-8")
    return path


def test_every_value_of_every_table_comes_back(written, odm_tables):
    read = read_odm(written)
    told = odm_tables.STUDY
    assert (read.study, read.title, read.head) == (told.id, told.title, told.head)
    assert (read.source, read.version) == ("Turgor", told.version)
    tables = odm_tables.tables()
    assert list(read.tables) == [table.name for table in tables]
    for table in tables:
        back = read.tables[table.name]
        assert same_rows(table.rows(), back.rows) == "", table.name
        assert back.columns == table.columns


def test_a_study_without_rows(odm_tables, tmp_path):
    import dataclasses
    import io

    from turgor.exchange.odm import write_odm

    empty = [dataclasses.replace(table, rows=list) for table in odm_tables.tables()]
    stream = io.StringIO()
    write_odm(stream, odm_tables.STUDY, empty, odm_tables.signed)
    path = tmp_path / "empty.xml"
    path.write_text(stream.getvalue(), encoding="utf-8")
    assert {len(table.rows) for table in read_odm(path).tables.values()} == {0}


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("<ODM ", "<!DOCTYPE ODM [<!ENTITY a 'x'>]><ODM ", "document type or entities"),
        ("<ODM ", "<!DOCTYPE ODM SYSTEM 'file:///etc/passwd'><ODM ", "document type or entities"),
        ("cdisc.org/ns/odm/v1.3", "cdisc.org/ns/odm/v2.0", "no ODM 1.3"),
        ('FileType="Snapshot"', 'FileType="Transactional"', "only a Snapshot"),
        ('ItemOID="I.findings.u"', 'ItemOID="I.findings.w"', "not defined"),
        ('ItemGroupRepeatKey="2"', 'ItemGroupRepeatKey="1"', "stands twice"),
        ('ItemOID="I.findings.replicate" Value="1"', 'ItemOID="I.findings.replicate" Value="one"',
         "no integer"),
        ("</ClinicalData>", "", "malformed in line"),
        ('MeasurementUnitRef MeasurementUnitOID="MU.a.u."/></ItemData>',
         'MeasurementUnitRef MeasurementUnitOID="MU.x"/></ItemData>', "not defined"),
        ('<ItemData ItemOID="I.findings.u" Value="0.25"',
         '<ItemData ItemOID="I.findings.u" Value="0.25" TransactionType="Remove"', "only a state"),
        ("<ItemGroupData ", "<ItemDataDouble ItemOID='x'>1</ItemDataDouble><ItemGroupData ",
         "only untyped"),
    ],
)  # fmt: skip
def test_what_is_not_well_defined_is_refused(written, before, after, told):
    text = written.read_text(encoding="utf-8")
    assert before in text
    written.write_text(text.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(FormatError, match=told) as caught:
        read_odm(written)
    assert "\n" not in str(caught.value)


def test_a_bomb_of_entities_is_refused_before_it_grows(tmp_path):
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    path = tmp_path / "bomb.xml"
    path.write_text(f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "x">{entities}]><x>&a11;</x>')
    with pytest.raises(FormatError, match="document type or entities"):
        read_odm(path)


def test_a_file_larger_than_allowed_is_not_opened(written):
    with pytest.raises(FormatError, match="at most 100 are read"):
        read_odm(written, most_bytes=100)


def test_nothing_but_our_errors_whatever_the_bytes(written, tmp_path):
    whole = written.read_bytes()
    draw = random.Random(5)
    path = tmp_path / "struck.xml"
    refused = 0
    for _ in range(150):
        struck = bytearray(whole)
        for _ in range(draw.choice((1, 3, 30))):
            struck[draw.randrange(len(struck))] = draw.randrange(256)
        path.write_bytes(bytes(struck[: draw.choice((len(struck), draw.randrange(len(struck))))]))
        try:
            read_odm(path)
        except TurgorError:
            refused += 1
    assert refused > 100
