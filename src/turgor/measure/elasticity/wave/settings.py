"""What the user chooses of how a wave is measured; each choice that changes the number shows."""

import math
from dataclasses import dataclass, fields

from turgor.errors import InputError

MOTION_ESTIMATORS = ("loupas", "kasai")
MOTIONS = ("velocity", "displacement")
GROUP_ESTIMATORS = ("radon-energy", "radon-peak", "time-to-peak")
DIRECTIONS = ("auto", "always", "never")
SPREADINGS = ("plane", "cylindrical")
MODELS = ("kelvin-voigt", "three-parameter", "none")
_CHOICES = {
    "motion_estimator": MOTION_ESTIMATORS,
    "motion": MOTIONS,
    "group_estimator": GROUP_ESTIMATORS,
    "separate_directions": DIRECTIONS,
    "spreading": SPREADINGS,
    "model": MODELS,
}


@dataclass(frozen=True, slots=True)
class WaveSettings:
    """How a wave is measured.

    motion_estimator : from echoes. axial_window_mm : over which its phase is averaged; None = three
    wavelengths of the pulse. least_correlation : of echoes with the first ones; below it a point
    is a gap. motion : analysed. group_estimator : one of GROUP_ESTIMATORS.
    depth_from_mm ... lateral_to_mm : what is used, laterals by their distance from the source;
    None = all of it. band_from_hz, band_to_hz : of the group speed, None = all of it.
    speed_from_m_s, speed_to_m_s : searched. frequency_step_hz : phase speed is stated at its
    multiples, from frequency_from_hz to frequency_to_hz or wherever the wave has energy.
    spreading : a plane wave, or one from a line or point (its near field is then part of the
    model). near_field_wavelengths : laterals nearer to the source than that are left out.
    separate_directions : when motion that runs back is filtered out of the group speed.
    least_quality : of a group speed (semblance, 0 to 1); least_explained : share of a frequency's
    energy that one wave explains. homogeneous_bulk : True only where the tissue is one material,
    far larger than the wavelength; without it no modulus is stated but an apparent one.
    model : fitted to the dispersion. stretch_kind, stretch_way : of the record's stretch.
    dermis_thickness_mm : with which the wavelength of a surface wave is compared.

    Errors: InputError where a word is not allowed, a number not finite and above zero, or a range
    upside down.
    """

    motion_estimator: str = "loupas"
    axial_window_mm: float | None = None
    least_correlation: float = 0.6
    motion: str = "velocity"
    group_estimator: str = "radon-energy"
    depth_from_mm: float | None = None
    depth_to_mm: float | None = None
    lateral_from_mm: float | None = None
    lateral_to_mm: float | None = None
    band_from_hz: float | None = None
    band_to_hz: float | None = None
    speed_from_m_s: float = 0.3
    speed_to_m_s: float = 15.0
    frequency_step_hz: float = 100.0
    frequency_from_hz: float | None = None
    frequency_to_hz: float | None = None
    spreading: str = "plane"
    near_field_wavelengths: float = 0.5
    separate_directions: str = "auto"
    least_quality: float = 0.3
    least_explained: float = 0.5
    homogeneous_bulk: bool = False
    model: str = "kelvin-voigt"
    stretch_kind: str = "uniaxial"
    stretch_way: str = "along"
    dermis_thickness_mm: float | None = None

    def __post_init__(self) -> None:
        for item in fields(self):
            value = getattr(self, item.name)
            if isinstance(value, float) and not (math.isfinite(value) and value >= 0):
                raise InputError(
                    f"setting {item.name} is {value:g}; it must be finite and not below zero"
                )
        for name, allowed in _CHOICES.items():
            if getattr(self, name) not in allowed:
                raise InputError(
                    f"setting {name} is '{getattr(self, name)}'; allowed: {', '.join(allowed)}"
                )
        for low, high in (
            ("depth_from_mm", "depth_to_mm"),
            ("lateral_from_mm", "lateral_to_mm"),
            ("band_from_hz", "band_to_hz"),
            ("speed_from_m_s", "speed_to_m_s"),
            ("frequency_from_hz", "frequency_to_hz"),
        ):
            start, end = getattr(self, low), getattr(self, high)
            if end is not None and end <= (start or 0.0):
                raise InputError(f"setting {high} is {end:g}; it must be above {low}")
        if self.speed_from_m_s <= 0 or self.frequency_step_hz <= 0:
            raise InputError("settings speed_from_m_s and frequency_step_hz must be above zero")
