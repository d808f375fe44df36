"""Scores by visit with their verdicts and answers by item, for each subject's forms."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from turgor.errors import TurgorError
from turgor.follow.change import Change
from turgor.formats.questionnaire.check import limits
from turgor.measure.scales.asked import asked_items
from turgor.measure.scales.formula import number_of
from turgor.metrics.measurand import Measurand
from turgor.record.capture import Capture
from turgor.record.form_series import FormSeries, ItemCell, ItemRow, ScoreCell, ScoreRow
from turgor.record.observation import Observation
from turgor.record.questionnaire import Answer, Instrument, Item, ScoreDefinition
from turgor.workflow.follow_study import StudyFollowUp
from turgor.workflow.forms.filled_form import FilledForm
from turgor.workflow.forms.licence_words import licence_words
from turgor.workflow.places import Place, places
from turgor.workflow.reading.jobs import capture_record
from turgor.workflow.study import Study, open_study


@dataclass(frozen=True, slots=True)
class _Followed:
    """What is needed of a whole study, by place."""

    observations: Mapping[str, Sequence[Observation]]
    changes: Mapping[tuple[str, str, str, str, str, Measurand], Change]
    sizes: Mapping[Change, str]
    refusals: Mapping[str, str]
    days: Mapping[str, int]


def form_series(
    folder: Path, found: StudyFollowUp, subject: str | None = None
) -> tuple[FormSeries, ...]:
    """Every place of forms over its visits, in order of subject, site, side and instrument.

    A form that can't be read or scored stands with its reason and stops nothing. Questions and
    answers of a licensed instrument are left out while its licence is not on record.

    Errors: StudyError and StoreError where the study can't be opened.
    """
    facts = found.facts
    forms = (
        item for item in facts.captures if item.kind == "form" and subject in (None, item.subject)
    )
    followed = _followed(found)
    with open_study(folder) as study:
        made = [_series(study, place, followed) for place in places(forms, facts.design.baseline)]
    return tuple(item for item in made if item is not None)


def _followed(found: StudyFollowUp) -> _Followed:
    observations: dict[str, list[Observation]] = {}
    for item in found.facts.observations:
        for sha256 in item.finding.captures:
            observations.setdefault(sha256, []).append(item)
    return _Followed(
        observations=observations,
        changes={
            (i.subject, i.site, i.side, i.region, i.visit, i.measurand): i
            for i in found.followup.changes
        },
        sizes={
            item.contrast: item.verdict
            for item in found.importance.contrasts
            if isinstance(item.contrast, Change)
        },
        refusals={key: item.reason for key, item in found.facts.refusals.items()},
        days={visit.label: visit.day for visit in found.facts.design.visits},
    )


def _series(study: Study, place: Place, followed: _Followed) -> FormSeries | None:
    order = sorted(
        place.captures, key=lambda i: (followed.days.get(i.visit, 0), i.visit, i.replicate)
    )
    visits = tuple(dict.fromkeys(item.visit for item in order))
    read: dict[str, FilledForm] = {}
    refused: list[tuple[str, str]] = []
    for capture in order:
        if capture.sha256 in followed.refusals:
            refused.append((capture.visit, followed.refusals[capture.sha256]))
        try:
            record = capture_record(study, capture, study.forms)
        except TurgorError as error:
            if capture.sha256 not in followed.refusals:
                refused.append((capture.visit, str(error)))
            continue
        read.setdefault(capture.visit, record)
    if not read:
        return None
    own = next(iter(read.values())).loaded.instrument
    proof = study.forms.library.proof(own)
    usable = own.licence.kind == "open" or proof is not None
    return FormSeries(
        subject=place.subject,
        site=place.site.name,
        side=place.site.side,
        region=place.region,
        instrument=own.id,
        version=own.version,
        title=own.title,
        setup=place.setup,
        licence=licence_words(own, proof),
        visits=visits,
        scores=_scores(own, order, visits, followed),
        items=_items(own, read, visits) if usable else (),
        refused=tuple(refused),
    )


def _scores(
    own: Instrument, order: Sequence[Capture], visits: Sequence[str], followed: _Followed
) -> tuple[ScoreRow, ...]:
    seen = [item for capture in order for item in followed.observations.get(capture.sha256, ())]
    by_measurand: dict[Measurand, list[Observation]] = {}
    for item in seen:
        by_measurand.setdefault(item.finding.measurand, []).append(item)
    rows: list[ScoreRow] = []
    known = {score.id: score for score in own.scores}
    for measurand, items in by_measurand.items():
        told = measurand.as_mapping()
        definition = known.get(str(told.get("score", "")))
        if definition is not None:
            rows.append(_score(definition, measurand, items, visits, followed))
    order_of = {score.id: number for number, score in enumerate(own.scores)}
    return tuple(sorted(rows, key=lambda row: (order_of[row.score], row.rater, row.language)))


def _score(
    definition: ScoreDefinition,
    measurand: Measurand,
    items: Sequence[Observation],
    visits: Sequence[str],
    followed: _Followed,
) -> ScoreRow:
    told = measurand.as_mapping()
    return ScoreRow(
        score=definition.id,
        metric=definition.metric,
        rater=str(told["rater"]),
        language=str(told["language"]),
        lowest=definition.lowest,
        highest=definition.highest,
        better=definition.better,
        cells=tuple(
            _cell(visit, measurand, [i for i in items if i.visit == visit], followed)
            for visit in visits
        ),
    )


def _cell(
    visit: str, measurand: Measurand, items: Sequence[Observation], followed: _Followed
) -> ScoreCell:
    values = [i.finding.value for i in items if i.finding.value is not None]
    flags = tuple(dict.fromkeys(flag for i in items for flag in i.finding.flags))
    if not values:
        reason = next((i.finding.u_reason or "" for i in items), "no form at this visit")
        return ScoreCell(visit, None, 0, reason, flags)
    value = math.fsum(values) / len(values)
    first = items[0]
    place = (first.subject, first.site.name, first.site.side, first.finding.region)
    change = followed.changes.get((*place, visit, measurand))
    if change is None:
        return ScoreCell(visit, value, len(values), "", flags)
    return ScoreCell(
        visit=visit,
        value=value,
        n=len(values),
        reason=change.reason,
        flags=flags,
        change=change.change,
        threshold=change.threshold,
        verdict=change.verdict,
        important=followed.sizes.get(change, ""),
    )


def _items(
    own: Instrument, read: Mapping[str, FilledForm], visits: Sequence[str]
) -> tuple[ItemRow, ...]:
    asked = {visit: asked_items(own, form.response) for visit, form in read.items()}
    rows: list[ItemRow] = []
    for item in own.items:
        if item.kind == "display":
            continue
        cells = [
            _answer(
                visit,
                item,
                read[visit].response.answers.get(item.link_id) if visit in read else None,
                visit in read and item.link_id in asked[visit],
            )
            for visit in visits
        ]
        rows.append(ItemRow(item.link_id, item.text or item.link_id, tuple(cells)))
    return tuple(rows)


def _answer(visit: str, item: Item, answer: Answer | None, asked: bool) -> ItemCell:
    if answer is None:
        return ItemCell(visit, "", None, None, asked)
    if item.kind == "text":
        return ItemCell(visit, str(answer), None, None, asked)
    number = number_of(item, answer)
    span = limits(item)
    known = None if math.isnan(number) else number
    share = None
    if known is not None and span is not None and span[1] > span[0]:
        share = (known - span[0]) / (span[1] - span[0])
    return ItemCell(visit, _shown(item, answer), known, share, asked)


def _shown(item: Item, answer: Answer) -> str:
    if item.kind == "choice":
        option = next((o for o in item.options if o.code == answer), None)
        return str(answer) if option is None else option.text or option.code
    if isinstance(answer, bool):
        return "yes" if answer else "no"
    return f"{answer:g}" if isinstance(answer, float) else str(answer)
