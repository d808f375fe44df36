"""What the words of a report mean: which event it counts, of which family and variant it is."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from turgor.errors import EvidenceError, InputError

_EVENT_COLUMNS = ["event", "caveat", "rate", "implies", "reason"]
_MODALITY_COLUMNS = ["modality", "setting", "family", "variant"]
#: in ``implies``: a study without any adverse event had none of all those that are not expected
_ALL = "*"


@dataclass(frozen=True, slots=True)
class EventMeaning:
    """What a record's event counts: an event of a rate ('' where it gives none, with a reason).

    implies : events of which there was none where the word's count is 0.
    """

    event: str
    implies: tuple[str, ...]
    reason: str

    def none_of(self, family: str) -> tuple[str, ...]:
        """What was not seen either where the count is 0, after a modality of a family."""
        return tuple(e for e in self.implies if family == "injection" or e not in _INJECTED)


#: events of a rate, in words
EVENTS: dict[str, str] = {
    "hyperpigmentation": "darkening after inflammation",
    "hypopigmentation": "loss of colour",
    "scarring": "a scar",
    "infection": "an infection by bacteria or fungi",
    "herpes": "an outbreak of herpes simplex",
    "prolonged-erythema": "redness beyond four weeks",
    "prolonged-sensitivity": "sensitivity beyond four weeks",
    "increased-sensitivity": "more sensitivity than usual for a while",
    "blistering": "blisters",
    "crusting": "crusts that count as a complication",
    "acne-flare": "acne or an acne-like eruption",
    "milia": "milia",
    "nodules": "nodules",
    "papules": "papules",
    "granuloma": "a granuloma",
    "delayed-reaction": "a late reaction to what was injected",
    "early-reaction": "an early reaction to what was injected",
    "bruising": "bruises",
    "swelling": "swelling",
    "pruritus": "itching",
    "irritation": "irritation by what is applied",
    "pain-on-use": "pain where something is applied",
    "treatment-stopped": "treatment stopped because of an adverse event",
    "ectropion": "an everted eyelid",
    "tyndall": "a bluish gel under the skin",
    "serious": "a serious or significant adverse event",
    "any": "any adverse event",
}
#: of what a study without any adverse event had none; what is expected may go without saying
_NONE_OF = (
    "hyperpigmentation", "hypopigmentation", "scarring", "infection", "herpes", "blistering",
    "prolonged-erythema", "prolonged-sensitivity", "acne-flare", "treatment-stopped", "serious",
)  # fmt: skip
#: and of these where something was injected
_NONE_OF_INJECTED = ("nodules", "papules", "granuloma", "delayed-reaction")
_INJECTED = frozenset(_NONE_OF_INJECTED)


@cache
def _event_rows() -> tuple[tuple[str, str, EventMeaning], ...]:
    found = []
    for row in _table("events.csv", _EVENT_COLUMNS):
        implied = tuple(filter(None, row["implies"].split(";")))
        if implied == (_ALL,):
            implied = _NONE_OF + _NONE_OF_INJECTED
        for name in (*implied, *filter(None, [row["rate"]])):
            if name not in EVENTS:
                raise EvidenceError(f"events.csv: '{name}' is no event of a rate")
        if not (row["rate"] or implied or row["reason"]):
            raise EvidenceError(f"events.csv: '{row['event']}' counts nothing and says not why")
        found.append(
            (row["event"], row["caveat"], EventMeaning(row["rate"], implied, row["reason"]))
        )
    return tuple(found)


def event_meaning(event: str, caveats: tuple[str, ...]) -> EventMeaning:
    """What a record's event counts, its caveats considered.

    Errors: EvidenceError for an event that the table lacks.
    """
    for known, caveat, meaning in _event_rows():
        if known == event and (not caveat or caveat in caveats):
            return meaning
    raise EvidenceError(f"'{event}' is missing in predict/rates/data/events.csv")


@cache
def _modality_rows() -> tuple[dict[str, str], ...]:
    return tuple(_table("modalities.csv", _MODALITY_COLUMNS))


def family_and_variant(modality: str, settings: Mapping[str, str]) -> tuple[str, str]:
    """Where a modality stands in the tree of modalities.

    settings : variant, and agent where it tells the depth of a peel. The second is '' where the
    variant isn't told.

    Errors: InputError for a modality or variant that the tree doesn't know.
    """
    rows = [row for row in _modality_rows() if row["modality"] == modality]
    if not rows:
        known = sorted({row["modality"] for row in _modality_rows()})
        raise InputError(f"'{modality}' has no published rates; allowed: {', '.join(known)}")
    asked = settings.get("variant", "")
    allowed = [
        row["setting"].removeprefix("variant=") for row in rows if row["setting"][:8] == "variant="
    ]
    if asked and asked not in allowed:
        raise InputError(
            f"'{asked}' is no variant of {modality} with published rates; "
            f"allowed: {', '.join(allowed) or 'none, leave it out'}"
        )
    for row in rows:
        name, _, value = row["setting"].partition("=")
        if not name or settings.get(name) == value:
            return row["family"], row["variant"]
    raise InputError(f"'{modality}' has published rates by variant only: {', '.join(allowed)}")


def _table(name: str, columns: list[str]) -> list[dict[str, str]]:
    text = (files("turgor.predict.rates") / "data" / name).read_text(encoding="utf-8")
    reader = csv.DictReader(text.splitlines())
    if reader.fieldnames != columns:
        raise EvidenceError(f"{name}: the columns must be {','.join(columns)}")
    return list(reader)
