"""The endpoint map: what an endpoint in a unit is, and how its number is expressed."""

from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache

from turgor.errors import EvidenceError
from turgor.evidence.outcome import CLASSES, CONTROL_TYPES, RATERS, THRESHOLDS
from turgor.evidence.outcomes.names import pairs, plain
from turgor.evidence.typed_row import data_folder
from turgor.evidence.worded_row import worded_rows

#: how a number is expressed. Of a contrast every kind but the ratios and "-better" is the arm's
#: number minus the comparator's.
NUMBERS = {
    "direction": "no number, only up, down or none",
    "percent-change": "100 (after - before) / before of the quantity",
    "percent-decrease": "100 (before - after) / before of the quantity",
    "percent-improvement": "as percent-change, but above 0 is better",
    "percent-of-people": "share of people at or past the threshold",
    "percent-of-people-better": "share of people whose arm's side is better than the comparator's",
    "points-change": "after - before, in points of the scale or degrees",
    "mean-score": "mean of a scale at the visit",
    "absolute": "the quantity itself, in the row's unit",
    "ratio": "arm over comparator",
    "percent-of-comparator": "100 (arm - comparator) / comparator",
    "percent-ratio": "100 arm / comparator, or after / before where there is none",
    "odds-ratio": "odds of responding, arm over comparator",
    "odds-percent": "100 (odds ratio - 1)",
    "relative-risk": "share of responders, arm over comparator",
    "standardised-difference": "difference of means over their pooled SD",
}
OBSERVABLES = (
    "wrinkle-depth", "roughness", "epidermal-thickness", "dermal-thickness", "skin-thickness",
    "echo-density", "low-echo-share", "elasticity-r2", "elasticity-r5", "elasticity-r7",
    "distension-r0", "firmness", "wave-speed", "ita", "lightness", "redness-a", "melanin-index",
    "erythema-index", "blood-flow", "lesion-contrast", "tewl", "hydration", "collagen-i",
    "collagen-iii", "collagen", "procollagen", "collagen-synthesis", "elastin", "tropoelastin",
    "fibrillin", "elastosis", "glycosaminoglycan", "hyaluronan", "vascularity",
    "epidermal-melanin", "mmp", "inflammation", "zone-depth", "closure-time", "downtime",
    "look-wrinkles", "look-laxity", "look-texture", "look-pigment", "look-redness",
    "look-overall",
)  # fmt: skip
#: the latent is chosen by what the raters of this row looked at
LOOK = "look-*"
#: wildcards beside the star
_WILD = frozenset("?[")


@dataclass(frozen=True, slots=True)
class EndpointRule:
    """One row of ``endpoints.csv``; endpoint, unit and rater are patterns of plain names."""

    endpoint: str
    unit: str
    rater: str
    outcome_class: str
    observable: str
    metric: str
    conditions: tuple[tuple[str, str], ...]
    number: str
    improvement: int
    factor: float
    reason: str

    def fits(self, endpoint: str, unit: str, rater: str) -> bool:
        """Whether the rule speaks of this endpoint, unit (both plain) and rater."""
        return (
            _like(endpoint, self.endpoint) and _like(unit, self.unit) and _like(rater, self.rater)
        )


def _like(name: str, pattern: str) -> bool:
    """As ``fnmatchcase``, which makes an expression of each of hundreds of patterns."""
    if not _WILD.isdisjoint(pattern):
        return fnmatchcase(name, pattern)
    first, *others = pattern.split("*")
    if not others:
        return name == pattern
    last, start, end = others.pop(), len(first), len(name)
    end -= len(last)
    if not (name.startswith(first) and name.endswith(last) and start <= end):
        return False
    for piece in others:
        found = name.find(piece, start, end)
        if found < 0:
            return False
        start = found + len(piece)
    return True


@dataclass(frozen=True, slots=True)
class UnitRule:
    """One row of ``units.csv``: how a number in this unit is expressed, and what it implies."""

    unit: str
    number: str
    comparator: str
    scale: str
    low: str
    high: str
    rater: str
    threshold: str
    reason: str


@cache
def endpoint_rule(endpoint: str, unit: str, rater: str = "unstated") -> EndpointRule:
    """The first rule of the map that fits; the last of them fits all."""
    names = plain(endpoint), plain(unit), rater
    return next(rule for rule in endpoint_rules() if rule.fits(*names))


@cache
def unit_rule(unit: str) -> UnitRule:
    """The first rule of the units that fits; the last of them fits all."""
    name = plain(unit)
    return next(rule for rule in unit_rules() if fnmatchcase(name, rule.unit))


@cache
def endpoint_rules() -> tuple[EndpointRule, ...]:
    """Every rule of ``endpoints.csv``, in its order.

    Errors: EvidenceError naming file, line, field and what is allowed.
    """
    rules = []
    for where, row in _rows("endpoints.csv"):
        reason, observable = row["reason"], row["observable"]
        _allowed(where, "class", row["class"], CLASSES)
        _allowed(where, "observable", observable, ("", LOOK, *OBSERVABLES))
        _allowed(where, "rater", row["rater"], ("*", *RATERS))
        _allowed(where, "number", row["number"], ("", *NUMBERS))
        _allowed(where, "improvement", row["improvement"], ("-1", "0", "1"))
        if bool(reason) == bool(observable):
            raise EvidenceError(f"{where}: needs either an observable or a reason why none")
        try:
            factor, conditions = float(row["factor"]), tuple(pairs(row["conditions"]).items())
        except ValueError as error:
            raise EvidenceError(f"{where}: factor or conditions: {error}") from None
        rules.append(
            EndpointRule(
                row["endpoint"],
                row["unit"],
                row["rater"],
                row["class"],
                observable,
                row["metric"],
                conditions,
                row["number"],
                int(row["improvement"]),
                factor,
                reason,
            )
        )
    return tuple(rules)


@cache
def unit_rules() -> tuple[UnitRule, ...]:
    """Every rule of ``units.csv``, in its order.

    Errors: EvidenceError naming file, line, field and what is allowed.
    """
    rules = []
    for where, row in _rows("units.csv"):
        _allowed(where, "number", row["number"], tuple(NUMBERS))
        _allowed(where, "comparator", row["comparator"], ("", *CONTROL_TYPES))
        _allowed(where, "rater", row["rater"], ("", *RATERS))
        _allowed(where, "threshold", row["threshold"], THRESHOLDS)
        rules.append(UnitRule(**row))
    return tuple(rules)


def _rows(name: str) -> list[tuple[str, dict[str, str]]]:
    text = (data_folder("outcomes") / name).read_text(encoding="utf-8")
    return [
        (where, {key: value.strip() for key, value in row.items()})
        for where, row in worded_rows(text, f"outcomes/{name}")
    ]


def _allowed(where: str, name: str, value: str, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        names = ", ".join(item or "empty" for item in allowed)
        raise EvidenceError(f"{where}: {name} '{value}'; allowed: {names}")
