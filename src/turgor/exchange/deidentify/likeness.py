"""Does a text tell who somebody is? Against known identities, and by the looks of it alone."""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable

from turgor.record.identity import Identity

#: letters that are written as two where an alphabet lacks them
_TWO = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "ø": "oe", "å": "aa"})
_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_LEAST_NAME, _LEAST_DIGITS, _LEAST_NUMBER = 3, 6, 4
#: words of an address or a salutation that tell nobody apart
_COMMON = frozenset({
    "the", "and", "von", "van", "der", "den", "del", "dos", "das", "mrs", "prof", "phd", "street",
    "strasse", "road", "avenue", "lane", "tel", "phone", "mobile", "mail", "email", "com", "org",
    "net", "www", "flat", "house", "apt",
})  # fmt: skip

_PATTERNS = (
    ("e-mail address", re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")),
    ("web address", re.compile(r"(?i)\b(?:https?://|www\.)\S+")),
    (
        "date",
        re.compile(
            r"(?<!\d)(?:(?:19|20)\d\d[-/.:](?:0?[1-9]|1[0-2])[-/.:](?:[0-2]?\d|3[01])"
            r"|(?:[0-2]?\d|3[01])[-/.](?:[0-2]?\d|3[01])[-/.](?:19|20)?\d\d"
            r"|(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01]))(?!\d)"
        ),
    ),
    (
        "date",
        re.compile(
            r"(?i)\b(?:\d{1,2}\.?\s+)?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
            r"\s+\d{1,4}\b"
        ),
    ),
    ("telephone number", re.compile(r"(?<![\w.])\+?\(?\d[\d ()/.-]{6,}\d(?![\w.])")),
    ("coordinates", re.compile(r"[-+]?\d{1,3}\.\d{3,}\s*°?\s*[NSEWnsew]?\s*[,; ]\s*[-+]?\d")),
    ("coordinates", re.compile(r"\d{1,3}\s*°\s*\d{1,2}")),
    ("number of many digits", re.compile(r"(?<![\d.])\d{7,}(?![\d.])")),
)


def looks_like_identity(
    text: str, identities: Iterable[Identity], subject: str = ""
) -> tuple[str, ...]:
    """What of known identities a text tells: 'name', 'birth date', ...; empty where nothing.

    Meant for subject ids and free texts before they are kept or leave. Case, accents, spaces and
    the writing of dates and numbers don't matter. subject : where the text is a subject's id, its
    initials with the year of birth count too, against this subject's own identity.
    """
    found: dict[str, None] = {}
    plain, digits = folded(text), re.sub(r"\D", "", text)
    words = frozenset(_words(plain))
    squashed = re.sub(r"[^a-z0-9]", "", plain)
    for identity in identities:
        if _told_name(identity.name, words, squashed):
            found["name"] = None
        if identity.birth_date is not None and _told_date(identity.birth_date, plain):
            found["birth date"] = None
        if _told_contact(identity.contact, plain, digits, words):
            found["contact"] = None
        number = re.sub(r"[^a-z0-9]", "", folded(identity.clinic_number))
        if len(number) >= _LEAST_NUMBER and number in squashed:
            found["clinic number"] = None
        if subject and identity.subject == subject and _initials(identity, squashed):
            found["initials with year of birth"] = None
    return tuple(found)


def direct_identifiers(text: str) -> tuple[str, ...]:
    """What a text tells by its looks alone: dates, numbers, addresses; names can't be told so."""
    return tuple(dict.fromkeys(what for what, pattern in _PATTERNS if pattern.search(text)))


def folded(text: str) -> str:
    """A text without case and accents, German and Nordic letters written as two."""
    low = unicodedata.normalize("NFC", text).casefold().translate(_TWO)
    return "".join(c for c in unicodedata.normalize("NFKD", low) if not unicodedata.combining(c))


def _words(plain: str) -> list[str]:
    return re.findall(r"[a-z]+|[^\W\d_a-z]+", plain)


def _told_name(name: str, words: frozenset[str], squashed: str) -> bool:
    for spelling in (folded(name), _bare(name)):
        parts = [part for part in _words(spelling) if len(part) >= _LEAST_NAME]
        own = [part for part in parts if part not in _COMMON]
        if any(part in words for part in own):
            return True
        # 'annamueller01' and 'muelleranna' hold the whole name without a gap
        if own and all(part in squashed for part in own) and sum(map(len, own)) >= 6:
            return True
        if any(len(part) >= 6 and part in squashed for part in own):
            return True
    return False


def _bare(text: str) -> str:
    """The other usual writing: ü as u."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def _told_date(date: dt.date, plain: str) -> bool:
    year, month, day = date.year, date.month, date.day
    compact = (date.strftime("%Y%m%d"), date.strftime("%d%m%Y"), date.strftime("%m%d%Y"))
    if any(item in re.sub(r"\D", "", plain) for item in compact):
        return True
    short = year % 100
    for a, b, c in re.findall(r"(\d{1,4})\D{1,2}(\d{1,2})\D{1,2}(\d{1,4})", plain):
        numbers = (int(a), int(b), int(c))
        for y in (year, short):
            if numbers in ((y, month, day), (day, month, y), (month, day, y)):
                return True
    name = _MONTHS[month - 1]
    return bool(
        re.search(rf"\b(?:{name}|{name[:3]})[a-z]*\b", plain)
        and re.search(rf"\b0?{day}\b", plain)
        and str(year) in plain
    )


def _told_contact(contact: str, plain: str, digits: str, words: frozenset[str]) -> bool:
    low = folded(contact)
    for mail in re.findall(r"[\w.+-]+@[\w.-]+", low):
        if mail in plain:
            return True
    for number in re.findall(r"\+?[\d][\d ()/.-]{4,}\d", contact):
        bare = re.sub(r"\D", "", number)
        # with and without the country's or the trunk prefix
        if len(bare) >= _LEAST_DIGITS and bare[-max(_LEAST_DIGITS, len(bare) - 3) :] in digits:
            return True
    without = re.sub(r"[\w.+-]+@[\w.-]+", " ", low)
    own = [w for w in _words(without) if len(w) >= 4 and w not in _COMMON]
    return bool(own) and sum(w in words for w in own) >= min(2, len(own))


def _initials(identity: Identity, squashed: str) -> bool:
    parts = _words(folded(identity.name))
    if len(parts) < 2 or identity.birth_date is None:
        return False
    first = "".join(part[0] for part in parts)
    letters, numbers = re.sub(r"\d", "", squashed), re.sub(r"\D", "", squashed)
    year = identity.birth_date.year
    return letters in (first, first[::-1]) and (str(year) in numbers or numbers == str(year)[2:])
