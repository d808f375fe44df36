"""What every doorway promises: one clear line from Turgor's own family, whatever the bytes."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from turgor.errors import FormatError, TurgorError
from turgor.formats.finishing import printable


@contextmanager
def clear_errors(path: Path, what: str, remedy: str, smaller: str = "split") -> Iterator[None]:
    """Read inside it: a foreign exception becomes a line that names the file and what to do.

    what : 'a table of spectra', as which the file is malformed. remedy : what the user can do.
    smaller : how a file that needs too much memory is made smaller, one verb.

    Errors: the reader's own, made printable; FormatError for all others.
    """
    try:
        with np.errstate(all="ignore"):
            yield
    except TurgorError as error:
        if str(error).isprintable():
            raise
        raise type(error)(printable(str(error), 600)) from None
    except MemoryError:
        raise FormatError(f"{path}: needs more memory than there is; {smaller} it first") from None
    except Exception as error:
        raise FormatError(
            f"{path}: is malformed as {what} ({type(error).__name__}); {remedy}"
        ) from error
