"""Where on the body: the words people write, and what is known of the skin there."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from turgor.errors import InputError


@dataclass(frozen=True, slots=True)
class TissueSite:
    """A site with the places whose published thickness stands for each of its layers.

    words : how it is written. corneum, epidermis, skin (full thickness), subcutis : ends of the
    ids of the evidence used. ageing : 'face' or 'body'. nearest : layers whose place is another
    site for want of a number.
    """

    name: str
    words: tuple[str, ...]
    corneum: str
    epidermis: str
    skin: str
    subcutis: str
    ageing: str
    nearest: tuple[str, ...]


def find_site(words: str) -> TissueSite:
    """The site that words mean, letter case and hyphens aside.

    Errors: InputError with every site and the words for it where they mean none.
    """
    plain = " ".join(words.strip().lower().replace("_", " ").replace("-", " ").split())
    for side in ("left ", "right "):
        plain = plain.removeprefix(side)
    for site in all_sites():
        if plain == site.name or plain in site.words:
            return site
    told = "; ".join(
        site.name + _also([word for word in site.words if word != site.name])
        for site in all_sites()
    )
    raise InputError(f"no skin is known for the site '{words}'; allowed: {told}")


@cache
def all_sites() -> tuple[TissueSite, ...]:
    """Every site, from the head downwards."""
    entry = files("turgor.physics.tissue") / "data" / "sites.toml"
    document = tomllib.loads(entry.read_text(encoding="utf-8"))
    return tuple(_site(name, table) for name, table in document.items())


def _site(name: str, table: Mapping[str, object]) -> TissueSite:
    def many(key: str) -> tuple[str, ...]:
        value = table[key]
        return tuple(str(item) for item in value) if isinstance(value, list) else ()

    return TissueSite(
        name=name,
        words=many("words"),
        corneum=str(table["corneum"]),
        epidermis=str(table["epidermis"]),
        skin=str(table["skin"]),
        subcutis=str(table["subcutis"]),
        ageing=str(table["ageing"]),
        nearest=many("nearest"),
    )


def _also(words: list[str]) -> str:
    return f" (also {', '.join(words)})" if words else ""
