"""What is known of a reading of suction or waves, what it leaves open, and what comes of it."""

from dataclasses import dataclass

#: waves that have one layer's modulus
WAVE_KINDS = ("shear", "surface")


@dataclass(frozen=True, slots=True)
class SuctionReading:
    """R0 and everything on which it depends; None = not known.

    r0_mm : apex at the end of the first suction. on_s : how long that was.
    """

    r0_mm: float
    aperture_mm: float | None
    pressure_mbar: float | None
    on_s: float | None
    thickness_mm: float | None


@dataclass(frozen=True, slots=True)
class WaveReading:
    """A speed and everything on which it depends; None or '' = not known.

    kind : one of WAVE_KINDS; anything else (guided, group of a mixture) can't be converted.
    """

    speed_m_s: float
    frequency_hz: float | None
    kind: str
    thickness_mm: float | None


@dataclass(frozen=True, slots=True)
class Undetermined:
    """What one reading leaves open: lowest and highest, factors against the reference skin.

    stretch : lambda0 itself; without a stated range there is no conversion. left_slack : what of
    the slack the stretch leaves. fibre, thickness, exchange : factors.
    Assumed, but for stretch, which the user states.
    """

    stretch: tuple[float, float] | None = None
    left_slack: tuple[float, float] = (0.0, 0.01)
    fibre: tuple[float, float] = (0.4, 1.25)
    thickness: tuple[float, float] = (0.9, 1.1)
    exchange: tuple[float, float] = (0.7, 1.4)


@dataclass(frozen=True, slots=True)
class Converted:
    """A value with the interval that the law's undetermined parameters span.

    value : the median of the skins that fit. fitted, tried : skins that could be fitted, and all;
    where many could not, the law's range rather than the reading ends the interval.
    regime : of the value's strains.
    """

    value: float
    low: float
    high: float
    unit: str
    regime: str
    fitted: int
    tried: int
