"""Settings of a session with radiofrequency needles, read and completed."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from turgor.errors import InputError
from turgor.evidence import find_parameter, parameter
from turgor.skin.stimulus.modality import SettingValue
from turgor.skin.stimulus.stated import flag, positive, whole

POLARITIES = ("bipolar", "monopolar")
#: what a stated power is the power of
POWER_OF = ("cartridge", "needle")
#: setting -> the record of what is taken where it isn't stated, and that record's unit in its own
DEFAULTS: Mapping[str, tuple[str, float]] = {
    "needles": ("rf.default.needles", 1.0),
    "needle_diameter_um": ("rf.default.diameter", 1.0),
    "needle_pitch_um": ("rf.default.pitch", 1.0),
    "rf_pulse_ms": ("rf.default.pulse", 1e3),
    "rf_frequency_mhz": ("rf.default.frequency", 1e-6),
    "active_tip_um": ("rf.default.bare_tip", 1.0),
}
#: power and energy disagree where one is this many times the other
_AGREE = 1.25


@dataclass(frozen=True, slots=True)
class RfSettings:
    """One session as it was stated; NaN where it doesn't say. Power in W of all needles together,
    energy in mJ of one needle and pulse; insulated None, polarity '' where not stated.
    """

    needle_depth_um: float
    passes: int = 1
    needles: float = math.nan
    needle_diameter_um: float = math.nan
    needle_pitch_um: float = math.nan
    channels_per_cm2: float = math.nan
    rf_power_w: float = math.nan
    rf_power_per: str = ""
    rf_pulse_ms: float = math.nan
    rf_energy_mj: float = math.nan
    rf_frequency_mhz: float = math.nan
    rf_polarity: str = ""
    insulated: bool | None = None
    active_tip_um: float = math.nan
    impedance_ohm: float = math.nan

    def value(self, name: str) -> float:
        """What is stated, or under the present draw what is taken instead.

        Pitch follows from the density of channels where only that is stated, and a pulse from
        energy and power.
        """
        stated = float(getattr(self, name))
        if not math.isnan(stated):
            return stated
        if name == "needle_pitch_um" and self.channels_per_cm2 > 0.0:
            return 1e4 * math.sqrt(self.passes / self.channels_per_cm2)
        if name == "rf_pulse_ms" and self.rf_energy_mj > 0.0 and self.rf_power_w > 0.0:
            return self.rf_energy_mj * self.value("needles") / self.power_of_all_w
        record, scale = DEFAULTS[name]
        return parameter(record) * scale

    @property
    def power_of_all_w(self) -> float:
        """Stated power of all needles together; NaN where none is stated."""
        several = self.value("needles") if self.rf_power_per == "needle" else 1.0
        return self.rf_power_w * several

    @property
    def generator_w(self) -> float:
        """Power of all needles while the pulse lasts: of the stated energy where there is one."""
        if math.isnan(self.rf_energy_mj):
            return self.power_of_all_w
        return self.rf_energy_mj * self.value("needles") / self.value("rf_pulse_ms")

    @property
    def is_insulated(self) -> bool:
        """Stated, or told by a bare tip's length; else bare."""
        return not math.isnan(self.active_tip_um) if self.insulated is None else self.insulated

    @property
    def poles(self) -> str:
        """Stated polarity, else bipolar."""
        return self.rf_polarity or "bipolar"

    @property
    def density_per_cm2(self) -> float:
        """Zones on each cm², all passes together."""
        if self.channels_per_cm2 > 0.0:
            return self.channels_per_cm2
        return self.passes * (1e4 / self.value("needle_pitch_um")) ** 2

    @property
    def disagree(self) -> float:
        """How many times the stated energy is what power and pulse give; NaN without all three."""
        if math.isnan(self.rf_pulse_ms):
            return math.nan
        given = self.power_of_all_w * self.rf_pulse_ms / self.value("needles")
        ratio = self.rf_energy_mj / given
        return ratio if not 1.0 / _AGREE <= ratio <= _AGREE else math.nan

    def by_default(self) -> tuple[str, ...]:
        """Names of the settings that are used and aren't stated."""
        names = [name for name in DEFAULTS if math.isnan(getattr(self, name))]
        if self.channels_per_cm2 > 0.0 and "needle_pitch_um" in names:
            names.remove("needle_pitch_um")
        if not self.is_insulated and "active_tip_um" in names:
            names.remove("active_tip_um")
        if self.rf_energy_mj > 0.0 and self.rf_power_w > 0.0 and "rf_pulse_ms" in names:
            names.remove("rf_pulse_ms")
        names += ["insulated"] if self.insulated is None and math.isnan(self.active_tip_um) else []
        names += [] if self.rf_polarity else ["rf_polarity"]
        return tuple(names)

    def used(self) -> dict[str, SettingValue]:
        """Every setting that the model uses, by canonical name, defaults by their middle."""
        found: dict[str, SettingValue] = {
            "needle_depth_um": self.needle_depth_um,
            "passes": float(self.passes),
            "rf_polarity": self.poles,
            "insulated": self.is_insulated,
        }
        for name, (record, scale) in DEFAULTS.items():
            if name == "active_tip_um" and not self.is_insulated:
                continue
            middle = find_parameter(record).value * scale
            found[name] = middle if name in self.by_default() else self.value(name)
        for name in ("channels_per_cm2", "rf_power_w", "rf_energy_mj", "impedance_ohm"):
            stated = float(getattr(self, name))
            if not math.isnan(stated):
                found[name] = stated
        if "rf_power_w" in found:
            found["rf_power_per"] = self.rf_power_per or POWER_OF[0]
        return found


