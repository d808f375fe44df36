"""How a use case tells how far it is, without knowing who listens."""

from typing import Protocol


class Progress(Protocol):
    """Called with how many are done, how many there are, and what is at hand."""

    def __call__(self, done: int, total: int, label: str, /) -> None:
        """Tell how far."""


def silent(done: int, total: int, label: str, /) -> None:
    """Listen to nothing."""
