"""The conditions of a score that a design declares: what it leaves open, the instrument says."""

from collections.abc import Mapping

from turgor.errors import MetricError, TurgorError
from turgor.measure.scales import scale_conditions
from turgor.metrics.measurand import ConditionValue
from turgor.workflow.forms.library import Library

FAMILY = "scale"


def score_conditions(
    metric_id: str, stated: Mapping[str, ConditionValue], library: Library
) -> dict[str, ConditionValue]:
    """All conditions of a score, from the instrument that the endpoint names.

    stated : the endpoint's own conditions. Where all six are stated no instrument is needed, and
    where the score is not stated it is the only one of this metric.

    Errors: MetricError that says what is there.
    """
    told = dict(stated)
    names = ("instrument", "version", "score", "rater", "recall", "language")
    if all(name in stated for name in names):
        return told
    name = str(stated.get("instrument", ""))
    if not name:
        raise MetricError(
            f"'{metric_id}' needs an instrument: conditions = {{instrument = \"...\"}}; there are "
            f"{', '.join(item.title for item in library.all())}"
        )
    try:
        instrument = library.find(name, str(stated.get("version", ""))).instrument
    except TurgorError as error:
        raise MetricError(str(error)) from error
    scores = [score.id for score in instrument.scores if score.metric == metric_id]
    score = str(stated.get("score", scores[0] if len(scores) == 1 else ""))
    if score not in scores:
        there = ", ".join(f"{item.id} ({item.metric})" for item in instrument.scores)
        what = f"no score '{score}' that is" if score else "no single score that is"
        raise MetricError(f"'{instrument.id}' has {what} '{metric_id}'; it has {there or 'none'}")
    # a short name in the design means the same instrument
    return {**scale_conditions(instrument, score), **told, "instrument": instrument.id}
