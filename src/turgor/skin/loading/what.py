"""What one draw of one session loads the virtual skin with."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from turgor.record.stimulus import StimulusFlag
from turgor.record.tissue import TissueStack


@dataclass(frozen=True, slots=True)
class SessionLoads:
    """One draw: loads by name of ``skin.load.LOADS``, those left out 0.

    particle_life_days : mean time that a particle's surface stays; NaN without particles.
    """

    loads: Mapping[str, float]
    particle_life_days: float = math.nan


class LoadModel(Protocol):
    """One session, read and checked, ready to be worked out as often as draws are wanted."""

    @property
    def flags(self) -> tuple[StimulusFlag, ...]:
        """What was taken by default, outside what any study used, assumed, and so on."""
        ...

    def loads(self, stack: TissueStack) -> SessionLoads:
        """What the session loads this tissue with, under the present draw.

        Errors: InputError where the settings are impossible in this tissue.
        """
        ...
