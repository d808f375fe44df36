"""Flags of a stimulus as sentences for people."""

from turgor.record.stimulus import StimulusFlag


def flag_sentence(flag: StimulusFlag) -> str:
    """The flag's text as a sentence, without its code's words where it begins with them."""
    words = f"{flag.code.replace('-', ' ')}: "
    text = flag.text.strip().removeprefix(words)
    first = text.split(" ", 1)[0]
    # a setting's own name, pH and the like keep their letters
    if first.isalpha() and first == first.lower():
        text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "!", "?")) else f"{text}."
