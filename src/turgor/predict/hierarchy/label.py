"""Labels and signs that effects go by: sites, controls, improvement, time."""

import math

from turgor.predict.row import Row

#: words of a site, from specific to general, and the place that raters would call it
_SITES = (
    ("periorb", "eye"), ("periocular", "eye"), ("eyelid", "eye"), ("crow", "eye"), ("orbit", "eye"),
    ("nasolabial", "fold"), ("perioral", "mouth"), ("lip", "mouth"), ("neck", "neck"),
    ("decollet", "neck"), ("hand", "hand"), ("forearm", "arm"), ("arm", "arm"), ("cheek", "cheek"),
    ("face", "face"), ("facial", "face"), ("abdomen", "trunk"), ("thigh", "trunk"),
    ("buttock", "trunk"), ("back", "trunk"),
)  # fmt: skip
#: one length of the logarithm of days over which effects change smoothly: a factor of two
_LOG_LENGTH = math.log(2.0)
#: where a row states no time, it is read as the usual follow-up
USUAL_DAYS = 120.0


def place(row: Row) -> str | None:
    """The site's place; None where the row states none that is known."""
    site = row.outcome.site.lower()
    return next((name for word, name in _SITES if word in site), None)


def is_control(row: Row) -> bool:
    """Whether the arm got no active treatment."""
    return row.outcome.control_type in ("vehicle", "untreated", "saline", "sham")


def is_contrast(row: Row) -> bool:
    """Whether the number is a difference between arms."""
    return row.outcome.comparator is not None


def better(row: Row) -> float:
    """1 or -1: the sign of the number where the skin gets better; 0 where neither is better."""
    return float(row.meaning.improvement)


def quantity(row: Row) -> str:
    """The observable, or the endpoint where none is mapped."""
    return row.meaning.observable or row.outcome.endpoint


def log_time(row: Row) -> float:
    """log(1 + days since the first session) in lengths of a factor of two."""
    days = row.outcome.time_days
    return math.log1p(max(USUAL_DAYS if days is None else days, 0.0)) / _LOG_LENGTH
