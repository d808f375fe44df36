"""Read a skin: one re-seated reading, with the optics that really lay under the instrument."""

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from turgor.errors import InputError
from turgor.phantom.spectrum.instrument import SpectrometerSpec
from turgor.phantom.spectrum.subject import true_ita_deg, true_lab
from turgor.physics.skin_optics import SkinOptics, skin_reflectance
from turgor.record.spectrum import Spectrum

F = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ReseatSpec:
    """How much differs when the head is lifted and put back; spreads of natural logarithms.

    melanin, blood, scattering, yellow : another few millimetres of skin, and another pressure.
    oxygenation : spread of its logit. settling : blood lost (share, in the logarithm) from one
    reading to the next, as vessels are pressed empty. Assumed, and chosen so that L*, a*, b* and
    ITA of repeated readings spread about as on forearms measured three times in a row
    (docs/science/photo-phantoms.md states the figures).
    """

    melanin: float = 0.04
    blood: float = 0.095
    scattering: float = 0.025
    yellow: float = 0.15
    oxygenation: float = 0.15
    settling: float = 0.03

    def __post_init__(self) -> None:
        """Refuse negative spreads."""
        if min(self.melanin, self.blood, self.scattering, self.yellow, self.oxygenation) < 0:
            raise InputError("re-seating: spreads must be 0 or more")


@dataclass(frozen=True, slots=True)
class ReadingTruth:
    """What was under the instrument in one reading.

    optics : of that place at that moment, aperture included. planted : the person's own, without
    re-seating. lab, ita_deg : of ``optics``' exact spectrum, D65, 2 degrees.
    """

    optics: SkinOptics
    planted: SkinOptics
    lab: tuple[float, float, float]
    ita_deg: float
    shift_nm: float
    gain: float


def read_skin(
    skin: SkinOptics,
    instrument: SpectrometerSpec,
    reseat: ReseatSpec,
    seed: tuple[int, ...],
    number: int = 1,
    name: str = "",
) -> tuple[Spectrum, ReadingTruth]:
    """One reading, the ``number``-th in a row from 1; the same seed gives the same reading.

    Errors: InputError where the number is below 1.
    """
    if number < 1:
        raise InputError(f"reading number {number}: readings are counted from 1")
    rng = np.random.default_rng([*seed, number])
    under = _reseated(skin, reseat, number, rng)
    under = replace(under, aperture_radius_mm=0.5 * instrument.aperture_mm)
    shift = float(rng.normal(0.0, instrument.shift_nm)) if instrument.shift_nm else 0.0
    gain = 1.0 + float(rng.normal(0.0, instrument.gain)) if instrument.gain else 1.0
    fine = instrument.fine_nm()
    seen = instrument.bands(fine, shift) @ skin_reflectance(under, fine)
    spread = np.hypot(instrument.noise, instrument.noise_share * seen)
    reflectance = np.clip(gain * seen + spread * rng.standard_normal(len(seen)), 0.0, None)
    lab = true_lab([under])[0]
    spectrum = Spectrum(
        instrument.wavelength_nm,
        reflectance,
        geometry=instrument.geometry,
        aperture_mm=instrument.aperture_mm,
        bandwidth_nm=instrument.bandwidth_nm,
        name=name,
        format_id="phantom",
        device=instrument.device,
        device_class=instrument.device_class,
    )
    ita = float(true_ita_deg([under])[0])
    truth = ReadingTruth(
        under, skin, (float(lab[0]), float(lab[1]), float(lab[2])), ita, shift, gain
    )
    return spectrum, truth


def treated(skin: SkinOptics, melanin_factor: float = 1.0, blood_factor: float = 1.0) -> SkinOptics:
    """The same person at another time: melanin and blood multiplied, all else unchanged."""
    return replace(
        skin,
        melanin=skin.melanin * melanin_factor,
        blood_fraction=min(skin.blood_fraction * blood_factor, 1.0),
    )


def _reseated(
    skin: SkinOptics, reseat: ReseatSpec, number: int, rng: np.random.Generator
) -> SkinOptics:
    melanin, blood, scattering, yellow, oxygen = rng.standard_normal(5)
    logit = math.log(skin.oxygenation / (1.0 - skin.oxygenation)) + reseat.oxygenation * oxygen
    settled = math.exp(reseat.blood * blood - reseat.settling * (number - 1))
    return replace(
        skin,
        melanin=skin.melanin * math.exp(reseat.melanin * melanin),
        blood_fraction=min(skin.blood_fraction * settled, 1.0),
        scattering_mm=skin.scattering_mm * math.exp(reseat.scattering * scattering),
        yellow_mm=skin.yellow_mm * math.exp(reseat.yellow * yellow),
        oxygenation=1.0 / (1.0 + math.exp(-logit)),
    )
