"""A stimulus: what one session does to tissue, by depth and over time, with its spread."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from turgor.errors import InputError
from turgor.record.tissue import TissueStack

FloatArray = NDArray[np.float64]

#: what can have become of tissue at one depth, each as a share of the skin's area there; no two
#: at one place: removed (gone when the session ends), coagulated (killed where it lies, by heat
#: or by acid), heat-shocked (alive and stressed by heat), punctured (pierced, nothing lost)
PROFILE_KINDS = ("removed", "coagulated", "heat-shocked", "punctured")

#: depths at which shares are stated, µm below the surface before the session
DEPTH_UM: FloatArray = np.concatenate(
    [np.arange(0.0, 400.0, 5.0), np.arange(400.0, 2000.0, 20.0), np.arange(2000.0, 6001.0, 100.0)]
)
DEPTH_UM.setflags(write=False)

#: what goes on after the session, and its unit
COURSE_UNITS: Mapping[str, str] = {
    "ligand-epidermis": "1",  # exposure of the living epidermis, 1 = tretinoin 0.05 % daily
    "ligand-dermis": "1",  # exposure of the upper dermis, 1 = tretinoin 0.05 % daily
    "retinoid-effect": "1",  # saturating efficacy, share of the most that a retinoid does
    "irritation": "1",  # non-saturating, 1 = tretinoin 0.05 % daily at its worst
    "particle-load": "mg/cm²",  # solid still there
    "particle-surface": "mm²/cm²",  # surface of those solids
    "carrier-volume": "µl/cm²",  # gel or water of the carrier still there
    "water-volume": "µl/cm²",  # volume that a hyaluronic gel holds
    "channels-open": "1/cm²",  # channels through the corneum that still let through
    "barrier-open": "1",  # share of the corneum's barrier that is lost
}

#: days after the session at which courses are stated
COURSE_DAYS: FloatArray = np.concatenate(
    [np.arange(0.0, 3.0, 0.125), np.arange(3.0, 60.0, 1.0), np.arange(60.0, 1101.0, 10.0)]
)
COURSE_DAYS.setflags(write=False)


@dataclass(frozen=True, slots=True)
class QuantitySpec:
    """A single number of a stimulus: its printed unit and what it means.

    probability : it is one, so that its mean over draws is stated, without a spread of its own.
    """

    unit: str
    meaning: str
    probability: bool = False


@dataclass(frozen=True, slots=True)
class StimulusDraw:
    """One draw: what follows if every literature value is what it is in this draw.

    profiles : kind of PROFILE_KINDS -> shares at DEPTH_UM. courses : kind of COURSE_UNITS ->
    values at COURSE_DAYS. quantities : name -> value.
    """

    profiles: Mapping[str, FloatArray] = field(default_factory=dict)
    courses: Mapping[str, FloatArray] = field(default_factory=dict)
    quantities: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Hold kinds, shapes and shares."""
        for kind, shares in self.profiles.items():
            if kind not in PROFILE_KINDS:
                raise InputError(f"'{kind}' is no profile; allowed: {', '.join(PROFILE_KINDS)}")
            if shares.shape != DEPTH_UM.shape or not ((shares >= 0.0) & (shares <= 1.0)).all():
                raise InputError(f"profile '{kind}' is no share of 0 to 1 at each depth")
        for kind, values in self.courses.items():
            if kind not in COURSE_UNITS:
                raise InputError(f"'{kind}' is no course; allowed: {', '.join(COURSE_UNITS)}")
            if values.shape != COURSE_DAYS.shape or not (values >= 0.0).all():
                raise InputError(f"course '{kind}' is not 0 or more at each day")
        if sum((self.profiles[kind] for kind in self.profiles), np.zeros(1)).max() > 1.0 + 1e-9:
            raise InputError("profiles add up to more than all of the skin")


@dataclass(frozen=True, slots=True)
class Spread:
    """Median and 10th and 90th percentile over draws, each of one shape."""

    median: FloatArray
    low: FloatArray
    high: FloatArray


@dataclass(frozen=True, slots=True)
class StimulusFlag:
    """Something to know about a stimulus: a kebab-case code, one sentence, its source if any."""

    code: str
    text: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class CrossSection:
    """One zone through its axis, for drawing: rows are depths, columns radii.

    r_um (k,), z_um (n,) : centres of cells. peak_c (n, k) : highest temperature, °C. log10_damage
    (n, k) : of the damage integral, -inf where none. state (n, k) : 0 untouched, 1 heat-shocked,
    2 coagulated, 3 removed.
    """

    r_um: FloatArray
    z_um: FloatArray
    peak_c: FloatArray
    log10_damage: FloatArray
    state: NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Stimulus:
    """What one session does to one person's skin.

    settings : what it was worked out from, defaults included. profiles at DEPTH_UM, courses at
    COURSE_DAYS, quantities as (1,) arrays. parameters, sources : ids of the evidence used.
    """

    modality: str
    device: str
    settings: Mapping[str, float | str | bool]
    stack: TissueStack
    profiles: Mapping[str, Spread]
    courses: Mapping[str, Spread]
    quantities: Mapping[str, Spread]
    specs: Mapping[str, QuantitySpec]
    flags: tuple[StimulusFlag, ...]
    section: CrossSection | None
    draws: int
    parameters: tuple[str, ...]
    sources: tuple[str, ...]
    assumed_share: float
