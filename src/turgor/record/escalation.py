"""What a rule said when something was entered: kept, so that a later rule can't change it."""

import datetime as dt
import math
from dataclasses import dataclass

#: what an escalation can stem from
SOURCES = ("event", "diary")


@dataclass(frozen=True, slots=True)
class Escalation:
    """One rule that fired on one entry.

    source, number : the adverse event or diary entry. day : the day whose state it judged.
    action, text, limit_h : what it asked for, and within how many hours, None = no limit.
    status : of the rule then, draft or reviewed. pack_sha256 : the rules as they were.
    answered, answered_by, answer : when, by whom and how it was answered; None = not yet.
    """

    subject: str
    source: str
    number: int
    day: dt.date
    rule: str
    rule_version: int
    severity: str
    status: str
    action: str
    text: str
    citation: str
    limit_h: float | None
    pack: str
    pack_sha256: str
    answered: dt.date | None = None
    answered_by: str = ""
    answer: str = ""

    @property
    def rule_key(self) -> str:
        """``ID@version``."""
        return f"{self.rule}@{self.rule_version}"

    @property
    def due(self) -> dt.date | None:
        """The last day on which an answer is in time; days are all that is known of times."""
        if self.limit_h is None:
            return None
        return self.day + dt.timedelta(days=math.ceil(self.limit_h / 24.0))
