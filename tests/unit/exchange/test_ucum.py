"""Every unit of the catalogue has a UCUM code of the same size and dimension."""

import re

import pytest

from turgor.exchange.ucum import NO_UNIT, UCUM, ucum_code
from turgor.metrics import all_metrics
from turgor.units import CANONICAL, PRINTED, registry

#: UCUM's own atoms and prefixes as pint names them: read from the UCUM tables, not from our code
ATOMS = {
    "m": "meter", "g": "gram", "s": "second", "h": "hour", "d": "day", "min": "minute",
    "deg": "degree", "Cel": "delta_degC", "%": "percent", "bar": "bar", "Pa": "pascal",
    "N": "newton", "Hz": "hertz", "J": "joule", "W": "watt", "L": "liter", "B": "dimensionless",
    "[arb'U]": "dimensionless", "1": "dimensionless", "V": "volt", "A": "ampere", "Ohm": "ohm",
    "K": "kelvin", "S": "siemens", "mol": "mole", "[pH]": "dimensionless",
}  # fmt: skip
PREFIXES = {"": 1.0, "k": 1e3, "c": 1e-2, "m": 1e-3, "u": 1e-6, "n": 1e-9, "M": 1e6, "d": 1e-1}
PART = re.compile(r"(?P<unit>\{[!-z|~]+\}|[A-Za-z%\[\]']+|1)(?P<power>-?\d+)?\Z")


def evaluated(code):
    """A UCUM term as a pint quantity: left to right, '.' multiplies, '/' divides what follows."""
    ureg = registry()
    total = ureg.Quantity(1.0, "dimensionless")
    for sign, part in re.findall(r"([./]?)([^./]+)", code):
        match = PART.match(part)
        assert match, part
        factor = ureg.Quantity(1.0, "dimensionless")
        if not match["unit"].startswith("{"):
            prefix, atom = split(match["unit"])
            factor = PREFIXES[prefix] * ureg.Quantity(1.0, ATOMS[atom])
        factor = factor ** int(match["power"] or 1)
        total = total / factor if sign == "/" else total * factor
    return total


def split(text):
    if text in ATOMS:
        return "", text
    assert text[0] in PREFIXES and text[1:] in ATOMS, text
    return text[0], text[1:]


def units_of_the_catalogue():
    for metric in all_metrics().values():
        yield metric.unit
        for condition in metric.conditions:
            if condition.unit:
                yield condition.unit


@pytest.mark.parametrize("printed", sorted({*units_of_the_catalogue(), *PRINTED}))
def test_every_unit_that_a_finding_or_condition_carries_has_a_code(printed):
    assert ucum_code(printed) or printed in NO_UNIT
    assert "AU" not in (ucum_code(printed) or "") and ucum_code(printed) != "a.u."


@pytest.mark.parametrize("kind", sorted(CANONICAL))
def test_a_code_is_the_unit_that_pint_reads(kind):
    named, printed = CANONICAL[kind]
    if printed == "dB":
        return  # a level: pint has no linear factor for it
    code = ucum_code(printed)
    assert code is not None
    ours = registry().Quantity(1.0, named.replace("degC", "delta_degC"))
    assert evaluated(code).to(ours.units).magnitude == pytest.approx(1.0, rel=1e-12)


@pytest.mark.parametrize("code", sorted(set(UCUM.values())))
def test_a_code_is_of_ucums_letters(code):
    assert code.isascii() and not re.search(r"\s", code)
    evaluated(code)
