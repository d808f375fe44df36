"""The family of errors: each message says what, where, what is allowed and what to do."""

from collections.abc import Sequence


class ClockWarning(UserWarning):
    """The clock of this machine stands earlier than at the last change of a study."""


class TurgorError(Exception):
    """Root of every error that Turgor raises on purpose; its text is one line for the user."""


class InputError(TurgorError):
    """What the user gave can't be used: a missing file, a wrong option, a malformed table."""


class FormatError(InputError):
    """A capture can't be read: unknown, truncated, absurd or without units."""


class UnitError(InputError):
    """A unit is unknown, missing or of the wrong dimension."""


class MetricError(TurgorError):
    """A metric id is unknown, or its conditions don't fit the schema that it declares."""


class ComparisonError(TurgorError):
    """Two values don't belong to the same measurand, so they can't be compared."""


class EvidenceError(TurgorError):
    """A literature value lacks its source, locator or unit, or lies outside its bounds."""


class MeasureError(TurgorError):
    """A capture was read, but this measurement can't be made on it."""


class RegistrationError(MeasureError):
    """Two captures of the same region can't be brought into one frame, and why."""


class StoreError(TurgorError):
    """The study's store refused: full or read-only disk, foreign file, stale version."""


class NoStudyError(StoreError, InputError):
    """The folder that was named holds no study."""


class ConflictError(StoreError):
    """A record was changed since it was read; nothing was written, so read it and try again."""


class AdmissionError(StoreError):
    """Whoever acts may not do this now: the study is locked, or their role has no such right."""


class ErasedError(StoreError):
    """The pixels of a capture were erased on purpose; its numbers are kept."""


class StudyError(InputError):
    """The study's design and what was added to it don't agree."""


class SlipsError(StudyError):
    """Several things of one file can't be used; its text is the first and how many more.

    each : one line for each, in the file's order.
    """

    def __init__(self, each: Sequence[str]) -> None:
        super().__init__(f"{each[0]} (and {len(each) - 1} more)")
        self.each = tuple(each)


def lines_of(error: TurgorError) -> tuple[str, ...]:
    """Everything that an error tells, a line for each."""
    return error.each if isinstance(error, SlipsError) else (str(error),)


class MissingExtraError(TurgorError):
    """An optional part is not installed; the text names the command that adds it."""
