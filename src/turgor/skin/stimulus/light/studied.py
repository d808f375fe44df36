"""Settings against what studies used: outside it is a flag, far outside a slip of unit."""

import math
from dataclasses import dataclass

from turgor.errors import InputError
from turgor.evidence import Parameter, find_parameter, find_source, parameter
from turgor.record.stimulus import StimulusFlag
from turgor.skin.stimulus.light.regime import Regime
from turgor.skin.stimulus.light.settings import LaserSettings

#: thulium lasers, by what they are studied at; erbium glass and fibre; carbon dioxide
_THULIUM_NM, _ERBIUM_GLASS_NM, _CARBON_DIOXIDE_NM = (1900, 2000), (1400, 1600), (9000, 10600)


@dataclass(frozen=True, slots=True)
class _Studied:
    """A setting and the record of its studied range, '' where none is on record.

    unit, scale : how it is printed, and times what it is the record's unit. slip : the slip of
    unit that a value far outside may be, '' where none is refused.
    """

    name: str
    value: float
    record: str
    unit: str
    scale: float = 1.0
    slip: str = ""


def check_studied(read: LaserSettings, kind: Regime) -> tuple[StimulusFlag, ...]:
    """Refuse what lies far outside everything that studies used; flag what lies outside it.

    Errors: InputError beyond ``mtz.setting.slip`` times the studied range, with the range, its
    source, and which slip of unit it may be.
    """
    flags: list[StimulusFlag] = []
    for item in _settings(read, kind):
        if math.isnan(item.value):
            continue
        if not item.record:
            said = f"no study on record states '{item.name}' at {read.wavelength_nm:g} nm"
            flags.append(StimulusFlag("outside-studied-range", said))
            continue
        record = find_parameter(item.record)
        low, high = _ends(record, item.scale)
        _refuse_slip(item, low, high, record)
        if not low <= item.value <= high:
            said = (
                f"{item.name} is {item.value:g} {item.unit}; studies on record used {low:g} to "
                f"{high:g} {item.unit} ({record.population.removeprefix('human, ')})"
            )
            flags.append(StimulusFlag("outside-studied-range", said, record.source))
    return tuple(flags)


def _ends(record: Parameter, scale: float) -> tuple[float, float]:
    low = record.value if record.low is None else record.low
    high = record.value if record.high is None else record.high
    return low / scale, high / scale


def _refuse_slip(item: _Studied, low: float, high: float, record: Parameter) -> None:
    if not item.slip:
        return
    factor = parameter("mtz.setting.slip")
    if low / factor <= item.value <= high * factor:
        return
    raise InputError(
        f"{item.name} is {item.value:g} {item.unit}; allowed: {low / factor:g} to "
        f"{high * factor:g} {item.unit}, {factor:g} times beyond the {low:g} to {high:g} "
        f"{item.unit} of studies ({find_source(record.source).id}, {record.locator}); "
        f"is it {item.slip}?"
    )


def _settings(read: LaserSettings, kind: Regime) -> list[_Studied]:
    def between(ends: tuple[int, int]) -> bool:
        return ends[0] <= read.wavelength_nm <= ends[1]

    family = "nonablative" if kind == "scattering" else "ablative"
    energy = (
        "laser.studied.thulium.energy" if between(_THULIUM_NM)
        else "laser.studied.nonablative.energy" if between(_ERBIUM_GLASS_NM)
        else "laser.studied.co2.energy" if between(_CARBON_DIOXIDE_NM)
        else ""
    )  # fmt: skip
    pulse = "laser.studied.ablative.pulse" if kind == "ablating" else ""
    known = f"laser.studied.{family}"
    listed = [
        _Studied("energy_mj", read.energy_mj, energy, "mJ", 1.0, "J given for mJ"),
        _Studied("spot_um", read.spot_um, f"{known}.spot", "µm", 1.0, "mm given for µm"),
        _Studied("density_mtz_cm2", read.density_mtz_cm2, f"{known}.density", "1/cm²"),
        _Studied("coverage_pct", read.coverage_pct, f"{known}.coverage", "%"),
        _Studied("passes", float(read.passes), "laser.studied.passes", "passes"),
        _Studied("pulse_ms", read.pulse_ms, pulse, "ms", 1e-3, "µs or s given for ms"),
    ]
    if not energy:
        _refuse_any_energy(read)
    return listed


def _refuse_any_energy(read: LaserSettings) -> None:
    """Where no study of the wavelength is on record, the widest of all others bounds a slip."""
    records = [
        find_parameter(f"laser.studied.{name}.energy") for name in ("nonablative", "thulium", "co2")
    ]
    low = min(records, key=lambda r: _ends(r, 1.0)[0])
    high = max(records, key=lambda r: _ends(r, 1.0)[1])
    item = _Studied("energy_mj", read.energy_mj, low.id, "mJ", 1.0, "J given for mJ")
    _refuse_slip(item, _ends(low, 1.0)[0], _ends(high, 1.0)[1], low)
