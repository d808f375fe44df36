"""Names as collectors write them, brought to one spelling, and lists inside one cell."""

import re

_RUN = re.compile(r"[^a-z0-9.+]+")
_SIGNS = str.maketrans({"%": " pct ", "≥": " ge ", ">": " gt ", "≤": " le ", "<": " lt ", "µ": "u"})


def plain(text: str) -> str:
    """Lower case, with one underscore for each run of other signs: 'Wrinkle depth' as one word."""
    return _RUN.sub("_", text.translate(_SIGNS).lower()).strip("_")


def pairs(text: str) -> dict[str, str]:
    """The ``key=value`` pairs of a cell, parted by semicolons.

    Errors: ValueError for a part without a key or an equals sign.
    """
    found: dict[str, str] = {}
    for part in text.split(";"):
        if not part.strip():
            continue
        key, sign, value = part.partition("=")
        if not sign or not key.strip():
            raise ValueError(f"'{part.strip()}' is no key=value")
        found[key.strip()] = value.strip()
    return found


def listed(text: str) -> tuple[str, ...]:
    """The parts of a cell, parted by semicolons."""
    return tuple(part.strip() for part in text.split(";") if part.strip())


def word_pattern(word: str) -> re.Pattern[str]:
    """A pattern that finds a word, or words joined by underscores, in a plain name.

    A star at either end lets the word be the start or end of a longer one.
    """
    body = re.escape(plain(word.strip("*")))
    before = "" if word.startswith("*") else r"(?<![a-z0-9])"
    after = "" if word.endswith("*") else r"(?![a-z0-9])"
    return re.compile(before + body + after)
