"""Subjects whose id is probably another one's, typed otherwise: 'S1' and 'S01', 's01', 'S 01'."""

import re
from collections import Counter
from collections.abc import Collection, Iterable

_DIGITS = re.compile(r"\d+")
_SIGNS = re.compile(r"[\s_\-./]+")


def likeness(subject: str) -> str:
    """What two writings of one id share: no case, no spaces or signs, no leading zeros."""
    plain = _SIGNS.sub("", subject).casefold()
    return _DIGITS.sub(lambda match: str(int(match[0])), plain)


def mistaken(
    subjects: Iterable[str], known: Collection[str], accepted: Collection[str]
) -> dict[str, str]:
    """Each id that is probably a typing error, to the one that is probably meant.

    That is the one on record, else the one that the file uses most, the first of equals.
    """
    counts = Counter(subjects)
    on_record: dict[str, str] = {}
    for subject in known:
        on_record.setdefault(likeness(subject), subject)
    meant: dict[str, str] = {}
    for subject in counts:
        like = likeness(subject)
        if like in on_record:
            meant.setdefault(like, on_record[like])
        elif like not in meant or counts[subject] > counts[meant[like]]:
            meant[like] = subject
    return {
        subject: meant[likeness(subject)]
        for subject in counts
        if subject != meant[likeness(subject)] and subject not in known and subject not in accepted
    }
