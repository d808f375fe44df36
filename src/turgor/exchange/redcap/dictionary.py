"""The data dictionary of a REDCap project, as its designer downloads it: what each field may hold.

Written from the published layout of the file; no export of a real project was at hand.
"""

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from turgor.errors import InputError

KINDS = (
    "text", "notes", "dropdown", "radio", "checkbox", "yesno", "truefalse", "calc", "slider",
    "file", "descriptive", "sql",
)  # fmt: skip
_YES_NO = {"1": "Yes", "0": "No"}
_TRUE_FALSE = {"1": "True", "0": "False"}

#: what we need -> how the downloaded file and the programming interface call it
_COLUMNS = {
    "name": ("variable / field name", "field_name"),
    "form": ("form name", "form_name"),
    "kind": ("field type", "field_type"),
    "label": ("field label", "field_label"),
    "choices": ("choices, calculations, or slider labels", "select_choices_or_calculations"),
    "validation": (
        "text validation type or show slider number",
        "text_validation_type_or_show_slider_number",
    ),
    "least": ("text validation min", "text_validation_min"),
    "most": ("text validation max", "text_validation_max"),
    "identifier": ("identifier?", "identifier"),
    "branching": ("branching logic (show field only if...)", "branching_logic"),
    "required": ("required field?", "required_field"),
}
_NEEDED = ("name", "form", "kind")
_TAGS = re.compile(r"<[^<>]*>")
_MOST_BYTES = 20_000_000


@dataclass(frozen=True, slots=True)
class DictionaryField:
    """One field. choices : code to label. least, most : as written, empty where there is none."""

    name: str
    form: str
    kind: str
    label: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    validation: str = ""
    least: str = ""
    most: str = ""
    identifier: bool = False
    branching: str = ""
    required: bool = False

    def columns(self) -> Mapping[str, str]:
        """Its columns in an export of raw values: name to the code that it is for, or to ''."""
        if self.kind == "checkbox":
            return {checkbox_column(self.name, code): code for code in self.choices}
        return {} if self.kind == "descriptive" else {self.name: ""}


@dataclass(frozen=True, slots=True)
class Dictionary:
    """All fields in their order; the first one identifies the record."""

    fields: tuple[DictionaryField, ...]

    @property
    def record_field(self) -> str:
        """The name of the field that identifies the record."""
        return self.fields[0].name

    @property
    def forms(self) -> tuple[str, ...]:
        """The forms in their order."""
        return tuple(dict.fromkeys(item.form for item in self.fields))


def checkbox_column(name: str, code: str) -> str:
    """The column of one choice of a checkbox; signs of a code become underscores."""
    return f"{name}___{re.sub(r'[^0-9a-z]', '_', code.lower())}"


def read_dictionary(path: Path) -> Dictionary:
    """Read a data dictionary.

    Errors: InputError where it is none, with what is lacking and where.
    """
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise InputError(f"{path}: is larger than 20 MB; this is no data dictionary")
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise InputError(f"{path}: can't be read ({error.strerror}); check the path") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: is not UTF-8 text; download it again as CSV") from error
    first = text.split("\n", 1)[0]
    letter = max(",;\t", key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=letter))
    except csv.Error as error:
        raise InputError(f"{path}: is no CSV ({error}); download it again") from error
    header = [name.strip().lower() for name in rows[0]] if rows else []
    places = {
        ours: next((header.index(name) for name in names if name in header), -1)
        for ours, names in _COLUMNS.items()
    }
    lacking = [_COLUMNS[name][0] for name in _NEEDED if places[name] < 0]
    if lacking:
        raise InputError(
            f"{path}: lacks column {', '.join(map(repr, lacking))}; give the data dictionary that "
            "REDCap offers for download"
        )
    fields: dict[str, DictionaryField] = {}
    for line, row in enumerate(rows[1:], start=2):
        cells = {
            name: row[place].strip() if 0 <= place < len(row) else ""
            for name, place in places.items()
        }
        if not any(cells.values()):
            continue
        item = _field(cells, f"{path}: row {line}")
        if item.name in fields:
            raise InputError(f"{path}: row {line}: field '{item.name}' stands twice")
        fields[item.name] = item
    if not fields:
        raise InputError(f"{path}: declares no field; download it again")
    return Dictionary(tuple(fields.values()))


def _field(cells: Mapping[str, str], where: str) -> DictionaryField:
    kind = cells["kind"].lower()
    if not re.fullmatch(r"[a-z][a-z0-9_]*", cells["name"]):
        raise InputError(f"{where}: '{cells['name']}' is no name of a REDCap field")
    if kind not in KINDS:
        raise InputError(f"{where}: field type '{kind}' is unknown; allowed: {', '.join(KINDS)}")
    choices: Mapping[str, str] = {}
    if kind in ("dropdown", "radio", "checkbox"):
        choices = _choices(cells["choices"], where)
    elif kind in ("yesno", "truefalse"):
        choices = _YES_NO if kind == "yesno" else _TRUE_FALSE
    return DictionaryField(
        name=cells["name"],
        form=cells["form"],
        kind=kind,
        label=" ".join(_TAGS.sub(" ", cells["label"]).split()),
        choices=choices,
        validation=cells["validation"].lower() if kind == "text" else "",
        least=cells["least"],
        most=cells["most"],
        identifier=cells["identifier"].lower() in ("y", "yes", "1"),
        branching=cells["branching"],
        required=cells["required"].lower() in ("y", "yes", "1"),
    )


def _choices(text: str, where: str) -> dict[str, str]:
    """'1, Female | 2, Male' as code to label."""
    choices: dict[str, str] = {}
    for part in filter(None, (item.strip() for item in text.split("|"))):
        code, comma, label = part.partition(",")
        code = code.strip()
        if not comma or not code or code in choices:
            raise InputError(f"{where}: choices hold '{part}'; written 'code, label | code, label'")
        choices[code] = " ".join(_TAGS.sub(" ", label).split())
    return choices
