"""A session's file to fill in: every setting of a modality with what it means and may be."""

from turgor.errors import InputError
from turgor.record.setting_spec import SettingSpec, modality_settings
from turgor.skin.stimulus.doors import MODELLED

_HEAD = """# What one session does to tissue: `turgor stimulus THIS_FILE`
modality = "{modality}"
device = ""           # in your own words
site = "cheek"

[subject]             # what is left out is taken as unknown, and the spread is wider
age = 50
# sex = "female"
# phototype = "II"

# [findings]          # the person's own, by metric id; or: findings_file = "measured.json"
# "chromophore.melanin_depth" = 0.2

[settings]            # lines without # are needed"""

_SECTIONS = """
# [[histology]]       # your own sections of this laser's zones, one table an energy (means over
# energy_mj = 10      # zones, µm); three or more energies may make it a calibrated device
# depth_um = 420
# width_um = 130      # also: ablation_depth_um, ablation_width_um"""

#: examples that make a session as studies describe one; others lie midway in what is met with
_EXAMPLES: dict[str, dict[str, str]] = {
    "fractional-laser": {
        "wavelength_nm": "1550", "energy_mj": "20", "density_mtz_cm2": "250", "passes": "4",
        "spot_um": "140", "power_w": "30", "pulse_ms": "0.67", "stacked_pulses": "1",
        "repetition_hz": "10", "coverage_pct": "10", "overlap_pct": "0",
    },
    "microneedling": {
        "needle_depth_um": "1000", "passes": "4", "applicator": '"pen"', "needles": "36",
        "needle_diameter_um": "250", "needle_pitch_um": "1500", "channels_per_cm2": "300",
        "strokes_hz": "100", "rf_power_w": "20", "rf_pulse_ms": "200", "rf_energy_mj": "111",
        "rf_frequency_mhz": "1", "insulated": "true", "active_tip_um": "300",
    },
    "chemical-peel": {"agent": '"glycolic"', "percent": "50", "ph": "1.5", "minutes": "3",
        "layers": "1", "neutralised": "true", "free_acid_pct": "45", "second_agent": '"lactic"',
        "second_percent": "10",
    },
    "topical-retinoid": {"agent": '"tretinoin"', "percent": "0.05", "nights_per_week": "7",
        "amount_g": "0.5", "area_cm2": "500", "weeks": "12", "contact_h": "10",
    },
    "biostimulator": {"agent": '"plla"', "vials": "1", "dilution_ml": "8", "volume_ml": "8",
        "plane": '"subdermal"', "mg_per_vial": "150", "area_cm2": "60",
    },
}  # fmt: skip


def session_template(modality: str) -> str:
    """The text of a session's file, settings that aren't needed commented out.

    Errors: InputError for a modality without a model.
    """
    if modality not in MODELLED:
        raise InputError(f"modality '{modality}' is unknown; allowed: {', '.join(MODELLED)}")
    known = modality_settings(modality)
    either = {name for group in known.either for name in group}
    chosen = {group[0] for group in known.either}
    lines = [_HEAD.format(modality=modality)]
    for spec in known.specs.values():
        mark = "" if spec.needed or spec.name in chosen else "# "
        note = f"  # {spec.meaning}{_range(spec)}"
        if spec.name in either:
            note += " (one of those that state the same)"
        example = _EXAMPLES.get(modality, {}).get(spec.name) or _example(spec)
        lines.append(f"{mark}{spec.name} = {example}{note}")
    if modality == "fractional-laser":
        lines.append(_SECTIONS)
    return "\n".join(lines)


def _range(spec: SettingSpec) -> str:
    if spec.words:
        return f": {', '.join(spec.words)}"
    if spec.usual is not None:
        return f"; {spec.usual[0]:g} to {spec.usual[1]:g} are met with"
    return ""


def _example(spec: SettingSpec) -> str:
    if spec.type == "flag":
        return "false"
    if spec.words:
        return f'"{spec.words[0]}"'
    if spec.type == "text":
        return '""'
    low, high = spec.usual or (spec.lowest or 0.0, spec.highest or 1.0)
    value = (low * high) ** 0.5 if low > 0.0 else 0.5 * (low + high)
    return f"{round(value)}" if spec.type == "whole" or value >= 20 else f"{value:.2g}"
