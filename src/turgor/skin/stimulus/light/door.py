"""The door of fractional lasers: a session's settings read and checked, and one draw of it."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

from turgor.errors import InputError
from turgor.evidence import parameter
from turgor.physics.tissue import thermal_layers
from turgor.record.stimulus import CrossSection, QuantitySpec, StimulusDraw, StimulusFlag
from turgor.record.tissue import TissueStack
from turgor.skin.stimulus.field import lateral_fractions
from turgor.skin.stimulus.field.build_up import BuildUp, cooling_flags
from turgor.skin.stimulus.field.device import LaserDevice, find_laser
from turgor.skin.stimulus.field.heat_kernel import HeatDeposit
from turgor.skin.stimulus.light.coefficients import ZoneCoefficients, zone_coefficients
from turgor.skin.stimulus.light.cooled import cooling_of
from turgor.skin.stimulus.light.laid import (
    deposit_of,
    rise_of,
    scan_of,
    warmer_k,
    zone_field,
)
from turgor.skin.stimulus.light.own_histology import DeviceCalibration
from turgor.skin.stimulus.light.predict import coefficients_of
from turgor.skin.stimulus.light.pulse import pulse_flag, pulse_ms
from turgor.skin.stimulus.light.quantities import SPECS, field_quantities, zone_quantities
from turgor.skin.stimulus.light.section import cross_section
from turgor.skin.stimulus.light.settings import LaserSettings, read_settings
from turgor.skin.stimulus.light.shrinkage import Shrinkage, excision_shrinkage
from turgor.skin.stimulus.light.studied import check_studied
from turgor.skin.stimulus.light.zone import (
    Exposure,
    Zone,
    heat_left,
    micro_thermal_zone,
    regime_of,
    scattered_source,
)
from turgor.skin.stimulus.modality import SettingValue

#: a fitted ratio holds for tips within this share of the nominal spot it was fitted with
_SAME_TIP = 0.15
#: scattered light is followed to this far from the axis; no wider beam, µm
_WIDEST_UM = 5000.0


@dataclass(frozen=True, slots=True)
class FractionalLaser:
    """One session of a fractional laser, read and checked."""

    read: LaserSettings
    device: LaserDevice
    settings: Mapping[str, SettingValue]
    flags: tuple[StimulusFlag, ...]
    calibration: DeviceCalibration | None = None

    @property
    def specs(self) -> Mapping[str, QuantitySpec]:
        """Unit and meaning of each quantity."""
        return SPECS

    def draw(self, stack: TissueStack) -> StimulusDraw:
        """What the session does under the present draw of the literature values."""
        nominal = self.nominal_um()
        field = zone_field(self.read, self.device, nominal)
        zone, rise = self.zone(stack)
        profiles = lateral_fractions(zone.outline.shape(), field)
        quantities = {
            **zone_quantities(zone, self._shrinkage()),
            **field_quantities(profiles),
            "spot-effective": self.exposure(nominal).spot_um,
            "pulse": pulse_ms(self.read, zone.kind),
            "density": field.density_mtz_cm2,
            "background-rise": float(warmer_k(rise).max()),
        }
        return StimulusDraw(profiles=profiles, quantities=quantities)

    def section(self, stack: TissueStack) -> CrossSection:
        """One zone of the last pass, under the present draw."""
        return cross_section(self.zone(stack)[0])

    def zone(self, stack: TissueStack) -> tuple[Zone, BuildUp]:
        """One zone of the last pass, in the warmth that the zones before have left."""
        nominal = self.nominal_um()
        exposure, coefficients = self.exposure(nominal), self._coefficients()
        scatters = regime_of(exposure.wavelength_nm) == "scattering"
        lit = scattered_source(stack, exposure, coefficients) if scatters else None
        heat = lit if lit is not None else heat_left(stack, exposure, coefficients)
        rise = self._rise(deposit_of(heat), nominal, stack)
        warm = replace(exposure, warmer_k=warmer_k(rise))
        return micro_thermal_zone(stack, warm, coefficients, lit), rise

    def _rise(self, left: HeatDeposit, nominal_um: float, stack: TissueStack) -> BuildUp:
        field = zone_field(self.read, self.device, nominal_um)
        cooling = cooling_of(self.read.cooling)
        return rise_of(left, field, scan_of(self.device), thermal_layers(stack), cooling)

    def nominal_um(self) -> float:
        """Nominal spot: as stated, own histology's, or the device's under the present draw."""
        if not math.isnan(self.read.spot_um):
            return self.read.spot_um
        own = self.calibration
        return self.device.spot_um if own is None else own.nominal_spot_um

    def exposure(self, nominal_um: float) -> Exposure:
        """One zone's light under the present draw."""
        read = self.read
        kind = regime_of(read.wavelength_nm)
        pulse = pulse_ms(read, kind)
        return Exposure(
            wavelength_nm=read.wavelength_nm,
            energy_mj=read.energy_mj,
            spot_um=min(nominal_um * self._ratio(nominal_um), _WIDEST_UM),
            pulse_ms=pulse,
            pulses=read.stacked_pulses,
            period_ms=1e3 / read.repetition_hz if read.stacked_pulses > 1 else 0.0,
            beam=self.device.beam,
            cooling=cooling_of(read.cooling),
        )

    def _coefficients(self) -> ZoneCoefficients:
        """As the four series have them, or as own histology moved them."""
        own = self.calibration
        return zone_coefficients() if own is None else coefficients_of(own.shared)

    def _shrinkage(self) -> Shrinkage:
        if self.calibration is None:
            return excision_shrinkage()
        shared = self.calibration.shared
        return Shrinkage(lateral=shared["shrink-lateral"], depth=shared["shrink-depth"])

    def _ratio(self, nominal_um: float) -> float:
        """Effective over nominal diameter: own histology, the device's fit, or what devices are."""
        if self.calibration is not None:
            return self.calibration.spot_ratio
        if self.device.calibrated and self._fitted_tip(nominal_um):
            return self.device.effective_ratio
        return parameter("mtz.spot-ratio.across-devices")

    def _fitted_tip(self, nominal_um: float) -> bool:
        stated = not math.isnan(self.read.spot_um)
        return not stated or abs(nominal_um / self.device.spot_um - 1.0) <= _SAME_TIP


