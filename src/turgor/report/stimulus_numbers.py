"""Single numbers of a stimulus as they are printed, on the page and in the terminal alike."""

import math
from dataclasses import dataclass

from turgor.record.stimulus import QuantitySpec, Stimulus
from turgor.report.numbers import number

#: what is smaller than this is printed as smaller than it, by unit; others by the last
_LEAST = {"1": 1e-3, "%": 1e-2}
_LEAST_OF_ANY = 1e-4
#: probabilities nearer to 0 or 1 than this are printed as such
_SURE = 0.01
_WORDS = {"ph": "pH", "um": "µm", "p90": "(90th percentile)"}
#: units as they are read
UNIT_WORDS = {"1": "", "1/cm²": "per cm²"}


@dataclass(frozen=True, slots=True)
class NumberRow:
    """One number: its name in words, value with unit, 10 to 90 % ('' for none) and meaning."""

    name: str
    value: str
    ends: str
    meaning: str


def number_rows(item: Stimulus) -> tuple[tuple[NumberRow, ...], tuple[str, ...]]:
    """Rows in the stimulus' order, and names of the numbers that are 0 in every draw.

    A crater's depth under a laser that takes nothing away is such a number.
    """
    rows, nothing = [], []
    for name, spread in item.quantities.items():
        spec = item.specs[name]
        low, middle, high = (float(v[0]) for v in (spread.low, spread.median, spread.high))
        if low == middle == high == 0.0:
            nothing.append(quantity_words(name))
            continue
        one = spec.probability or low == high
        ends = "" if one else f"{_said(low, spec)} to {_said(high, spec)}"
        unit = UNIT_WORDS.get(spec.unit, spec.unit)
        value = f"{_said(middle, spec)} {unit}".strip()
        rows.append(NumberRow(quantity_words(name), value, ends, spec.meaning))
    return tuple(rows), tuple(nothing)


def quantity_words(name: str) -> str:
    """A quantity's name in words."""
    return " ".join(_WORDS.get(word, word) for word in name.split("-"))


def _said(value: float, spec: QuantitySpec) -> str:
    if spec.probability and math.isfinite(value):
        return _probability(value)
    least = _LEAST.get(spec.unit, _LEAST_OF_ANY)
    if 0.0 < abs(value) < least:
        return f"< {least:g}"
    if math.isfinite(value) and value == int(value):
        return f"{value:.0f}".replace("-", "−")
    if math.isfinite(value) and abs(value) >= 1e3:
        return number(float(f"{value:.3g}"))
    return number(value)


def _probability(value: float) -> str:
    if value in (0.0, 1.0):
        return f"{value:.0f}"
    if value < _SURE:
        return f"< {_SURE:g}"
    return f"> {1.0 - _SURE:g}" if value > 1.0 - _SURE else f"{value:.2f}"
