"""What a command says: results to stdout as text or JSON, refusals and errors to stderr."""

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

DONE, REFUSED, MISUSE = 0, 1, 2


def emit_json(document: Mapping[str, object]) -> None:
    """Write one JSON document to stdout.

    Errors: ValueError for NaN or infinity, which JSON does not know and no contract allows.
    """
    emit_line(json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False))


def emit_line(text: str = "") -> None:
    """Write one line of a result to stdout, at once, so that what was said was said."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def emit_note(text: str) -> None:
    """Write one line to stderr: a refusal, a warning, what to do next."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def printable(text: str) -> str:
    """Text of a file, fit for a terminal: a question mark for what would steer it."""
    return "".join(letter if letter.isprintable() else "?" for letter in text)


def emit_refusals(refusals: Iterable[tuple[str, str]]) -> None:
    """Write (what, reason) pairs to stderr, one line each."""
    for what, reason in refusals:
        said = f"refused: {what}: {reason}" if what else f"refused: {reason}"
        emit_note(printable(said))


def exit_code(refused: bool) -> int:
    """0 when all was done, 1 when something was refused and the rest was done."""
    return REFUSED if refused else DONE


@contextmanager
def one_line_errors() -> Iterator[None]:
    """Turn an error of ours into one line on stderr and an exit code.

    What the user gave wrongly (InputError) exits with 2; everything else that refused, such as
    a full disk, exits with 1. An interrupted command exits with 130 and says that what was
    acknowledged is kept.
    """
    import typer

    from turgor.errors import InputError, TurgorError, lines_of

    try:
        yield
    except InputError as error:
        for line in lines_of(error):
            emit_note(f"turgor: {line}")
        raise typer.Exit(MISUSE) from error
    except TurgorError as error:
        emit_note(f"turgor: {error}")
        raise typer.Exit(REFUSED) from error
    except KeyboardInterrupt as error:
        emit_note("turgor: interrupted; what was said to be done is kept, run it again to go on")
        raise typer.Exit(130) from error
