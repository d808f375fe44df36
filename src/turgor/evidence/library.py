"""Load the evidence base from its TOML files, refusing what lacks its source."""

import tomllib
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from turgor.errors import EvidenceError
from turgor.evidence.citing import cite
from turgor.evidence.draw import drawn_value
from turgor.evidence.parameter import Parameter, parameter_from
from turgor.evidence.source import Source, source_from


def _tables(folder: Traversable) -> list[tuple[str, str, dict[str, object]]]:
    """Every (file name, id, table) under a folder, in the order of the file names."""
    found: list[tuple[str, str, dict[str, object]]] = []
    if not folder.is_dir():
        return found
    for entry in sorted(folder.iterdir(), key=lambda item: item.name):
        if not entry.name.endswith(".toml"):
            continue
        try:
            document = tomllib.loads(entry.read_text(encoding="utf-8"))
        except tomllib.TOMLDecodeError as error:
            raise EvidenceError(f"{entry.name}: {error}") from error
        for key, table in document.items():
            if not isinstance(table, dict):
                raise EvidenceError(f"{entry.name}: '{key}' is no table; one table per record")
            found.append((entry.name, key, table))
    return found


@cache
def all_sources() -> dict[str, Source]:
    """Every source by its id.

    Errors: EvidenceError where a record breaks the schema or two records of one id differ.
    """
    sources: dict[str, Source] = {}
    for where, key, table in _tables(files("turgor.evidence") / "data" / "sources"):
        source = source_from(key, table, where)
        if key in sources:
            raise EvidenceError(f"{where}: source '{key}' stands twice")
        sources[key] = source
    return sources


def find_source(source_id: str) -> Source:
    """One source, noted in the run's bibliography.

    Errors: EvidenceError where the id is unknown.
    """
    try:
        source = all_sources()[source_id]
    except KeyError:
        raise EvidenceError(f"source '{source_id}' is not in the evidence base") from None
    cite(source_id)
    return source


@cache
def all_parameters() -> dict[str, Parameter]:
    """Every literature value by its id; errors as for all_sources."""
    sources = all_sources()
    parameters: dict[str, Parameter] = {}
    for where, key, table in _tables(files("turgor.evidence") / "data" / "parameters"):
        if key in parameters:
            raise EvidenceError(f"{where}: parameter '{key}' stands twice")
        parameters[key] = parameter_from(key, table, sources, where)
    return parameters


def parameter(parameter_id: str) -> float:
    """The value of a literature parameter, in its canonical unit, cited in the run.

    Inside ``parameter_draw`` it is one draw from the value's spread.

    Errors: EvidenceError where the id is unknown.
    """
    record = find_parameter(parameter_id)
    return drawn_value(record)


def find_parameter(parameter_id: str) -> Parameter:
    """A literature value with its spread, basis and source, cited in the run.

    Errors: EvidenceError where the id is unknown.
    """
    try:
        record = all_parameters()[parameter_id]
    except KeyError:
        raise EvidenceError(f"parameter '{parameter_id}' is not in the evidence base") from None
    cite(record.source, record.id)
    return record
