"""Patterns of plain names are those of the standard library."""

from fnmatch import fnmatchcase

from hypothesis import example, given
from hypothesis import strategies as st

from turgor.evidence.outcomes.endpoints import _like

words = st.text("ab*", max_size=8)


@given(st.text("ab", max_size=8), words)
@example("aba", "ab*ba")
@example("a", "a*a")
@example("", "*")
@example("ab", "?b")
def test_like_is_fnmatch(name, pattern):
    assert _like(name, pattern) == fnmatchcase(name, pattern)
