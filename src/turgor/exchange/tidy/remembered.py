"""Texts of cells that recur in a column, worked out once."""

from collections.abc import Callable

from turgor.exchange.tidy.table import Cell

_MOST = 8192


class Remembered(dict[Cell, str]):
    """``form`` of each cell by the cell; for one column, whose cells are all of one type."""

    def __init__(self, form: Callable[[Cell], str]) -> None:
        super().__init__()
        self._form = form

    def __missing__(self, cell: Cell) -> str:
        if len(self) >= _MOST:
            self.clear()
        text = self[cell] = self._form(cell)
        return text


def remembering(kind: str, form: Callable[[Cell], str]) -> Callable[[Cell], str]:
    """``form`` for a column of a kind; numbers seldom recur, and -0.0 is not 0.0."""
    return form if kind == "number" else Remembered(form).__getitem__
