"""What a study's instruments state of their scores: published noise, differences that matter."""

from dataclasses import dataclass

from turgor.errors import MetricError
from turgor.measure.scales import scale_conditions
from turgor.metrics.measurand import Measurand
from turgor.record.important import ImportantDifference, PublishedSem
from turgor.workflow.forms.library import Library


@dataclass(frozen=True, slots=True)
class Statements:
    """Of the scores of all instruments at hand, each with its source."""

    noise: tuple[PublishedSem, ...] = ()
    important: tuple[ImportantDifference, ...] = ()


def instrument_statements(library: Library) -> Statements:
    """What the sidecars state, of the form as its authors mean it: answered in its own language
    by whom it is meant for. Other answers are another measurand, and nothing is stated of those.

    Errors: StoreError or InputError where a kept instrument can't be read.
    """
    noise: list[PublishedSem] = []
    important: list[ImportantDifference] = []
    for loaded in library.all():
        own = loaded.instrument
        for score in own.scores:
            try:
                measurand = Measurand.of(score.metric, scale_conditions(own, score.id))
            except MetricError:
                continue
            if score.sem is not None:
                noise.append(PublishedSem(measurand, score.sem, score.sem_source))
            if score.mid is not None:
                important.append(
                    ImportantDifference(measurand, score.mid, score.mid_source, "instrument")
                )
    return Statements(tuple(noise), tuple(important))
