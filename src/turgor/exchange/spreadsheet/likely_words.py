"""What headers and words of clinics' sheets usually mean; a draft proposes, the user decides."""

import datetime as dt
import re
from collections.abc import Collection, Iterable, Mapping

#: field -> headers that usually mean it, lower case, words by one space
HEADERS: Mapping[str, tuple[str, ...]] = {
    "subject": (
        "subject", "subject id", "subject no", "subject number", "patient", "patient id", "pat id",
        "patient no", "id", "pid", "participant", "participant id", "record id", "study id",
        "proband", "probanden nr", "volunteer", "panelist", "code",
    ),
    "visit": (
        "visit", "visit label", "visit name", "timepoint", "time point", "time", "week", "event",
        "redcap event name", "event name", "besuch", "visite", "zeitpunkt",
    ),
    "date": (
        "date", "visit date", "date of visit", "session date", "treatment date", "datum",
        "besuchsdatum",
    ),
    "side": ("side", "laterality", "face side", "seite", "lr", "l r"),
    "site": ("site", "body site", "area", "location", "zone", "areal", "lokalisation"),
    "region": ("region", "roi"),
    "replicate": (
        "replicate", "rep", "repeat", "measurement no", "redcap repeat instance",
        "repeat instance", "wiederholung",
    ),
    "centre": ("centre", "center", "study site", "clinic", "zentrum"),
    "birth_year": ("birth year", "year of birth", "yob", "geburtsjahr"),
    "sex": ("sex", "gender", "geschlecht"),
    "phototype": (
        "phototype", "skin type", "fitzpatrick", "fitzpatrick type", "fst", "photo type",
        "hauttyp",
    ),
    "acclimatisation_min": (
        "acclimatisation", "acclimatization", "acclimatisation min", "acclimatization min",
        "acclimation", "rest", "akklimatisierung",
    ),
    "temperature_c": (
        "temperature", "temp", "room", "room temperature", "room temp", "temperature c",
        "raumtemperatur",
    ),
    "relative_humidity_pct": (
        "humidity", "relative humidity", "rh", "room humidity", "relative humidity pct",
        "luftfeuchte",
    ),
    "hours_since_product": ("hours since product", "since product"),
    "days_since_session": ("days since session", "days since treatment", "since treatment"),
    "arm": ("arm", "group", "allocation", "treatment arm", "gruppe"),
    "modality": ("modality", "treatment", "procedure", "behandlung"),
    "device": ("device", "instrument", "gerät"),
    "delivered": ("delivered", "done", "performed"),
    "operator": ("operator", "treated by", "investigator", "rater"),
    "metric": ("metric",),
    "value": ("value", "result", "wert"),
    "unit": ("unit", "units", "einheit"),
}  # fmt: skip

_SIDES = {
    "left": ("l", "lt", "left", "li", "links", "lhs", "left side", "left cheek"),
    "right": ("r", "rt", "right", "re", "rechts", "rhs", "right side", "right cheek"),
    "midline": ("m", "mid", "middle", "midline", "centre", "center", "mitte"),
}
_SEX = {
    "female": ("f", "w", "female", "woman", "weiblich"),
    "male": ("m", "male", "man", "männlich"),
}
_FLAGS = {"yes": ("ja", "oui", "si", "j", "done"), "no": ("nein", "non", "not done")}
_MISSING = frozenset(
    ("na", "n/a", "n.a.", "nd", "n.d.", "nk", "-", "--", ".", "?", "missing", "unknown", "none",
     "null", "nan", "not done", "x", "k.a.")
)  # fmt: skip
_BASELINE = ("baseline", "bl", "screening", "day 0", "d0", "week 0", "w0", "t0", "v0", "visit 0")
_DATES = (
    "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%m-%d-%Y", "%Y/%m/%d", "%Y.%m.%d", "%d.%m.%y",
    "%d/%m/%y", "%m/%d/%y", "%d %b %Y", "%d-%b-%Y", "%d %B %Y", "%b %d, %Y", "%Y%m%d",
)  # fmt: skip
_BRACKETS = re.compile(r"[\[(][^\[\]()]*[\])]")


def plain_words(text: str) -> str:
    """A header as lower-case words: no brackets, no signs."""
    return " ".join(re.findall(r"\w+", _BRACKETS.sub(" ", text).replace("_", " ").casefold()))


def field_of(header: str, allowed: Collection[str]) -> str:
    """The field that a header usually means, among those allowed; empty where none."""
    words = plain_words(header)
    for field in allowed:
        if words == plain_words(field) or words in HEADERS.get(field, ()):
            return field
    return ""


def translation(field: str, word: str, choices: Collection[str], baseline: str) -> str:
    """What a word usually means in a field; empty where that is not plain."""
    plain = word.casefold().strip(" .")
    known = {"side": _SIDES, "sex": _SEX, "delivered": _FLAGS}.get(field, {})
    for ours, theirs in known.items():
        if plain in theirs:
            return ours
    if field == "visit":
        return visit_of(word, choices, baseline)
    return ""


def visit_of(word: str, labels: Collection[str], baseline: str) -> str:
    """The visit that a word usually means: 'W04', 'week 4' and 'week_4_arm_1' are 'W4'."""
    plain = re.sub(r"_arm_\d+[a-z]*$", "", word.casefold()).replace("_", " ").strip()
    wanted = _short(plain)
    fitting = [label for label in labels if _short(label.casefold()) == wanted]
    if len(fitting) == 1:
        return fitting[0]
    return baseline if plain in _BASELINE else ""


def _short(text: str) -> str:
    letters = "".join(match[0] for match in re.findall(r"[^\W\d_]+", text))
    digits = "-".join(str(int(match)) for match in re.findall(r"\d+", text))
    return f"{letters}{digits}"


def missing_words(words: Iterable[str]) -> tuple[str, ...]:
    """Those that usually stand for nothing."""
    return tuple(sorted({word for word in words if word.casefold() in _MISSING}))


def date_writings(words: Iterable[str]) -> tuple[str, ...]:
    """Every way of writing dates that all of these fit."""
    texts = list(words)
    return tuple(form for form in _DATES if texts and all(_fits(text, form) for text in texts))


def _fits(text: str, form: str) -> bool:
    try:
        dt.datetime.strptime(text, form)
    except ValueError:
        return False
    return True
