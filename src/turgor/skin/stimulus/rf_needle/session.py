"""A session with radiofrequency needles: settings checked once, drawn as often as wanted."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from turgor.evidence import find_parameter, parameter
from turgor.physics.electric.heated import share_radius_um
from turgor.physics.heat.criteria import tissue_state
from turgor.record.stimulus import (
    DEPTH_UM,
    CrossSection,
    QuantitySpec,
    StimulusDraw,
    StimulusFlag,
)
from turgor.record.tissue import TissueStack
from turgor.skin.stimulus.field import ZoneField, ZoneShape, lateral_fractions
from turgor.skin.stimulus.modality import SettingValue
from turgor.skin.stimulus.needle.closure import barrier_time_h, closing_time_h, still_open
from turgor.skin.stimulus.rf_needle.limits import check
from turgor.skin.stimulus.rf_needle.settings import RfSettings, read_settings
from turgor.skin.stimulus.rf_needle.zone import RfZone, needle_zone

FloatArray = NDArray[np.float64]

#: depths of needles, evenly likely, over which shares are averaged
_DEPTHS = 7
#: a stated impedance that differs by more than this factor from the model's is flagged
_IMPEDANCE = 2.0
#: water of a cell that has gone to so much counts as boiling, and as dry
_BOILS, _DRY = 0.02, 0.98
#: zones that fill so much of a needle's share of the skin, in radius, have grown into one
_MERGED = 0.95
#: a pulse that brought less than this share of its energy met the generator's limit
_BROUGHT = 0.95

SPECS: Mapping[str, QuantitySpec] = {
    "coagulation-width": QuantitySpec("µm", "widest diameter in which one needle kills cells"),
    "coagulation-height": QuantitySpec("µm", "from the shallowest to the deepest of them"),
    "coagulation-top": QuantitySpec("µm", "depth at which they begin"),
    "coagulation-volume": QuantitySpec("mm³", "in which one needle kills cells"),
    "denatured-width": QuantitySpec("µm", "widest diameter in which collagen is denatured"),
    "denatured-volume": QuantitySpec("mm³", "in which one needle denatures collagen"),
    "peak-temperature": QuantitySpec("°C", "highest of any tissue"),
    "surface-temperature": QuantitySpec("°C", "highest of the skin's surface beside a needle"),
    "impedance": QuantitySpec("Ω", "of all needles as the pulse begins"),
    "impedance-end": QuantitySpec("Ω", "of all needles as the pulse ends"),
    "voltage": QuantitySpec("V", "highest that the generator reaches, root mean square"),
    "energy": QuantitySpec("mJ", "given off at each needle, on average"),
    "near-energy": QuantitySpec("%", "of that: what heats the needle's own share of the skin"),
    "hottest-needle": QuantitySpec("1", "heat at the strongest needle over the mean"),
    "needle-depth": QuantitySpec("µm", "depth at which a needle's point stands"),
    "zones": QuantitySpec("1/cm²", "needle zones, all passes together"),
}


@dataclass(frozen=True, slots=True)
class RfNeedleModel:
    """One session, read and checked; see ``SessionModel``."""

    read: RfSettings
    flags: tuple[StimulusFlag, ...]

    @property
    def settings(self) -> Mapping[str, SettingValue]:
        """Settings in use, defaults included."""
        return self.read.used()

    @property
    def specs(self) -> Mapping[str, QuantitySpec]:
        """Unit and meaning of each quantity."""
        return SPECS

    def draw(self, stack: TissueStack) -> StimulusDraw:
        """The session under the present draw.

        Errors: InputError where the settings are impossible in this tissue.
        """
        zone = needle_zone(self.read, stack)
        shares = _shares(zone, self.read)
        return StimulusDraw(
            profiles=shares,
            courses=_courses(shares, self.read),
            quantities=_quantities(zone, self.read),
        )

    def section(self, stack: TissueStack) -> CrossSection:
        """One needle's zone through its axis while the needle stands in it."""
        zone = needle_zone(self.read, stack)
        run, metal = zone.heated.heat, zone.heated.metal
        killed = zone.by["coagulated"]
        damage = np.where(metal, -np.inf, run.log_damage[killed.process.name])
        state = np.where(metal, 0, tissue_state(run, zone.by))
        return CrossSection(
            r_um=0.5 * (run.r_edges_um[1:] + run.r_edges_um[:-1]),
            z_um=zone.z_um,
            peak_c=run.peak_c,
            log10_damage=damage / math.log(10.0),
            state=state.astype(np.uint8),
        )


def model(settings: Mapping[str, SettingValue], device: str, stack: TissueStack) -> RfNeedleModel:
    """Read and check a session's typed settings.

    device : named by none of the records; kept for the door's sake. Errors: InputError with what
    was given, the allowed range, its source and what to do.
    """
    read = read_settings(settings)
    flags = list(check(read, stack))
    flags += _stated(read)
    flags += _found(needle_zone(read, stack), read)
    return RfNeedleModel(read, tuple(flags))


def _stated(read: RfSettings) -> list[StimulusFlag]:
    """What the settings leave open."""
    flags = [
        StimulusFlag(
            "not-calibrated",
            "sizes of zones rest on physics alone; no study on record states power, pulse and the "
            "size of the zone together",
        )
    ]
    missing = read.by_default()
    if missing:
        said = f"taken by default: {', '.join(missing)}"
        flags.append(StimulusFlag("taken-by-default", said, "rf-needle-choices"))
    if not math.isnan(read.rf_power_w) and not read.rf_power_per:
        said = (
            f"rf_power_w = {read.rf_power_w:g} W is taken as the power of all needles together; "
            "state rf_power_per = needle where it is each needle's"
        )
        flags.append(StimulusFlag("power-of-cartridge", said, "rf-needle-choices"))
    if not math.isnan(read.disagree):
        said = (
            f"rf_energy_mj is {read.disagree:.2g} times what rf_power_w and rf_pulse_ms give; the "
            "energy is used"
        )
        flags.append(StimulusFlag("energy-and-power-differ", said))
    return flags


