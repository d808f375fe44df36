"""Consent: what a subject agreed to, by which version of the form, from when and until when."""

import datetime as dt
from dataclasses import dataclass

SCOPES = ("study", "photographs", "photographs-publication", "data-sharing", "re-contact")


@dataclass(frozen=True, slots=True)
class Consent:
    """One subject's consent to one thing.

    form : version of the form that was signed. date : of the signature. scope : one of SCOPES.
    withdrawn_on : None while it stands.
    """

    subject: str
    form: str
    date: dt.date
    scope: str
    withdrawn_on: dt.date | None = None

    def holds(self, on: dt.date | None) -> bool:
        """Whether it covers a day; a day that is not known is covered by any that stands now."""
        if on is None:
            return self.withdrawn_on is None
        return self.date <= on and (self.withdrawn_on is None or on < self.withdrawn_on)
