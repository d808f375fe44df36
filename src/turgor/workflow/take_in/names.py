"""Captures whose folders and names say whose they are: patterns in order, dates to visits."""

import dataclasses
import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

from turgor.errors import StudyError, TurgorError
from turgor.exchange.path_pattern import (
    NameRules,
    date_of_name,
    parse_name_rules,
    read_name,
)
from turgor.record.visit import VisitWindow
from turgor.workflow.recognise import kind_of_capture
from turgor.workflow.study import Study
from turgor.workflow.take_in.captures import Claim, claim_of_fields, claim_of_name
from turgor.workflow.take_in.report import Refused, TakeInReport


def name_rules(study: Study, patterns: Sequence[str] = (), words: Sequence[str] = ()) -> NameRules:
    """The rules of study.toml, with patterns and words ('side:L=left') that were given instead.

    Errors: StudyError where one can't be used.
    """
    where = f"{study.folder / 'study.toml'} [captures.names]"
    table: dict[str, object] = dict(study.captures.names)
    if patterns:
        table["patterns"] = list(patterns)
    stated = table.get("words", {})
    own = {
        str(name): dict(inner) if isinstance(inner, Mapping) else inner
        for name, inner in (stated if isinstance(stated, Mapping) else {}).items()
    }
    for word in words:
        field, colon, pair = word.partition(":")
        theirs, equals, ours = pair.partition("=")
        if not colon or not equals or not theirs or not ours:
            raise StudyError(f"word '{word}' can't be read; write field:theirs=ours, side:L=left")
        inner = own.setdefault(field, {})
        if isinstance(inner, dict):
            inner[theirs] = ours
    if own:
        table["words"] = own
    return parse_name_rules(table, where)


def claims_of_names(
    study: Study,
    files: Sequence[Path],
    roots: Sequence[Path],
    rules: NameRules,
    report: TakeInReport,
) -> list[Claim]:
    """What the names of files claim; those that fit no pattern, or share one identity, are refused.

    roots : the folders that were named, from which paths are counted.
    """
    claims: list[Claim] = []
    for file in files:
        try:
            claims.append(
                _claim(study, file, _relative(file, roots), rules)
                if rules.patterns
                else claim_of_name(study, file)
            )
        except TurgorError as error:
            report.refused.append(Refused(str(file), None, str(error)))
    if not rules.patterns:
        return claims
    return _apart(claims, rules, report)


def _relative(file: Path, roots: Sequence[Path]) -> str:
    for root in roots:
        if root.is_dir() and file.is_relative_to(root):
            relative = file.relative_to(root).with_suffix("")
            # the folder that was named may be the first word of the pattern
            return f"{root.resolve().name}/{relative.as_posix()}"
    return f"{file.resolve().parent.name}/{file.stem}"


def _claim(study: Study, file: Path, relative: str, rules: NameRules) -> Claim:
    fields = dict(read_name(rules, relative).fields)
    labels = {visit.label.casefold(): visit.label for visit in study.design.visits}
    if "visit" in fields and rules.ignore_case:
        fields["visit"] = labels.get(fields["visit"].casefold(), fields["visit"])
    if "date" in fields:
        date = date_of_name(rules, fields.pop("date"))
        if "visit" not in fields:
            fields["visit"] = visit_of_date(study, fields["subject"], date, rules.nearest_days)
    return claim_of_fields(study, file, fields)


def visit_of_date(study: Study, subject: str, date: dt.date, nearest_days: int | None) -> str:
    """The visit on a date: the one on record that day, else the one whose window holds it.

    nearest_days : how far outside of a window the date may lie; None for not at all.

    Errors: StudyError where the subject's baseline is not dated, or no window is near enough.
    """
    visits = [visit for visit in study.store.people.visits() if visit.subject == subject]
    for visit in visits:
        if visit.date == date:
            return visit.label
    baseline = next(
        (visit.date for visit in visits if visit.label == study.design.baseline and visit.date),
        None,
    )
    if baseline is None:
        raise StudyError(
            f"is of {date}, and the date of {study.design.baseline} of subject '{subject}' is not "
            "known; add the visits first"
        )
    day = (date - baseline).days
    first = next(
        (item.day for item in study.design.visits if item.label == study.design.baseline), 0
    )
    distances = sorted(
        (_outside(window, day + first), window.label) for window in study.design.visits
    )
    nearest, label = distances[0]
    if nearest > (nearest_days or 0):
        raise StudyError(
            f"is of {date}, day {day} of subject '{subject}': {nearest} days outside of the window "
            f"of {label}, the nearest one; set nearest_days, or put the visit into the name"
        )
    if len(distances) > 1 and distances[1][0] == nearest:
        raise StudyError(
            f"is of {date}, day {day} of subject '{subject}', which is as near to {label} as to "
            f"{distances[1][1]}; put the visit into the name"
        )
    return label


def _outside(window: VisitWindow, day: int) -> int:
    """Days between a day and a window, 0 inside it."""
    return max(window.day - window.early_days - day, day - window.day - window.late_days, 0)


def _apart(claims: Sequence[Claim], rules: NameRules, report: TakeInReport) -> list[Claim]:
    """Claims of different captures; where several files claim one, none of them is taken."""
    groups: dict[tuple[object, ...], list[Claim]] = defaultdict(list)
    for claim in claims:
        row = claim.row
        kind = kind_of_capture(row.path)
        groups[(row.subject, row.visit, row.site, row.region, row.replicate, kind)].append(claim)
    kept: list[Claim] = []
    for group in groups.values():
        if len(group) == 1:
            kept += group
        elif rules.count_replicates and all(claim.row.replicate == 1 for claim in group):
            for number, claim in enumerate(
                sorted(group, key=lambda item: item.row.path.as_posix()), start=1
            ):
                row = dataclasses.replace(claim.row, replicate=number)
                kept.append(dataclasses.replace(claim, row=row))
        else:
            for claim in group:
                others = [item.row.path.name for item in group if item is not claim]
                row = claim.row
                report.refused.append(
                    Refused(
                        str(row.path),
                        None,
                        f"says by its name that it is {row.subject} {row.visit} {row.site.name} "
                        f"{row.site.side} replicate {row.replicate}, and so does "
                        f"{', '.join(others[:3])}; put {{replicate}} into the pattern, or set "
                        "count_replicates",
                    )
                )
    return kept
