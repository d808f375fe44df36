"""Units at the door of an import: what is declared or stands in a header, into what is kept."""

import re
from functools import cache

from turgor.errors import UnitError
from turgor.units import PRINTED, registry

_IN_HEADER = re.compile(r".*?\s*[\[(]([^\[\]()]+)[\])]\s*")


@cache
def to_unit(unit: str, wanted: str) -> tuple[float, float]:
    """(factor, offset) from ``unit`` to ``wanted``; the offset matters for temperatures only.

    Errors: UnitError where the unit can't be read or is of another dimension.
    """
    text = unit.strip().replace("μ", "µ")
    ureg = registry()
    try:
        source = ureg.parse_units(_plain(text))
        target = ureg.parse_units(wanted)
        zero = float(ureg.Quantity(0.0, source).to(target).magnitude)
        one = float(ureg.Quantity(1.0, source).to(target).magnitude)
    except Exception as error:
        raise UnitError(
            f"unit '{unit}' is not one that becomes {wanted}; give for example '{wanted}'"
        ) from error
    return one - zero, zero


def unit_in_header(header: str) -> str:
    """The unit in brackets at a header's end, such as '°C' in 'Room [°C]'; else empty.

    A word in brackets that is no unit ('VAS (0-10)') is none.
    """
    match = _IN_HEADER.fullmatch(header)
    text = match[1].strip() if match else ""
    if not text or text in PRINTED:
        return text
    try:
        to_unit(text, _plain(text))
    except UnitError:
        return ""
    return text


def _plain(text: str) -> str:
    """Signs as pint's words."""
    signs = {"%": "percent", "°C": "degC", "°F": "degF", "℃": "degC", "℉": "degF", "%RH": "percent"}
    return signs.get(text.replace(" ", "").replace("% RH", "%RH"), text)
