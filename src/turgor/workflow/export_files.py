"""Files of an export that appear whole or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryDirectory
from typing import TextIO

from turgor.store.faults import file_faults


@contextmanager
def staged(target: Path, last: str) -> Iterator[Path]:
    """A folder beside the target's files whose files move in when all is done, ``last`` at the end.

    Errors: StoreError where the disk refuses.
    """
    with file_faults(target):
        target.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=target, prefix=".export-") as name:
            stage = Path(name)
            yield stage
            names = sorted(path.name for path in stage.iterdir() if path.name != last)
            for name in (*names, last):
                (stage / name).chmod(0o644)
                (stage / name).replace(target / name)


@contextmanager
def whole_file(path: Path) -> Iterator[TextIO]:
    """A text file that takes its name when the block has ended without an error.

    Errors: StoreError where the disk refuses.
    """
    with file_faults(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(
            "w", dir=path.parent, prefix=f".{path.name}.", delete=False, encoding="utf-8",
            newline="",
        ) as stream:  # fmt: skip
            part = Path(stream.name)
            try:
                yield stream  # type: ignore[misc]
                stream.flush()
            except BaseException:
                part.unlink(missing_ok=True)
                raise
        part.chmod(0o644)
        part.replace(path)
