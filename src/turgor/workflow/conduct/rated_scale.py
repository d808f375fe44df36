"""A declared rating scale as the instrument whose score its findings are."""

from collections.abc import Mapping

from turgor.measure.scales import scale_conditions, shipped_instrument, type_anchors
from turgor.metrics.measurand import ConditionValue
from turgor.record.questionnaire import Instrument
from turgor.record.rating import PAIR_GRADES, RatingScale

METRIC = "scale.grade"
_SCORE, _TEMPLATE = "grade", "grade"


def instrument_of(scale: RatingScale, pairs: bool = False) -> Instrument:
    """The grade with this scale's words; of pairs, with the words of a comparison.

    Errors: InputError where the scale's id won't do as a name.
    """
    template = shipped_instrument(_TEMPLATE)
    if pairs:
        return type_anchors(template, f"{scale.id}-pair", PAIR_GRADES, scale.question)
    return type_anchors(template, scale.id, dict(enumerate(scale.anchors)), scale.question)


def rating_conditions(scale: RatingScale, pairs: bool = False) -> Mapping[str, ConditionValue]:
    """Conditions of a blinded rating's findings, by which an endpoint can name them."""
    return scale_conditions(instrument_of(scale, pairs), _SCORE, rater="clinician")