def model(
    settings: Mapping[str, SettingValue],
    device: str,
    stack: TissueStack,
    *,
    calibration: DeviceCalibration | None = None,
) -> FractionalLaser:
    """Read and check a session's typed settings.

    calibration : from a laboratory's own histology (``calibrate_device``), for its device.

    Errors: InputError with what was given, the allowed range, its source and what to do: for
    impossible settings, slips of unit, a wavelength without data or that the device doesn't emit,
    a wavelength that can't ablate said to, trains and fields that never cool.
    """
    read = read_settings(settings)
    kind = regime_of(read.wavelength_nm)
    laser, flags = find_laser(device, read.wavelength_nm)
    made = FractionalLaser(read, laser, {}, (), calibration)
    found = [*flags, *check_studied(read, kind), *_against_said(read, kind == "ablating")]
    pulse = pulse_flag(read, kind)
    found += [pulse] if pulse is not None else []
    if math.isnan(read.spot_um):
        said = f"spot_um is not stated; taken: {made.nominal_um():g} µm"
        found.append(StimulusFlag("spot-assumed", said, f"laser.{laser.id}.spot"))
    found.append(_calibrated(read, laser, calibration))
    zone, rise = made.zone(stack)
    found += cooling_flags(rise, scan_of(laser))
    found += _reach_flags(zone, stack)
    if zone.dries:
        said = (
            "tissue that stays boils dry inside a zone; steam, char and what light does in dry "
            "tissue are not followed, so temperatures there are stated to where it chars"
        )
        found.append(StimulusFlag("tissue-dries", said, "micro-thermal-zone-choices"))
    used: dict[str, SettingValue] = dict(settings)
    for name, value in (("spot_um", made.nominal_um()), ("pulse_ms", pulse_ms(read, kind))):
        used.setdefault(name, value)
    for name, value in (("passes", read.passes), ("stacked_pulses", read.stacked_pulses)):
        used.setdefault(name, float(value))
    used.setdefault("cooling", read.cooling)
    used.setdefault("ablative", kind == "ablating")
    return replace(made, settings=used, flags=tuple(found))


