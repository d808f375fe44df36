"""One answer held against its item."""

from turgor.errors import FormatError
from turgor.formats.finishing import printable
from turgor.record.questionnaire import Answer, Instrument, Item

_TRUE, _FALSE = ("true", "yes", "1"), ("false", "no", "0")


def checked_answer(item: Item, value: Answer, where: str) -> Answer:
    """The answer as its item keeps it.

    Errors: FormatError for an answer of the wrong kind, outside the limits or not on offer.
    """
    shown = printable(str(value))
    if item.kind == "display":
        raise FormatError(f"{where}: has an answer, but nothing is asked there")
    if item.kind == "choice":
        code = str(int(value)) if type(value) is float and value == int(value) else str(value)
        codes = [option.code for option in item.options]
        if code not in codes:
            raise FormatError(f"{where}: '{shown}' is not on offer; allowed: {', '.join(codes)}")
        return code
    if item.kind in ("boolean", "text"):
        if not isinstance(value, bool if item.kind == "boolean" else str):
            raise FormatError(f"{where}: '{shown}' is no {item.kind}")
        return value
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise FormatError(f"{where}: '{shown}' is no number")
    if (item.kind == "integer" or item.whole) and value != int(value):
        raise FormatError(f"{where}: {shown} is not whole")
    low = -1e12 if item.lowest is None else item.lowest
    high = 1e12 if item.highest is None else item.highest
    if not low <= value <= high:
        raise FormatError(f"{where}: {shown} lies outside {low:g} to {high:g}")
    return float(value)


def answer_from_cell(item: Item, cell: str, where: str) -> Answer:
    """An answer from a cell of a table: an option's code or its exact words, a number, yes or no.

    Errors: FormatError as above.
    """
    word = cell.strip()
    if item.kind == "choice":
        codes = [option.code for option in item.options]
        meant = [option.code for option in item.options if option.text == word]
        if word not in codes and len(meant) == 1:
            return meant[0]
        return checked_answer(item, word, where)
    if item.kind == "boolean":
        if word.lower() not in (*_TRUE, *_FALSE):
            raise FormatError(f"{where}: '{printable(word)}' is neither true nor false")
        return word.lower() in _TRUE
    if item.kind == "text":
        return cell
    try:
        value = float(word)
    except ValueError:
        raise FormatError(
            f"{where}: '{printable(word)}' is no number; write it with a decimal point"
        ) from None
    if value != value or abs(value) > 1e12:
        raise FormatError(f"{where}: '{printable(word)}' is no answer")
    return checked_answer(item, value, where)


def same_form(instrument: Instrument, name: str, version: str, where: str) -> tuple[str, ...]:
    """Flags for what the answers don't say of their form.

    Errors: FormatError where they belong to another instrument or version.
    """
    names = {instrument.id, f"Questionnaire/{instrument.id}", instrument.url}
    if name and name not in names:
        raise FormatError(
            f"{where}: answers '{printable(name, 120)}', not '{instrument.id}'; give its instrument"
        )
    if version and version != instrument.version:
        raise FormatError(
            f"{where}: answers version '{printable(version)}' of '{instrument.id}', the instrument "
            f"is version '{instrument.version}'"
        )
    flags = () if name else ("instrument-not-stated",)
    return flags if version else (*flags, "version-not-stated")
