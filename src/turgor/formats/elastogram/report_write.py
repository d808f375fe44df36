"""The numbers of an elastogram as a Comprehensive SR after TID 1500; nobody's name in it."""

import hashlib
from itertools import groupby
from typing import TYPE_CHECKING

from turgor.formats.elastogram.codes import (
    CONCEPTS,
    STATISTICS,
    TECHNIQUES,
    WRITTEN_UNIT,
)
from turgor.formats.elastogram.dicom_file import COMPREHENSIVE_SR
from turgor.formats.elastogram.dicom_write import coded, described, file_bytes, new_item
from turgor.formats.hashed_uid import hashed_uid
from turgor.record.elastogram import Elastogram, StatedStiffness

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

_MEANING = {
    "mean": "Mean", "median": "Median", "sd": "Standard Deviation", "min": "Minimum",
    "max": "Maximum", "iqr": "Interquartile Range of population",
    "iqr-to-median": "Interquartile Range to Median ratio of population",
}  # fmt: skip
_SITES = {"skin": "39937001", "skin of face": "73897004"}


def report_bytes(elastogram: Elastogram) -> bytes:
    """The file's bytes, the same for the same numbers.

    Errors: MissingExtraError without pydicom.
    """
    seed = repr(elastogram.stated).encode()
    data = described(COMPREHENSIVE_SR, "SR", seed, elastogram)
    data.CompletionFlag = "COMPLETE"
    data.VerificationFlag = "UNVERIFIED"
    data.ReferencedPerformedProcedureStepSequence = []
    data.PerformedProcedureCodeSequence = []
    data.ValueType = "CONTAINER"
    data.ContinuityOfContent = "SEPARATE"
    data.ConceptNameCodeSequence = [coded("DCM", "126000", "Imaging Measurement Report")]
    template = new_item()
    template.MappingResource = "DCMR"
    template.TemplateIdentifier = "1500"
    data.ContentTemplateSequence = [template]
    groups = [
        _group(number, list(items), seed)
        for number, (_, items) in enumerate(
            groupby(elastogram.stated, lambda item: (item.name, item.site, item.technique)), 1
        )
    ]
    language = coded("DCM", "121049", "Language of Content Item and Descendants")
    procedure = coded("DCM", "121058", "Procedure Reported")
    data.ContentSequence = [
        _code_item("HAS CONCEPT MOD", language, coded("RFC5646", "en", "English")),
        _code_item("HAS CONCEPT MOD", procedure, coded("99TURGOR", "SWE", "Elastography of skin")),
        _container("CONTAINS", coded("DCM", "126010", "Imaging Measurements"), groups),
    ]
    return file_bytes(data)


def _group(number: int, items: list[StatedStiffness], seed: bytes) -> "Dataset":
    first = items[0]
    text = _item("HAS OBS CONTEXT", "TEXT", coded("DCM", "112039", "Tracking Identifier"))
    text.TextValue = first.name or f"measurement {number}"
    unique = _item(
        "HAS OBS CONTEXT", "UIDREF", coded("DCM", "112040", "Tracking Unique Identifier")
    )
    unique.UID = hashed_uid(b"tracking", str(number).encode() + seed)
    children = [text, unique]
    if first.site:
        site = _SITES.get(first.site.lower())
        value = coded("SCT", site, first.site) if site else _own(first.site)
        children.append(
            _code_item("HAS CONCEPT MOD", coded("SCT", "363698007", "Finding Site"), value)
        )
    if first.technique:
        known = {words: code for code, words in TECHNIQUES.items()}.get(first.technique)
        value = coded("DCM", known, first.technique) if known else _own(first.technique)
        children.append(
            _code_item("HAS CONCEPT MOD", coded("SCT", "370129005", "Measurement Method"), value)
        )
    children += [_number(item) for item in items]
    return _container("CONTAINS", coded("DCM", "125007", "Measurement Group"), children)


def _number(item: StatedStiffness) -> "Dataset":
    code, meaning = next((c, m) for c, (q, m) in CONCEPTS.items() if q == item.quantity)
    number = _item("CONTAINS", "NUM", coded("DCM", code, meaning))
    measured = new_item()
    unit, unit_meaning = WRITTEN_UNIT[item.quantity]
    measured.MeasurementUnitsCodeSequence = [coded("UCUM", unit, unit_meaning)]
    # a decimal string holds 16 characters; the double beside it holds the whole number
    measured.NumericValue = f"{item.value:.10g}"
    measured.FloatingPointValue = item.value
    number.MeasuredValueSequence = [measured]
    if item.statistic:
        known = next((key for key, word in STATISTICS.items() if word == item.statistic and key[0] != "SRT"), None)  # noqa: E501  # fmt: skip
        value = coded(*known, _MEANING[item.statistic]) if known else _own(item.statistic)
        number.ContentSequence = [
            _code_item("HAS CONCEPT MOD", coded("DCM", "121401", "Derivation"), value)
        ]
    return number


def _own(words: str) -> "Dataset":
    """Words that came without a code, under a scheme of our own."""
    digest = hashlib.sha256(words.encode()).hexdigest()[:16].upper()
    return coded("99TURGOR", digest, words)


def _item(relation: str, kind: str, name: "Dataset") -> "Dataset":
    item = new_item()
    item.RelationshipType, item.ValueType = relation, kind
    item.ConceptNameCodeSequence = [name]
    return item


def _code_item(relation: str, name: "Dataset", value: "Dataset") -> "Dataset":
    item = _item(relation, "CODE", name)
    item.ConceptCodeSequence = [value]
    return item


def _container(relation: str, name: "Dataset", children: list["Dataset"]) -> "Dataset":
    item = _item(relation, "CONTAINER", name)
    item.ContinuityOfContent = "SEPARATE"
    item.ContentSequence = children
    return item
