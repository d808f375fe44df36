"""What a clinician decided against a rule: who, which rule of which library, why, and when."""

import datetime as dt
import re
from dataclasses import dataclass

from turgor.errors import StudyError
from turgor.record.custody import ROLES

#: why, in one word; the text says it in full
REASONS = (
    "not-applicable",
    "benefit-outweighs",
    "risk-treated",
    "specialist-agreed",
    "source-outdated",
    "other",
)
#: severities of rules that there is something to override of
SEVERITIES = ("block", "require_override", "warn")
_CLINICIAN = "clinician"
_KEY = re.compile(r"[^\s@]+@[1-9][0-9]*")


@dataclass(frozen=True, slots=True)
class RuleOverride:
    """One rule set aside for one person by one clinician.

    plan_sha256 : the plan that it belongs to, empty where only a check was made. rule : its key,
    ``ID@version``. severity : of that rule then. library_sha256 : the library that it stood in.
    who, role : who decided, and as what; a rule that blocks is a clinician's alone. reason : of
    REASONS. text : in own words. day : when.
    """

    subject: str
    plan_sha256: str
    rule: str
    severity: str
    library_sha256: str
    who: str
    role: str
    reason: str
    text: str
    day: dt.date

    def __post_init__(self) -> None:
        """Hold what an override must say.

        Errors: StudyError with what is allowed.
        """
        for name, allowed in (("severity", SEVERITIES), ("role", ROLES), ("reason", REASONS)):
            if getattr(self, name) not in allowed:
                raise StudyError(
                    f"override of {self.rule}: {name} is '{getattr(self, name)}'; allowed: "
                    f"{', '.join(allowed)}"
                )
        if not _KEY.fullmatch(self.rule):
            raise StudyError(f"'{self.rule}' is no key of a rule; write ID@version, as PEEL-004@1")
        if not self.who.strip() or not self.text.strip():
            raise StudyError(f"override of {self.rule}: state who decided, and why in own words")
        if self.severity == "block" and self.role != _CLINICIAN:
            raise StudyError(
                f"{self.rule} blocks, and a {self.role} can't set it aside; a clinician decides"
            )
