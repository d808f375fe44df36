"""Study, MetaDataVersion and AdminData: everything that the data below them refer to."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from turgor.errors import MetricError
from turgor.exchange.odm.survey import Survey, TableSurvey
from turgor.exchange.odm.words import (
    COLUMNS,
    COMMON_EVENT,
    DATA_TYPES,
    KIND,
    MEASURAND,
    METADATA,
    STUDY_LOCATION,
    TABLE,
    UCUM,
    VISIT,
    attribute,
    compact_json,
    event_oid,
    item_oid,
    measurand_oid,
    unit_oid,
)
from turgor.exchange.tidy.table import Column
from turgor.exchange.ucum import ucum_code
from turgor.metrics import find_metric


@dataclass(frozen=True, slots=True)
class OdmStudy:
    """What the document says of the whole study. visits : the planned ones in order; made_at : ISO
    8601 with the offset; head : of the audit chain.
    """

    id: str
    title: str
    kind: str
    head: str
    version: str
    made_at: str
    visits: tuple[str, ...] = ()


def study_oid(study: OdmStudy) -> str:
    """The OID of the study."""
    return f"S.{study.id}"


def metadata_lines(study: OdmStudy, found: Survey) -> Iterator[str]:
    """The Study element, line by line."""
    yield f'<Study OID="{attribute(study_oid(study))}">'
    yield "<GlobalVariables>"
    yield f"<StudyName>{attribute(study.title or study.id)}</StudyName>"
    yield f"<StudyDescription>{attribute(study.kind)} study, exported by Turgor</StudyDescription>"
    yield f"<ProtocolName>{attribute(study.id)}</ProtocolName>"
    yield "</GlobalVariables><BasicDefinitions>"
    yield from map(_unit, found.units)
    yield "</BasicDefinitions>"
    yield f'<MetaDataVersion OID="{METADATA}" Name="{attribute(study.id)}">'
    events = _events(study, found)
    yield "<Protocol>"
    for number, (visit, _) in enumerate(events, start=1):
        oid = attribute(event_oid(visit))
        yield f'<StudyEventRef StudyEventOID="{oid}" OrderNumber="{number}" Mandatory="No"/>'
    yield "</Protocol>"
    for visit, kind in events:
        yield from _event(visit, kind, found)
    clinical = [one for one in found.tables if one.clinical]
    for one in clinical:
        name = attribute(one.table.name)
        yield f'<FormDef OID="F.{name}" Name="{name}" Repeating="No">'
        yield f'<ItemGroupRef ItemGroupOID="IG.{name}" Mandatory="No"/></FormDef>'
    for one in clinical:
        yield from _group(one, found, False)
    for one in found.tables:
        if one.without_subject or not one.clinical:
            yield from _group(one, found, True)
    for one in found.tables:
        yield from _items(one)
    for (metric, conditions), units in found.measurands.items():
        yield from _measurand(metric, conditions, units)
    for one in found.tables:
        for column in one.table.columns:
            if column.allowed:
                yield from _code_list(one.table.name, column)
    yield "</MetaDataVersion></Study>"


def admin_lines(study: OdmStudy, found: Survey) -> Iterator[str]:
    """The AdminData element: who acted, and where."""
    yield f'<AdminData StudyOID="{attribute(study_oid(study))}">'
    for user in found.users:
        name = attribute(user)
        yield f'<User OID="U.{name}"><LoginName>{name}</LoginName></User>'
    version = (
        f'<MetaDataVersionRef StudyOID="{attribute(study_oid(study))}" '
        f'MetaDataVersionOID="{METADATA}" EffectiveDate="{study.made_at[:10]}"/>'
    )
    yield f'<Location OID="{STUDY_LOCATION}" Name="{attribute(study.id)}" LocationType="Other">'
    yield f"{version}</Location>"
    for centre in sorted(set(found.centres.values())):
        name = attribute(centre)
        yield f'<Location OID="L.C.{name}" Name="{name}" LocationType="Site">{version}</Location>'
    yield "</AdminData>"


def _unit(printed: str) -> str:
    name, code = attribute(printed), ucum_code(printed)
    alias = "" if code is None else _alias(UCUM, code)
    return (
        f'<MeasurementUnit OID="{attribute(unit_oid(printed))}" Name="{name}">'
        f"<Symbol>{_text(printed)}</Symbol>{alias}</MeasurementUnit>"
    )


def _events(study: OdmStudy, found: Survey) -> list[tuple[str | None, str]]:
    """Every visit with its type: planned ones in order, others, and what belongs to none."""
    seen = {visit for one in found.tables if one.clinical for visit in one.events}
    others = sorted(visit for visit in seen if visit is not None and visit not in study.visits)
    return [
        *((visit, "Scheduled") for visit in study.visits),
        *((visit, "Unscheduled") for visit in others),
        (None, "Common"),
    ]


def _event(visit: str | None, kind: str, found: Survey) -> Iterator[str]:
    name = "everything that belongs to no visit" if visit is None else visit or "-"
    oid = COMMON_EVENT if visit is None else event_oid(visit)
    yield (
        f'<StudyEventDef OID="{attribute(oid)}" Name="{attribute(name)}" Repeating="No" '
        f'Type="{kind}">'
    )
    for one in found.tables:
        if one.clinical and visit in one.events:
            yield f'<FormRef FormOID="F.{attribute(one.table.name)}" Mandatory="No"/>'
    yield f"{_alias(VISIT, compact_json(visit))}</StudyEventDef>"


def _group(one: TableSurvey, found: Survey, reference: bool) -> Iterator[str]:
    """A table's group; a row that names no subject is reference data with columns of its own."""
    table, columns = one.table, one.table.columns
    oid = f"IGR.{table.name}" if reference else f"IG.{table.name}"
    flag = ' IsReferenceData="Yes"' if reference else ""
    name = f"{table.name} (of no subject)" if reference and one.clinical else table.name
    yield f'<ItemGroupDef OID="{attribute(oid)}" Name="{attribute(name)}" Repeating="Yes"{flag}>'
    if table.meaning:
        yield f"<Description>{_text(table.meaning)}</Description>"
    own = one.own_items()
    if reference:
        own = [at for at in range(len(columns)) if at in own or at in (one.subject, one.visit)]
    for at in own:
        needed = "Yes" if columns[at].name in table.key else "No"
        item = attribute(item_oid(table.name, columns[at].name))
        yield f'<ItemRef ItemOID="{item}" Mandatory="{needed}"/>'
    if one.measured is not None:
        for metric, conditions in found.measurands:
            item = attribute(measurand_oid(metric, conditions))
            yield f'<ItemRef ItemOID="{item}" Mandatory="No"/>'
    yield _alias(TABLE, table.name)
    told = [c.name if at in own else _plain(c) for at, c in enumerate(columns)]
    yield _alias(COLUMNS, compact_json(told))
    yield "</ItemGroupDef>"


