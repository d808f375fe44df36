"""Arms of lasers and pulsed light, as settings of their sessions."""

import math

from turgor.errors import InputError
from turgor.evidence import all_parameters, find_parameter
from turgor.predict.protocol.given import Done, Stated
from turgor.predict.protocol.words import meaning
from turgor.skin.stimulus.field.device import find_laser

#: wavelengths that ablate, and those that a fractional laser without ablation may have, nm
_ABLATING, _SCATTERING = (2790.0, 2940.0, 10600.0), (500.0, 2099.0)
#: families of fractional lasers by wavelength, nm, for what is usual of them
_FAMILIES = (
    ("carbon-dioxide", 9000.0, 11000.0),
    ("erbium", 2850.0, 3100.0),
    ("erbium-ysgg", 2600.0, 2850.0),
    ("thulium", 1800.0, 2100.0),
    ("diode-1440", 1380.0, 1500.0),
    ("erbium-glass", 1500.0, 1800.0),
    ("visible", 500.0, 1380.0),
)
_ACCEPTED = {
    "carbon-dioxide": "laser.studied.co2.energy",
    "thulium": "laser.studied.thulium.energy",
    "erbium-glass": "laser.studied.nonablative.energy",
    "diode-1440": "laser.studied.nonablative.energy",
}
#: how skin is cooled under those that don't ablate, where nothing is told
_COOLED = {"erbium-glass": "air", "thulium": "air", "diode-1440": "contact", "visible": "air"}
_UM_PER_CM, _MJ_PER_J, _PERCENT = 1e4, 1e3, 100.0
#: a density below this is a share in percent, above it zones on a cm²
_DENSITY_OR_SHARE = 60.0


def fractional(stated: Stated, *, ablative: bool) -> Done:
    """A fractional laser: wavelength, energy, zones or share of the skin, and its pulse."""
    wavelength = _wavelength(stated, 10600.0 if ablative else 1550.0)
    wavelength = _accepted_wavelength(stated, wavelength, ablative)
    family = next(name for name, low, high in _FAMILIES if low <= wavelength < high)
    stated.settings["wavelength_nm"] = wavelength
    start = f"protocol.fractional.{family}"
    _energy(stated, family, start)
    scale = "ablative" if ablative else "nonablative"
    low, high = _ends(f"laser.studied.{scale}.spot")
    slip = find_parameter("mtz.setting.slip").value
    spot = stated.number("spot_um", "spot_size_um", "beam_um")
    stated.put("spot_um", spot, low=low / slip, high=high * slip)
    if ablative:
        _ablative_field(stated, start)
    else:
        _scattered_field(stated, start)
    pulse = _pulse_ms(stated) if ablative else None
    low, high = _ends("laser.studied.ablative.pulse")
    stated.put("pulse_ms", pulse, low=low * 1e3 / slip, high=high * 1e3 * slip)
    _stacked(stated)
    _cooling(stated, family)
    return stated.done("fractional-laser", _device(stated, wavelength))


def full_field(stated: Stated) -> Done:
    """A full-field ablative laser: wavelength, fluence, passes."""
    wavelength = _accepted_wavelength(stated, _wavelength(stated, 10600.0), True)
    stated.settings["wavelength_nm"] = wavelength
    family = next(name for name, low, high in _FAMILIES if low <= wavelength < high)
    start = f"protocol.full_field.{family}"
    fluence = stated.number("fluence_j_cm2", "fluence")
    energy = stated.number("energy_mj")
    spot = stated.number("spot_um")
    if fluence is None and energy is not None and spot is not None:
        fluence = energy / _MJ_PER_J / (math.pi * (0.5 * spot / _UM_PER_CM) ** 2)
    stated.put("fluence_j_cm2", fluence, f"{start}.fluence", low=0.5, high=60.0)
    stated.put("passes", stated.number("passes"), f"{start}.passes", low=1.0, high=20.0)
    stated.settings["passes"] = float(round(float(stated.settings["passes"])))
    pulse = _pulse_ms(stated)
    low, high = _ends("laser.studied.ablative.pulse")
    slip = find_parameter("mtz.setting.slip").value
    stated.put("pulse_ms", pulse, low=low * 1e3 / slip, high=high * 1e3 * slip)
    return stated.done("laser-ablative-full")


