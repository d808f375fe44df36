"""What a session with radiofrequency needles can be at all, and what studies used."""

import math
from dataclasses import dataclass

from turgor.errors import InputError
from turgor.evidence import find_parameter, find_source, parameter
from turgor.physics.tissue import thermal_layers
from turgor.record.stimulus import StimulusFlag
from turgor.record.tissue import TissueStack
from turgor.skin.stimulus.rf_needle.settings import RfSettings

#: water boils, °C
_BOIL_C = 100.0


@dataclass(frozen=True, slots=True)
class _Studied:
    """A value, its record (and the range's lower end where that record states only the most),
    and how both are printed: record times scale. slip : what a value far outside may be.
    """

    name: str
    value: float
    record: str
    unit: str
    scale: float
    slip: str
    lowest: float = math.nan

    @property
    def ends(self) -> tuple[float, float]:
        """Least and most that studies used, as printed."""
        record = find_parameter(self.record)
        low = record.low if record.low is not None else self.lowest
        high = record.high if record.high is not None else record.value
        return low * self.scale, high * self.scale


def check(read: RfSettings, stack: TissueStack) -> tuple[StimulusFlag, ...]:
    """Refuse what can't be in this tissue or is a slip of unit; flag what no study used.

    Errors: InputError with what was given, the range, its source and what to do.
    """
    _refuse_impossible(read, stack)
    flags = [flag for item in _studied(read) if (flag := _outside(item)) is not None]
    _refuse_boiling_all(read, stack)
    if read.needle_depth_um > stack.skin_um:
        said = (
            f"needles set to {read.needle_depth_um:g} µm pass the skin's {stack.skin_um:.0f} µm at "
            f"'{stack.site}' and end in the subcutis"
        )
        flags.append(StimulusFlag("needle-below-dermis", said))
    return tuple(flags)


def _studied(read: RfSettings) -> list[_Studied]:
    energy = read.rf_energy_mj
    return [
        _Studied("needle_depth_um", read.needle_depth_um, "rf.studied.depth", "µm", 1.0,
                 "in mm"),
        _Studied("rf_frequency_mhz", read.rf_frequency_mhz, "rf.studied.frequency", "MHz", 1e-6,
                 "in kHz or Hz"),
        _Studied("rf_power_w", read.power_of_all_w, "rf.studied.power_most", "W", 1.0, "in mW",
                 0.0),
        _Studied("rf_pulse_ms", read.rf_pulse_ms, "rf.studied.pulse_most", "ms", 1e3, "in µs",
                 0.0),
        _Studied("rf_energy_mj", energy, "rf.studied.energy_most", "mJ", 1.0, "", 0.0),
    ]  # fmt: skip


def _outside(item: _Studied) -> StimulusFlag | None:
    if math.isnan(item.value):
        return None
    low, high = item.ends
    record = find_parameter(item.record)
    factor = parameter("rf.setting.slip")
    if item.slip and not low / factor <= item.value <= high * factor:
        raise InputError(
            f"{item.name} is {item.value:g} {item.unit}; allowed: {low / factor:g} to "
            f"{high * factor:g} {item.unit}, {factor:g} times beyond the {low:g} to {high:g} "
            f"{item.unit} of studies ({find_source(record.source).id}, {record.locator}); is it "
            f"{item.slip}?"
        )
    if low <= item.value <= high:
        return None
    said = (
        f"{item.name} is {item.value:g} {item.unit}; studies on record used {low:g} to {high:g} "
        f"{item.unit} ({record.population})"
    )
    return StimulusFlag("outside-studied-range", said, record.source)


def _refuse_impossible(read: RfSettings, stack: TissueStack) -> None:
    deepest = float(sum(stack.thickness_um))
    if read.needle_depth_um >= deepest:
        raise InputError(
            f"needle_depth_um is {read.needle_depth_um:g} µm; the tissue at '{stack.site}' is "
            f"followed to {deepest:.0f} µm, {stack.skin_um:.0f} µm of it skin"
        )
    if read.is_insulated and read.active_tip_um > read.needle_depth_um:
        raise InputError(
            f"active_tip_um is {read.active_tip_um:g} µm, longer than the needle is deep "
            f"({read.needle_depth_um:g} µm); for needles bare throughout write insulated = no"
        )
    pitch, diameter = read.needle_pitch_um, read.needle_diameter_um
    if pitch <= 2.0 * diameter:
        raise InputError(
            f"needle_pitch_um is {pitch:g} µm and needle_diameter_um {diameter:g} µm; needles "
            "stand at least two diameters apart"
        )
    if read.poles == "bipolar" and read.value("needles") < 2:
        raise InputError(
            "a bipolar cartridge has two needles or more; write rf_polarity = monopolar"
        )


def _refuse_boiling_all(read: RfSettings, stack: TissueStack) -> None:
    """Refuse more energy than boils all water in a needle's share of the skin."""
    energy = read.generator_w * read.value("rf_pulse_ms") / read.value("needles")
    pitch = read.value("needle_pitch_um")
    bare = read.value("active_tip_um") if read.is_insulated else read.needle_depth_um
    height = min(bare + pitch, stack.skin_um)
    dermis = thermal_layers(stack)[-2]
    warmed = dermis.volumetric_j_cm3k * (_BOIL_C - parameter("heat.body"))
    wet = dermis.water_fraction * dermis.density_kg_m3 * 1e-3
    boiled = wet * parameter("heat.water.latent")
    # J/cm³ is 1e-9 mJ/µm³
    most = (warmed + boiled) * pitch**2 * height * 1e-9
    if energy > most:
        raise InputError(
            f"{energy:g} mJ at each needle would boil all water about its tip; allowed: up to "
            f"{most:.0f} mJ in {pitch:g} x {pitch:g} x {height:.0f} µm of skin "
            f"(heat.water.latent, {find_parameter('heat.water.latent').source}); is power or "
            "energy in another unit, or stated for the whole cartridge?"
        )
