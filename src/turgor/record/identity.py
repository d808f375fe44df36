"""An identity: who a subject is. Kept in a vault apart from the study, and never printed whole."""

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, repr=False)
class Identity:
    """The person behind a subject's pseudonym.

    subject : the study's id. contact : telephone, e-mail or address, as one line. note : whatever
    else tells who it is, or how the person wants to be reached.
    """

    subject: str
    name: str = ""
    birth_date: dt.date | None = None
    contact: str = ""
    clinic_number: str = ""
    note: str = ""

    def __repr__(self) -> str:
        """The pseudonym alone, so that no log or traceback ever tells more."""
        return f"Identity(subject={self.subject!r}, …)"
