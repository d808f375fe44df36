"""Which items a form asked, given the answers to the others."""

from collections.abc import Mapping

from turgor.record.questionnaire import Answer, EnableWhen, Instrument, Item, Response


def asked_items(instrument: Instrument, response: Response) -> frozenset[str]:
    """Link ids of the items that were enabled.

    An answer to an item that was itself not asked enables nothing: conditions are followed
    through the form until nothing changes. A form read from a file has no circles.
    """
    known = {item.link_id: item for item in instrument.items}
    asked: frozenset[str] = frozenset(i.link_id for i in instrument.items if not i.enable_when)
    for _ in instrument.items:
        seen = {key: value for key, value in response.answers.items() if key in asked}
        now = frozenset(i.link_id for i in instrument.items if _enabled(i, known, seen))
        if now == asked:
            break
        asked = now
    return asked


def _enabled(item: Item, known: Mapping[str, Item], seen: Mapping[str, Answer]) -> bool:
    if not item.enable_when:
        return True
    held = [
        _holds(condition, known.get(condition.question), seen) for condition in item.enable_when
    ]
    return all(held) if item.enable_all else any(held)


def _holds(condition: EnableWhen, question: Item | None, seen: Mapping[str, Answer]) -> bool:
    """Whether one condition holds.

    As FHIR R4 defines the operators: '!=' is that no answer equals, so it holds where there is no
    answer; '=' and the ordered ones need an answer.
    """
    answer = seen.get(condition.question)
    if condition.operator == "exists":
        return (answer is not None) == condition.answer
    if answer is None or question is None:
        return condition.operator == "!="
    wanted: Answer = condition.answer
    if condition.operator in ("=", "!="):
        same = _word(answer) == _word(wanted)
        return same if condition.operator == "=" else not same
    a, b = _ordered(question, answer), _ordered(question, wanted)
    if a is None or b is None:
        return False
    return {">": a > b, "<": a < b, ">=": a >= b, "<=": a <= b}[condition.operator]


def _word(answer: Answer) -> Answer:
    """A whole number and the code that it is written as are the same answer."""
    if isinstance(answer, float) and answer == int(answer):
        return str(int(answer))
    return answer


def _ordered(item: Item, answer: Answer) -> float | None:
    if isinstance(answer, float | int):
        return float(answer)
    return next((option.score for option in item.options if option.code == answer), None)
