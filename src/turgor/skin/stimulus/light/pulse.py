"""How long a pulse lasts: as stated, from energy and power, or as lasers of its kind do."""

import math

from turgor.evidence import find_parameter, parameter
from turgor.record.stimulus import StimulusFlag
from turgor.skin.stimulus.light.regime import Regime
from turgor.skin.stimulus.light.settings import LaserSettings

#: erbium lasers are pumped by flashes, and their pulse is the flash's, whatever the energy
_ERBIUM_NM = (2600.0, 3100.0)
#: stated pulse and energy over stated power may differ by this; optics and pulse shape take some
_TWICE = 2.0


def pulse_ms(read: LaserSettings, kind: Regime) -> float:
    """Duration of one pulse, ms, under the present draw where nobody states it."""
    if not math.isnan(read.pulse_ms):
        return read.pulse_ms
    if not math.isnan(read.power_w):
        return read.energy_mj / read.power_w
    record = _default(read, kind)
    value = parameter(record)
    return 1e3 * value if record.startswith("mtz.pulse") else read.energy_mj / value


def pulse_flag(read: LaserSettings, kind: Regime) -> StimulusFlag | None:
    """What to know about the pulse: taken by default, or at odds with the power."""
    stated = not math.isnan(read.pulse_ms)
    if not math.isnan(read.power_w):
        ratio = read.energy_mj / read.power_w / read.pulse_ms if stated else 1.0
        if 1.0 / _TWICE <= ratio <= _TWICE:
            return None
        said = (
            f"pulse_ms is {read.pulse_ms:g}, energy over power would be "
            f"{read.energy_mj / read.power_w:.3g} ms; the pulse as stated was taken"
        )
        return StimulusFlag("pulse-and-power-disagree", said)
    if stated:
        return None
    record = find_parameter(_default(read, kind))
    said = f"neither pulse_ms nor power_w is stated; taken: {pulse_ms(read, kind):.3g} ms"
    return StimulusFlag("pulse-assumed", said, record.source)


def _default(read: LaserSettings, kind: Regime) -> str:
    if kind == "scattering":
        return "mtz.power.erbium-fibre"
    erbium = _ERBIUM_NM[0] <= read.wavelength_nm <= _ERBIUM_NM[1]
    return "mtz.pulse.erbium-yag" if erbium else "mtz.power.carbon-dioxide"
