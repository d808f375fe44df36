"""Words for verdicts, measurands and endpoints, the same on every part of a page."""

from turgor.metrics import Measurand, find_metric
from turgor.report.page_parts import Verdict

VERDICT_WORDS = {
    "beyond-noise": "beyond noise",
    "within-noise": "within noise",
    "undetermined": "undetermined",
    "confounded": "confounded",
}


def verdict(key: str) -> Verdict:
    """A verdict's word for the style sheet and for people."""
    return Verdict(key, VERDICT_WORDS[key])


def metric_name(measurand: Measurand) -> str:
    """Name and symbol of a measurand's metric."""
    metric = find_metric(measurand.metric)
    return f"{metric.name[:1].upper()}{metric.name[1:]} ({metric.symbol})"


def conditions_text(measurand: Measurand) -> str:
    """A measurand's conditions in one line, with units."""
    units = {c.name: c.unit for c in find_metric(measurand.metric).conditions}
    told = []
    for name, value in measurand.conditions:
        plain = name.removesuffix("_um").removesuffix("_mm").removesuffix("_pct").replace("_", " ")
        number = f"{value:g}" if isinstance(value, int | float) else str(value)
        told.append(f"{plain} {number}{' ' + units[name] if units.get(name) else ''}")
    return ", ".join(told)


def unit_text(unit: str) -> str:
    """A unit as a column shows it; nothing for plain numbers."""
    return "" if unit == "1" else unit


def with_unit(text: str, unit: str) -> str:
    """A number's text with its unit, where it has one."""
    return f"{text} {unit}" if unit_text(unit) else text


def sentence(text: str) -> str:
    """The text with a capital first letter and a full stop."""
    stripped = text.strip().rstrip(".")
    return f"{stripped[:1].upper()}{stripped[1:]}."
