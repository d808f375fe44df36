"""Whose an instrument is and by which right it is used here, in one line."""

from turgor.record.licence_proof import LicenceProof
from turgor.record.questionnaire import Instrument


def licence_words(instrument: Instrument, proof: LicenceProof | None) -> str:
    """Holder, terms, and the agreement where one is on record or lacking; empty for none."""
    licence = instrument.licence
    parts = [licence.holder, licence.terms]
    if proof is not None:
        parts.append(f"used under {proof.reference} of {proof.date}")
    elif licence.kind != "open":
        parts.append("no licence on record")
    return "; ".join(part for part in parts if part)
