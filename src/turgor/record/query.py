"""Queries: questions that the record raises of itself, and those that people raise and answer."""

from dataclasses import dataclass

OPEN, ANSWERED, CLOSED = "open", "answered", "closed"
STATES = (OPEN, ANSWERED, CLOSED)


@dataclass(frozen=True, slots=True)
class FoundQuery:
    """A question that follows from the record; it goes when its reason goes.

    id : the same as long as kind, subject, visit and place are the same: 'C-' and eight hex
    digits. kind : such as 'visit-late'. place : what it is about beside subject and visit.
    days : by how many days, for visits; None elsewhere.
    """

    id: str
    kind: str
    subject: str
    visit: str
    place: str
    text: str
    days: int | None = None


@dataclass(frozen=True, slots=True)
class Query:
    """A question that a person raised, or a person's answer to a found one.

    about : the id of a found query, a capture's sum, or words; empty for the visit as a whole.
    Times are ISO texts in UTC; empty where it has not happened.
    """

    subject: str
    visit: str
    about: str
    question: str
    state: str
    raised_by: str
    raised_at: str
    answer: str = ""
    answered_by: str = ""
    answered_at: str = ""
    closed_by: str = ""
    closed_at: str = ""
