"""One file after the other, each shown as soon as it is worked out; a bad one stops none."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from turgor.workflow.progress import Progress

T = TypeVar("T")


def each_file(
    paths: Sequence[Path],
    doing: str,
    work: "Callable[[Path, Progress], T]",
    show: Callable[[str, T], None] | None,
) -> tuple[list[tuple[str, T]], list[tuple[str, str]]]:
    """What each file yields, by its path in order, and what was refused with the reason.

    doing : what progress says. show : told of each result at once; None keeps quiet.
    """
    from turgor.cli.progress import progress
    from turgor.errors import InputError, lines_of

    found: list[tuple[str, T]] = []
    refused: list[tuple[str, str]] = []
    for path in paths:
        try:
            with progress(doing) as move:
                item = work(path, move)
        except InputError as error:
            refused += [(str(path), line.removeprefix(f"{path}: ")) for line in lines_of(error)]
            continue
        found.append((str(path), item))
        if show is not None:
            show(str(path), item)
    return found, refused
