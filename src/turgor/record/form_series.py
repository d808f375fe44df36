"""The forms of one place over the visits, as a page shows them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ScoreCell:
    """One score at one visit.

    value : mean of the forms there, None with its reason where there is none. n : forms with a
    value. change, threshold, verdict, reason : against baseline, as in a Change; empty at baseline
    and where nothing is compared. important : verdict on size, empty where no difference that
    matters is declared.
    """

    visit: str
    value: float | None
    n: int
    reason: str = ""
    flags: tuple[str, ...] = ()
    change: float | None = None
    threshold: float | None = None
    verdict: str = ""
    important: str = ""


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """One score over the visits; lowest to highest is its range, ``better`` the instrument's word.

    score : id within the instrument. rater, language : of the answers.
    """

    score: str
    metric: str
    rater: str
    language: str
    lowest: float
    highest: float
    better: str
    cells: tuple[ScoreCell, ...]


@dataclass(frozen=True, slots=True)
class ItemCell:
    """One answer at one visit.

    shown : in the form's words, empty where there is none. number : what it bears, None for text.
    share : where it lies in the item's range, 0 to 1, None where that is open. asked : False where
    the form did not ask.
    """

    visit: str
    shown: str
    number: float | None
    share: float | None
    asked: bool


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One question over the visits: of each visit the form with the lowest replicate number."""

    link_id: str
    text: str
    cells: tuple[ItemCell, ...]


@dataclass(frozen=True, slots=True)
class FormSeries:
    """All forms of one instrument at one place.

    licence : whose it is and by which right it is used; empty where that is open and unsaid.
    items : empty where its licence is lacking. refused : (visit, reason) of forms without a score.
    """

    subject: str
    site: str
    side: str
    region: str
    instrument: str
    version: str
    title: str
    setup: str
    licence: str
    visits: tuple[str, ...]
    scores: tuple[ScoreRow, ...]
    items: tuple[ItemRow, ...]
    refused: tuple[tuple[str, str], ...]
