"""ro-crate-metadata.json: the study, its tables and captures as one graph of linked entities."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from turgor.exchange.archive_toml import ArchiveWords
from turgor.exchange.ro_crate.sink import Written
from turgor.exchange.tidy.table import Column, TidyTable
from turgor.exchange.ucum import ucum_code

PROFILE = "https://w3id.org/ro/crate/1.1"
METADATA = "ro-crate-metadata.json"
SOFTWARE, HEAD = "#turgor", "#audit-head"
#: how the property that carries the chain's head is called
HEAD_PROPERTY = "turgor audit head"
_NO_LICENCE = (
    "No licence is stated. Personal data of those who took part: not to be passed on without the "
    "leave of those who ran the study."
)

Entity = dict[str, object]


@dataclass(frozen=True, slots=True)
class CrateStudy:
    """What the crate says of the whole. published : the day that it was made, year-month-day."""

    id: str
    title: str
    kind: str
    head: str
    version: str
    published: str
    words: ArchiveWords


@dataclass(frozen=True, slots=True)
class CaptureFile:
    """A capture as a file of the crate. what : in words; created : the day, where it is known."""

    file: Written
    name: str
    what: str
    media_type: str
    device: str = ""
    created: str = ""


@dataclass(frozen=True, slots=True)
class MeasuredBatch:
    """All that one version of a method with one set of settings measured; captures : the paths."""

    method: str
    version: str
    settings: str
    captures: tuple[str, ...]
    ended: str = ""


def crate_graph(
    study: CrateStudy,
    tables: Sequence[tuple[TidyTable, Written]],
    others: Sequence[CaptureFile],
    captures: Sequence[CaptureFile],
    batches: Sequence[MeasuredBatch],
) -> dict[str, object]:
    """The whole document. others : files that are neither tables nor captures."""
    findings = next(
        (reference(file.path) for table, file in tables if table.name == "findings"), None
    )
    actions = [_batch(n, batch, findings) for n, batch in enumerate(batches, start=1)]
    devices = sorted({item.device for item in captures if item.device})
    taken = [_taken(n, device, captures) for n, device in enumerate(devices, start=1)]
    files = [*(_table(table, file) for table, file in tables), *map(_file, (*others, *captures))]
    instruments: list[Entity] = [
        {"@id": _device(n), "@type": "IndividualProduct", "name": name}
        for n, name in enumerate(devices, start=1)
    ]
    graph: list[Entity] = [
        {
            "@id": METADATA,
            "@type": "CreativeWork",
            "conformsTo": {"@id": PROFILE},
            "about": {"@id": "./"},
        },
        _root(study, files, (*actions, *taken)),
        *_people(study.words),
        *_licence(study.words),
        {
            "@id": HEAD,
            "@type": "PropertyValue",
            "propertyID": HEAD_PROPERTY,
            "name": "head of the study's audit chain",
            "value": study.head,
        },
        {
            "@id": SOFTWARE,
            "@type": "SoftwareApplication",
            "name": "Turgor",
            "version": study.version,
            "softwareVersion": study.version,
        },
        *files,
        *(_column(table, column) for table, _ in tables for column in table.columns),
        *instruments,
        *actions,
        *taken,
    ]  # fmt: skip
    return {"@context": [f"{PROFILE}/context", {"sha256": "http://schema.org/sha256"}],
            "@graph": graph}  # fmt: skip


def reference(path: str) -> str:
    """A path as the identifier of its file."""
    return quote(path)


def _root(study: CrateStudy, files: Sequence[Entity], actions: Iterable[Entity]) -> Entity:
    words = study.words
    root: Entity = {
        "@id": "./",
        "@type": "Dataset",
        "name": study.title or study.id,
        "description": f"The whole of study '{study.id}' ({study.kind}): its tables with the "
        "meaning of each column, and what its instruments recorded.",
        "datePublished": study.published,
        "identifier": [study.id, {"@id": HEAD}],
        "license": {"@id": words.licence} if _is_address(words.licence) else {"@id": "#licence"},
        "hasPart": [{"@id": item["@id"]} for item in files],
        "mentions": [{"@id": item["@id"]} for item in actions],
    }
    if words.consent:
        root["conditionsOfAccess"] = words.consent
    if words.authors:
        root["author"] = [{"@id": _author(n, item.orcid)} for n, item in enumerate(words.authors)]
    return root


def _people(words: ArchiveWords) -> list[Entity]:
    found: list[Entity] = []
    for number, author in enumerate(words.authors):
        person: Entity = {
            "@id": _author(number, author.orcid), "@type": "Person", "name": author.name,
        }  # fmt: skip
        if author.affiliation:
            place = f"#affiliation-{number + 1}"
            person["affiliation"] = {"@id": place}
            found.append({"@id": place, "@type": "Organization", "name": author.affiliation})
        found.append(person)
    return found


def _licence(words: ArchiveWords) -> list[Entity]:
    if _is_address(words.licence):
        return [{"@id": words.licence, "@type": "CreativeWork", "name": words.licence,
                 "description": "the licence that study.toml states"}]  # fmt: skip
    return [{"@id": "#licence", "@type": "CreativeWork", "name": "terms of use",
             "description": words.licence or _NO_LICENCE}]  # fmt: skip


def _table(table: TidyTable, file: Written) -> Entity:
    return {
        **_plain_file(file, f"{table.name} as CSV", "text/csv"),
        "description": table.meaning,
        "variableMeasured": [{"@id": _column_id(table, column)} for column in table.columns],
    }


def _column(table: TidyTable, column: Column) -> Entity:
    told: Entity = {
        "@id": _column_id(table, column),
        "@type": "PropertyValue",
        "name": column.name,
        "description": column.meaning,
    }
    if column.unit:
        told["unitText"] = column.unit
        code = ucum_code(column.unit)
        if code:
            told["unitCode"] = code
    return told


def _file(item: CaptureFile) -> Entity:
    told = {**_plain_file(item.file, item.name, item.media_type), "description": item.what}
    if item.created:
        told["dateCreated"] = item.created
    return told


def _plain_file(file: Written, name: str, media_type: str) -> Entity:
    return {
        "@id": reference(file.path),
        "@type": "File",
        "name": name,
        "contentSize": str(file.bytes),
        "encodingFormat": media_type,
        "sha256": file.sha256,
    }


def _batch(number: int, batch: MeasuredBatch, findings: str | None) -> Entity:
    action: Entity = {
        "@id": f"#measured-{number}",
        "@type": "CreateAction",
        "name": f"{batch.method} {batch.version} on {len(batch.captures)} captures",
        "description": f"settings {batch.settings}",
        "instrument": {"@id": SOFTWARE},
        "object": [{"@id": reference(path)} for path in batch.captures],
    }
    if findings is not None:
        action["result"] = {"@id": findings}
    if batch.ended:
        action["endTime"] = batch.ended
    return action


def _taken(number: int, device: str, captures: Sequence[CaptureFile]) -> Entity:
    return {
        "@id": f"#taken-{number}",
        "@type": "CreateAction",
        "name": f"captures taken with {device}",
        "instrument": {"@id": _device(number)},
        "result": [{"@id": reference(c.file.path)} for c in captures if c.device == device],
    }


def _device(number: int) -> str:
    return f"#device-{number}"


def _column_id(table: TidyTable, column: Column) -> str:
    return f"#column/{quote(table.name)}/{quote(column.name)}"


def _author(number: int, orcid: str) -> str:
    return orcid or f"#author-{number + 1}"


def _is_address(text: str) -> bool:
    return text.startswith(("http://", "https://"))