def _items(one: TableSurvey) -> Iterator[str]:
    columns = one.table.columns
    own = set(one.own_items())
    if one.without_subject:
        own |= {at for at in (one.subject, one.visit) if at is not None}
    for at in sorted(own):
        column = columns[at]
        length = f' Length="{max(1, one.longest[at])}"' if column.kind in ("text", "json") else ""
        unit = f"{_unit_ref(column.unit)}" if column.unit else ""
        codes = (
            f'<CodeListRef CodeListOID="{attribute(_code_oid(one.table.name, column))}"/>'
            if column.allowed
            else ""
        )
        yield (
            f'<ItemDef OID="{attribute(item_oid(one.table.name, column.name))}" '
            f'Name="{attribute(column.name)}" DataType="{DATA_TYPES[column.kind]}"{length}>'
            f"<Description>{_text(column.meaning or column.name)}</Description>"
            f"{unit}{codes}{_alias(KIND, column.kind)}</ItemDef>"
        )


def _measurand(metric: str, conditions: str, units: Iterable[str]) -> Iterator[str]:
    try:
        known = find_metric(metric)
        name, definition = known.name, known.definition
    except MetricError:
        name, definition = metric, "unknown to this version of Turgor"
    yield (
        f'<ItemDef OID="{attribute(measurand_oid(metric, conditions))}" Name="{attribute(name)}" '
        f'DataType="double"><Description>{_text(f"{definition} ({conditions})")}</Description>'
    )
    yield from map(_unit_ref, units)
    said = compact_json({"metric": metric, "conditions": conditions})
    yield f"{_alias(MEASURAND, said)}</ItemDef>"


def _code_list(table: str, column: Column) -> Iterator[str]:
    oid = attribute(_code_oid(table, column))
    yield f'<CodeList OID="{oid}" Name="{attribute(f"{table}.{column.name}")}" DataType="text">'
    for word in column.allowed:
        yield (
            f'<CodeListItem CodedValue="{attribute(word)}"><Decode>{_text(word)}</Decode>'
            "</CodeListItem>"
        )
    yield "</CodeList>"


def _code_oid(table: str, column: Column) -> str:
    return f"CL.{table}.{column.name}"


def _unit_ref(printed: str) -> str:
    return f'<MeasurementUnitRef MeasurementUnitOID="{attribute(unit_oid(printed))}"/>'


def _alias(context: str, name: str) -> str:
    return f'<Alias Context="{attribute(context)}" Name="{attribute(name)}"/>'


def _text(text: str) -> str:
    return f'<TranslatedText xml:lang="en">{attribute(text)}</TranslatedText>'


def _plain(column: Column) -> dict[str, str | Sequence[str]]:
    return {
        "name": column.name,
        "kind": column.kind,
        "meaning": column.meaning,
        "unit": column.unit,
        "allowed": list(column.allowed),
    }
