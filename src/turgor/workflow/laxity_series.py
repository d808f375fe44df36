"""Captures of suction, ultrasound, barrier, waves, OCT and elastograms read anew to be drawn."""

from collections.abc import Sequence
from pathlib import Path

from turgor.compute import worker_count
from turgor.errors import TurgorError
from turgor.record.capture import LAXITY_KINDS, Capture
from turgor.record.laxity_series import Drawing, LaxityCapture, LaxityPlace
from turgor.workflow.follow_study import StudyFacts
from turgor.workflow.job import each
from turgor.workflow.laxity_drawing import drawing_of
from turgor.workflow.places import Place, places
from turgor.workflow.progress import Progress, silent
from turgor.workflow.reading.jobs import capture_record
from turgor.workflow.reading.setting import AnyReading
from turgor.workflow.study import Study, open_study

#: a kind whose captures are all drawn; of the others the first one of a visit that can be
_ALL_DRAWN = "barrier"


NO_CURVE = "holds numbers alone, no curve"


def laxity_series(
    folder: Path, facts: StudyFacts, progress: Progress = silent
) -> tuple[LaxityPlace, ...]:
    """Every place of these kinds with what is drawn of each visit.

    Of barrier readings every placement is drawn, of the other kinds the lowest replicate of each
    visit that can be. What can't be read or measured stands with its reason and stops nothing.
    """
    days = {visit.label: visit.day for visit in facts.design.visits}
    wanted = places(
        (item for item in facts.captures if item.kind in LAXITY_KINDS), facts.design.baseline
    )
    made: dict[str, LaxityPlace] = {}
    with open_study(folder) as study:

        def work(place: Place) -> LaxityPlace:
            order = sorted(
                place.captures,
                key=lambda item: (days.get(item.visit, 0), item.visit, item.replicate),
            )
            return _place(study, facts, place, order)

        for done, (place, outcome) in enumerate(each(work, wanted, worker_count()), start=1):
            progress(done, len(wanted), place.label)
            made[place.label] = outcome.result()
    return tuple(made[place.label] for place in wanted)


def _place(study: Study, facts: StudyFacts, place: Place, order: Sequence[Capture]) -> LaxityPlace:
    reading = study.readings[place.kind]
    captures: list[LaxityCapture] = []
    drawn: set[str] = set()
    for capture in order:
        if place.kind != _ALL_DRAWN and capture.visit in drawn:
            continue
        one = _capture(study, facts, capture, reading)
        captures.append(one)
        if one.drawing is not None:
            drawn.add(capture.visit)
    return LaxityPlace(
        place.subject,
        place.site.name,
        place.site.side,
        place.region,
        place.kind,
        place.setup,
        tuple(captures),
    )


def _capture(
    study: Study, facts: StudyFacts, capture: Capture, reading: AnyReading
) -> LaxityCapture:
    told = (capture.visit, capture.replicate, capture.sha256)
    refusal = facts.refusals.get(capture.sha256)
    if refusal is not None:
        return LaxityCapture(*told, None, refusal.reason)
    drawing: Drawing | None = None
    try:
        own = reading.under(capture.settings)
        drawing = drawing_of(capture_record(study, capture, reading), own.settings)
    except TurgorError as error:
        return LaxityCapture(*told, None, str(error))
    return LaxityCapture(*told, drawing, "" if drawing is not None else NO_CURVE)
