"""A session of known effect, for tests of what is done with any modality's model."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from turgor.errors import InputError
from turgor.evidence import parameter
from turgor.record.stimulus import (
    COURSE_DAYS,
    DEPTH_UM,
    CrossSection,
    QuantitySpec,
    StimulusDraw,
    StimulusFlag,
)
from turgor.record.tissue import TissueStack

#: a value with a spread, whatever it means
SPREAD = "barrier.norm.tewl.palm"


@dataclass(frozen=True)
class PlainModel:
    """Coagulates 20 % of the area down to a drawn depth."""

    settings: Mapping[str, float | str | bool] = field(default_factory=dict)
    flags: tuple[StimulusFlag, ...] = (StimulusFlag("plain", "a model for tests"),)
    specs: Mapping[str, QuantitySpec] = field(
        default_factory=lambda: {"zone-depth": QuantitySpec("µm", "depth of a zone")}
    )
    impossible_above_um: float = np.inf

    def draw(self, stack: TissueStack) -> StimulusDraw:
        depth = 10.0 * parameter(SPREAD)
        if depth > self.impossible_above_um:
            raise InputError(f"{depth:.0f} µm is deeper than this skin")
        return StimulusDraw(
            {"coagulated": np.where(depth > DEPTH_UM, 0.2, 0.0)},
            {"barrier-open": np.exp(-COURSE_DAYS)},
            {"zone-depth": depth},
        )

    def section(self, stack: TissueStack) -> CrossSection | None:
        r, z = np.arange(5.0, 200.0, 10.0), np.arange(5.0, 800.0, 10.0)
        far = np.hypot(r[None, :] / 60.0, z[:, None] / 400.0)
        state = np.where(far < 1.0, 2, np.where(far < 1.3, 1, 0)).astype(np.uint8)
        state[(far < 0.3)] = 3
        return CrossSection(r, z, 35.0 + 80.0 * np.exp(-(far**2)), -10.0 * far, state)


def model(
    settings: Mapping[str, float | str | bool], device: str, stack: TissueStack
) -> PlainModel:
    """The door of the plain model."""
    if settings.get("energy_mj", 1.0) == 13.0:
        raise InputError("energy_mj is 13; allowed: anything else")
    return PlainModel(settings)
