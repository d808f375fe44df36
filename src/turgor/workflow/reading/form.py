"""Filled questionnaires and clinician scales: read, held against their instrument, scored."""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import ClassVar

from turgor.errors import FormatError, InputError, MeasureError
from turgor.formats.questionnaire import read_response, told_by_response
from turgor.formats.questionnaire.node import one_of
from turgor.measure.scales import measure_scales
from turgor.measure.scales.whole import METHOD, METHOD_VERSION
from turgor.metrics.measurand import ConditionValue
from turgor.record.questionnaire import RATERS, UNKNOWN, Instrument, Response
from turgor.workflow.forms.filled_form import FilledForm
from turgor.workflow.forms.library import Library, Loaded
from turgor.workflow.measured_capture import Facts
from turgor.workflow.reading.setting import Reading, Stated


@dataclass(frozen=True, slots=True)
class FormOptions:
    """What is stated of a form that does not say it itself.

    instrument, version : which form it is. rater : one of RATERS. language : of the answers.
    """

    instrument: str = ""
    version: str = ""
    rater: str = ""
    language: str = ""

    def __post_init__(self) -> None:
        """Hold the rater against who can be one."""
        if self.rater and self.rater not in RATERS:
            raise InputError(
                f"option rater is '{self.rater}'; allowed: {', '.join(RATERS)}, or leave it empty"
            )


@dataclass(frozen=True, slots=True)
class FormSettings:
    """Nothing to choose: an instrument's own sidecar says how it is scored."""


class FormReading(Reading[FilledForm, FormOptions, FormSettings]):
    """FHIR QuestionnaireResponses."""

    kind: ClassVar[str] = "form"
    method: ClassVar[tuple[str, str]] = (METHOD, METHOD_VERSION)
    options_type: ClassVar[type] = FormOptions
    settings_type: ClassVar[type] = FormSettings
    many: ClassVar[str] = "forms"

    def __init__(
        self, options: FormOptions, settings: FormSettings, library: Library | None = None
    ) -> None:
        """Without a library the shipped instruments are at hand."""
        super().__init__(options, settings)
        self.library = library if library is not None else Library()

    def read(self, path: Path, refused: list[str] | None = None) -> Sequence[FilledForm]:
        """See ``Reading.read``."""
        loaded = self.instrument_of(path)
        if loaded.instrument.untyped:
            raise FormatError(
                f"{path}: answers '{loaded.title}', a template without words; type its anchors "
                "with `turgor study instrument type`, and answer that"
            )
        response = self._with_options(read_response(path, loaded.instrument))
        return (FilledForm(loaded, response),)

    def instrument_of(self, path: Path) -> Loaded:
        """The instrument that a response answers.

        Errors: FormatError where the file says none and none is stated, or it is not at hand.
        """
        told = told_by_response(path)
        name = told.questionnaire or self.options.instrument
        if not name:
            raise FormatError(
                f"{path}: does not say which form it answers; state its instrument, for example "
                "--instrument comfort"
            )
        stated = self.options
        try:
            if stated.instrument and stated.instrument != name:
                return self.library.find(stated.instrument, stated.version or told.version)
            return self.library.find(name, told.version or stated.version)
        except InputError as error:
            raise FormatError(f"{path}: {error}") from error

    def measure(
        self, record: FilledForm, sha256: str, region: str = "", replicate: int = 1
    ) -> Stated:
        """See ``Reading.measure``; a licensed instrument only with its licence on record."""
        instrument = record.loaded.instrument
        proof = self.library.proof(instrument)
        if proof is None and instrument.licence.kind != "open":
            raise MeasureError(licence_line(instrument))
        found = measure_scales(
            instrument,
            record.response,
            capture_sha256=sha256,
            region=region,
            replicate=replicate,
            proof=proof,
        )
        return Stated(found.findings, found.flags)

    def facts(self, record: FilledForm) -> Facts:
        """See ``Reading.facts``."""
        own, response = record.loaded.instrument, record.response
        return {
            "instrument": own.id,
            "version": own.version,
            "answered": f"{len(response.answers)} of {_asked(own)}",
            "rater": response.rater,
            "language": response.language,
            "authored": response.authored,
        }

    def setup(self, record: FilledForm) -> str:
        """Several instruments share a visit."""
        return record.setup

    def told_beside(self, record: FilledForm) -> dict[str, str]:
        """The instrument goes along with a form that does not name it."""
        own = record.loaded.instrument
        return {"instrument": own.id, "version": own.version}

    def conditions(self, metric_id: str) -> dict[str, ConditionValue]:
        """Nothing without an instrument; see ``forms.endpoint``."""
        return {}

    def under(self, told: Mapping[str, str]) -> "FormReading":
        """See ``Reading.under``."""
        names = {item.name for item in dataclasses.fields(self.options)}
        stated = {name: word for name, word in told.items() if name in names and word}
        return type(self)(replace(self.options, **stated), self.settings, self.library)

    def at(self, library: Library) -> "FormReading":
        """The same reading with other instruments at hand."""
        return type(self)(self.options, self.settings, library)

    def _with_options(self, response: Response) -> Response:
        """What the file leaves open, as the user states it."""
        stated, told = self.options, response
        if stated.rater and told.rater == UNKNOWN:
            rater = one_of(stated.rater, RATERS, "option rater")
            told = replace(told, rater=rater, flags=_without(told.flags, "rater-not-stated"))
        if stated.language and "language-not-stated" in told.flags:
            flags = _without(told.flags, "language-not-stated")
            told = replace(told, language=stated.language, flags=flags)
        return told


def licence_line(instrument: Instrument) -> str:
    """Why a licensed instrument is not used yet, and what to do."""
    licence = instrument.licence
    return (
        f"'{instrument.id}' belongs to {licence.holder} and is used only with a licence on record "
        f"({licence.proof_needed}); in its study: `turgor study instrument licence STUDY "
        f"{instrument.id} --holder '{licence.holder}' --reference NUMBER --date DAY`"
    )


def _asked(instrument: Instrument) -> int:
    return sum(item.kind != "display" for item in instrument.items)


def _without(flags: tuple[str, ...], flag: str) -> tuple[str, ...]:
    return tuple(item for item in flags if item != flag)
