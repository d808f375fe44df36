"""Our ODM against CDISC's own schema, odmlib's reading, and the standard library's parser."""

import math
import xml.etree.ElementTree as ET

import pytest

NS = "{http://www.cdisc.org/ns/odm/v1.3}"


@pytest.fixture(scope="module")
def path(odm_tables, tmp_path_factory):
    made = tmp_path_factory.mktemp("odm") / "study.xml"
    made.write_text(odm_tables.document(), encoding="utf-8")
    return made


def test_the_schema_of_cdisc_accepts_it_and_refuses_a_broken_one(path, tmp_path):
    from odmlib.odm_parser import ODMSchemaValidator
    from xmlschema import XMLSchemaValidationError

    validator = ODMSchemaValidator(standard="odm", version="1.3.2")
    validator.validate_file(str(path))
    broken = tmp_path / "broken.xml"
    text = path.read_text(encoding="utf-8")
    broken.write_text(text.replace('DataType="double"', 'DataType="real"'), encoding="utf-8")
    with pytest.raises(XMLSchemaValidationError):
        validator.validate_file(str(broken))


def findings_of(odm_tables):
    """The planted (subject, visit, value or None, unit) of findings, in order."""
    table = odm_tables.tables()[0]
    at = [table.names.index(name) for name in ("subject", "visit", "value", "unit")]
    return [tuple(row[a] for a in at) for row in table.rows()]


def number(text):
    return {"INF": math.inf, "-INF": -math.inf}.get(text) if "INF" in text else float(text)


def test_odmlib_reads_the_planted_values_back(path, odm_tables):
    from odmlib.odm_loader import XMLODMLoader

    loader = XMLODMLoader()
    loader.create_document(str(path))
    odm = loader.load_odm()
    units = {unit.OID: unit.Name for unit in odm.Study[0].BasicDefinitions.MeasurementUnit}
    version = odm.Study[0].MetaDataVersion[0]
    measurands = {item.OID for item in version.ItemDef if item.OID.startswith("M.")}
    assert {item.DataType for item in version.ItemDef if item.OID in measurands} == {"double"}
    found = {}
    for subject in odm.ClinicalData[0].SubjectData:
        for event in subject.StudyEventData:
            for form in event.FormData:
                for group in form.ItemGroupData:
                    if group.ItemGroupOID != "IG.findings":
                        continue
                    (item,) = [i for i in group.ItemData if i.ItemOID in measurands]
                    unit = units[item.MeasurementUnitRef.MeasurementUnitOID]
                    value = None if item.IsNull == "Yes" else number(item.Value)
                    found[int(group.ItemGroupRepeatKey)] = (value, unit)
    planted = [(value, unit) for _, _, value, unit in findings_of(odm_tables)]
    assert [found[key] for key in sorted(found)] == planted
    people = {subject.SubjectKey for subject in odm.ClinicalData[0].SubjectData}
    assert people == {"S1", "S & 2", '"S\\u0001 3"', '"quoted"'}


def test_the_standard_librarys_parser_sees_the_same_texts(path, odm_tables):
    root = ET.parse(path).getroot()
    words = [
        item.get("Value")
        for item in root.iter(f"{NS}ItemData")
        if item.get("ItemOID") == "I.words.word" and item.find(f"{NS}Annotation") is None
    ]
    able = [t for t in odm_tables.ODD_TEXTS if not set(t) & set("\x07\x1f\ufffe")]
    assert words == able
    aliases = {
        alias.get("Name")
        for unit in root.iter(f"{NS}MeasurementUnit")
        for alias in unit.iter(f"{NS}Alias")
    }
    assert {"um", "[arb'U]", "Cel"} <= aliases
    events = {e.get("Name"): e.get("Type") for e in root.iter(f"{NS}StudyEventDef")}
    assert events["V0"] == events["V 1 & more"] == "Scheduled"
    assert events["unplanned\tvisit"] == "Unscheduled"


def test_who_when_and_why_stand_beside_a_row(path):
    root = ET.parse(path).getroot()
    rows = [g for g in root.iter(f"{NS}ItemGroupData")
            if g.get("ItemGroupOID") == "IG.adverse_events"]  # fmt: skip
    assert len(rows) == 4
    for row in rows:
        record = row.find(f"{NS}AuditRecord")
        assert record.find(f"{NS}UserRef").get("UserOID") == "U.A & B"
        assert record.findtext(f"{NS}ReasonForChange") == "because <x>"
        assert record.findtext(f"{NS}DateTimeStamp") == "2026-01-02T03:04:05.678901+00:00"
    assert "Archival" not in root.attrib and root.get("FileType") == "Snapshot"
