"""What each modality offers: settings read and checked, and one draw of what they do."""

from collections.abc import Mapping
from typing import Protocol

from turgor.record.stimulus import CrossSection, QuantitySpec, StimulusDraw, StimulusFlag
from turgor.record.tissue import TissueStack

SettingValue = float | str | bool


class SessionModel(Protocol):
    """One session, read and checked, ready to be worked out as often as draws are wanted."""

    @property
    def settings(self) -> Mapping[str, SettingValue]:
        """The settings that the model uses, by canonical name, those taken by default included."""
        ...

    @property
    def flags(self) -> tuple[StimulusFlag, ...]:
        """Outside what any study used, taken by default, not calibrated, and so on."""
        ...

    @property
    def specs(self) -> Mapping[str, QuantitySpec]:
        """Unit and meaning of each quantity that a draw may carry."""
        ...

    def draw(self, stack: TissueStack) -> StimulusDraw:
        """What the session does under the present draw of the literature values.

        Errors: InputError where the settings are impossible in this tissue.
        """
        ...

    def section(self, stack: TissueStack) -> CrossSection | None:
        """One zone for drawing, under the present draw; None where there is none to draw."""
        ...


class ModalityDoor(Protocol):
    """``model(settings, device, stack)`` of each modality's room."""

    def __call__(
        self, settings: Mapping[str, SettingValue], device: str, stack: TissueStack
    ) -> SessionModel:
        """Read and check a session's typed settings.

        Errors: InputError with what was given, the allowed range, its source and what to do.
        """
        ...
