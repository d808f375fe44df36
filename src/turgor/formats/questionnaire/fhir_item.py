"""Items of a FHIR R4 Questionnaire, groups flattened in the form's order."""

from turgor.errors import FormatError
from turgor.formats.finishing import printable
from turgor.formats.questionnaire.fhir_words import (
    MAX_VALUE,
    MIN_VALUE,
    OPERATORS,
    ORDINAL,
    STEP,
    TYPES,
    control_of,
    extension_value,
    no_modifier,
)
from turgor.formats.questionnaire.node import Tree, children, flag, mapping, number, one_of, text
from turgor.record.questionnaire import Answer, AnswerOption, EnableWhen, Group, Item

MOST_ITEMS = 2000
_MOST_DEPTH = 8
_READ = {
    *("linkId", "text", "type", "required", "repeats", "enableWhen", "enableBehavior", "item"),
    *("answerOption", "extension"),
}
_GROUP = {"linkId", "text", "type", "required", "repeats", "item"}
_EXTENSIONS = (MIN_VALUE, MAX_VALUE, STEP, "itemControl")


def read_items(
    nodes: list[Tree], where: str, unread: list[str], group: tuple[Group, ...] = ()
) -> list[Item]:
    """Every item below ``nodes``; ``unread`` takes the names of elements that are not kept.

    Errors: FormatError for an item of a type that can't be scored or asked here, and for one
    that is malformed.
    """
    if len(group) > _MOST_DEPTH:
        raise FormatError(f"{where}: groups lie deeper than {_MOST_DEPTH}; flatten the form")
    found: list[Item] = []
    for node in nodes:
        link_id = text(node, "linkId", f"{where}, an item")
        here = f"{where}, item '{printable(link_id)}'"
        no_modifier(node, here)
        if text(node, "type", here) == "group":
            if node.get("enableWhen"):
                raise FormatError(f"{here}: a group with enableWhen is not read; put it on items")
            unread.extend(f"group.{key}" for key in sorted(set(node) - _GROUP))
            inner = (*group, Group(link_id, text(node, "text", here, "")))
            if flag(node, "repeats", here):
                raise FormatError(f"{here}: a group that repeats is not read")
            found += read_items(children(node, "item", here), where, unread, inner)
        else:
            found.append(_item(node, link_id, here, unread, group))
        if len(found) > MOST_ITEMS:
            raise FormatError(f"{where}: has more than {MOST_ITEMS} items; split the form")
    return found


def _item(node: Tree, link_id: str, here: str, unread: list[str], group: tuple[Group, ...]) -> Item:
    unread.extend(f"item.{key}" for key in sorted(set(node) - _READ))
    unread.extend(
        f"extension {extension.get('url')}"
        for extension in children(node, "extension", here)
        if not str(extension.get("url")).endswith(_EXTENSIONS)
    )
    kind = TYPES[one_of(text(node, "type", here), (*TYPES, "group"), f"{here}: its type")]
    if flag(node, "repeats", here):
        raise FormatError(f"{here}: takes several answers; only single answers are read")
    control = control_of(node, here)
    whole = kind == "integer"
    if control == "slider":
        if kind not in ("integer", "decimal"):
            raise FormatError(f"{here}: is a slider of type {kind}; integer or decimal is needed")
        kind = "slider"
    elif control:
        unread.append(f"control {control}")
    low, high, step = (_limit(node, url, here) for url in (MIN_VALUE, MAX_VALUE, STEP))
    return Item(
        link_id=link_id,
        text=text(node, "text", here, ""),
        kind=kind,
        required=flag(node, "required", here),
        options=_options(node, kind, here),
        lowest=low,
        highest=high,
        step=step,
        whole=whole,
        anchors=_anchors(node, kind, here),
        enable_when=tuple(_condition(n, here) for n in children(node, "enableWhen", here)),
        enable_all=_all_needed(node, here),
        group=group,
    )


def _limit(node: Tree, url: str, here: str) -> float | None:
    found = extension_value(node, url, here)
    return None if found is None else number(found, f"{here}, {url.rsplit('/', 1)[-1]}")


def _options(node: Tree, kind: str, here: str) -> tuple[AnswerOption, ...]:
    found = children(node, "answerOption", here)
    if (kind == "choice") != bool(found):
        raise FormatError(f"{here}: answerOption is needed for a choice, and for nothing else")
    return tuple(_option(option, here) for option in found)


def _option(node: Tree, here: str) -> AnswerOption:
    no_modifier(node, here)
    if "valueCoding" in node:
        coding = mapping(node["valueCoding"], f"{here}, valueCoding")
        score = extension_value(coding, ORDINAL, here)
        if score is None:
            score = extension_value(node, ORDINAL, here)
        return AnswerOption(
            code=text(coding, "code", f"{here}, valueCoding"),
            text=text(coding, "display", here, ""),
            score=None if score is None else number(score, f"{here}, ordinalValue"),
            system=text(coding, "system", here, ""),
        )
    if "valueInteger" in node:
        value = number(node["valueInteger"], f"{here}, valueInteger")
        if value != int(value):
            raise FormatError(f"{here}: valueInteger {value} is not whole")
        return AnswerOption(str(int(value)), str(int(value)), value)
    if "valueString" in node:
        words = text(node, "valueString", here)
        return AnswerOption(words, words)
    raise FormatError(f"{here}: an answerOption has none of valueCoding, valueInteger, valueString")


def _anchors(node: Tree, kind: str, here: str) -> tuple[str, str]:
    """Words at both ends of a slider: display items below it with control 'lower' or 'upper'."""
    ends = {"lower": "", "upper": ""}
    for below in children(node, "item", here):
        control = control_of(below, here)
        if kind != "slider" or below.get("type") != "display" or control not in ends:
            raise FormatError(f"{here}: items below a question are not read; use a group")
        ends[control] = text(below, "text", here)
    return ends["lower"], ends["upper"]


def _condition(node: Tree, here: str) -> EnableWhen:
    told = [(key, value) for key, value in node.items() if key.startswith("answer")]
    if len(told) != 1:
        raise FormatError(f"{here}: enableWhen needs exactly one answer[x]")
    operator = one_of(text(node, "operator", here), OPERATORS, f"{here}: enableWhen's operator")
    answer = scalar_answer(*told[0], f"{here}, enableWhen")
    if operator == "exists" and not isinstance(answer, bool):
        raise FormatError(f"{here}: enableWhen 'exists' needs answerBoolean")
    return EnableWhen(text(node, "question", here), operator, answer)


def scalar_answer(key: str, value: object, where: str) -> Answer:
    """An ``answer[x]`` or ``value[x]`` as a code, number, truth or text.

    Errors: FormatError for a type of answer that is not read, or a value not of its type.
    """
    kind = key.removeprefix("answer").removeprefix("value")
    if kind == "Coding":
        return text(mapping(value, where), "code", where)
    if kind in ("Integer", "Decimal"):
        found = number(value, where)
        if kind == "Integer" and found != int(found):
            raise FormatError(f"{where}: {found} is not whole")
        return found
    if kind == "Boolean" and isinstance(value, bool):
        return value
    if kind == "String" and isinstance(value, str):
        return value
    raise FormatError(f"{where}: an answer '{printable(key)}' of this kind is not read")


def _all_needed(node: Tree, here: str) -> bool:
    word = text(node, "enableBehavior", here, "")
    if not word and len(children(node, "enableWhen", here)) > 1:
        raise FormatError(f"{here}: several enableWhen need enableBehavior 'all' or 'any'")
    return one_of(word or "all", ("all", "any"), f"{here}: enableBehavior") == "all"
