"""One filled form with the instrument that it answers, as a reading."""

from collections.abc import Mapping
from dataclasses import dataclass

from turgor.record.questionnaire import UNKNOWN, Response
from turgor.workflow.forms.library import Loaded

FORMAT = "fhir-questionnaire-response"


@dataclass(frozen=True, slots=True)
class FilledForm:
    """A response that was held against its instrument."""

    loaded: Loaded
    response: Response

    @property
    def format_id(self) -> str:
        """The format it was read from."""
        return FORMAT

    @property
    def device(self) -> str:
        """A form has none."""
        return ""

    @property
    def device_class(self) -> str:
        """What kind of thing answered the questions."""
        return "questionnaire"

    @property
    def settings(self) -> Mapping[str, str]:
        """What the form states beside its answers."""
        return {"authored": self.response.authored} if self.response.authored else {}

    @property
    def flags(self) -> tuple[str, ...]:
        """What is odd in it."""
        return self.response.flags

    @property
    def setup(self) -> str:
        """Tells forms of one visit apart: instrument, version, and who answered where that is not
        who was meant to.
        """
        own, rater = self.loaded.instrument, self.response.rater
        other = rater != UNKNOWN and own.rater not in (UNKNOWN, rater)
        return f"{own.id} {own.version}" + (f" by {rater}" if other else "")
