"""One stated setting at a time."""

import math

import pytest

from turgor.errors import InputError
from turgor.skin.stimulus.stated import flag, number, positive, whole, word


def test_what_is_stated_and_what_is_not() -> None:
    settings = {"a": 2.0, "w": "pen", "f": True}
    assert number(settings, "a") == 2.0
    assert math.isnan(number(settings, "b"))
    assert math.isnan(positive(settings, "b", "µm"))
    assert whole(settings, "a", 1) == 2
    assert whole(settings, "b", 1) == 1
    assert whole(settings, "b", None) is None
    assert word(settings, "w", ("pen", "roller")) == "pen"
    assert flag(settings, "f") is True
    assert flag(settings, "g") is None


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: number({"a": "ten"}, "a"), "no number"),
        (lambda: number({"a": True}, "a"), "no number"),
        (lambda: positive({"a": 0.0}, "a", "µm"), "above 0, in µm"),
        (lambda: positive({"a": math.inf}, "a", "µm"), "above 0"),
        (lambda: whole({"a": 1.5}, "a", 1), "whole number"),
        (lambda: whole({"a": 0.0}, "a", 1), "1 or more"),
        (lambda: word({}, "w", ("pen",)), "not stated; allowed: pen"),
        (lambda: word({"w": "spade"}, "w", ("pen",)), "unknown here; allowed: pen"),
        (lambda: flag({"f": "perhaps"}, "f"), "yes or no"),
    ],
)
def test_what_cannot_be(call, said: str) -> None:
    with pytest.raises(InputError, match=said):
        call()
