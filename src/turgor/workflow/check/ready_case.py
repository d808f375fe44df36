"""A case's file ready to be checked: read, its study asked, settings typed, words held."""

from dataclasses import dataclass
from pathlib import Path

from turgor.exchange.case_toml import read_case
from turgor.exchange.slips import Slips
from turgor.record.case import Case
from turgor.record.stimulus import StimulusFlag
from turgor.rules.vocabulary import Vocabulary
from turgor.skin.loading.doors import LOADED
from turgor.workflow.check.case_words import hold_words
from turgor.workflow.check.devices import hold_devices
from turgor.workflow.forecast.typed_case import typed
from turgor.workflow.study_case import StudyCase, of_study


@dataclass(frozen=True, slots=True)
class ReadyCase:
    """A case, and what is odd about it."""

    case: Case
    flags: tuple[StimulusFlag, ...]


def ready_case(path: Path, vocabulary: Vocabulary, slips: Slips | None = None) -> ReadyCase:
    """A case from its file, every word and setting of it held.

    slips : gathers what is refused besides, so that the caller tells it; None refuses it all.

    Errors: StudyError with file and line, what is allowed, and the nearest name; SlipsError where
    there are several.
    """
    where, found = str(path), Slips() if slips is None else slips
    case = read_case(path, found)
    hold_words(case, vocabulary, where, LOADED, found)
    own = found.attempt(lambda: of_study(case, path), StudyCase(case))
    words = [word for word in vocabulary.field("modality").words if word != "other"]
    read = typed(own.case, where, words, find_odd=False, slips=found)
    hold_devices(read.case, where, (*LOADED, *words), found)
    if slips is None:
        found.refuse()
    return ReadyCase(read.case, (*own.flags, *read.flags))
