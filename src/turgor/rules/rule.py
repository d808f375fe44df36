"""A rule: when it fires, what it asks for, how strongly, on which source, and its own cases."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from turgor.rules.expression import Expression, Truth, evaluate
from turgor.rules.facts import Facts

STATUSES = ("draft", "reviewed", "retired")
KINDS = (
    "indication",
    "contraindication",
    "limit",
    "interval",
    "combination",
    "pre_care",
    "post_care",
    "monitoring",
    "escalation",
)
#: what a rule is about: harm to the person, what was studied at all, what may be gained, or care
ABOUT = ("safety", "range", "benefit", "care")
#: from the mildest to the strongest
SEVERITIES = ("info", "warn", "require_override", "block")
LEVELS = (
    "guideline",
    "label",
    "regulator",
    "review",
    "trial",
    "cohort",
    "case-series",
    "expert",
    "public-advice",
    "assumed",
)
EXPECTED: dict[str, Truth] = {"fires": True, "silent": False, "unknown": None}


@dataclass(frozen=True, slots=True)
class Action:
    """What a rule asks for: a word of the vocabulary, a sentence, and perhaps a limit."""

    do: str
    text: str
    limit: float | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a rule rests on; an assumed one may have no source and says so in ``note``.

    seen : whether the statement was read in the source named, and not in a text that quotes it.
    """

    level: str
    source: str = ""
    locator: str = ""
    note: str = ""
    seen: bool = False


@dataclass(frozen=True, slots=True)
class Population:
    """Who was studied; empty where the source doesn't say.

    phototypes : 1 to 6. people : how many. text : anything else, in words.
    """

    phototypes: tuple[int, ...] = ()
    people: int | None = None
    country: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Care:
    """Days on which something is done, from the session: negative before it, both ends included."""

    from_day: float
    to_day: float


@dataclass(frozen=True, slots=True)
class RuleCase:
    """An example beside the rule: facts, and whether it then fires, is silent or is unknown."""

    expect: str
    case: Facts


@dataclass(frozen=True, slots=True)
class Rule:
    """One sourced, dated, tested statement.

    ``when_text`` is the expression as written; ``condition`` is it together with what the rule
    applies to; ``scope`` says of what it is asked. ``supersedes`` holds keys (``ID@version``),
    ``conflicts_with`` holds ids. raised_to : the severity that a clinic's overlay asks for, which
    counts whatever the rule's own standing is.
    """

    id: str
    version: int
    status: str
    kind: str
    severity: str
    applies_to: Mapping[str, tuple[str, ...]]
    when_text: str
    condition: Expression
    then: Action
    rationale: str
    evidence: Evidence
    valid_from: date
    valid_to: date | None
    conflicts_with: tuple[str, ...]
    supersedes: tuple[str, ...]
    cases: tuple[RuleCase, ...]
    reviewed_by: str = ""
    about: str = "safety"
    population: Population = Population()
    care: Care | None = None
    scope: str = "event"
    raised_to: str = ""

    @property
    def key(self) -> str:
        """Id and version, ``ID@version``: no two rules of a pack share it."""
        return f"{self.id}@{self.version}"

    def valid_on(self, day: date) -> bool:
        """Whether the day lies in the rule's dates (both ends included) and it is not retired."""
        ended = self.valid_to is not None and day > self.valid_to
        return self.status != "retired" and self.valid_from <= day and not ended

    def failing_cases(self) -> list[str]:
        """One line for each of the rule's own cases that turns out otherwise."""
        words = {truth: word for word, truth in EXPECTED.items()}
        lines: list[str] = []
        for number, item in enumerate(self.cases, 1):
            truth = evaluate(self.condition, item.case)
            if truth is not EXPECTED[item.expect]:
                lines.append(f"case {number}: expected {item.expect}, found {words[truth]}")
        return lines
