"""Questionnaires and clinician scales: the instrument, its scoring and licence, one response."""

from collections.abc import Mapping
from dataclasses import dataclass, field

UNKNOWN = "unknown"
#: 'display' is text without an answer
ITEM_KINDS = ("choice", "integer", "decimal", "boolean", "text", "slider", "display")
#: who the answers come from; 'proxy' is somebody close who answers for the person
RATERS = ("person", "clinician", "proxy", UNKNOWN)
Answer = str | float | bool


@dataclass(frozen=True, slots=True)
class AnswerOption:
    """One allowed answer of a choice; ``score`` None = the option bears no number.

    system : address of the code's code system, empty where none is stated.
    """

    code: str
    text: str = ""
    score: float | None = None
    system: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """A heading that items stand under."""

    link_id: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class EnableWhen:
    """An item is asked only where another's answer fits.

    operator : 'exists', '=', '!=', '>', '<', '>=', '<='. answer : what the other item's answer is
    held against; True or False for 'exists'.
    """

    question: str
    operator: str
    answer: Answer


@dataclass(frozen=True, slots=True)
class Item:
    """One question.

    lowest, highest : allowed numbers, None = open; both are known for a slider. whole : a slider
    that takes whole numbers only. anchors : words at the low and high end of a slider.
    enable_all : whether all of ``enable_when`` must hold, or any. group : the groups that
    it stands in, outermost first.
    """

    link_id: str
    text: str
    kind: str
    required: bool = False
    options: tuple[AnswerOption, ...] = ()
    lowest: float | None = None
    highest: float | None = None
    step: float | None = None
    whole: bool = False
    anchors: tuple[str, str] = ("", "")
    enable_when: tuple[EnableWhen, ...] = ()
    enable_all: bool = True
    group: tuple[Group, ...] = ()


@dataclass(frozen=True, slots=True)
class Licence:
    """Whose the instrument is; of ``kind`` 'open', or 'required' = used only with proof."""

    kind: str
    holder: str = ""
    terms: str = ""
    proof_needed: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """One product of a weighted score: weight times the product over ``factors``.

    factors : link ids; each factor is the sum of its items. 0.3 A (D + H) is
    ``Term(0.3, (("A",), ("D", "H")))``.
    """

    weight: float
    factors: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class RaschRow:
    """One line of a conversion table: raw sum, measure, its published standard error or None."""

    raw: float
    measure: float
    se: float | None = None


@dataclass(frozen=True, slots=True)
class ScoreDefinition:
    """How one score comes from the answers, as the instrument's authors say.

    metric : id in the family 'scale'. formula : 'sum', 'mean', 'weighted' (``terms``) or 'rasch'
    (``table`` of the raw sum). reversed_items : scored as lowest + highest - answer.
    missing : 'none' (the instrument states no rule), 'refuse' (only complete forms are scored) or
    'prorate' (up to ``prorate_up_to``, a share of the items, may lack).
    better : 'higher', 'lower' or UNKNOWN: the instrument's own statement with ``better_source``,
    never a verdict; endpoints declare their own direction. mid : minimal important difference.
    sem : published standard error of measurement. Each with its source.
    """

    id: str
    metric: str
    formula: str
    items: tuple[str, ...]
    lowest: float
    highest: float
    terms: tuple[Term, ...] = ()
    table: tuple[RaschRow, ...] = ()
    reversed_items: tuple[str, ...] = ()
    missing: str = "none"
    prorate_up_to: float = 0.0
    better: str = UNKNOWN
    better_source: str = ""
    mid: float | None = None
    mid_source: str = ""
    sem: float | None = None
    sem_source: str = ""


@dataclass(frozen=True, slots=True)
class Instrument:
    """A questionnaire or scale, with everything that its use and scoring need.

    rater : who is meant to answer, one of RATERS. recall : the time that answers speak of, in
    words. untyped : link ids whose anchors the user must type before the instrument can be used.
    unread : elements of the file that were not understood and are not kept.
    """

    id: str
    version: str
    title: str
    items: tuple[Item, ...]
    scores: tuple[ScoreDefinition, ...]
    licence: Licence
    url: str = ""
    language: str = UNKNOWN
    rater: str = UNKNOWN
    recall: str = UNKNOWN
    untyped: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()

    def item(self, link_id: str) -> Item | None:
        """The item with this link id, None where there is none."""
        return next((item for item in self.items if item.link_id == link_id), None)


@dataclass(frozen=True, slots=True)
class Response:
    """One filled form.

    answers : by link id; the option's code for a choice, float for numbers, bool, or text. An
    item without an answer is absent. rater : who answered, one of RATERS. authored : ISO date or
    time as stated. subject : pseudonymous.
    """

    instrument: str
    version: str
    answers: Mapping[str, Answer] = field(default_factory=dict)
    rater: str = UNKNOWN
    language: str = UNKNOWN
    authored: str = ""
    subject: str = ""
    flags: tuple[str, ...] = ()