def _found(zone: RfZone, read: RfSettings) -> list[StimulusFlag]:
    """What the middle of all values brings up."""
    flags = []
    heated = zone.heated
    if heated.dried.max() > _BOILS:
        dry = heated.dried.max() > _DRY
        said = (
            "tissue at the needle boils dry: steam, arcs and char are not followed, and sizes "
            "there are less sure"
            if dry
            else "water at the needle begins to boil"
        )
        flags.append(StimulusFlag("tissue-dries" if dry else "tissue-boils", said))
    whole = share_radius_um(zone.pitch_um)
    if zone.killed_um.max() > _MERGED * whole:
        said = (
            f"zones of neighbouring needles, {zone.pitch_um:g} µm apart, grow into one; between "
            "passes no skin is left untouched there"
        )
        flags.append(StimulusFlag("zones-merge", said))
    set_mj = read.generator_w * read.value("rf_pulse_ms")
    if heated.energy_mj < _BROUGHT * set_mj:
        said = (
            f"the generator's voltage is taken to end at {heated.most_volt:.0f} V; "
            f"{100.0 * heated.energy_mj / set_mj:.0f} % of the energy is given off"
        )
        source = find_parameter("rf.generator.most_volt").source or "rf-needle-choices"
        flags.append(StimulusFlag("voltage-limited", said, source))
    ratio = read.impedance_ohm / heated.start_ohm
    if not math.isnan(ratio) and not 1.0 / _IMPEDANCE <= ratio <= _IMPEDANCE:
        said = (
            f"impedance_ohm is {read.impedance_ohm:g} Ω; the model expects {heated.start_ohm:.0f} "
            "Ω as the pulse begins: contact, needles or polarity may be other than stated"
        )
        flags.append(StimulusFlag("impedance-differs", said))
    return flags


def _quantities(zone: RfZone, read: RfSettings) -> dict[str, float]:
    heated = zone.heated
    tissue = ~heated.metal
    mean_mj = heated.energy_mj / read.value("needles")
    coagulated = not math.isnan(zone.killed_top_um)
    found = {
        "coagulation-width": 2.0 * float(zone.killed_um.max()),
        "coagulation-height": zone.killed_bottom_um - zone.killed_top_um if coagulated else 0.0,
        "coagulation-volume": zone.volume_mm3(zone.killed_um),
        "denatured-width": 2.0 * float(zone.denatured_um.max()),
        "denatured-volume": zone.volume_mm3(zone.denatured_um),
        "peak-temperature": float(heated.heat.peak_c[tissue].max()),
        "surface-temperature": float(heated.heat.peak_c[0][tissue[0]].max()),
        "impedance": heated.start_ohm,
        "impedance-end": heated.end_ohm,
        "voltage": heated.most_volt,
        "energy": mean_mj,
        "near-energy": 100.0 * heated.needle_mj / mean_mj,
        "hottest-needle": heated.excess,
        "needle-depth": zone.shape.depth_um,
        "zones": read.density_per_cm2,
    }
    if coagulated:
        found["coagulation-top"] = zone.killed_top_um
    return found


def _courses(shares: Mapping[str, FloatArray], read: RfSettings) -> dict[str, FloatArray]:
    """Channels close, and the barrier comes back, as after needles without current."""
    surface = min(float(sum(share[0] for share in shares.values())), 1.0)
    closed_h = closing_time_h(read.needle_depth_um)
    return {
        "channels-open": read.density_per_cm2 * still_open(closed_h),
        "barrier-open": surface * still_open(barrier_time_h()),
    }


def _shares(zone: RfZone, read: RfSettings) -> dict[str, FloatArray]:
    """Shares of the skin by depth, averaged over how deep needles stand."""
    field = ZoneField(read.density_per_cm2, read.passes)
    depth = zone.shape.depth_um
    scatter = parameter("rf.depth.scatter") * depth
    killed, shocked = zone.at_depths(zone.killed_um), zone.at_depths(zone.shocked_um)
    hole = 0.5 * parameter("needle.width-ratio") * 2.0 * zone.shape.radius_at(DEPTH_UM)
    total: dict[str, FloatArray] = {}
    for k in range(_DEPTHS):
        off = scatter * NormalDist().inv_cdf((k + 0.5) / _DEPTHS)
        shape = ZoneShape(
            coagulated_um=_moved(killed, off, depth, zone.shape.insulated_um > 0.0),
            heat_shocked_um=_moved(shocked, off, depth, zone.shape.insulated_um > 0.0),
            punctured_um=_moved(hole, off, depth, False),
        )
        for kind, share in lateral_fractions(shape, field).items():
            total[kind] = total.get(kind, np.zeros_like(DEPTH_UM)) + share / _DEPTHS
    return {kind: np.clip(share, 0.0, 1.0) for kind, share in total.items() if kind != "removed"}


def _moved(radius: FloatArray, off_um: float, depth_um: float, whole: bool) -> FloatArray:
    """The same zone about a needle that stands deeper: moved as a whole about a bare tip, drawn
    out from the surface about a bare needle.
    """
    at = DEPTH_UM - off_um if whole else DEPTH_UM * depth_um / (depth_um + off_um)
    return np.asarray(np.interp(at, DEPTH_UM, radius, right=0.0), dtype=np.float64)
