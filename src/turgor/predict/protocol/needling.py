"""Arms of needles, with and without radiofrequency, and of heat without needles."""

import re

from turgor.evidence import find_parameter
from turgor.predict.protocol.given import Done, Stated
from turgor.predict.protocol.words import meaning

_PER_CM2 = re.compile(r"(\d+(?:\.\d+)?)_per_cm2")
_UM_PER_MM = 1e3
#: sites whose skin is thin, where shorter needles are used
_THIN = ("periorbital", "neck")
#: of needles with current: what a pulse's energy may be at all, mJ
_LEAST_MJ, _MOST_MJ = 2.0, 1200.0


def needling(stated: Stated) -> Done:
    """Needles alone: length, passes, and how they go in."""
    applicator = meaning("applicator", stated.text("device", "applicator"), stated.outcome.modality)
    if applicator:
        stated.settings["applicator"] = applicator
    site = meaning("site", stated.outcome.site)
    usual = "stamp" if applicator == "stamp" else "thin" if site in _THIN else "thick"
    stated.put(
        "needle_depth_um",
        _depth_um(stated),
        f"protocol.needling.depth_{usual}",
        low=find_parameter("needle.setting.least").value,
        high=4000.0,
    )
    holes = _PER_CM2.search(stated.text("needle_mm", "needle_um", "depth_mm", "density"))
    density = float(holes.group(1)) if holes else stated.number("channels_per_cm2")
    stated.put("channels_per_cm2", density, low=1.0, high=5000.0)
    passes = 1.0 if applicator == "stamp" else stated.number("passes")
    stated.put("passes", passes, "protocol.needling.passes", low=1.0, high=40.0)
    stated.settings["passes"] = float(round(float(stated.settings["passes"])))
    return stated.done("microneedling")


def needling_with_current(stated: Stated) -> Done:
    """Needles with radiofrequency: length, energy of a pulse at a needle, passes."""
    site = meaning("site", stated.outcome.site)
    usual = "thin" if site in _THIN else "thick"
    low, high = _ends("rf.studied.depth")
    slip = find_parameter("rf.setting.slip").value
    stated.put(
        "needle_depth_um",
        _depth_um(stated),
        f"protocol.rf_needle.depth_{usual}",
        low=low / slip,
        high=min(high * slip, 4000.0),
    )
    energy = stated.number("energy_mj_per_pin", "rf_energy_mj", "energy_mj")
    stated.put("rf_energy_mj", energy, "protocol.rf_needle.energy", low=_LEAST_MJ, high=_MOST_MJ)
    seconds = stated.number("duration_s")
    pulse = stated.number("pulse_ms", "rf_pulse_ms", "duration_ms")
    pulse = 1e3 * seconds if pulse is None and seconds is not None else pulse
    stated.put("rf_pulse_ms", pulse, low=1.0, high=10000.0)
    passes = stated.number("passes")
    stated.put("passes", passes, "protocol.rf_needle.passes", low=1.0, high=10.0)
    stated.settings["passes"] = float(round(float(stated.settings["passes"])))
    pins = stated.number("pins", "needles")
    stated.put("needles", pins, low=2.0, high=200.0)
    width = stated.number("diam_mm", "needle_diameter_mm")
    width_um = None if width is None else _UM_PER_MM * width
    stated.put("needle_diameter_um", width_um, low=50.0, high=600.0)
    insulation = stated.text("needle", "insulation", "insulated").lower()
    if insulation:
        stated.settings["insulated"] = not insulation.startswith(("non", "no", "un", "bare"))
    else:
        stated.settings["insulated"] = True
        stated.flag("taken-by-default", "whether needles are insulated is not stated; yes is taken")
    return stated.done("microneedling")


def fractional_current(stated: Stated) -> Done:
    """Radiofrequency in points at the surface."""
    stated.settings["form"] = "fractional"
    energy = stated.number("energy_mj_per_pin", "energy_mj")
    stated.put("energy_mj", energy, low=2.5, high=1500.0)
    return stated.done("radiofrequency")


def bulk_current(stated: Stated) -> Done:
    """Radiofrequency that heats the whole dermis."""
    stated.settings["form"] = "bulk"
    stated.put("passes", stated.number("passes"), low=1.0, high=20.0)
    return stated.done("radiofrequency")


def focused_sound(stated: Stated) -> Done:
    """Focused ultrasound."""
    stated.put("lines", stated.number("lines"), low=15.0, high=3000.0)
    return stated.done("focused-ultrasound")


def _depth_um(stated: Stated) -> float | None:
    """Length of needles; where only the most is told, a share of it, since sites take less."""
    said = stated.text("needle_mm", "length_mm", "depth_mm", "needle_depth_mm", "needle_length_mm")
    length = stated.number(
        "needle_mm", "length_mm", "depth_mm", "needle_depth_mm", "needle_length_mm"
    )
    if length is None:
        return stated.number("needle_um", "needle_depth_um", "length_um", "depth_um")
    if "max" in said or "up_to" in said:
        stated.flag("most-stated", f"needles of up to {length:g} mm: a share of it is taken")
        length *= find_parameter("protocol.needling.of_most").value
    return length * _UM_PER_MM if length < 20.0 else length


def _ends(record_id: str) -> tuple[float, float]:
    record = find_parameter(record_id)
    low = record.value if record.low is None else record.low
    return low, record.value if record.high is None else record.high
