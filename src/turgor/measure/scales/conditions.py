"""The conditions of a score: which form, which version, who answers, about when, in which words."""

from turgor.metrics.measurand import ConditionValue
from turgor.record.questionnaire import UNKNOWN, Instrument


def scale_conditions(
    instrument: Instrument, score_id: str, *, rater: str = UNKNOWN, language: str = UNKNOWN
) -> dict[str, ConditionValue]:
    """Conditions of one score, built from the instrument alone so that a study can declare it.

    rater, language : of the response; unknown = as the instrument itself states.
    """
    return {
        "instrument": instrument.id,
        "version": instrument.version,
        "score": score_id,
        "rater": instrument.rater if rater == UNKNOWN else rater,
        "recall": instrument.recall,
        "language": instrument.language if language == UNKNOWN else language,
    }