def _against_said(read: LaserSettings, ablates: bool) -> list[StimulusFlag]:
    """What the settings say of ablation against what the wavelength does."""
    if read.ablative is None or read.ablative == ablates:
        return []
    if read.ablative:
        raise InputError(
            f"'ablative' is yes, but light of {read.wavelength_nm:g} nm is stopped by water within "
            "tenths of a mm and more, and takes no tissue away; correct the wavelength (2790, 2940 "
            "and 10600 nm ablate) or write ablative = no"
        )
    said = (
        f"'ablative' is no, but light of {read.wavelength_nm:g} nm is stopped within µm; what it "
        "takes away is told all the same"
    )
    return [StimulusFlag("ablates-all-the-same", said)]


def _calibrated(
    read: LaserSettings, laser: LaserDevice, own: DeviceCalibration | None
) -> StimulusFlag:
    if own is None:
        fit = "its spot was fitted to one or two printed figures" if laser.calibrated else (
            "its spot is drawn from how devices differ"
        )  # fmt: skip
        said = f"not calibrated: {fit}; own histology of three or more energies would do it"
        return StimulusFlag("not-calibrated", said, "micro-thermal-zone-choices")
    if abs(own.wavelength_nm - read.wavelength_nm) > 0.02 * read.wavelength_nm:
        raise InputError(
            f"the calibration is of {own.wavelength_nm:g} nm, the session of "
            f"{read.wavelength_nm:g} nm"
        )
    energies = f"{min(own.energies_mj):g} to {max(own.energies_mj):g} mJ"
    if own.claim_pct is None:
        said = (
            f"not calibrated: {len(own.energies_mj)} energies of own histology ({energies}), each "
            f"foretold from the others to {own.worst_pct:.0f} %; three or more, all within 20 %, "
            "are needed"
        )
        return StimulusFlag("not-calibrated", said)
    if not min(own.energies_mj) <= read.energy_mj <= max(own.energies_mj):
        said = f"not calibrated at {read.energy_mj:g} mJ: own histology spans {energies}"
        return StimulusFlag("not-calibrated", said)
    if abs(read.spot_um / own.nominal_spot_um - 1.0) > _SAME_TIP:
        said = (
            f"not calibrated for {read.spot_um:g} µm: own histology is of a spot of "
            f"{own.nominal_spot_um:g} µm"
        )
        return StimulusFlag("not-calibrated", said)
    said = (
        f"depth and width to ±{own.claim_pct:.0f} %: {len(own.energies_mj)} energies of own "
        f"histology ({energies}), each foretold from the others within {own.worst_pct:.0f} %; "
        "bands hold besides how skins differ"
    )
    return StimulusFlag("calibrated", said)


def _reach_flags(zone: Zone, stack: TissueStack) -> list[StimulusFlag]:
    if zone.outline.killed_depth_um <= 0.0:
        return [StimulusFlag("no-zone", "nothing is removed or killed with these settings")]
    if zone.outline.killed_depth_um > stack.skin_um:
        said = (
            f"zones reach {zone.outline.killed_depth_um:.0f} µm; the dermis ends at "
            f"{stack.skin_um:.0f} µm"
        )
        return [StimulusFlag("through-the-dermis", said)]
    return []
