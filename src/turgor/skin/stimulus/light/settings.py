"""Settings of a fractional laser, read, checked against what studies used, and completed."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from turgor.errors import InputError
from turgor.skin.stimulus.modality import SettingValue
from turgor.skin.stimulus.stated import flag, number, positive, whole

#: nothing taken away or added by cooling words that name no method
COOLING = ("none", "contact", "air", "cryogen")
#: full coverage is a full field; more is none
MOST_PCT = 100.0


@dataclass(frozen=True, slots=True)
class LaserSettings:
    """One fractional session as the model uses it; energy in mJ a pulse, all in skin's terms.

    spot_um : nominal diameter; NaN where neither the settings nor the device state one.
    pulse_ms : NaN until ``with_pulse`` settles it. density_mtz_cm2, coverage_pct : all passes
    together, NaN where the other is stated. ablative : what the settings say, None for nothing.
    """

    wavelength_nm: float
    energy_mj: float
    spot_um: float = math.nan
    pulse_ms: float = math.nan
    power_w: float = math.nan
    density_mtz_cm2: float = math.nan
    coverage_pct: float = math.nan
    passes: int = 1
    overlap_pct: float = 0.0
    cooling: str = "none"
    stacked_pulses: int = 1
    repetition_hz: float = math.nan
    ablative: bool | None = None


def read_settings(settings: Mapping[str, SettingValue]) -> LaserSettings:
    """A session's typed settings, by canonical name.

    Errors: InputError for one that is missing, no number, or impossible.
    """
    for name in ("wavelength_nm", "energy_mj"):
        if name not in settings:
            raise InputError(f"fractional-laser: '{name}' is not stated, and there is no default")
    read = LaserSettings(
        wavelength_nm=positive(settings, "wavelength_nm", "nm"),
        energy_mj=positive(settings, "energy_mj", "mJ"),
        spot_um=positive(settings, "spot_um", "µm"),
        pulse_ms=positive(settings, "pulse_ms", "ms"),
        power_w=positive(settings, "power_w", "W"),
        density_mtz_cm2=positive(settings, "density_mtz_cm2", "1/cm²"),
        coverage_pct=positive(settings, "coverage_pct", "%"),
        passes=whole(settings, "passes", 1),
        overlap_pct=_share(settings, "overlap_pct"),
        cooling=_cooling(settings),
        stacked_pulses=whole(settings, "stacked_pulses", 1),
        repetition_hz=positive(settings, "repetition_hz", "Hz"),
        ablative=flag(settings, "ablative"),
    )
    if math.isnan(read.density_mtz_cm2) and math.isnan(read.coverage_pct):
        raise InputError("fractional-laser: state 'density_mtz_cm2' or 'coverage_pct'")
    if read.coverage_pct > MOST_PCT:
        raise InputError(
            f"coverage_pct is {read.coverage_pct:g}; it lies above 0 and at most at 100 % (a full "
            "field); more passes belong in 'passes'"
        )
    if read.stacked_pulses > 1 and math.isnan(read.repetition_hz):
        raise InputError("stacked_pulses needs repetition_hz: how fast they follow on one spot")
    return read


def _share(settings: Mapping[str, SettingValue], name: str) -> float:
    value = number(settings, name) if name in settings else 0.0
    if not 0.0 <= value < MOST_PCT:
        raise InputError(f"{name} is {value:g}; allowed: 0 to below 100 %")
    return value


def _cooling(settings: Mapping[str, SettingValue]) -> str:
    word = settings.get("cooling", "none")
    if word not in COOLING:
        raise InputError(f"cooling is '{word}'; allowed: {', '.join(COOLING)}")
    return str(word)
