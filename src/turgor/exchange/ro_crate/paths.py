"""Readable, portable and distinct paths for captures: captures/S01/V0/S01_V0_cheek_left_1.sur."""

import hashlib
import re
import unicodedata

_LONGEST = 60
_RESERVED = re.compile(r"(?i:con|prn|aux|nul|com\d|lpt\d)\Z")
_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,12}\Z")


class Paths:
    """Gives each capture its path; two never share one, also where letters' case is not told."""

    def __init__(self) -> None:
        self._names: dict[tuple[str, str], str] = {}
        self._taken: set[tuple[str, str]] = set()
        self._files: set[str] = set()

    def capture(
        self, subject: str, visit: str, words: tuple[str, ...], sha256: str, suffix: str
    ) -> str:
        """``captures/<subject>/<visit>/<subject>_<visit>_<words…><suffix>``."""
        person, occasion = self._name("subject", subject), self._name("visit", visit)
        middle = "_".join(part for part in map(plain, words) if part)
        return self.file(f"captures/{person}/{occasion}", f"{person}_{occasion}_{middle}", sha256,
                         suffix)  # fmt: skip

    def file(self, folder: str, stem: str, sha256: str, suffix: str) -> str:
        """A path in a folder; a name that is taken gets the beginning of the sum."""
        end = suffix if _SUFFIX.match(suffix) else ""
        for more in ("", f"_{sha256[:8]}", f"_{sha256}"):
            path = f"{folder}/{plain(stem, 120) or 'file'}{more}{end}"
            if path.casefold() not in self._files:
                self._files.add(path.casefold())
                return path
        raise ValueError(f"{sha256} was given a path already")

    def _name(self, kind: str, text: str) -> str:
        """The same name for the same text, another one for another text."""
        if (kind, text) not in self._names:
            name = plain(text) or "none"
            if (kind, name.casefold()) in self._taken:
                name = f"{name}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"
            self._taken.add((kind, name.casefold()))
            self._names[kind, text] = name
        return self._names[kind, text]


def plain(text: str, longest: int = _LONGEST) -> str:
    """A text in letters, digits, '.', '-' and '_' of ASCII that every file system takes."""
    bare = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", bare).strip("-. ")[:longest]
    return f"{name}-" if _RESERVED.match(name) else name
