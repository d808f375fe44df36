"""Flags of a stimulus as sentences for people."""

import re

from turgor.record.stimulus import StimulusFlag

#: a range of one value, as '100 to 100', is that value
_ONE_VALUE = re.compile(r"(?<!\S)(\d\S*) to \1(?!\S)")


def flag_sentence(flag: StimulusFlag, after_code: bool = False) -> str:
    """The flag's text as a sentence.

    after_code : it is printed behind the flag's code, whose words it then doesn't repeat.
    """
    words = f"{flag.code.replace('-', ' ')}: "
    text = flag.text.strip()
    text = text.removeprefix(words) if after_code else text
    text = _ONE_VALUE.sub(r"\1", text).replace(" 1/cm²", " per cm²")
    first = text.split(" ", 1)[0]
    # a setting's own name, pH and the like keep their letters
    if first.isalpha() and first == first.lower():
        text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "!", "?")) else f"{text}."
