"""Who may work on a study, and what they state about it: users, signatures and locks."""

from dataclasses import dataclass

ROLES = ("coordinator", "rater", "clinician", "monitor", "admin")
#: what a signature can mean; free words may be given instead
MEANINGS = ("authorship", "review", "approval", "responsibility")


@dataclass(frozen=True, slots=True)
class StudyUser:
    """A person as the study knows them.

    passphrase_hash : salted, with its parameters; empty where none was set. active : False once
    retired; a name stays that person's for good.
    """

    name: str
    role: str
    passphrase_hash: str = ""
    active: bool = True


@dataclass(frozen=True, slots=True)
class StudyLock:
    """A time in which the data can't be changed.

    at, unlocked_at : UTC. head : the audit chain's newest link when it was locked. design_sha256 :
    of study.toml then. unlocked_at is empty while the lock stands.
    """

    number: int
    at: str
    who: str
    why: str
    head: str
    design_sha256: str
    unlocked_at: str = ""
    unlocked_by: str = ""
    unlocked_why: str = ""


@dataclass(frozen=True, slots=True)
class Signature:
    """What a person states about the data as they stood at a link of the audit chain.

    subject : whose data it is about, empty for the whole study. head : the newest link that was
    signed. design_sha256 : of study.toml then.
    """

    number: int
    at: str
    who: str
    role: str
    meaning: str
    subject: str
    head: str
    design_sha256: str


@dataclass(frozen=True, slots=True)
class SignatureState:
    """A signature and what became of it.

    state : 'valid'; 'voided' by a later change of data in its scope, told by ``voided_by`` (the
    link's number), ``voided_who`` and ``voided_at``; 'foreign' where the chain no longer holds the
    head that was signed. design_changed : study.toml is another one than was signed.
    """

    signature: Signature
    state: str
    voided_by: int | None = None
    voided_who: str = ""
    voided_at: str = ""
    design_changed: bool = False
