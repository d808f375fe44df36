"""Numbers as tables of studies print them."""

import pytest

from turgor.evidence.outcomes.numbers import Stated, stated, strict_number


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Stated()),
        ("n/a", Stated()),
        ("middle-aged or elderly", Stated()),
        ("46.5 median", Stated(46.5)),
        ("44-65 range", Stated(54.5, 44.0, 65.0)),
        ("3–4", Stated(3.5, 3.0, 4.0)),
        ("3 or 6", Stated(4.5, 3.0, 6.0)),
        (">65", Stated(65.0, low=65.0)),
        ("≥40", Stated(40.0, low=40.0)),
        ("<55", Stated(55.0, high=55.0)),
        ("over 60", Stated(60.0, low=60.0)),
        ("1 plus optional touch-up", Stated(1.0)),
        ("45 ± 8", Stated(45.0)),
        ("-12.5", Stated(-12.5)),
        ("-8 to -3", Stated(-5.5, -8.0, -3.0)),
    ],
)
def test_what_is_stated(text, expected):
    assert stated(text) == expected


def test_a_measured_number_stands_alone():
    assert strict_number("−3.5") == -3.5
    assert strict_number("12 %") == 12.0
    assert strict_number("8-9") == 8.5
    assert strict_number("NR") is None
    for text in ("much", "3 of 10 people", "1e999x"):
        with pytest.raises(ValueError, match="is no number"):
            strict_number(text)
