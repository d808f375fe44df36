"""A subject is a pseudonymous person; a centre is where a study is run."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Centre:
    """Where a study is run."""

    id: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Subject:
    """A pseudonymous person; only what a study needs to choose and to stratify."""

    id: str
    centre: str = ""
    birth_year: int | None = None
    sex: str = ""
    phototype: str = ""
