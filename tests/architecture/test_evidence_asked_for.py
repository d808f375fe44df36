"""Every literature value that the code asks for by name is in the evidence base, with a source."""

import ast
import re
from functools import cache
from pathlib import Path

from turgor.evidence import all_parameters
from turgor.skin.parameters import all_parameter_names

SOURCE = Path(__file__).resolve().parents[2] / "src" / "turgor"
ASKED = re.compile(r"\b(?:find_)?parameter\(\s*\"([^\"{}]+)\"\s*\)")
#: rooms of treatment physics: any record of theirs that is not assumed names its source
ROOMS = ("physics/photons", "physics/heat", "physics/tissue", "physics/electric", "skin")
#: rooms whose every record must have a reader
READ_WHOLE = ("virtual.", "loading.", "protocol.", "predict.", "norm.", "course.")
READ_FROM = tuple(re.escape(room) for room in READ_WHOLE)


def asked() -> dict[str, str]:
    found: dict[str, str] = {}
    for path in sorted(SOURCE.rglob("*.py")):
        for name in ASKED.findall(path.read_text(encoding="utf-8")):
            found[name] = path.relative_to(SOURCE).as_posix()
    return found


def test_what_is_asked_for_is_there() -> None:
    names = asked()
    assert len(names) > 200
    missing = {name: where for name, where in names.items() if name not in all_parameters()}
    assert not missing


def test_treatment_physics_names_its_sources() -> None:
    names = [name for name, where in asked().items() if where.startswith(ROOMS)]
    assert len(names) > 100
    for name in names:
        record = all_parameters()[name]
        assert record.basis == "assumed" or (record.source and record.locator), name


@cache
def spoken() -> tuple[frozenset[str], frozenset[str], tuple[re.Pattern[str], ...]]:
    """Texts in the code, the words they are made of, and f-strings with holes for words."""
    texts, patterns = set(), []
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                texts.add(node.value)
            elif isinstance(node, ast.JoinedStr):
                parts = [
                    re.escape(part.value) if isinstance(part, ast.Constant) else "(.+?)"
                    for part in node.values
                ]
                # a room and one hole tells nothing: what fills it is a text of its own
                told = "".join(parts)
                if told.startswith(READ_FROM) and not re.fullmatch(r"\w+\\\.\(\.\+\?\)", told):
                    patterns.append(re.compile(told))
    data = (SOURCE / "predict" / "data" / "protocol.toml").read_text(encoding="utf-8")
    words = {word for text in (*texts, data) for word in re.split(r"[^A-Za-z0-9]+", text)}
    return frozenset(texts), frozenset(words), tuple(patterns)


def has_reader(name: str) -> bool:
    """Whether the code says the name, with or without its room, or an f-string of known words."""
    texts, _, _ = spoken()
    room, _, rest = name.partition(".")
    if name in texts or rest in texts or (room == "virtual" and rest in all_parameter_names()):
        return True
    start, _, end = name.rpartition(".")
    listed = f"{start}." in texts and start.count(".") > 1  # every record that begins so is read
    return (
        listed
        or of_known_words(name)
        or (end in texts and (start in texts or of_known_words(start)))
    )


def of_known_words(name: str) -> bool:
    """Whether an f-string makes the name of words that the code or its tables know."""
    _, words, patterns = spoken()
    return any(
        all(
            word in words or word.isdigit()
            for hole in found.groups()
            for word in re.split(r"[^A-Za-z0-9]+", hole)
        )
        for found in (pattern.fullmatch(name) for pattern in patterns)
        if found is not None
    )


def test_what_is_there_is_asked_for() -> None:
    unread = [n for n in all_parameters() if n.startswith(READ_WHOLE) and not has_reader(n)]
    assert not unread
    assert not has_reader("virtual.observe.nobody_reads_this")
    assert not has_reader("protocol.interval.qwertz")
