"""Settings in a clause: a number with its unit, a word that is one, or name=value."""

from turgor.exchange.course_text.clause import Clause
from turgor.exchange.course_text.cursor import Cursor, listed, nearest
from turgor.exchange.course_text.token import Token
from turgor.exchange.course_text.words import KindWords, NumberWord, course_words, kind_words
from turgor.record.protocol import SettingChoice, SettingRange

_PEEL = "chemical-peel"
#: figures that a number keeps when its unit is changed, as sessions on record do
_FIGURES = 12


def take_setting(cursor: Cursor, clause: Clause) -> bool:
    """Read one setting where there is one.

    Errors: StudyError for a unit that this treatment doesn't have, a unit without a number, or a
    setting that is stated twice.
    """
    return (
        _second_agent(cursor, clause)
        or _by_name(cursor, clause)
        or _plain_word(cursor, clause)
        or _number_after(cursor, clause)
        or _number_before(cursor, clause)
    )


def unit_words(kind: str) -> list[str]:
    """Units that a modality or use may have, as they are written."""
    return [
        f"{item.say} 1:2" if item.ratio else f"{item.say} 5" if item.before else item.say
        for item in kind_words(kind).numbers
    ]


def name_of(clause: Clause) -> str:
    """What a clause is about, for a refusal."""
    return clause.thing.name or clause.thing.kind


def with_factor(value: float, factor: float) -> float:
    """A number in the setting's own unit."""
    return value if factor == 1.0 else float(f"{value * factor:.{_FIGURES}g}")


def _by_name(cursor: Cursor, clause: Clause) -> bool:
    """name=value, with any setting's own name."""
    token = cursor.here
    if token.kind not in ("word", "string") or cursor.ahead(1).kind != "=":
        return False
    cursor.at += 2
    _put(cursor, clause, token.text, _value(cursor, token), token)
    return True


def _value(cursor: Cursor, name: Token) -> SettingChoice:
    """A number, a range, yes or no, a text in quotes."""
    text = cursor.take("string")
    if text is not None:
        return text.text
    said = cursor.word("yes", "no")
    if said is not None:
        return said.text == "yes"
    sign = -1.0 if cursor.take("dash") else 1.0
    low = cursor.number()
    if low is None:
        raise cursor.refuse(f"'{name.text}=' needs a value: a number, yes, no, or a text in quotes")
    return _ranged(cursor, sign * low)


def _ranged(cursor: Cursor, low: float) -> float | SettingRange:
    """The number, or the range that it begins: '10-20', '10 to 20'."""
    mark = cursor.at
    if not (cursor.take("dash") or cursor.word("to")):
        return low
    token = cursor.here
    sign = -1.0 if cursor.take("dash") else 1.0
    high = cursor.number()
    if high is None:
        cursor.at = mark
        return low
    high *= sign
    if high < low:
        raise cursor.refuse(f"{low:g} to {high:g} is no range; write the lower number first", token)
    return SettingRange(low, high)


def _plain_word(cursor: Cursor, clause: Clause) -> bool:
    token = cursor.here
    found = cursor.phrase(kind_words(clause.thing.kind).plain)
    if found is None:
        return False
    _put(cursor, clause, found.setting, found.value, token)
    return True


def _number_after(cursor: Cursor, clause: Clause) -> bool:
    """'10 mJ', '10-20 mJ', or a bare ratio where ratios are known."""
    known, token = kind_words(clause.thing.kind), cursor.here
    if token.kind == "ratio":
        ratios = [item for item in known.numbers if item.ratio]
        if not ratios:
            raise cursor.refuse(f"{name_of(clause)} has no ratio such as {token.text}")
        ratio = _ratio(cursor)
        # '1:2 dilution' as well as 'dilution 1:2'
        if cursor.phrase_length(known.before) and cursor.ahead(1).kind != "ratio":
            cursor.phrase(known.before)
        _put(cursor, clause, ratios[0].setting, ratio, token)
        return True
    mark = cursor.at
    low = cursor.number()
    if low is None:
        return False
    value = _ranged(cursor, low)
    unit = cursor.phrase(known.after)
    if unit is None:
        _refuse_unit(cursor, clause, token, known)
        cursor.at = mark
        return False
    setting = unit.setting
    if clause.second and setting == "percent":
        setting = "second_percent"
    _put(cursor, clause, setting, _in_own_unit(value, unit), token)
    return True


