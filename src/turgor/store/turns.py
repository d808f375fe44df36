"""Writers wait in line, so that of many busy ones nobody waits for ever.

SQLite's own waiting asks less and less often, ten times a second in the end, so that a writer may
never find the moment between two others. Among the threads of one process whoever comes at a free
moment goes first, because a record that was just read is then still as it was read; but who has
waited for long gets the next turn. Programs ask again every few milliseconds.
"""

import os
import random
import sqlite3
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

_ASK_AGAIN_S = (0.001, 0.004)
_LONGEST_PAUSE_S = 0.010
_PATIENCE_S = 1.0


@dataclass(slots=True)
class _Waiter:
    since: float
    called: threading.Event = field(default_factory=threading.Event)


class _Line:
    """The threads of this process that want to write one file, in order of coming."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting: deque[_Waiter] = deque()
        self._is_taken = False

    def take(self, timeout_s: float) -> bool:
        """Wait for one's turn; False where it did not come in time."""
        mine = _Waiter(time.monotonic())
        with self._guard:
            if not self._is_taken:
                self._is_taken = True
                return True
            self._waiting.append(mine)
        pause_s = _ASK_AGAIN_S[0]
        while True:
            left_s = mine.since + timeout_s - time.monotonic()
            mine.called.wait(max(0.0, min(pause_s, left_s)))
            with self._guard:
                if mine.called.is_set():
                    return True
                if not self._is_taken or left_s <= 0:
                    self._waiting.remove(mine)
                    gained = not self._is_taken
                    self._is_taken = True
                    return gained
            pause_s = min(2 * pause_s, _LONGEST_PAUSE_S)

    def leave(self) -> None:
        """Let the one go on that has waited for long, or else whoever comes."""
        with self._guard:
            if self._waiting and time.monotonic() - self._waiting[0].since >= _PATIENCE_S:
                self._waiting.popleft().called.set()
            else:
                self._is_taken = False


_LINES: dict[Path, _Line] = {}
_LINES_GUARD = threading.Lock()


@contextmanager
def turn_to_write(database: Path, timeout_s: float) -> Iterator[None]:
    """Hold the turn of this process's threads for the block.

    Errors: sqlite3.OperationalError as SQLite has it, where the turn did not come in time.
    """
    with _LINES_GUARD:
        line = _LINES.setdefault(database.resolve(), _Line())
    if not line.take(timeout_s):
        raise sqlite3.OperationalError("database is locked")
    try:
        yield
    finally:
        line.leave()


def begin_writing(raw: sqlite3.Connection, timeout_s: float) -> None:
    """Begin a transaction that holds the file's one place for a writer.

    Errors: sqlite3.OperationalError where another program holds it for longer than that.
    """
    until = time.monotonic() + timeout_s
    raw.execute("PRAGMA busy_timeout = 0")
    try:
        while True:
            try:
                raw.execute("BEGIN IMMEDIATE")
                return
            except sqlite3.OperationalError as error:
                if "locked" not in str(error) or time.monotonic() >= until:
                    raise
            time.sleep(random.uniform(*_ASK_AGAIN_S))
    finally:
        raw.execute(f"PRAGMA busy_timeout = {int(1000 * timeout_s)}")


def _forget_lines() -> None:
    """A forked process has none of the threads that stood in line."""
    global _LINES_GUARD
    _LINES_GUARD = threading.Lock()
    _LINES.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_lines)
