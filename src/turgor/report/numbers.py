"""How numbers are printed: three significant digits, a true minus sign, never a bare float."""

import math

ABSENT = "–"


def number(value: float | None, digits: int = 3) -> str:
    """A number to so many significant digits, without exponent where it stays readable."""
    if value is None or not math.isfinite(value):
        return ABSENT
    if value == 0.0:
        return "0"
    magnitude = math.floor(math.log10(abs(value)))
    if magnitude < -4 or magnitude > 6:
        mantissa, exponent = f"{value:.{digits - 1}e}".split("e")
        return f"{mantissa}·10^{int(exponent)}".replace("-", "−")
    decimals = max(0, digits - 1 - magnitude)
    return f"{value:.{decimals}f}".replace("-", "−")


def days_figure(days: float) -> str:
    """Days of something to two digits, whole ones from a hundred on."""
    return f"{days:.2g}" if days < 99.5 else f"{days:.0f}"


def signed(value: float | None, digits: int = 3) -> str:
    """A number with its sign always shown."""
    text = number(value, digits)
    return text if text in (ABSENT, "0") or text.startswith("−") else f"+{text}"


def percent(value: float | None) -> str:
    """A signed percentage, one decimal below ten."""
    if value is None or not math.isfinite(value):
        return ABSENT
    return f"{value:+.{1 if abs(value) < 10 else 0}f} %".replace("-", "−")


def interval(low: float | None, high: float | None, digits: int = 3) -> str:
    """An interval, 'low to high'."""
    return f"{number(low, digits)} to {number(high, digits)}"


def p_text(value: float | None) -> str:
    """A p value as papers print it."""
    if value is None or not math.isfinite(value):
        return ABSENT
    return "< 0.001" if value < 0.001 else f"{value:.3f}"
