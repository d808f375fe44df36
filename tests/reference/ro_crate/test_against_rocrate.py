"""Our RO-Crate as the rocrate library reads it: every listed file there, with its sum."""

import datetime as dt
import hashlib
import json
from urllib.parse import unquote

import pytest

from turgor.workflow.export_crate import export_crate
from turgor.workflow.study import open_study

AT = dt.datetime(2026, 3, 4, 5, 6, 7, tzinfo=dt.UTC)
ARCHIVE = """
[archive]
licence = "https://creativecommons.org/licenses/by/4.0/"
consent = "data only"
[[archive.author]]
name = "A & B"
orcid = "https://orcid.org/0000-0000-0000-0000"
affiliation = "Somewhere"
[[archive.author]]
name = "C"
"""


@pytest.fixture(scope="module")
def crate(laxity_study, tmp_path_factory):
    import shutil

    folder = tmp_path_factory.mktemp("crate")
    shutil.copytree(laxity_study, folder / "study")
    with (folder / "study" / "study.toml").open("a", encoding="utf-8") as stream:
        stream.write(ARCHIVE)
    with open_study(folder / "study") as study:
        export_crate(study, folder / "crate", made_at=AT)
        head = str(study.store.head())
        captures = {item.sha256: item for item in study.store.captures.all()}
    return folder / "crate", head, captures


def test_every_listed_file_is_there_with_its_sum_and_size(crate):
    from rocrate.rocrate import ROCrate

    folder, _, captures = crate
    read = ROCrate(folder)
    files = [item for item in read.data_entities if item.type == "File"]
    sums = set()
    for item in files:
        content = (folder / unquote(item.id)).read_bytes()
        assert hashlib.sha256(content).hexdigest() == item["sha256"]
        assert int(item["contentSize"]) == len(content)
        assert "/" in item["encodingFormat"] and item["description"]
        sums.add(item["sha256"])
    assert captures.keys() <= sums
    on_disk = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    assert on_disk == {unquote(item.id) for item in files} | {"ro-crate-metadata.json"}


def test_the_whole_names_head_licence_authors_and_software(crate):
    from rocrate.rocrate import ROCrate

    folder, head, captures = crate
    read = ROCrate(folder)
    root = read.root_dataset
    assert read.metadata["conformsTo"] == "https://w3id.org/ro/crate/1.1"
    assert root["datePublished"] == "2026-03-04"
    assert root["license"].id == "https://creativecommons.org/licenses/by/4.0/"
    assert [author["name"] for author in root["author"]] == ["A & B", "C"]
    assert root["author"][0].id.startswith("https://orcid.org/")
    heads = [item["value"] for item in root["identifier"] if not isinstance(item, str)]
    assert heads == [head]
    actions = [item for item in read.contextual_entities if item.type == "CreateAction"]
    measured = [item for item in actions if item["instrument"]["name"] == "Turgor"]
    assert measured and {item["result"].id for item in measured} == {"tables/findings.csv"}
    named = {captured["sha256"] for item in measured for captured in item["object"]}
    assert named <= captures.keys() and len(named) == len(captures)
    taken = {item["instrument"]["name"] for item in actions} - {"Turgor"}
    assert taken == {item.device for item in captures.values()}


def test_every_column_is_described_and_every_link_leads_somewhere(crate):
    folder, _, _ = crate
    graph = json.loads((folder / "ro-crate-metadata.json").read_text(encoding="utf-8"))["@graph"]
    known = {item["@id"] for item in graph}
    assert len(known) == len(graph)

    def links(value):
        if isinstance(value, dict):
            yield from ([value["@id"]] if set(value) == {"@id"} else links(list(value.values())))
        elif isinstance(value, list):
            for item in value:
                yield from links(item)

    outside = {link for item in graph for link in links(item)} - known
    assert outside == {"https://w3id.org/ro/crate/1.1"}
    columns = [item for item in graph if item["@id"].startswith("#column/")]
    assert len(columns) > 150 and all(item["description"] for item in columns)
    (room,) = [item for item in columns if item["@id"] == "#column/visits/temperature_c"]
    assert (room["unitText"], room["unitCode"]) == ("°C", "Cel")
