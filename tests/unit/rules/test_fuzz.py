"""Whatever the text, an expression, a pack or an overlay is read or refused in one clear line."""

from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from turgor.rules import RuleError, find_pack, read_overlay, read_pack, standard_vocabulary
from turgor.rules.parser import parse_expression

WORDS = standard_vocabulary()
SHIPPED = (files("turgor.rules") / "data" / "packs" / "adverse-events.toml").read_text("utf-8")
#: the head and first four rules: enough to reach every key, small enough to be read often
SMALL = "[[rule]]".join(SHIPPED.split("[[rule]]")[:5])
SIGNS = "(){},.<>=!;'\"\\-1290 \n\t°\0é"
LANGUAGE = """and or not in has .. == != <= >= wk d 3 38 degC neck keloid pus grade event_day
site uses_acids event __class__ lambda os 1e309 0x10 nan"""
PIECES = [*SIGNS, *LANGUAGE.split()]


def only_refusals(read, *given_text):
    try:
        read(*given_text)
    except RuleError as error:
        assert str(error) and "\n" not in str(error)


@settings(max_examples=400, deadline=None, database=None)
@given(st.text(max_size=200))
def test_random_text(text):
    only_refusals(parse_expression, text, WORDS)


@settings(max_examples=800, deadline=None, database=None)
@given(st.lists(st.sampled_from(PIECES), max_size=40).map(" ".join))
def test_random_words_of_the_language(text):
    only_refusals(parse_expression, text, WORDS)


@settings(max_examples=150, deadline=None, database=None)
@given(
    st.integers(0, len(SMALL)),
    st.integers(0, 30),
    st.text(max_size=8) | st.sampled_from(PIECES),
)
def test_a_damaged_pack(at, cut, put):
    only_refusals(read_pack, SMALL[:at] + put + SMALL[at + cut :], "p.toml")


VALUES = st.recursive(
    st.none() | st.sampled_from(["3", "true", '"x"', "nan", "inf", "2026-01-01", "[]", "{}", "''"]),
    lambda inner: st.lists(inner, max_size=3).map(lambda v: "[" + ",".join(map(str, v)) + "]"),
    max_leaves=4,
)


@settings(max_examples=200, deadline=None, database=None)
@given(st.integers(0, SMALL.count("\n")), VALUES)
def test_a_pack_with_a_foreign_value(at, value):
    lines = SMALL.split("\n")
    key, sign, _ = lines[at].partition(" = ")
    if sign:
        lines[at] = f"{key} = {value}"
    only_refusals(read_pack, "\n".join(lines), "p.toml")


@settings(max_examples=100, deadline=None, database=None)
@given(st.sampled_from(["id", "version", "severity", "or_when", "reason"]), VALUES)
def test_an_overlay_with_a_foreign_value(key, value):
    table = {"id": '"AE-GRADE-3"', "version": "1", "or_when": '"pus"', "reason": '"r"'}
    table[key] = str(value)
    body = "\n".join(f"{k} = {v}" for k, v in table.items())
    text = f'overlay = "o"\npack = "adverse-events"\n[[tighten]]\n{body}\n'
    only_refusals(read_overlay, text, "o.toml", find_pack("adverse-events"))


def test_the_small_pack_is_whole():
    assert len(read_pack(SMALL, "p.toml").rules) == 4


@pytest.mark.parametrize("number", ["9" * 5000, "0x" + "f" * 9000, "9" * 40])
def test_an_endless_number(number):
    with pytest.raises(RuleError):
        read_pack(SMALL.replace("version = 1", f"version = {number}"), "p.toml")


def test_a_huge_text():
    with pytest.raises(RuleError, match="at most"):
        read_pack("#" * 3_000_000, "p.toml")