def read_settings(settings: Mapping[str, SettingValue]) -> RfSettings:
    """A session's typed settings, by canonical name.

    Errors: InputError for one that is missing, no number, or impossible.
    """
    if "needle_depth_um" not in settings:
        raise InputError("radiofrequency needling: 'needle_depth_um' is not stated")
    insulated = flag(settings, "insulated")
    read = RfSettings(
        needle_depth_um=positive(settings, "needle_depth_um", "µm"),
        passes=whole(settings, "passes", 1),
        needles=float(whole(settings, "needles", None) or math.nan),
        needle_diameter_um=positive(settings, "needle_diameter_um", "µm"),
        needle_pitch_um=positive(settings, "needle_pitch_um", "µm"),
        channels_per_cm2=positive(settings, "channels_per_cm2", "1/cm²"),
        rf_power_w=positive(settings, "rf_power_w", "W"),
        rf_power_per=_word(settings, "rf_power_per", POWER_OF),
        rf_pulse_ms=positive(settings, "rf_pulse_ms", "ms"),
        rf_energy_mj=positive(settings, "rf_energy_mj", "mJ"),
        rf_frequency_mhz=positive(settings, "rf_frequency_mhz", "MHz"),
        rf_polarity=_word(settings, "rf_polarity", POLARITIES),
        insulated=insulated,
        active_tip_um=positive(settings, "active_tip_um", "µm"),
        impedance_ohm=positive(settings, "impedance_ohm", "Ω"),
    )
    if math.isnan(read.rf_power_w) and math.isnan(read.rf_energy_mj):
        raise InputError(
            "radiofrequency needling: state 'rf_power_w' (of all needles) or 'rf_energy_mj' (of "
            "one needle); needles without radiofrequency have a model of their own"
        )
    if insulated is False and not math.isnan(read.active_tip_um):
        raise InputError("'active_tip_um' is of insulated needles, and 'insulated' says no")
    return read


def _word(settings: Mapping[str, SettingValue], name: str, words: tuple[str, ...]) -> str:
    word = settings.get(name, "")
    if word != "" and word not in words:
        raise InputError(f"{name} is '{word}'; allowed: {', '.join(words)}")
    return str(word)
