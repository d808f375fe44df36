"""Instruments into a study: from a user's files, shipped ones by name, grades with typed words."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from turgor.errors import AdmissionError, InputError, StudyError
from turgor.formats.questionnaire import read_questionnaire, write_questionnaire
from turgor.formats.questionnaire.form_table import clashing_heads
from turgor.formats.questionnaire.sidecar import beside
from turgor.measure.scales import shipped_names, type_anchors
from turgor.record.licence_proof import LicenceProof
from turgor.record.questionnaire import Instrument
from turgor.record.study_instrument import StudyInstrument
from turgor.store import Store
from turgor.store.audit import current_deed, doing
from turgor.store.faults import file_faults
from turgor.store.ledger import Kept
from turgor.workflow.forms.library import shipped_files, study_library
from turgor.workflow.reading.form import FormReading


@dataclass(frozen=True, slots=True)
class Added:
    """What came of taking an instrument in: 'added', 'same' or 'corrected'; what to know of it."""

    outcome: str
    kept: Kept[StudyInstrument]
    instrument: Instrument
    notes: tuple[str, ...] = ()


def add_instrument(store: Store, source: str | Path, why: str = "") -> Added:
    """Take an instrument into a study: a shipped one by its name, or a FHIR Questionnaire file.

    The file's sidecar lies beside it (NAME.scoring.toml or .json). Both are kept under their
    sums. Another version of a known instrument stands beside it; the same version with other
    content takes its place only with a reason, and scores every form again.

    Errors: InputError for an unknown name, FormatError for a form or sidecar that is malformed or
    contradicts itself, StudyError for other content without a reason, StoreError.
    """
    name = str(source)
    with doing("instrument taken in"), TemporaryDirectory(prefix="turgor-instrument-") as folder:
        if name in shipped_names():
            form = Path(folder) / f"{name}.json"
            for target, content in zip(
                (form, form.with_name(f"{name}.scoring.toml")), shipped_files(name), strict=True
            ):
                with file_faults(target):
                    target.write_bytes(content)
            return _kept(store, form, "shipped", name, why)
        path = Path(source)
        if not path.is_file():
            raise InputError(
                f"{name}: is neither a file nor a shipped instrument; shipped are "
                f"{', '.join(shipped_names())}"
            )
        return _kept(store, path, "file", "", why)


def type_instrument(
    store: Store, template: str, name: str, question: str, anchors: Mapping[int, str], why: str = ""
) -> Added:
    """Take a grade with the user's own words into a study.

    template : 'grade', or another instrument of the study that is a template. Errors: InputError
    for an unknown template, a bad name, or grades without words; StoreError.
    """
    typed = type_anchors(study_library(store).find(template).instrument, name, anchors, question)
    with doing("anchors typed"), TemporaryDirectory(prefix="turgor-instrument-") as folder:
        form = Path(folder) / f"{name}.json"
        write_questionnaire(typed, form)
        return _kept(store, form, "typed", "", why)


def keep_answered(store: Store, reading: FormReading) -> None:
    """Keep a shipped instrument with the first form that answers it, so that a later program with
    other words or scoring changes nothing in the study.

    reading : under what the form's capture states of itself.

    Errors: InputError where the instrument is not at hand; StoreError.
    """
    loaded = reading.library.find(reading.options.instrument, reading.options.version)
    if not loaded.kept and loaded.alias:
        try:
            store.locks.require_may("instrument")
        except AdmissionError:
            return  # a rater's form counts; whoever may keep instruments keeps this one later
        kept = add_instrument(store, loaded.alias).kept
        steers = (*loaded.steers[:2], str(kept.version))
        reading.library.adopt(replace(loaded, steers=steers, kept=True))


def add_licence(store: Store, proof: LicenceProof, document: Path | None = None) -> str:
    """Put on record that a licensed instrument may be used; 'added' or 'same'.

    document : the agreement itself, kept under its sum.

    Errors: InputError where the proof names no reference or a wrong date, or the document is no
    file; StudyError where this agreement is on record with other content; StoreError.
    """
    from datetime import date

    if not proof.reference.strip() or not proof.holder.strip():
        raise InputError("a licence needs its holder and a reference: number or name of agreement")
    try:
        date.fromisoformat(proof.date)
    except ValueError:
        raise InputError(f"the licence's date is '{proof.date}'; write it as 2026-01-31") from None
    with doing("licence put on record"):
        if document is not None:
            if not document.is_file():
                raise InputError(f"{document}: no such file; name the agreement itself")
            sha256 = store.instruments.keep_file(document)
            proof = replace(proof, document_sha256=sha256, document_name=document.name)
        outcome, _ = store.instruments.proofs.add(proof)
    return outcome


def licence_for(
    store: Store, name: str, holder: str, reference: str, date: str, only: bool
) -> LicenceProof:
    """A proof for an instrument of the study in all its versions.

    holder : empty = as the instrument names it. only : it covers this instrument alone.

    Errors: InputError where the instrument is unknown, needs none, or belongs to another holder.
    """
    versions = [item.instrument for item in study_library(store).versions(name)]
    # where one version is open and another is not, the licence is for the one that needs it
    needing = [item for item in versions if item.licence.kind != "open"]
    instrument = (needing or versions)[0]
    licence = instrument.licence
    if licence.kind == "open":
        raise InputError(f"'{instrument.id}' is open: {licence.terms or 'it needs no licence'}")
    if holder and holder.strip().casefold() != licence.holder.strip().casefold():
        raise InputError(
            f"'{instrument.id}' belongs to {licence.holder}, not to {holder}; name its holder"
        )
    return LicenceProof(licence.holder, reference, date, instrument.id if only else "")


def _kept(store: Store, form: Path, origin: str, alias: str, why: str) -> Added:
    sidecar = beside(form)
    instrument = read_questionnaire(form, sidecar)
    record = StudyInstrument(
        name=instrument.id,
        edition=instrument.version,
        title=instrument.title,
        form_sha256=store.instruments.keep_file(form),
        scoring_sha256=store.instruments.keep_file(sidecar),
        scoring_suffix=sidecar.suffix.lower(),
        origin=origin,
        alias=alias,
    )
    there = [
        kept
        for kept in store.instruments.all()
        if (kept.record.name, kept.record.edition) == (record.name, record.edition)
    ]
    if there and there[0].record != record and _sums(there[0].record) != _sums(record):
        reason = why or current_deed().why
        if not reason:
            raise StudyError(
                f"'{record.name}' version '{record.edition}' is in the study with other questions "
                "or scoring; give the form a version of its own, or say --why it takes the "
                "other's place: every form is then scored again"
            )
        corrected = store.instruments.kept.correct(there[0].id, there[0].version, record, reason)
        return Added("corrected", corrected, instrument, _notes(instrument))
    if there:
        return Added("same", there[0], instrument, _notes(instrument))
    outcome, kept = store.instruments.kept.add(record)
    return Added(outcome, kept, instrument, _notes(instrument))


def _sums(record: StudyInstrument) -> tuple[str, str]:
    return record.form_sha256, record.scoring_sha256


def _notes(instrument: Instrument) -> tuple[str, ...]:
    """What whoever takes it in should know."""
    notes: list[str] = []
    if instrument.licence.kind != "open":
        notes.append(
            f"'{instrument.id}' belongs to {instrument.licence.holder}: its forms are taken in, "
            "and scored once a licence is on record (`turgor study instrument licence`)"
        )
    if instrument.untyped:
        notes.append(f"'{instrument.id}' is a template: type its anchors before it is answered")
    if instrument.unread:
        notes.append(f"not read of the form: {', '.join(instrument.unread)}")
    if not instrument.scores:
        notes.append(f"'{instrument.id}' defines no score; its forms are kept and not scored")
    clash = clashing_heads(instrument)
    if clash:
        notes.append(
            f"item '{clash[0]}' is called like a column of a table: give its answers as FHIR"
        )
    return tuple(notes)
