"""study.toml: the design that a person writes, into a StudyDesign that chooses the statistics."""

import dataclasses
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from turgor.errors import MetricError, StudyError
from turgor.exchange.conduct_toml import (
    agree_on_conduct,
    estimand_of,
    period_of,
    randomisation_of,
    rating_of,
    sequence_of,
)
from turgor.exchange.important_toml import DefaultConditions, important_of, stated_conditions
from turgor.exchange.toml_table import TomlTable
from turgor.metrics.measurand import ConditionValue, Measurand
from turgor.record.capture import READING_KINDS
from turgor.record.design import (
    BLINDINGS,
    DIRECTIONS,
    KINDS,
    RESPONSES,
    Arm,
    ConfoundingWindow,
    Endpoint,
    StudyDesign,
)
from turgor.record.rating import RatingScale
from turgor.record.visit import VisitConditions, VisitWindow

#: a rating scale -> the conditions of its grades
RatedConditions = Callable[[RatingScale], Mapping[str, ConditionValue]]

_TABLES = (
    *("study", "arm", "visit", "endpoint", "window", "captures", "archive"),
    *("period", "sequence", "randomisation", "rating", "important"),
)
_STUDY = ("id", "title", "kind", "baseline", "blinding", "consent_required", "washout_days")
_GRADE = "scale.grade"
_CONDITIONS = tuple(item.name for item in dataclasses.fields(VisitConditions))


@dataclass(frozen=True, slots=True)
class CaptureRules:
    """How a capture without a table row gets its identity, and how its file is read.

    pattern : of the file's name without suffix, such as '{subject}_{visit}_{side}_{replicate}';
        empty where every capture needs a row. site, region, device, operator, reseated : what
        the name does not say. read : options for height maps that don't state their scale.
    names : patterns of folders and names, their words and dates; see ``path_pattern``.
    photo, spectrum : how photographs and spectra are read and measured. readings : the same for
    the other kinds of capture, by kind.
    """

    pattern: str = ""
    site: str = ""
    region: str = ""
    device: str = ""
    operator: str = ""
    reseated: bool = False
    read: Mapping[str, object] = field(default_factory=dict)
    photo: Mapping[str, object] = field(default_factory=dict)
    spectrum: Mapping[str, object] = field(default_factory=dict)
    readings: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    names: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StudyFile:
    """What study.toml says: the design, and the rules for captures."""

    design: StudyDesign
    captures: CaptureRules


def parse_study(
    text: str, where: str, defaults: DefaultConditions, rated: RatedConditions | None = None
) -> StudyFile:
    """Read a design and hold it against itself.

    defaults : completes the conditions that an endpoint states by those of the default pipeline.
    rated : conditions of an endpoint that names one of the design's rating scales.

    Errors: StudyError with file, table and what is allowed, for anything unknown, missing,
    doubled, or that names what the design does not have.
    """
    root = _root(text, where)
    study = TomlTable(root.table("study"), f"{where} [study]", _STUDY)
    visits = tuple(_visit(table, f"{where} [[visit]]") for table in root.tables("visit"))
    arms = tuple(_arm(table, f"{where} [[arm]]") for table in root.tables("arm"))
    ratings = tuple(rating_of(table, f"{where} [[rating]]") for table in root.tables("rating"))
    graded = {scale.id: rated(scale) for scale in ratings} if rated is not None else {}
    design = StudyDesign(
        id=study.text("id"),
        title=study.text("title", ""),
        kind=study.text("kind", allowed=KINDS),
        baseline=study.text("baseline"),
        arms=arms,
        visits=visits,
        endpoints=tuple(
            _endpoint(table, f"{where} [[endpoint]]", defaults, graded)
            for table in root.tables("endpoint")
        ),
        windows=tuple(_window(table, f"{where} [[window]]") for table in root.tables("window")),
        blinding=study.text("blinding", "open", allowed=BLINDINGS),
        consent_required=study.flag("consent_required"),
        washout_days=study.whole("washout_days", 0),
        periods=tuple(period_of(table, f"{where} [[period]]") for table in root.tables("period")),
        sequences=tuple(
            sequence_of(table, f"{where} [[sequence]]") for table in root.tables("sequence")
        ),
        randomisation=randomisation_of(root.table("randomisation"), f"{where} [randomisation]"),
        ratings=ratings,
    )
    declared = important_of(root, where, design.endpoints, defaults)
    design = dataclasses.replace(design, important=declared)
    _agree(design, where)
    agree_on_conduct(design, where)
    return StudyFile(design, _captures(root.table("captures"), f"{where} [captures]"))


def parse_capture_rules(text: str, where: str) -> CaptureRules:
    """The rules for captures alone, on which the default conditions of endpoints may rest.

    Errors: StudyError as for ``parse_study``.
    """
    return _captures(_root(text, where).table("captures"), f"{where} [captures]")


def _root(text: str, where: str) -> TomlTable:
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise StudyError(f"{where}: is no valid TOML ({error})") from error
    return TomlTable(document, where, _TABLES)


def _arm(table: Mapping[str, object], where: str) -> Arm:
    entry = TomlTable(table, where, ("id", "name", "control"))
    return Arm(entry.text("id"), entry.text("name", ""), entry.flag("control"))


