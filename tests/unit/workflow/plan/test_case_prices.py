"""Prices of a case: read with their line, held against what can be planned, never invented."""

import pytest

from turgor.errors import StudyError
from turgor.exchange.case_toml import parse_case
from turgor.workflow.plan.prices import clinic_of, hold_prices, planned_prices

CASE = """site = "cheek"
[clinic]
name = "the practice"
phone = "0123 456"
[prices]
currency = "EUR"
microneedling = 200
fractional-laser = [350, 450.5]
"""


def test_a_price_is_a_number_or_a_span():
    case = parse_case(CASE, "case")
    assert case.clinic.prices == {
        "microneedling": (200.0, 200.0),
        "fractional-laser": (350.0, 450.5),
    }
    hold_prices(case, "case")
    assert planned_prices(case)["fractional-laser"] == 450.5  # so that a limit of cost holds
    told = clinic_of(case)
    assert (told.name, told.phone, told.currency) == ("the practice", "0123 456", "EUR")


def test_nothing_stated_is_nothing_known():
    clinic = parse_case('site = "cheek"', "case").clinic
    assert not clinic.prices and clinic.currency == clinic.phone == clinic.name == ""


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("200", "-1", "line 7: the price of 'microneedling' is -1 to -1; allowed: 0 or more"),
        ("[350, 450.5]", "[450, 350]", "line 8: .* is 450 to 350; allowed: 0 or more, lowest"),
        ("[350, 450.5]", "[1, 2, 3]", "line 8: .* has 3 numbers; write a number, or"),
        ("200", '"much"', "line 7: 'microneedling' is 'much'; give a number"),
        ("phone", "fone", "unknown key 'fone'; allowed: name, phone; did you mean 'phone'"),
    ],
)
def test_what_is_no_price_is_refused_with_its_line(old, new, said):
    with pytest.raises(StudyError, match=said):
        parse_case(CASE.replace(old, new), "case")


def test_a_price_of_what_nobody_plans_is_refused():
    case = parse_case(CASE.replace("microneedling", "micronedling"), "case")
    with pytest.raises(StudyError, match=r"line 7: 'micronedling' is no .* mean 'microneedling'"):
        hold_prices(case, "case")
