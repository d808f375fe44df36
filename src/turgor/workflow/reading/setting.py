"""How one kind of reading is read and measured: the same five questions for each kind."""

import dataclasses
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Protocol, TypeVar

from turgor.errors import FormatError, InputError
from turgor.metrics.measurand import ConditionValue
from turgor.record.finding import Finding
from turgor.workflow.measured_capture import Facts

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


class Record(Protocol):
    """What every record of a reading states of itself."""

    @property
    def format_id(self) -> str:
        """The format it was read from."""

    @property
    def device(self) -> str:
        """The instrument."""

    @property
    def device_class(self) -> str:
        """The kind of instrument."""

    @property
    def settings(self) -> Mapping[str, str]:
        """What its file states beside the numbers."""

    @property
    def flags(self) -> tuple[str, ...]:
        """What is odd in its file."""


UNKNOWN = "unknown"

R = TypeVar("R", bound=Record)
O = TypeVar("O", bound="DataclassInstance")  # noqa: E741
S = TypeVar("S", bound="DataclassInstance")


@dataclass(frozen=True, slots=True)
class Stated:
    """What one record gave: findings, and the flags of the whole capture."""

    findings: tuple[Finding, ...]
    flags: tuple[str, ...]


class Reading(ABC, Generic[R, O, S]):
    """One kind of reading under stated options.

    options : what the user states of a file where the file itself does not. settings : how it is
    measured. Both are frozen dataclasses of plain fields.
    """

    kind: ClassVar[str]
    #: id and version, raised whenever a value of any finding may differ from before
    method: ClassVar[tuple[str, str]]
    options_type: ClassVar[type]
    settings_type: ClassVar[type]
    #: what a file of several records holds, for the line that refuses it in a study
    many: ClassVar[str]

    def __init__(self, options: O, settings: S) -> None:
        self.options = options
        self.settings = settings

    @abstractmethod
    def read(self, path: Path, refused: list[str] | None = None) -> Sequence[R]:
        """Every record of a file; ``refused`` takes why single ones can't be used.

        Errors: FormatError and its kin.
        """

    @abstractmethod
    def measure(self, record: R, sha256: str, region: str = "", replicate: int = 1) -> Stated:
        """Every finding of one record.

        Errors: MeasureError where nothing can be stated.
        """

    @abstractmethod
    def facts(self, record: R) -> Facts:
        """What a capture's document says of it."""

    #: True where ``write`` can write one record of a file of several as a file of its own
    writes: ClassVar[bool] = False

    def write(self, record: R, path: Path) -> None:
        """Write one record so that it is read again the same.

        Errors: FormatError or InputError where it can't be written.
        """
        raise FormatError(f"{path}: {self.many} are not written one by one")

    def setup(self, record: R) -> str:
        """What tells this capture from others of its kind at the same place; empty for nothing."""
        return ""

    @abstractmethod
    def conditions(self, metric_id: str) -> dict[str, ConditionValue]:
        """The conditions of a metric as far as options and settings fix them."""

    def under(self, told: Mapping[str, str]) -> "Reading[R, O, S]":
        """The same reading with options that a single capture states of itself.

        told : option → text, from the capture's row or the file that lay beside it; other words
        are passed over.

        Errors: InputError for a text that is no value of its option.
        """
        stated = {
            item.name: from_text(told[item.name], str(item.type), f"option {item.name}")
            for item in dataclasses.fields(self.options)
            if told.get(item.name)
        }
        if not stated:
            return self
        return type(self)(dataclasses.replace(self.options, **stated), self.settings)

    def option_names(self) -> tuple[str, ...]:
        """Everything that can be stated of a single capture."""
        return tuple(item.name for item in dataclasses.fields(self.options))

    def check_names(self, told: Mapping[str, str]) -> None:
        """Refuse what a user states of a capture under a name that no option has.

        Errors: InputError naming the word and what is allowed.
        """
        unknown = [name for name in told if name not in self.option_names()]
        if unknown:
            raise InputError(
                f"settings name '{unknown[0]}', which no {self.kind} capture has; allowed: "
                f"{', '.join(sorted(self.option_names()))}"
            )

    def told_beside(self, record: R) -> dict[str, str]:
        """Option → text of what the file, or what lay beside it, stated and the user did not.

        A study keeps a capture's bytes alone, so these words go along with them.
        """
        told: dict[str, str] = {}
        for item in dataclasses.fields(self.options):
            value = getattr(record, item.name, None)
            if value in (None, "", UNKNOWN) or isinstance(value, tuple):
                continue
            if value != getattr(self.options, item.name):
                told[item.name] = value if isinstance(value, str) else repr(value)
        return told

    def as_plain(self) -> dict[str, object]:
        """What steers the values, for a digest."""
        return {
            "options": dataclasses.asdict(self.options),
            "settings": dataclasses.asdict(self.settings),
        }


def from_text(text: str, kind: str, what: str) -> str | float | int | bool:
    """A value of an option from its text, by the annotation of its field.

    what : names the option in the message.

    Errors: InputError naming the option.
    """
    try:
        if "bool" in kind:
            return {"yes": True, "true": True, "no": False, "false": False}[text.strip().lower()]
        if "float" in kind:
            return float(text)
        return int(text) if "int" in kind else text
    except (ValueError, KeyError):
        number = "a number" if "float" in kind else "a whole number"
        wanted = "yes or no" if "bool" in kind else number
        raise InputError(f"{what} is '{text}'; give {wanted}") from None


AnyReading = Reading[Any, Any, Any]
