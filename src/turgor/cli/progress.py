"""Progress bars on stderr, so that stdout carries results only."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Progress = Callable[[int, int, str], None]


@contextmanager
def progress(label: str) -> Iterator[Progress]:
    """A bar for the ``with`` block; gives a callback of (done, total, what is at hand).

    Where stderr is no terminal nothing is drawn, so that logs stay readable.
    """
    if not sys.stderr.isatty():
        yield _silent
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    # Without redirection: rich would otherwise send what is printed to stdout to stderr.
    bars = Bars(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[item]}"),
        console=Console(stderr=True),
        redirect_stdout=False,
        redirect_stderr=False,
        transient=True,
    )
    with bars:
        task = bars.add_task(label, total=None, item="")

        def move(done: int, total: int, item: str) -> None:
            bars.update(task, completed=done, total=total, item=item)

        yield move


def _silent(done: int, total: int, item: str) -> None:
    """Say nothing."""
