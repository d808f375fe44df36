"""From a speed to a stiffness: apparent, at its frequency, corrected for surface and stretch.

rho c^2 is a shear modulus only of an elastic, isotropic, unbounded, unstretched solid. On skin it
is a mixture of layers, weighted by how deep the wavelength reaches; it is therefore called apparent
and carries its frequency. Viscosity is in it: it is no storage modulus either.
"""

from dataclasses import dataclass

from turgor.errors import InputError, TurgorError
from turgor.measure.elasticity.wave.settings import WaveSettings
from turgor.physics.elasticity.prestretch import unstretched_shear_modulus_kpa
from turgor.physics.elasticity.shear import rayleigh_ratio, shear_modulus_kpa
from turgor.record.wave_field import UNKNOWN

STRETCH_NOT_STATED, DENSITY_NOT_STATED = "stretch-not-stated", "density-not-stated"
WAVE_NOT_STATED = "wave-not-stated"
THICKNESS_NOT_STATED, DEEPER = "dermis-thickness-not-stated", "wavelength-exceeds-dermis"


@dataclass(frozen=True, slots=True)
class Medium:
    """What was stated of the tissue and the wave."""

    wave: str
    density_kg_m3: float | None
    stretch: float | None

    def flags(self) -> tuple[str, ...]:
        """What was left open."""
        return (
            *((WAVE_NOT_STATED,) if self.wave == UNKNOWN else ()),
            *((DENSITY_NOT_STATED,) if self.density_kg_m3 is None else ()),
            *((STRETCH_NOT_STATED,) if self.stretch is None else ()),
        )


def correction_word(medium: Medium, settings: WaveSettings) -> str:
    """How stretch is taken out, as a condition; the stretch itself is no part of it."""
    if medium.stretch is None:
        return "none"
    return f"{settings.stretch_kind}-{settings.stretch_way}-neo-hookean"


def apparent_shear_modulus_kpa(speed_m_s: float, medium: Medium, settings: WaveSettings) -> float:
    """Apparent shear modulus at rest from a speed.

    Errors: InputError where wave or density were not stated, or the stretch is impossible.
    """
    if medium.wave == UNKNOWN:
        raise InputError(
            "state wave: a surface wave is 4.5 % slower than a shear wave in the same tissue, "
            "which makes 10 % of a modulus"
        )
    if medium.density_kg_m3 is None:
        raise InputError("state density_kg_m3: a modulus is density times speed squared")
    if medium.stretch is not None:
        return unstretched_shear_modulus_kpa(
            speed_m_s, medium.stretch, medium.density_kg_m3, settings.stretch_kind,
            wave=medium.wave, way=settings.stretch_way,
        )  # fmt: skip
    ratio = rayleigh_ratio(0.5) if medium.wave == "surface" else 1.0
    return float(shear_modulus_kpa(speed_m_s / ratio, medium.density_kg_m3))


def try_modulus(
    speed_m_s: float | None, medium: Medium, settings: WaveSettings
) -> tuple[float | None, str]:
    """The modulus, or why there is none."""
    if speed_m_s is None:
        return None, "no speed was measured"
    try:
        return apparent_shear_modulus_kpa(speed_m_s, medium, settings), ""
    except TurgorError as error:
        return None, str(error)


def depth_flags(
    speed_m_s: float | None, frequency_hz: float, medium: Medium, settings: WaveSettings
) -> tuple[str, ...]:
    """Whether a surface wave's length keeps within the dermis."""
    if medium.wave != "surface":
        return ()
    if settings.dermis_thickness_mm is None:
        return (THICKNESS_NOT_STATED,)
    if speed_m_s is None or frequency_hz <= 0:
        return ()
    longer = speed_m_s / frequency_hz * 1e3 > settings.dermis_thickness_mm
    return (DEEPER,) if longer else ()
