"""Settings of a session in words: 'energy 10 mJ', not 'energy_mj = 10'."""

from collections.abc import Mapping

from turgor.record.setting_spec import modality_settings
from turgor.record.tissue import TissueStack

_PRINTED = {
    "percent": "%",
    "um": "µm",
    "1/cm**2": "per cm²",
    "1/mm**2": "per mm²",
    "hour": "h",
    "cm**2": "cm²",
}
#: units that are no more than a number, or that the name says
_NO_UNIT = ("1", "week")
#: names of which the stem alone says too little, or something else
_NAMES = {"density_mtz_cm2": "density", "ph": "pH", "area_cm2": "area"}


def setting_words(modality: str, settings: Mapping[str, float | str | bool]) -> tuple[str, ...]:
    """Each setting as name, value and unit, in the order given."""
    return tuple(_said(modality, name, value) for name, value in settings.items())


def _said(modality: str, name: str, value: float | str | bool) -> str:
    spec = modality_settings(modality).specs.get(name)
    stem = name if spec is None else spec.stem
    words = _NAMES.get(name, stem.replace("_", " "))
    words = " ".join("RF" if word == "rf" else word for word in words.split())
    if isinstance(value, bool):
        return words if value else f"not {words}"
    if isinstance(value, str):
        return f"{words} {value}"
    unit = "" if spec is None or spec.unit in _NO_UNIT else f" {_PRINTED.get(spec.unit, spec.unit)}"
    return f"{words} {_rounded(value)}{unit}"


def _rounded(value: float) -> str:
    """Four significant digits; a number above 1000 keeps all before the point."""
    return f"{value:.0f}" if abs(value) >= 1e3 else f"{value:.4g}"


def skin_words(stack: TissueStack) -> str:
    """Whose skin and where, in one line."""
    said = [stack.site]
    if stack.age_years is not None:
        said.append(f"{stack.age_years:g} years")
    phototype = f"phototype {stack.phototype}" if stack.phototype else ""
    return ", ".join([*said, *filter(None, (stack.sex, phototype))])
