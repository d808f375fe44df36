"""A case's file ready to be checked: read, its study asked, settings typed, words held."""

from dataclasses import dataclass
from pathlib import Path

from turgor.exchange.case_toml import read_case
from turgor.record.case import Case
from turgor.record.stimulus import StimulusFlag
from turgor.rules.vocabulary import Vocabulary
from turgor.skin.loading.doors import LOADED
from turgor.workflow.check.case_words import hold_words
from turgor.workflow.check.devices import hold_devices
from turgor.workflow.forecast.typed_case import typed
from turgor.workflow.study_case import of_study


@dataclass(frozen=True, slots=True)
class ReadyCase:
    """A case, and what is odd about it."""

    case: Case
    flags: tuple[StimulusFlag, ...]


def ready_case(path: Path, vocabulary: Vocabulary) -> ReadyCase:
    """A case from its file, every word and setting of it held.

    Errors: StudyError with file and line, what is allowed, and the nearest name.
    """
    where = str(path)
    case = read_case(path)
    hold_words(case, vocabulary, where, LOADED)
    own = of_study(case, path)
    words = [word for word in vocabulary.field("modality").words if word != "other"]
    found = typed(own.case, where, words, find_odd=False)
    hold_devices(found.case, where)
    return ReadyCase(found.case, (*own.flags, *found.flags))