def nonablative(stated: Stated) -> Done | str:
    """A laser that heats under a standing surface, or breaks pigment in nanoseconds."""
    if meaning("switched", stated.text("type"), stated.text("mode"), stated.outcome.modality):
        stated.flag("nearest-laser", "pulses of nanoseconds are worked out as of picoseconds, flat")
        stated.settings["lens_array"] = False
        stated.put("passes", stated.number("passes"), low=1.0, high=40.0)
        return stated.done("laser-picosecond")
    wavelength = _wavelength(stated, math.nan)
    if math.isnan(wavelength):
        return "the laser's wavelength is not stated, and there is no usual one"
    stated.put("wavelength_nm", wavelength, low=500.0, high=1799.0)
    stated.put("fluence_j_cm2", stated.number("fluence_j_cm2", "fluence"), low=0.3, high=200.0)
    return stated.done("laser-nonablative")


def picosecond(stated: Stated) -> Done:
    """A picosecond laser, with its array of lenses unless the arm went without."""
    without = meaning("lens", stated.outcome.arm) == "no"
    said = meaning("lens", stated.text("optic", "handpiece"), stated.outcome.modality)
    fractional_by_name = "fractional" in stated.outcome.modality.lower()
    stated.settings["lens_array"] = not without and (said != "no") and (
        said == "yes" or fractional_by_name
    )  # fmt: skip
    stated.put("passes", stated.number("passes"), low=1.0, high=40.0)
    return stated.done("laser-picosecond")


def pulsed_light(stated: Stated) -> Done:
    """Intense pulsed light."""
    fluence = stated.number("fluence_j_cm2", "fluence")
    stated.put("fluence_j_cm2", fluence, low=1.0, high=100.0)
    return stated.done("ipl")


def _wavelength(stated: Stated, usual: float) -> float:
    said = stated.number("wavelength_nm", "wavelength")
    if said is not None and said > 0.0:
        return said
    named = meaning(
        "laser_type", stated.text("type", "laser"), stated.text("device"), stated.outcome.arm
    )
    if named:
        return float(named)
    if not math.isnan(usual):
        stated.flag("taken-by-default", f"wavelength is not stated; {usual:g} nm is taken")
    return usual


def _accepted_wavelength(stated: Stated, wavelength: float, ablative: bool) -> float:
    if ablative:
        found = min(_ABLATING, key=lambda one: abs(math.log(one / wavelength)))
    else:
        found = min(max(wavelength, _SCATTERING[0]), _SCATTERING[1])
    if abs(found - wavelength) > 0.02 * found:
        stated.flag("brought-into-range", f"{wavelength:g} nm is worked out as {found:g} nm")
    return found if abs(found - wavelength) > 0.02 * found else wavelength


def _energy(stated: Stated, family: str, start: str) -> None:
    slip = find_parameter("mtz.setting.slip").value
    low, high = _ends(_ACCEPTED.get(family, "laser.studied.co2.energy"))
    energy = stated.number("energy_mj", "pulse_energy_mj", "energy")
    fluence = stated.number("fluence_j_cm2")
    if energy is None and fluence is not None:
        # a fluence over the whole field, shared by its microbeams; where neither their number nor
        # what is usual is known (fields stated as a covered share), the energy is what is usual
        name = f"{start}.density"
        usual = find_parameter(name) if name in all_parameters() else None
        density = stated.number("density_mtz_cm2") or (usual.value if usual else None)
        energy = fluence * _MJ_PER_J / density if density else None
    stated.put("energy_mj", energy, f"{start}.energy", low=low / slip, high=high * slip)