def _refuse_unit(cursor: Cursor, clause: Clause, number: Token, known: KindWords) -> None:
    """Say which units would fit, where what follows the number is none of them.

    Errors: StudyError.
    """
    units = listed(unit_words(clause.thing.kind))
    allowed = f"; allowed for {name_of(clause)}: {units}" if units else ""
    other = cursor.here
    if other.kind in ("", ",", "number", "string", "date") or _begins_word(cursor):
        raise cursor.refuse(f"'{number.text}' has no unit{allowed}", number)
    said = " ".join(token.text for token in cursor.tokens[cursor.at : cursor.at + 1])
    hint = nearest(said, [" ".join(phrase) for phrase in known.after])
    raise cursor.refuse(f"'{said}' is no unit of {name_of(clause)}{allowed}{hint}", other)


def _begins_word(cursor: Cursor) -> bool:
    words = course_words()
    return bool(
        cursor.phrase_length(words.site)
        or cursor.phrase_length(words.side)
        or cursor.says("from", "until", "for", "on", "every")
    )


def _number_before(cursor: Cursor, clause: Clause) -> bool:
    """'SPF 50', 'pH 1.2', 'dilution 1:2'."""
    known, token = kind_words(clause.thing.kind), cursor.here
    word = cursor.phrase(known.before)
    if word is None:
        if token.kind in ("word", "%") and cursor.phrase_length(known.after):
            raise cursor.refuse(f"'{token.text}' has no number before it; write '10 {token.text}'")
        return False
    if word.ratio:
        if cursor.here.kind != "ratio":
            raise cursor.refuse(
                f"'{token.text}' takes a ratio such as 1:2; a volume is written '8 mL dilution'"
            )
        _put(cursor, clause, word.setting, _ratio(cursor), token)
        return True
    low = cursor.number()
    if low is None:
        raise cursor.refuse(f"'{token.text}' has no number; write it as '{word.say} 5'", token)
    value = _in_own_unit(_ranged(cursor, low), word)
    if word.setting.endswith("_pct"):
        cursor.take("%")
    _put(cursor, clause, word.setting, value, token)
    return True


def _ratio(cursor: Cursor) -> float:
    """Parts of diluent to one of product."""
    token = cursor.here
    cursor.at += 1
    product, _, diluent = token.text.partition(":")
    if not float(product) > 0.0:
        raise cursor.refuse(f"{token.text} is no ratio; write product:diluent, such as 1:2", token)
    return float(diluent) / float(product)


def _in_own_unit(value: float | SettingRange, unit: NumberWord) -> float | SettingRange:
    if isinstance(value, SettingRange):
        return SettingRange(
            with_factor(value.low, unit.factor), with_factor(value.high, unit.factor)
        )
    return with_factor(value, unit.factor)


def _second_agent(cursor: Cursor, clause: Clause) -> bool:
    """'+ TCA 15 %' or '+ 15 % TCA' in a peel."""
    token = cursor.here
    if token.kind == "+":
        if clause.thing.kind != _PEEL or clause.second:
            raise cursor.refuse("'+' joins two agents of one peel; write other things after ';'")
        clause.second = True
        cursor.at += 1
        return True
    if not clause.second or "second_agent" in clause.settings:
        return False
    peels = {
        phrase: thing
        for phrase, thing in course_words().thing.items()
        if thing.kind == _PEEL and set(thing.settings) == {"agent"}
    }
    agent = cursor.phrase(peels)
    if agent is None:
        return False
    _put(cursor, clause, "second_agent", agent.settings["agent"], token)
    return True


def _put(cursor: Cursor, clause: Clause, name: str, value: SettingChoice, token: Token) -> None:
    """Note a setting, for one class of what is measured where 'if …' follows.

    Errors: StudyError where another value of it was stated.
    """
    if cursor.word("if"):
        measured, word = _class_word(cursor)
        if not isinstance(value, float | str | bool):
            raise cursor.refuse("a class has one value each, no range", token)
        fits = clause.put_class(name, value, measured, word, token.column)
    else:
        fits = clause.put(name, value, token.column)
    if not fits:
        before = clause.columns.get(name, clause.column)
        raise cursor.refuse(
            f"'{name}' is stated twice, first at column {before}; state it once", token
        )


def _class_word(cursor: Cursor) -> tuple[str, str]:
    """'thin', or what is measured and its class: skin_thickness=thin."""
    token = cursor.here
    if token.kind not in ("word", "string"):
        raise cursor.refuse("'if' needs a class, such as 'if thin'")
    cursor.at += 1
    if cursor.take("="):
        word = cursor.here
        if word.kind not in ("word", "string"):
            raise cursor.refuse(f"'{token.text}=' needs a class")
        cursor.at += 1
        return token.text, word.text
    measured = course_words().measured.get(token.text) if token.kind == "word" else None
    if measured is None:
        known = list(course_words().measured)
        raise cursor.refuse(
            f"'{token.text}' is no class that is known; allowed: {', '.join(known)}, or "
            f"measured=class{nearest(token.text, known)}",
            token,
        )
    return measured, token.text
