"""The words of FHIR R4 that forms are written in."""

from turgor.errors import FormatError
from turgor.formats.questionnaire.node import Tree, children, mapping, text

_BASE = "http://hl7.org/fhir/StructureDefinition/"
MIN_VALUE = _BASE + "minValue"
MAX_VALUE = _BASE + "maxValue"
ORDINAL = _BASE + "ordinalValue"
CONTROL = _BASE + "questionnaire-itemControl"
STEP = _BASE + "questionnaire-sliderStepValue"
CONTROL_SYSTEM = "http://hl7.org/fhir/questionnaire-item-control"
OPERATORS = ("exists", "=", "!=", ">", "<", ">=", "<=")
STATUSES = ("in-progress", "completed", "amended", "entered-in-error", "stopped")

#: FHIR item type -> kind of item; a slider is an integer or decimal with that control
TYPES = {
    "choice": "choice",
    "integer": "integer",
    "decimal": "decimal",
    "boolean": "boolean",
    "string": "text",
    "text": "text",
    "display": "display",
}


def extension_value(node: Tree, url: str, where: str) -> object:
    """The value of the extension with this address, None where absent.

    Errors: FormatError where it stands twice or holds no single value.
    """
    found = [e for e in children(node, "extension", where) if e.get("url") == url]
    if not found:
        return None
    told = [value for key, value in found[0].items() if key.startswith("value")]
    if len(found) > 1 or len(told) != 1:
        raise FormatError(f"{where}: extension '{url}' must stand once, with one value")
    return told[0]


def control_of(node: Tree, where: str) -> str:
    """The item's control ('slider', 'lower', 'upper', …), empty where none is stated."""
    found = extension_value(node, CONTROL, where)
    if found is None:
        return ""
    codings = children(mapping(found, f"{where}, control"), "coding", where)
    return text(codings[0], "code", f"{where}, control") if codings else ""


def no_modifier(node: Tree, where: str) -> None:
    """Refuse what changes the meaning of a form in ways that are not known here.

    Errors: FormatError for a modifier extension or implicit rules.
    """
    for key in ("modifierExtension", "implicitRules"):
        if node.get(key):
            raise FormatError(f"{where}: '{key}' may change what the form means; it is not read")