def _ablative_field(stated: Stated, start: str) -> None:
    """Microbeams on each cm² of a pass, or the share that they cover."""
    passes = max(round(stated.number("passes") or 1.0), 1)
    stated.settings["passes"] = float(passes)
    density = stated.number("density_mtz_cm2", "density_spots_cm2", "mtz_cm2", "spots_cm2")
    share = stated.number("density_pct", "coverage_pct", "coverage")
    bare = stated.number("density")
    if density is None and bare is not None and bare > _DENSITY_OR_SHARE:
        density = bare
    elif share is None:
        share = bare
    if density is not None:
        stated.put("density_mtz_cm2", density * passes, high=20000.0)
        return
    stated.put("coverage_pct", share, f"{start}.coverage", low=0.5, high=80.0)


def _scattered_field(stated: Stated, start: str) -> None:
    """Zones on each cm², all passes together; a stated share is that of the zones, not of light."""
    stated.put("passes", stated.number("passes"), f"{start}.passes", low=1.0, high=20.0)
    stated.settings["passes"] = float(round(float(stated.settings["passes"])))
    density = stated.number("density_mtz_cm2", "mtz_cm2", "density_spots_cm2", "spots_cm2")
    share = stated.number("density_pct", "coverage_pct", "coverage")
    bare = stated.number("density")
    if density is None and bare is not None and bare > _DENSITY_OR_SHARE:
        density = bare
    elif share is None:
        share = bare
    if density is None and share is not None:
        width = zone_width_um(float(stated.settings["energy_mj"]))
        density = share / _PERCENT / (math.pi * (0.5 * width / _UM_PER_CM) ** 2)
        stated.flag("share-of-zones", f"{share:g} % is read as zones {width:.0f} µm wide")
    stated.put("density_mtz_cm2", density, f"{start}.density", low=5.0, high=5000.0)


def zone_width_um(energy_mj: float) -> float:
    """Width by which makers reckon what share of the skin their zones cover."""
    width = find_parameter("protocol.fractional.zone_width").value
    at, power = (
        find_parameter(f"protocol.fractional.zone_{name}").value for name in ("energy", "power")
    )
    return float(width * (energy_mj / at) ** power)


def _pulse_ms(stated: Stated) -> float | None:
    direct = stated.number("pulse_ms", "dwell_ms")
    if direct is not None:
        return direct
    short = stated.number("pulse_us", "dwell_us")
    return None if short is None else short / 1e3


def _cooling(stated: Stated, family: str) -> None:
    """Cooling as stated; a laser that doesn't ablate is hardly used without."""
    said = meaning("cooling", stated.text("cooling"))
    if said:
        stated.settings["cooling"] = said
    elif family in _COOLED:
        stated.settings["cooling"] = _COOLED[family]
        text = f"cooling is not stated; {_COOLED[family]} is taken, as is usual at such wavelengths"
        stated.flag("taken-by-default", text)


def _stacked(stated: Stated) -> None:
    stacked = stated.number("stacked", "stacking", "stacked_pulses")
    if stacked is not None and stacked > 1.0:
        stated.settings["stacked_pulses"] = float(min(round(stacked), 5))
        record = "protocol.fractional.repetition"
        stated.put("repetition_hz", stated.number("repetition_hz"), record, low=0.2, high=100.0)


def _device(stated: Stated, wavelength: float) -> str:
    """The device's name, where it is a laser that has this wavelength."""
    said = stated.text("device").replace("_", " ")
    try:
        find_laser(said, wavelength)
    except InputError:
        stated.flag("device-not-used", f"'{said}' has no {wavelength:g} nm on record")
        return ""
    return said


def _ends(record_id: str) -> tuple[float, float]:
    record = find_parameter(record_id)
    low = record.value if record.low is None else record.low
    return low, record.value if record.high is None else record.high
