"""A licensed instrument is used only with proof of its licence on record."""

from datetime import date

from turgor.errors import MeasureError
from turgor.record.licence_proof import LicenceProof
from turgor.record.questionnaire import Instrument


def require_licence(instrument: Instrument, proof: LicenceProof | None) -> None:
    """Let an open instrument pass, and a licensed one with a proof that fits.

    Errors: MeasureError that says what is lacking.
    """
    licence = instrument.licence
    if licence.kind == "open":
        return
    if proof is None:
        raise MeasureError(
            f"'{instrument.id}' belongs to {licence.holder} and may be used only with a licence; "
            f"put its proof on record: {licence.proof_needed}"
        )
    if proof.holder.strip().casefold() != licence.holder.strip().casefold():
        raise MeasureError(
            f"the proof names {proof.holder or 'nobody'}; '{instrument.id}' belongs to "
            f"{licence.holder}"
        )
    if proof.instrument and proof.instrument != instrument.id:
        raise MeasureError(f"the proof covers '{proof.instrument}', not '{instrument.id}'")
    if not proof.reference.strip():
        raise MeasureError(f"the proof for '{instrument.id}' names no agreement; give a reference")
    try:
        date.fromisoformat(proof.date)
    except ValueError:
        raise MeasureError(
            f"the proof for '{instrument.id}' has date '{proof.date}'; write it as 2026-01-31"
        ) from None
