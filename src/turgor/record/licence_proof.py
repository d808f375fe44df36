"""The proof that a licensed instrument may be used, as a study keeps it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LicenceProof:
    """That an instrument may be used here.

    holder : who gave the licence, as the instrument names its holder. reference : number or name
    of the agreement. date : ISO date from which it holds. instrument : id of the one instrument
    that it covers; empty = every one of this holder. document_sha256, document_name : the
    agreement itself where it is kept, else empty.
    """

    holder: str
    reference: str
    date: str
    instrument: str = ""
    document_sha256: str = ""
    document_name: str = ""
