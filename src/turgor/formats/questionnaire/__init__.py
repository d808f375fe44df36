"""Questionnaires and answers: FHIR R4 JSON with a sidecar for licence and scoring, and tables."""

from turgor.formats.questionnaire.answer import checked_answer
from turgor.formats.questionnaire.doorway import (
    is_questionnaire,
    is_questionnaire_response,
    read_answers,
    read_questionnaire,
    read_response,
)
from turgor.formats.questionnaire.placed import Told, placed_bytes, told_by_response
from turgor.formats.questionnaire.write import (
    offered_value,
    write_answers,
    write_questionnaire,
    write_response,
)

__all__ = [
    "Told",
    "checked_answer",
    "is_questionnaire",
    "is_questionnaire_response",
    "offered_value",
    "read_answers",
    "read_questionnaire",
    "read_response",
    "told_by_response",
    "write_answers",
    "placed_bytes",
    "write_questionnaire",
    "write_response",
]