def _visit(table: Mapping[str, object], where: str) -> VisitWindow:
    entry = TomlTable(table, where, ("label", "day", "early_days", "late_days"))
    window = VisitWindow(
        label=entry.text("label"),
        day=entry.whole("day"),
        early_days=entry.whole("early_days", 0),
        late_days=entry.whole("late_days", 0),
    )
    if window.early_days < 0 or window.late_days < 0:
        raise entry.refuse(f"visit '{window.label}': early_days and late_days can't be negative")
    return window


def _where_stated(metric: str) -> str:
    """What to do about conditions of a reading, which its instrument's table states."""
    family = metric.partition(".")[0]
    if family not in READING_KINDS:
        return ""
    return f"; state how the instrument is set in [captures.{family}], or the endpoint's conditions"


def _endpoint(
    table: Mapping[str, object],
    where: str,
    defaults: DefaultConditions,
    graded: Mapping[str, Mapping[str, ConditionValue]],
) -> Endpoint:
    entry = TomlTable(
        table,
        where,
        (
            *("id", "metric", "site", "region", "direction", "visit", "source", "primary"),
            *("conditions", "estimand", "response", "rating"),
        ),
    )
    name, rating = entry.text("id"), entry.text("rating", "")
    metric = entry.text("metric", _GRADE if rating else None)
    if rating and (rating not in graded or metric != _GRADE):
        raise entry.refuse(
            f"endpoint '{name}': rating '{rating}' is none of the [[rating]] scales "
            f"({', '.join(graded) or 'there are none'}), whose metric is {_GRADE}"
        )
    try:
        stated = stated_conditions(entry.table("conditions"), entry)
        conditions = {**graded[rating], **stated} if rating else defaults(metric, stated)
        measurand = Measurand.of(metric, conditions)
    except MetricError as error:
        raise entry.refuse(f"endpoint '{name}': {error}{_where_stated(metric)}") from error
    return Endpoint(
        id=name,
        measurand=measurand,
        site=entry.text("site"),
        direction=entry.text("direction", allowed=DIRECTIONS),
        visit=entry.text("visit"),
        source=entry.text("source"),
        primary=entry.flag("primary"),
        region=entry.text("region", ""),
        estimand=estimand_of(entry.table("estimand"), f"{where} '{name}' estimand"),
        response=entry.text("response", "change", allowed=RESPONSES),
    )


def _window(table: Mapping[str, object], where: str) -> ConfoundingWindow:
    entry = TomlTable(table, where, ("name", "condition", "below", "source"))
    return ConfoundingWindow(
        name=entry.text("name"),
        condition=entry.text("condition", allowed=_CONDITIONS),
        below=entry.number("below"),
        source=entry.text("source"),
    )


def _captures(table: Mapping[str, object], where: str) -> CaptureRules:
    known = [item.name for item in dataclasses.fields(CaptureRules) if item.name != "readings"]
    entry = TomlTable(table, where, (*known, *READING_KINDS))
    return CaptureRules(
        pattern=entry.text("pattern", ""),
        site=entry.text("site", ""),
        region=entry.text("region", ""),
        device=entry.text("device", ""),
        operator=entry.text("operator", ""),
        reseated=entry.flag("reseated"),
        read=entry.table("read"),
        photo=entry.table("photo"),
        spectrum=entry.table("spectrum"),
        names=entry.table("names"),
        readings={kind: entry.table(kind) for kind in READING_KINDS if kind in table},
    )


def _agree(design: StudyDesign, where: str) -> None:
    """Hold the parts of a design against one another."""
    labels = [visit.label for visit in design.visits]
    groups = {
        "arm": [arm.id for arm in design.arms],
        "visit": labels,
        "endpoint": [endpoint.id for endpoint in design.endpoints],
        "window": [window.name for window in design.windows],
        "period": [period.id for period in design.periods],
        "sequence": [sequence.id for sequence in design.sequences],
        "rating": [scale.id for scale in design.ratings],
    }
    for what, names in groups.items():
        doubled = sorted({name for name in names if names.count(name) > 1})
        if doubled:
            raise StudyError(f"{where}: {what} '{doubled[0]}' stands twice; give each its own name")
    if design.baseline not in labels:
        raise StudyError(
            f"{where} [study]: baseline '{design.baseline}' is no [[visit]]; "
            f"allowed: {', '.join(labels) or 'none yet, declare the visits'}"
        )
    if design.kind != "single-arm" and len(design.arms) < 2:
        raise StudyError(
            f"{where}: a {design.kind} study compares at least two arms; "
            "declare them as [[arm]], or make it single-arm"
        )
    if sum(arm.control for arm in design.arms) > 1:
        raise StudyError(f"{where}: more than one arm has control = true; mark one")
    for endpoint in design.endpoints:
        if design.kind == "crossover":
            last = [period.last_visit for period in design.periods]
            if last and endpoint.visit != last[-1]:
                raise StudyError(
                    f"{where}: endpoint '{endpoint.id}' of a crossover is settled with the last "
                    f"visit of the last period, '{last[-1]}'; write visit = \"{last[-1]}\""
                )
            continue
        if endpoint.visit not in labels or endpoint.visit == design.baseline:
            raise StudyError(
                f"{where}: endpoint '{endpoint.id}' is read at visit '{endpoint.visit}'; allowed: "
                f"{', '.join(label for label in labels if label != design.baseline)}"
            )
